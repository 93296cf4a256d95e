"""Columns a file does not have, and what would settle the unknown."""

from tests.spec.case import Case, Chapter, Findings, Population

CHAPTER = Chapter(
    en="What is missing",
    zh="缺什么",
    text_en="""
        A column that a file does not have is unknown for every household, never `none` or `false`. `missing` names what would settle an unknown
        rule or tier: the column, or `table.*` where no row vouches or the table is not there. A column that is unknown but decides nothing is not named.
    """,
    text_zh="""
        文件里没有的列，对每一户都是未知，不会当作“否”或“无”。`missing` 写出补上什么就能判定：某一列；没有行担保或没有这张表时写 `表.*`。
        虽然未知、却不影响判定的列不写。
    """,
    parts=(
        Case(
            en="A column that nobody drew.",
            zh="没有画出来的列。",
            population=Population(
                households="""
                    household_id | origin
                    1            | lifted
                """,
                persons="""
                    household_id | works
                    1            | true
                """,
            ),
            asked=(
                ('supporter == "none"', "unknown"),
                ('origin == "lifted" or supporter == "none"', "true"),
                ('any(p.health == "serious" for p in persons)', "unknown"),
                ("known(house_grade)", "false"),
            ),
        ),
        Findings(
            en="Columns of the household, of its members, whole tables.",
            zh="农户的列、成员的列、整张表。",
            population=Population(
                households="""
                    household_id | supporter
                    1            | none
                    2            |
                    3            |
                    4            | capable
                """,
                persons="""
                    household_id | health
                    1            |
                    2            | healthy
                    3            |
                    4            |
                """,
            ),
            rules={
                "alone": 'supporter != "capable" and any(p.health == "serious" for p in persons)',
                "burden": "sum(e.amount for e in expenses if e.period == period) > 5000",
            },
            tiers=(("rest", None),),
            found="""
                household | unknown_rules | missing
                1         | alone burden  | expenses.* persons.health
                2         | burden        | expenses.*
                3         | alone burden  | expenses.* households.supporter persons.health
                4         | burden        | expenses.*
            """,
        ),
        Findings(
            en="What has a default is not missing.",
            zh="写了默认值的不算缺。",
            population=Population(
                households="""
                    household_id | other_safe_house | water_safe
                    1            |                  |
                    2            |                  | true
                    3            | true             |
                """
            ),
            rules={"wanting": "not default(other_safe_house, False) and not water_safe"},
            tiers=(("rest", None),),
            found="""
                household | unknown_rules | missing
                1         | wanting       | households.water_safe
                2         |               |
                3         |               |
            """,
        ),
        Findings(
            en="Incomes: no row vouches; a condition of a row: its column.",
            zh="收入：没有行担保；行的条件：那一列。",
            population=Population(
                households="1 2 3",
                persons="""
                    household_id | works | monthly_wage
                    1            | true  |
                    2            |       | 900
                    3            | false |
                """,
                incomes="""
                    household_id | period | kind | amount | forecast
                    1            | 2022   | wage | 5      | false
                    2            | 2021   | wage | 5      | false
                    3            | 2022   | wage | 5      | false
                """,
            ),
            rules={
                "poor": "sum(i.amount for i in incomes if i.period == period and not i.forecast) < 6900",
                "paid": "sum(p.monthly_wage for p in persons if p.works) > 100",
            },
            tiers=(("rest", None),),
            found="""
                household | rules | unknown_rules | missing
                1         | poor  | paid          | persons.monthly_wage
                2         |       | poor paid     | incomes.* persons.works
                3         | poor  |               |
            """,
        ),
    ),
)
