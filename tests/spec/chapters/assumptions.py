"""--assume fills unknown cells of a column."""

from tests.spec.case import Case, Chapter, Findings, Population

CHAPTER = Chapter(
    en="Assumptions",
    zh="假定",
    text_en="""
        `--assume table.column=value` fills the unknown cells of a column for a run, also of a column that the file does not have; cells that
        say something stay. What was assumed is written into every finding.
    """,
    text_zh="`--assume 表.列=值` 在一次运行中补上某一列未知的格，文件没有这一列也可以；写了的格不变。假定了什么，写进每一条结果。",
    parts=(
        Case(
            en="Unknown cells are filled, known ones stay.",
            zh="只补未知的格。",
            population=Population(
                households="""
                    household_id | supporter
                    1            | capable
                    2            |
                """,
                persons="""
                    household_id | health
                    1            | serious
                    2            |
                """,
                assume=("households.supporter=none", "persons.health=healthy", "households.house_grade=A"),
            ),
            asked=(
                ('supporter == "none"', "false | true"),
                ('any(p.health == "serious" for p in persons)', "true | false"),
                ('house_grade == "A"', "true | true"),
            ),
        ),
        Case(
            en="A household without a person stays unknown.",
            zh="没有成员行的户仍然未知。",
            population=Population(households="1", persons="empty", assume=("persons.health=healthy",)),
            asked=(('any(p.health == "serious" for p in persons)', "unknown"),),
        ),
        Findings(
            en="What is assumed is no longer missing.",
            zh="假定了的不再算缺。",
            population=Population(
                households="1 2",
                expenses="""
                    household_id | period | kind    | amount
                    1            | 2022   | medical | 9000
                """,
                assume=("expenses=empty", "households.supporter=none"),
            ),
            rules={
                "burden": "sum(e.amount for e in expenses if e.period == period) > 5000",
                "alone": 'supporter != "capable"',
            },
            tiers=(("rest", None),),
            found="""
                household | rules        | unknown_rules | missing
                1         | burden alone |               |
                2         | alone        |               |
            """,
        ),
    ),
)
