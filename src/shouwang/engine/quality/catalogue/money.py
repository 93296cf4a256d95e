"""Incomes and expenses: against each other and against what the members do.

A household's incomes are those of its latest actual period; a household without rows says nothing.
"""

from shouwang.engine import tables
from shouwang.engine.quality.declare import Check, Subject, info, warning

UNITS = {"yuan": "元", "yuan/month": "元", "yuan/year": "元", "month": "个月", None: ""}
ENGLISH_UNITS = {"yuan": " yuan", "yuan/month": " yuan", "yuan/year": " yuan", "month": " months", None: ""}

SMALL_WAGE = 100
"""Yuan a year: less was meant in units of ten thousand."""
MOST_OF_A_HEAD = 100_000
"""Yuan a year of net income per head."""


def _ranges() -> tuple[Check, ...]:
    """Every number outside the range that its column declares."""
    return tuple(
        warning(
            801,
            f"{table.name}.{column.name}",
            f"{column.name} NOT BETWEEN {column.low} AND {column.high}",
            f"{column.label}应在 {column.low}–{column.high}{UNITS[column.unit]}之间；请核对数值和单位。",
            f"The {column.name.replace('_', ' ')} should lie between {column.low} and {column.high:,}"
            f"{ENGLISH_UNITS[column.unit]}; please check the number and its unit.",
        )
        for table in tables.TABLES.values()
        for column in table
        if column.low is not None and column.high is not None
    )


MONEY = Subject(
    "收入与支出",
    (
        *_ranges(),
        *(
            warning(
                802,
                f"{table}.period",
                "NOT regexp_full_match(period, '(19|20)[0-9]{2}')",
                "核算年度不是四位年份；请填写如 2022。",
                "The accounting year is not a year of four digits; please write it like 2022.",
            )
            for table in ("incomes", "expenses")
        ),
        info(
            803,
            "incomes.amount",
            "income_rows IS NOT NULL",
            "同一户同一年度的同一项收入出现多次且金额相同（另见{also}）；请核实是否重复录入。",
            "The same income of one household and year stands there more than once with the same amount "
            "(see also {also}); please check whether it was entered twice.",
            also="income_rows",
        ),
        warning(
            811,
            "incomes.amount",
            "latest AND kind = 'wage' AND amount > 0 AND home_idle",
            "有工资性收入，户内却没有人务工，也没有人在公益性岗位；请更正收入或成员的务工情况。",
            "There is wage income, but no member works for a wage or is in a public-welfare post; please "
            "correct the income or the members' work.",
        ),
        warning(
            812,
            "incomes.amount",
            f"kind = 'wage' AND amount > 0 AND amount < {SMALL_WAGE}",
            "全年工资性收入不到 100 元；请核对单位是否为万元。",
            "The wage income of the whole year is below 100 yuan; please check whether the unit is 10,000"
            " yuan.",
            campaign="5_15_023",
        ),
        warning(
            821,
            "households.household_id",
            "income_wage = 0 AND home_paid",
            "成员有务工月数和月工资，该户的工资性收入却为 0；请补录工资性收入或更正务工情况。",
            "A member has months worked and a monthly wage, but the household's wage income is 0; please "
            "enter the wage income or correct the work.",
        ),
        info(
            822,
            "households.household_id",
            "income_business > 0 AND income_cost = 0",
            "有生产经营性收入却没有生产经营性支出；请核实是否漏填成本。",
            "There is business income but no production expenses; please check whether the costs were "
            "forgotten.",
        ),
        warning(
            823,
            "households.household_id",
            f"income_net > {MOST_OF_A_HEAD} * home_people",
            "人均纯收入超过 10 万元；请核对金额单位和成员人数。",
            "The net income per head is above 100,000 yuan; please check the unit of the amounts and the "
            "number of members.",
        ),
        info(
            824,
            "households.household_id",
            "income_net <= 0",
            "全年纯收入为 0 或负数；请核实是否漏填收入。",
            "The net income of the whole year is 0 or negative; please check whether income was forgotten.",
        ),
        info(
            825,
            "households.subsistence_allowance",
            "income_transfer = 0 AND subsistence_allowance IN ('part', 'whole')",
            "享受低保，转移性收入却为 0；请核实是否漏填低保金。",
            "The household receives subsistence allowance, but its transfer income is 0; please check "
            "whether the allowance was forgotten.",
        ),
        info(
            826,
            "households.household_id",
            "income_business = 0 AND help_industry",
            "有产业帮扶措施，生产经营性收入却为 0；请核实措施成效或是否漏填收入。",
            "There is industry assistance, but the business income is 0; please check what the measure "
            "achieved, or whether income was forgotten.",
            campaign="4_11_012 4_11_013 5_11_013",
        ),
        info(
            827,
            "households.household_id",
            "income_wage = 0 AND help_employment",
            "有就业或公益岗位帮扶措施，工资性收入却为 0；请核实措施成效或是否漏填收入。",
            "There is employment assistance or a public-welfare post, but the wage income is 0; please "
            "check what the measure achieved, or whether income was forgotten.",
            campaign="4_11_012 4_11_013 5_11_013",
        ),
        warning(
            831,
            "expenses.insurance_payout",
            "kind = 'medical' AND insurance_payout > amount",
            "医疗支出的理赔金额大于自付金额；请核对两项金额是否填反。",
            "The insurance pay-out for medical expenses is larger than the out-of-pocket amount; please "
            "check whether the two were exchanged.",
        ),
        info(
            832,
            "households.household_id",
            "expense_medical = 0 AND home_serious",
            "户内有大病成员，全年合规自付医疗支出却为 0；请核实是否漏填。",
            "A member is seriously ill, but the year's compliant out-of-pocket medical spending is 0; "
            "please check whether it was forgotten.",
            campaign="5_15_020",
        ),
    ),
)
