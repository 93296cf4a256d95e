"""Amounts are decimals; quotients are compared as products."""

from tests.spec.case import Case, Chapter, Population

MEMBERS = {"members": ("integer", "count(p for p in persons)")}
INCOME = {"net_income": ("money", "sum(i.amount for i in incomes if i.period == period and not i.forecast)")}
SPENT = {"spent": ("money", "sum(e.amount for e in expenses if e.period == period)")}
THREE = """
    household_id | health
    1            | healthy
    1            | healthy
    1            | healthy
    2            | healthy
    2            | healthy
    2            | healthy
    3            | healthy
    3            | healthy
    3            | healthy
"""
AROUND_THE_LINE = """
    household_id | period | kind | amount   | forecast
    1            | 2022   | wage | 20699.99 | false
    2            | 2022   | wage | 20700.00 | false
    3            | 2022   | wage | 20700.01 | false
"""
ONE_EACH = """
    household_id | monthly_wage | work_months
    1            | 0.01         | 2
    2            | 1000.00      | 3
    3            | 2000.00      | 3
    4            | 0.02         | 3
    5            | 5.00         | 0
"""

CHAPTER = Chapter(
    en="Exactness",
    zh="精确",
    text_en="""
        Money is decimal, and a quotient is never carried out to be compared: `income / members < line` is read as
        `income < line * members`, turned round where the divisor is negative. So a household exactly on the line is on the right side of it,
        a fen below is below. Divided by zero is unknown. Only a value that is shown is rounded: money to the fen, other numbers to
        six places, halves away from zero.
    """,
    text_zh="""
        金额是十进制数；商不先除开再比较：`income / members < line` 按 `income < line * members` 算，除数为负则反向。
        所以恰在线上的户不会落到线的另一边，低一分就是低。除以零为未知。只有显示的值才取舍：金额到分，其他数到六位小数，四舍五入（负数对称）。
    """,
    parts=(
        Case(
            en="A household of three on the line, a fen below it, a fen above it: product and quotient agree.",
            zh="三口之家恰在线上、低一分、高一分：乘积与商一致。",
            population=Population(households="1 2 3", persons=THREE, incomes=AROUND_THE_LINE),
            facts=MEMBERS | INCOME,
            asked=(
                ("net_income < parameter.line * members", "true | false | false"),
                ("net_income / members < parameter.line", "true | false | false"),
                ("parameter.line > net_income / members", "true | false | false"),
                ("net_income / members == parameter.line", "false | true | false"),
                ("net_income / members >= 6900", "false | true | true"),
                ("net_income / parameter.line < members", "true | false | false"),
                ("parameter.line * members / net_income > 1", "true | false | false"),
            ),
        ),
        Case(
            en="What is shown is rounded, what is compared is not.",
            zh="显示的取舍，比较的不取舍。",
            population=Population(households="1 2 3", persons=THREE, incomes=AROUND_THE_LINE),
            facts=MEMBERS | INCOME,
            type="money",
            asked=(("net_income / members", "6900.00 | 6900.00 | 6900.00"),),
        ),
        Case(
            en="Halves are rounded away from zero, to the fen.",
            zh="到分，逢五进一，负数对称。",
            population=Population(households="1 2 3 4", persons=ONE_EACH.rpartition("    5 ")[0]),
            type="money",
            asked=(
                (
                    "sum(p.monthly_wage for p in persons) / sum(p.work_months for p in persons)",
                    "0.01 | 333.33 | 666.67 | 0.01",
                ),
                (
                    "- sum(p.monthly_wage for p in persons) / sum(p.work_months for p in persons)",
                    "-0.01 | -333.33 | -666.67 | -0.01",
                ),
                ("sum(p.monthly_wage for p in persons) * 0.5", "0.01 | 500 | 1000 | 0.01"),
                ("sum(p.monthly_wage for p in persons) * -0.5", "-0.01 | -500 | -1000 | -0.01"),
            ),
        ),
        Case(
            en="Other numbers are shown with six places.",
            zh="其他数显示六位小数。",
            population=Population(households="1 2 3 4", persons=ONE_EACH.rpartition("    5 ")[0]),
            asked=(
                (
                    "sum(p.monthly_wage for p in persons) / sum(p.work_months for p in persons)",
                    "0.005 | 333.333333 | 666.666667 | 0.006667",
                ),
            ),
        ),
        Case(
            en="A number may be large, too.",
            zh="数也可以很大。",
            population=Population(households="1 2 3 4", persons=ONE_EACH.rpartition("    5 ")[0]),
            asked=(
                (
                    "3000000000 * sum(p.work_months for p in persons) / sum(p.work_months for p in persons)",
                    "3000000000 | 3000000000 | 3000000000 | 3000000000",
                ),
            ),
        ),
        Case(
            en="Divided by zero is unknown, and whatever is compared with it.",
            zh="除以零未知，与它比较也未知。",
            population=Population(households="1 2 3 4 5", persons=ONE_EACH),
            asked=(
                (
                    "sum(p.monthly_wage for p in persons) / sum(p.work_months for p in persons) < 600",
                    "true | true | false | true | unknown",
                ),
                (
                    "known(sum(p.monthly_wage for p in persons) / sum(p.work_months for p in persons))",
                    "true | true | true | true | false",
                ),
                (
                    "1 / (sum(p.monthly_wage for p in persons) / sum(p.work_months for p in persons)) > 0",
                    "true | true | true | true | unknown",
                ),
            ),
        ),
        Case(
            en="A negative divisor turns the comparison round.",
            zh="除数为负，比较反向。",
            population=Population(households="1 2 3", persons=THREE, incomes=AROUND_THE_LINE),
            facts=MEMBERS | INCOME,
            asked=(
                ("net_income / (members - 5) > -10350", "true | false | false"),
                ("net_income / (members - 5) < -10350", "false | false | true"),
                ("net_income / (members - 5) == -10350", "false | true | false"),
                ("net_income / (members - 5) <= net_income / (members - 2)", "true | true | true"),
                ("net_income / (members - 3) < 1", "unknown | unknown | unknown"),
            ),
        ),
        Case(
            en="The largest amounts are as exact as the smallest.",
            zh="再大的金额也一样精确。",
            population=Population(
                households="1 2",
                incomes="""
                    household_id | period | kind     | amount       | forecast
                    1            | 2022   | wage     | 100000000.00 | false
                    1            | 2022   | business | 100000000.00 | false
                    2            | 2022   | wage     | 100000000.00 | false
                    2            | 2022   | business | 99999999.99  | false
                """,
                expenses="""
                    household_id | period | kind    | amount
                    1            | 2022   | medical | 100000000.00
                    2            | 2022   | medical | 100000000.00
                """,
            ),
            facts=INCOME | SPENT,
            asked=(
                ("spent / net_income", "0.5 | 0.5"),
                ("spent / net_income == 0.5", "true | false"),
                ("spent / net_income > 0.5", "false | true"),
                ("spent * 2 == net_income", "true | false"),
                ("spent / net_income < net_income / spent", "true | true"),
            ),
        ),
        Case(
            en="Sums, differences and products of quotients stay exact.",
            zh="商的加减乘除也精确。",
            population=Population(households="1 2 3", persons=THREE, incomes=AROUND_THE_LINE),
            facts=MEMBERS | INCOME,
            asked=(
                ("net_income / members + net_income / members == 13800", "false | true | false"),
                ("net_income / members - net_income / (members + 3) < 3450", "true | false | false"),
                ("net_income / members * members == net_income", "true | true | true"),
                ("net_income / (members / members) == net_income", "true | true | true"),
                ("0.1 + 0.2 == 0.3", "true | true | true"),
            ),
        ),
    ),
)
