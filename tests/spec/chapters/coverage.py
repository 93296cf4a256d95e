"""What rows of incomes and expenses vouch for."""

from tests.spec.case import Case, Chapter, Population, Refusals

ACTUAL = "i.period == period and not i.forecast"

CHAPTER = Chapter(
    en="Coverage: incomes and expenses",
    zh="覆盖：收入与支出",
    text_en="""
        A household without a row of income may have no income, or nobody asked. So the rows themselves say what is covered:
        one row of a period (and, for incomes, of the same forecast flag) vouches for that period, and what has no row is then 0;
        without any row the result is unknown. A household with nothing has a row with 0. Therefore a generator over these tables must
        say which period it means, and over incomes also `row.forecast` or `not row.forecast`.
    """,
    text_zh="""
        一户没有收入行，可能是没有收入，也可能是没有问过。所以由行本身说明覆盖到哪里：某一核算年度只要有一行（收入还须同为实际或同为预估），
        这一年度就算已知，没有写的类别为 0；一行都没有，结果未知。什么收入都没有的户，也要有一行 0。
        因此，遍历这两张表必须写明年度，遍历收入还要写明 `行.forecast` 或 `not 行.forecast`。
    """,
    parts=(
        Case(
            en="One row vouches for its period and flag, and for nothing else.",
            zh="一行只担保它自己的年度和实际（预估）。",
            population=Population(
                households="1 2 3 4 5",
                incomes="""
                    household_id | period | kind     | amount  | forecast
                    1            | 2022   | wage     | 9000.00 | false
                    2            | 2022   | transfer | 0       | false
                    3            | 2021   | wage     | 9000.00 | false
                    4            | 2022   | wage     | 9000.00 | true
                """,
            ),
            asked=(
                (f"sum(i.amount for i in incomes if {ACTUAL})", "9000 | 0 | unknown | unknown | unknown"),
                (
                    f'sum(i.amount for i in incomes if {ACTUAL} and i.kind == "wage")',
                    "9000 | 0 | unknown | unknown | unknown",
                ),
                (f"count(i for i in incomes if {ACTUAL})", "1 | 1 | unknown | unknown | unknown"),
                (
                    f"any(i.amount > 0 for i in incomes if {ACTUAL})",
                    "true | false | unknown | unknown | unknown",
                ),
                (
                    f"all(i.amount > 0 for i in incomes if {ACTUAL})",
                    "true | false | unknown | unknown | unknown",
                ),
                (
                    f"max(i.amount for i in incomes if {ACTUAL})",
                    "9000 | 0 | unknown | unknown | unknown",
                ),
                (
                    f'max(i.amount for i in incomes if {ACTUAL} and i.kind == "property")',
                    "unknown | unknown | unknown | unknown | unknown",
                ),
                (
                    "sum(i.amount for i in incomes if i.period == period and i.forecast)",
                    "unknown | unknown | unknown | 9000 | unknown",
                ),
                (
                    "sum(i.amount for i in incomes if i.period == previous_period and not i.forecast)",
                    "unknown | unknown | 9000 | unknown | unknown",
                ),
                (
                    'sum(i.amount for i in incomes if i.period == "2021" and not i.forecast)',
                    "unknown | unknown | 9000 | unknown | unknown",
                ),
            ),
        ),
        Case(
            en="Costs are subtracted; both sums stand on the same rows.",
            zh="经营支出要减去；两个和由同样的行担保。",
            population=Population(
                households="1 2 3",
                incomes="""
                    household_id | period | kind          | amount  | forecast
                    1            | 2022   | business      | 8000.00 | false
                    1            | 2022   | business_cost | 8000.01 | false
                    2            | 2022   | business_cost | 0.01    | false
                    3            | 2022   | business_cost | 5.00    | true
                """,
            ),
            asked=(
                (
                    f'sum(i.amount for i in incomes if {ACTUAL} and i.kind != "business_cost")'
                    f' - sum(i.amount for i in incomes if {ACTUAL} and i.kind == "business_cost")',
                    "-0.01 | -0.01 | unknown",
                ),
            ),
        ),
        Case(
            en="In `any` the period may stand among what is asked.",
            zh="`any` 的年度可以写在所问的条件里。",
            population=Population(
                households="1 2",
                expenses="""
                    household_id | period | kind    | amount  | insurance_payout
                    1            | 2022   | medical | 6000.00 | 1000.00
                    2            | 2021   | medical | 6000.00 | 1000.00
                """,
            ),
            asked=(
                ("any(e.period == period and e.amount > 5000 for e in expenses)", "true | unknown"),
                (
                    'sum(e.amount - e.insurance_payout for e in expenses if e.period == period and e.kind == "medical")',
                    "5000 | unknown",
                ),
                (
                    'sum(e.amount for e in expenses if e.period == period and e.kind == "schooling")',
                    "0 | unknown",
                ),
            ),
        ),
        Refusals(
            en="The period, and for incomes the flag, must be conditions that every row has to meet.",
            zh="年度（收入还有实际或预估）必须是每一行都要满足的条件。",
            written=(
                ("sum(e.amount for e in expenses) > 0", "RULE-112"),
                ("sum(i.amount for i in incomes if i.period == period) > 0", "RULE-113"),
                ("sum(i.amount for i in incomes if not i.forecast) > 0", "RULE-112"),
                ("any(e.amount > 1 for e in expenses if e.period == period or e.amount > 5)", "RULE-112"),
                ("all(e.period == period and e.amount > 1 for e in expenses)", "RULE-112"),
                ("sum(e.amount for e in expenses if e.period != period) > 0", "RULE-112"),
            ),
        ),
    ),
)
