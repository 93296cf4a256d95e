"""Ages, days, months, look-backs."""

from datetime import date

from tests.spec.case import Case, Chapter, Population, Refusals

BORN = """
    household_id | birth_date
    1            | 2016-02-28
    2            | 2016-02-29
    3            | 2016-03-01
    4            |
"""
CHAPTER = Chapter(
    en="Dates",
    zh="日期",
    text_en="""
        `age(birth, on)` are completed years, complete on the birthday; who was born on 29 February completes them on 1 March of other years.
        `days(a, b)` and `months(a, b)` count from a to b, months only when completed; both are negative when b comes first.
        `months_before(d, n)` keeps the end of the month. Its n is a whole number written there, or a whole column.
    """,
    text_zh="""
        `age(出生, 日)` 为周岁，生日当天满；2 月 29 日出生的，平年在 3 月 1 日满。
        `days(a, b)`、`months(a, b)` 从 a 数到 b，月只算满月；b 在前则为负。
        `months_before(d, n)` 遇月末不越月。n 是写明的整数或一个整数列。
    """,
    parts=(
        Case(
            en="The day before the birthday of the one born on 29 February.",
            zh="2 月 29 日出生的人，平年 2 月 28 日还不满。",
            population=Population(households="1 2 3 4", persons=BORN, on=date(2022, 2, 28)),
            asked=(
                ("max(age(p.birth_date, on) for p in persons)", "6 | 5 | 5 | unknown"),
                ("any(age(p.birth_date, on) >= 6 for p in persons)", "true | false | false | unknown"),
                ("any(6 > age(p.birth_date, on) for p in persons)", "false | true | true | unknown"),
            ),
        ),
        Case(
            en="1 March of a common year.",
            zh="平年 3 月 1 日。",
            population=Population(households="1 2 3 4", persons=BORN, on=date(2022, 3, 1)),
            asked=(
                ("max(age(p.birth_date, on) for p in persons)", "6 | 6 | 6 | unknown"),
                ("any(age(p.birth_date, on) > 5 for p in persons)", "true | true | true | unknown"),
                ("any(age(p.birth_date, on) != 6 for p in persons)", "false | false | false | unknown"),
            ),
        ),
        Case(
            en="29 February itself.",
            zh="2 月 29 日当天。",
            population=Population(households="1 2 3 4", persons=BORN, on=date(2024, 2, 29)),
            asked=(
                ("max(age(p.birth_date, on) for p in persons)", "8 | 8 | 7 | unknown"),
                ("any(age(p.birth_date, on) == 8 for p in persons)", "true | true | false | unknown"),
                ("any(age(p.birth_date, on) <= 7 for p in persons)", "false | false | true | unknown"),
                ("any(age(p.birth_date, on) < 8 for p in persons)", "false | false | true | unknown"),
            ),
        ),
        Case(
            en="Nobody is born yet, and nobody is 0 years old before that.",
            zh="出生之前没有 0 岁。",
            population=Population(
                households="1 2 3",
                persons="""
                    household_id | birth_date
                    1            | 2022-09-29
                    2            | 2022-09-30
                    3            | 2022-10-01
                """,
            ),
            asked=(
                ("max(age(p.birth_date, on) for p in persons)", "0 | 0 | -1"),
                ("any(age(p.birth_date, on) >= 0 for p in persons)", "true | true | false"),
            ),
        ),
        Case(
            en="Days and completed months, also backwards.",
            zh="天数与满月数，也可倒数。",
            population=Population(
                households="""
                    household_id | identified_on | eliminated_on
                    1            | 2022-01-31    | 2022-02-28
                    2            | 2022-01-31    | 2022-03-01
                    3            | 2022-03-15    | 2022-03-15
                    4            | 2022-03-01    | 2022-01-31
                    5            | 2020-02-29    | 2021-02-28
                    6            | 2022-03-01    |
                """
            ),
            asked=(
                ("days(identified_on, eliminated_on)", "28 | 29 | 0 | -29 | 365 | unknown"),
                ("months(identified_on, eliminated_on)", "0 | 1 | 0 | -1 | 11 | unknown"),
            ),
        ),
        Case(
            en="A look-back keeps the end of the month.",
            zh="往前数月，月末不越月。",
            population=Population(
                households="""
                    household_id | identified_on
                    1            | 2022-03-31
                    2            | 2024-02-29
                    3            | 2022-01-15
                    4            |
                """
            ),
            asked=(
                ("months_before(identified_on, 1)", "2022-02-28 | 2024-01-29 | 2021-12-15 | unknown"),
                ("months_before(identified_on, 12)", "2021-03-31 | 2023-02-28 | 2021-01-15 | unknown"),
                ("months_before(identified_on, 0)", "2022-03-31 | 2024-02-29 | 2022-01-15 | unknown"),
                ("months_before(identified_on, -1)", "2022-04-30 | 2024-03-29 | 2022-02-15 | unknown"),
            ),
        ),
        Case(
            en="Twelve months before 29 February is 28 February; what happened on that day lies outside.",
            zh="2 月 29 日往前十二个月是 2 月 28 日；那一天发生的不算在内。",
            population=Population(
                households="1 2 3 4",
                events="""
                    household_id | kind | occurred_on
                    1            | fire | 2023-02-28
                    2            | fire | 2023-03-01
                    3            | fire | 2024-02-29
                    4            | fire | 2024-03-01
                """,
                on=date(2024, 2, 29),
            ),
            asked=(
                (
                    "any(months_before(on, 12) < e.occurred_on <= on for e in events)",
                    "false | true | true | false",
                ),
            ),
        ),
        Refusals(
            en="Ages, months and days are different things, and a look-back is a whole number.",
            zh="岁、月、天不能混用；往前数的月数是整数。",
            written=(
                ("any(age(p.birth_date, on) > months(p.birth_date, on) for p in persons)", "RULE-108"),
                ("months_before(on, 1.5) < identified_on", "RULE-111"),
                ("months_before(on, members) < identified_on", "RULE-111"),
                ("months_before(on, 2400) < identified_on", "RULE-125"),
                ("age(on) > 1", "RULE-106"),
                ("days(origin, on) > 1", "RULE-111"),
                ('identified_on == "2022-01-01"', "RULE-107"),
            ),
        ),
    ),
)
