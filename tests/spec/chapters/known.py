"""The ways out of unknown, and the lesser and greater of two."""

from tests.spec.case import Case, Chapter, Population, Refusals

CHAPTER = Chapter(
    en="Known, default, the lesser and the greater",
    zh="known、default 与两者取小取大",
    text_en="""
        `known(x)` is true or false, never unknown. `default(x, y)` is x, or y where x is unknown; y may be any expression, and may be unknown itself.
        They are the only ways out of unknown, so every place where a rule takes the unknown for something is written down.
        `min(a, b)` and `max(a, b)` of two values are unknown when one is.
    """,
    text_zh="""
        `known(x)` 只有是或否，不会未知。`default(x, y)` 是 x，x 未知时是 y；y 可以是任何表达式，也可以未知。
        只有这两个办法可以离开未知，所以规则在哪里把未知当作什么，都写在明处。两个值的 `min(a, b)`、`max(a, b)`，有一个未知即未知。
    """,
    parts=(
        Case(
            en="Unknown is taken for something only where the rule says so.",
            zh="只有规则写明，才把未知当作什么。",
            population=Population(
                households="""
                    household_id | other_safe_house | food_ok
                    1            | true             |
                    2            | false            | true
                    3            |                  | false
                    4            |                  |
                """
            ),
            asked=(
                ("known(other_safe_house)", "true | true | false | false"),
                ("default(other_safe_house, False)", "true | false | false | false"),
                ("not default(other_safe_house, False)", "false | true | true | true"),
                ("default(other_safe_house, food_ok)", "true | false | false | unknown"),
                ("known(other_safe_house and food_ok)", "false | true | true | false"),
            ),
        ),
        Case(
            en="An estimate where there is one, else what was earned.",
            zh="有预估用预估，没有则用实际。",
            population=Population(
                households="1 2 3",
                incomes="""
                    household_id | period | kind | amount  | forecast
                    1            | 2022   | wage | 4000.00 | true
                    1            | 2022   | wage | 9000.00 | false
                    2            | 2022   | wage | 9000.00 | false
                """,
            ),
            asked=(
                (
                    "default(sum(i.amount for i in incomes if i.period == running_period and i.forecast),"
                    " sum(i.amount for i in incomes if i.period == period and not i.forecast))",
                    "4000 | 9000 | unknown",
                ),
                (
                    "known(sum(i.amount for i in incomes if i.period == running_period and i.forecast))",
                    "true | false | false",
                ),
            ),
        ),
        Case(
            en="Two numbers, two dates.",
            zh="两个数、两个日期。",
            population=Population(
                households="""
                    household_id | identified_on | eliminated_on
                    1            | 2022-01-01    | 2022-02-01
                    2            | 2022-02-01    | 2022-01-01
                    3            | 2022-01-01    |
                """,
                persons="""
                    household_id | work_months
                    1            | 1
                    2            | 3
                    3            |
                """,
            ),
            asked=(
                ("min(identified_on, eliminated_on)", "2022-01-01 | 2022-01-01 | unknown"),
                ("max(identified_on, eliminated_on)", "2022-02-01 | 2022-02-01 | unknown"),
                ("min(sum(p.work_months for p in persons), 2)", "1 | 2 | unknown"),
                ("max(sum(p.work_months for p in persons), 2.5)", "2.5 | 3 | unknown"),
            ),
        ),
        Refusals(
            en="Both values are of one kind and unit; quotients stay in comparisons.",
            zh="两个值同类、同单位；商只用于比较。",
            written=(
                ("default(other_safe_house, 1)", "RULE-107"),
                ('default(house_grade, "Z") == "A"', "RULE-109"),
                ("min(members, net_income) > 1", "RULE-108"),
                ('min("lifted", identified_on) < on', "RULE-111"),
                ("default(net_income / members, 0) < 1", "RULE-115"),
                ("known(origin, supporter)", "RULE-106"),
            ),
        ),
    ),
)
