"""in and not in."""

from tests.spec.case import Case, Chapter, Population, Refusals

CHAPTER = Chapter(
    en="Membership",
    zh="属于一组值",
    text_en="`in` and `not in` ask for one of several values written in parentheses. Of an unknown value the answer is unknown.",
    text_zh="`in` 和 `not in` 问一个值是否在括号里的一组值之中。值未知，结果未知。",
    parts=(
        Case(
            en="Texts, and one value alone with its comma.",
            zh="文字；只有一个值时也要写逗号。",
            population=Population(
                households="""
                    household_id | house_grade
                    1            | A
                    2            | C
                    3            | D
                    4            |
                """
            ),
            asked=(
                ('house_grade in ("C", "D")', "false | true | true | unknown"),
                ('house_grade not in ("C", "D")', "true | false | false | unknown"),
                ('house_grade in ("D",)', "false | false | true | unknown"),
            ),
        ),
        Case(
            en="Numbers, also of a quotient.",
            zh="数，商也可以。",
            population=Population(
                households="1 2 3",
                persons="""
                    household_id | work_months
                    1            | 3
                    2            | 4
                    3            |
                """,
            ),
            asked=(
                ("sum(p.work_months for p in persons) in (1, 3)", "true | false | unknown"),
                ("sum(p.work_months for p in persons) / 2 in (1.5, 7)", "true | false | unknown"),
                ("sum(p.work_months for p in persons) / 2 not in (1.5, 7)", "false | true | unknown"),
            ),
        ),
        Refusals(
            en="The values are written out and are values of the column.",
            zh="要逐个写出，且是该列的取值。",
            written=(
                ('house_grade in "CD"', "RULE-116"),
                ("house_grade in ()", "RULE-116"),
                ("house_grade in (origin,)", "RULE-116"),
                ('house_grade in ("C", "E")', "RULE-109"),
                ('any(p.disability_grade in (1, "2") for p in persons)', "RULE-107"),
            ),
        ),
    ),
)
