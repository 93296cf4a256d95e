"""Accounting years: which period is meant on a day."""

from datetime import date

from shouwang.engine.calendar import AccountingYear
from tests.spec.case import YEAR, Case, Chapter, Population

EVERY_YEAR = """
    household_id | period | kind | amount | forecast
    1            | 2019   | wage | 19     | false
    1            | 2020   | wage | 20     | false
    1            | 2021   | wage | 21     | false
    1            | 2022   | wage | 22     | false
    1            | 2023   | wage | 23     | false
"""


def periods_on(
    day: date,
    last: str,
    before: str,
    running: str,
    *,
    en: str,
    zh: str,
    ends: AccountingYear = YEAR,
    period: str | None = None,
) -> Case:
    cover = "sum(i.amount for i in incomes if i.period == {} and not i.forecast)"
    return Case(
        en=en,
        zh=zh,
        population=Population(households="1", incomes=EVERY_YEAR, on=day),
        accounting_year=ends,
        period=period,
        asked=(
            (f'period == "{last}"', "true"),
            (cover.format("period"), last[2:]),
            (cover.format("previous_period"), before[2:]),
            (cover.format("running_period"), running[2:]),
        ),
    )


CHAPTER = Chapter(
    en="Accounting years",
    zh="核算年度",
    text_en="""
        `period` is the last accounting year completed on or before the reference date, `previous_period` the one before it, `running_period` the one
        that contains the date; on the last day of a year `running_period` is `period`. The year “2022” ends in 2022: by default on 30 September.
        Here every year's income is its number.
    """,
    text_zh="""
        `period` 是基准日当天或之前最近一个已结束的核算年度，`previous_period` 是再上一个，`running_period` 是包含基准日的那个；
        年度最后一天，`running_period` 就是 `period`。“2022”年度在 2022 年结束，默认 9 月 30 日。以下各例中，每年收入的数目就是年份的后两位。
    """,
    parts=(
        periods_on(
            date(2022, 9, 29), "2021", "2020", "2022", en="The day before the last.", zh="最后一天的前一天。"
        ),
        periods_on(date(2022, 9, 30), "2022", "2021", "2022", en="The last day.", zh="最后一天。"),
        periods_on(
            date(2022, 10, 1),
            "2022",
            "2021",
            "2023",
            en="The first day of the next.",
            zh="下一年度的第一天。",
        ),
        periods_on(
            date(2022, 12, 31),
            "2022",
            "2021",
            "2022",
            ends=AccountingYear(12, 31),
            en="A pack whose accounting year is the calendar year.",
            zh="以公历年为核算年度的政策包。",
        ),
        periods_on(
            date(2022, 12, 31),
            "2020",
            "2019",
            "2023",
            period="2020",
            en="`--period 2020` moves the last completed year and the one before it, not the running one.",
            zh="`--period 2020` 改的是最近已结束的年度和再上一个，不改正在进行的年度。",
        ),
    ),
)
