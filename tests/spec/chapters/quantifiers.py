"""any, all, count, sum, min, max over the rows of a table."""

from tests.spec.case import Case, Chapter, Population, Refusals

ILL = """
    household_id | health  | works | work_months
    1            | serious | true  | 10
    1            | healthy | false | 0
    2            | healthy | true  | 12
    2            | chronic | true  | 6
    3            | serious | true  | 3
    3            |         |       |
    4            | healthy | false | 0
    4            |         | true  |
"""

CHAPTER = Chapter(
    en="Quantifiers",
    zh="遍历",
    text_en="""
        `any all count sum min max` look at a household's rows in one table: `kind(what for row in table if condition)`.
        `any` is true if one row is, else unknown if one row is, else false; `all` is its mirror.
        `count` and `sum` are unknown as soon as the condition of a row, or an amount that counts, is unknown;
        `min` and `max` likewise, and of no row at all.
    """,
    text_zh="""
        `any all count sum min max` 看一户在某张表中的各行：`种类(什么 for 行 in 表 if 条件)`。
        `any`：有一行为是即为是，否则有一行未知即未知，否则为否；`all` 与之对称。
        `count`、`sum`：只要有一行的条件、或一个要计入的数未知，结果就未知；`min`、`max` 也是，且一行都没有时未知。
    """,
    parts=(
        Case(
            en="One true row settles `any`, one false row settles `all`.",
            zh="一行为是即定 `any`，一行为否即定 `all`。",
            population=Population(households="1 2 3 4", persons=ILL),
            asked=(
                ('any(p.health == "serious" for p in persons)', "true | false | true | unknown"),
                ('all(p.health == "serious" for p in persons)', "false | false | unknown | false"),
                ('any(p.health == "serious" for p in persons if p.works)', "true | false | true | unknown"),
                ("all(p.works for p in persons)", "false | true | unknown | false"),
                ('all(p.works for p in persons if p.health == "serious")', "true | true | unknown | true"),
            ),
        ),
        Case(
            en="Numbers need every row.",
            zh="计数和求和需要每一行都已知。",
            population=Population(households="1 2 3 4", persons=ILL),
            asked=(
                ("count(p for p in persons)", "2 | 2 | 2 | 2"),
                ('count(p for p in persons if p.health == "serious")', "1 | 0 | unknown | unknown"),
                ("sum(p.work_months for p in persons)", "10 | 18 | unknown | unknown"),
                ("sum(p.work_months for p in persons if p.works)", "10 | 18 | unknown | unknown"),
                (
                    'sum(p.work_months for p in persons if p.health == "healthy")',
                    "0 | 12 | unknown | unknown",
                ),
                ("max(p.work_months for p in persons)", "10 | 12 | unknown | unknown"),
                ("min(p.work_months for p in persons)", "0 | 6 | unknown | unknown"),
            ),
        ),
        Case(
            en="An amount that does not count may be unknown.",
            zh="不计入的数可以未知。",
            population=Population(
                households="1",
                persons="""
                    household_id | works | work_months
                    1            | true  | 9
                    1            | false |
                """,
            ),
            asked=(
                ("sum(p.work_months for p in persons if p.works)", "9"),
                ("max(p.work_months for p in persons if p.works)", "9"),
                ("any(p.work_months > 6 for p in persons)", "true"),
                ("all(p.work_months > 6 for p in persons)", "unknown"),
            ),
        ),
        Case(
            en="No row at all: no event is no event; but a household with no person is a register with a gap.",
            zh="一行都没有：没有事件就是没有；没有成员则是登记有缺，未知。",
            population=Population(households="1", persons="empty", events="empty"),
            asked=(
                ('any(e.kind == "fire" for e in events)', "false"),
                ('all(e.kind == "fire" for e in events)', "true"),
                ("count(e for e in events)", "0"),
                ("sum(e.amount for e in events)", "0"),
                ("max(e.amount for e in events)", "unknown"),
                ("min(e.occurred_on for e in events)", "unknown"),
                ("count(p for p in persons)", "unknown"),
                ('any(p.health == "serious" for p in persons)', "unknown"),
                ("all(p.works for p in persons)", "unknown"),
                ("sum(p.work_months for p in persons)", "unknown"),
            ),
        ),
        Case(
            en="Dates have an earliest and a latest.",
            zh="日期有最早和最晚。",
            population=Population(
                households="1 2",
                events="""
                    household_id | kind  | occurred_on
                    1            | fire  | 2022-03-01
                    1            | flood | 2022-07-12
                    2            | flood | 2021-12-31
                """,
            ),
            asked=(
                ("max(e.occurred_on for e in events)", "2022-07-12 | 2021-12-31"),
                ('min(e.occurred_on for e in events if e.kind == "fire")', "2022-03-01 | unknown"),
            ),
        ),
        Case(
            en="Inside a generator stand the row's columns, the household's, parameters and dates.",
            zh="遍历里可以用该行的列、农户的列、参数和日期。",
            population=Population(
                households="""
                    household_id | identified_on
                    1            | 2022-05-01
                    2            | 2022-06-01
                    3            |
                """,
                measures="""
                    household_id | kind     | starts_on
                    1            | industry | 2022-05-20
                    2            | industry | 2022-05-20
                    3            | industry | 2022-05-20
                """,
            ),
            asked=(
                ("any(m.starts_on >= identified_on for m in measures)", "true | false | unknown"),
                ("count(m for m in measures if identified_on <= m.starts_on <= on)", "1 | 0 | unknown"),
            ),
        ),
        Refusals(
            en="One table, one generator; facts stay outside.",
            zh="一次遍历一张表；遍历里不能再用遍历或事实。",
            written=(
                ("any(persons)", "RULE-117"),
                ("count(p.works for p in persons)", "RULE-117"),
                ("sum(1, 2, 3)", "RULE-117"),
                ("any(p.works for p in persons for e in events)", "RULE-120"),
                ("any(p.works for p in people)", "RULE-102"),
                ("any(p.healthy for p in persons)", "RULE-104"),
                ("any(members > 2 for p in persons)", "RULE-114"),
                ("any(any(e.amount > 1 for e in events) for p in persons)", "RULE-114"),
                ("sum(p.birth_date for p in persons)", "RULE-111"),
                ("min(p.health for p in persons)", "RULE-111"),
                ("sum(p.monthly_wage / 2 for p in persons)", "RULE-115"),
            ),
        ),
    ),
)
