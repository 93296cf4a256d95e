"""Comparison, and what may be compared with what."""

from tests.spec.case import Case, Chapter, Population, Refusals

CHAPTER = Chapter(
    en="Comparison and units",
    zh="比较与单位",
    text_en="""
        `== != < <= > >=` compare numbers with numbers and dates with dates; texts and yes/no values are only equal or not.
        A comparison with something unknown is unknown, also `!=`. Amounts carry units, and both sides must have the same;
        a bare number takes the unit it meets.
    """,
    text_zh="""
        `== != < <= > >=` 比较数与数、日期与日期；文字和“是否”只能比较相等与不相等。与未知的值比较，结果未知，`!=` 也一样。
        金额有单位，两边的单位必须相同；单写一个数，就取对方的单位。
    """,
    parts=(
        Case(
            en="A comparison with unknown is unknown, also when it asks for a difference.",
            zh="与未知比较，结果未知；问“不等于”也一样。",
            population=Population(
                households="""
                    household_id | house_grade | house_self_fix
                    1            | C           | true
                    2            | A           | false
                    3            |             |
                """
            ),
            asked=(
                ('house_grade == "C"', "true | false | unknown"),
                ('house_grade != "C"', "false | true | unknown"),
                ("house_self_fix == False", "false | true | unknown"),
                ("house_grade == house_grade", "true | true | unknown"),
            ),
        ),
        Case(
            en="On the line is neither below nor above it.",
            zh="恰在线上，既不低于也不高于。",
            population=Population(
                households="1 2 3",
                persons="""
                    household_id | monthly_wage
                    1            | 574.99
                    2            | 575.00
                    3            | 575.01
                """,
            ),
            asked=(
                ("any(p.monthly_wage < 575 for p in persons)", "true | false | false"),
                ("any(p.monthly_wage <= 575 for p in persons)", "true | true | false"),
                ("any(p.monthly_wage == 575 for p in persons)", "false | true | false"),
                ("any(p.monthly_wage != 575 for p in persons)", "true | false | true"),
                ("any(p.monthly_wage >= 575 for p in persons)", "false | true | true"),
                ("any(p.monthly_wage > 575 for p in persons)", "false | false | true"),
            ),
        ),
        Case(
            en="A chain means that every link holds.",
            zh="连写的比较，每一段都要成立。",
            population=Population(
                households="1 2 3 4",
                persons="""
                    household_id | work_months
                    1            | 3
                    2            | 6
                    3            | 9
                    4            |
                """,
            ),
            asked=(
                ("any(3 <= p.work_months <= 6 for p in persons)", "true | true | false | unknown"),
                ("any(3 < p.work_months < 9 for p in persons)", "false | true | false | unknown"),
            ),
        ),
        Case(
            en="Dates compare by the calendar.",
            zh="日期按先后比较。",
            population=Population(
                households="""
                    household_id | identified_on | eliminated_on
                    1            | 2022-09-30    | 2022-10-01
                    2            | 2022-10-01    | 2022-10-01
                    3            | 2022-10-02    |
                """
            ),
            asked=(
                ("identified_on <= on", "true | false | false"),
                ("identified_on < eliminated_on", "true | false | unknown"),
            ),
        ),
        Refusals(
            en="What can never fire, or means something else than it says, does not load.",
            zh="永远不会成立、或与字面不符的写法不能加载。",
            written=(
                ("members < origin", "RULE-107"),
                ('origin < "lifted"', "RULE-107"),
                ("identified_on < 2022", "RULE-107"),
                ('house_grade == "c"', "RULE-109"),
                ("any(p.disability_grade == 5 for p in persons)", "RULE-110"),
                ("net_income < parameter.line", "RULE-108"),
                ("net_income + parameter.line > 0", "RULE-108"),
                ("members and water_safe", "RULE-111"),
                ("not origin", "RULE-111"),
            ),
        ),
    ),
)
