"""Tables that are not given, given but empty, or assumed."""

from tests.spec.case import Case, Chapter, Population

EVENTS = (
    ('any(e.kind == "fire" for e in events)', "false"),
    ('all(e.kind == "fire" for e in events)', "true"),
    ("count(e for e in events)", "0"),
    ("sum(e.amount for e in events)", "0"),
    ("max(e.occurred_on for e in events)", "unknown"),
)
EXPENSES = (
    ("any(e.amount > 0 for e in expenses if e.period == period)", "false"),
    ("count(e for e in expenses if e.period == period)", "0"),
    ("sum(e.amount for e in expenses if e.period == period)", "0"),
    ("min(e.amount for e in expenses if e.period == period)", "unknown"),
)


def nothing_known(asked: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((text, "unknown") for text, _ in asked)


CHAPTER = Chapter(
    en="Tables: not given, empty, assumed",
    zh="表：未提供、为空、假定",
    text_en="""
        A table that is not given says nothing: whatever asks for it is unknown. An events or measures table that is given and has no row for
        a household says that there was nothing. For incomes and expenses even the given table must vouch with a row.
        `--assume expenses=empty` lets a table cover every household and period, with nothing where it has no row.
    """,
    text_zh="""
        没有提供的表什么也没说：问到它的都未知。事件表、措施表已提供而某户没有行，就是没有。收入和支出即使提供了表，也要有行担保。
        `--assume expenses=empty` 让一张表覆盖所有户和年度，没有行就算没有。
    """,
    parts=(
        Case(
            en="Not given.",
            zh="未提供。",
            population=Population(households="1"),
            asked=nothing_known((*EVENTS, *EXPENSES)),
        ),
        Case(
            en="Given, and empty.",
            zh="已提供，但没有行。",
            population=Population(households="1", events="empty", expenses="empty"),
            asked=(*EVENTS, *nothing_known(EXPENSES)),
        ),
        Case(
            en="Not given, and assumed to be empty.",
            zh="未提供，假定为空。",
            population=Population(households="1", assume=("events=empty", "expenses=empty")),
            asked=(*EVENTS, *EXPENSES),
        ),
        Case(
            en="Given, and assumed to cover those who have no row; rows still count.",
            zh="已提供，并假定没有行的户没有支出；有行的照算。",
            population=Population(
                households="1 2",
                expenses="""
                    household_id | period | kind    | amount
                    1            | 2022   | medical | 300.00
                """,
                assume=("expenses=empty",),
            ),
            asked=(
                ("sum(e.amount for e in expenses if e.period == period)", "300 | 0"),
                ("any(e.amount > 0 for e in expenses if e.period == period)", "true | false"),
                ("sum(e.amount for e in expenses if e.period == previous_period)", "0 | 0"),
            ),
        ),
    ),
)
