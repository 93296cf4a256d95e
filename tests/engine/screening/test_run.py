"""What a run is told: the day, the period, parameters in force or changed, what is assumed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from shouwang.engine.errors import Refused
from shouwang.engine.screening import run
from tests.packs_builder import a_pack

PACK = a_pack(
    rules={},
    parameters={"line": {"2021-01-01": "6000", "2022-01-01": "6900"}, "share": "0.25"},
)
ON = date(2022, 9, 30)


def refusal(act, *arguments, **more):
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return refused.value


def test_a_run_knows_its_periods_and_the_values_in_force():
    made = run.prepare(PACK, ON)

    assert made.given == {
        "on": ON,
        "period": "2022",
        "previous_period": "2021",
        "running_period": "2022",
    }
    assert made.parameters == {"line": Decimal(6900), "share": Decimal("0.25")}
    assert (made.period, made.as_if) == ("2022", False)


def test_a_period_given_moves_the_one_before_it_and_leaves_the_running_one():
    made = run.prepare(PACK, ON, period="2020")

    assert {name: made.given[name] for name in ("period", "previous_period", "running_period")} == {
        "period": "2020",
        "previous_period": "2019",
        "running_period": "2022",
    }


@pytest.mark.parametrize("text", ["22", "2022年", "20222", "２０２２", "abcd", "", "-202"])
def test_a_period_is_a_year_of_four_digits(text):
    refused = refusal(run.prepare, PACK, ON, period=text)

    assert refused.why == f"核算年度“{text}”不是四位年份"


@pytest.mark.parametrize("day", [date(2013, 12, 31), date(2031, 1, 1)])
def test_a_day_outside_the_time_of_the_pack_is_refused(day):
    refused = refusal(run.prepare, PACK, day)

    assert "不在政策包“试行”的施行期内（2014-01-01 至 2030-12-31）" in refused.why
    assert "--as-if" in refused.remedy


@pytest.mark.parametrize(("day", "line"), [(date(2013, 12, 31), 6000), (date(2031, 1, 1), 6900)])
def test_as_if_takes_the_nearest_values_and_says_so(day, line):
    made = run.prepare(PACK, day, as_if=True)

    assert (made.parameters["line"], made.as_if) == (line, True)


def test_as_if_inside_the_time_of_the_pack_changes_nothing():
    assert run.prepare(PACK, ON, as_if=True).as_if is False


@pytest.mark.parametrize("day", [date(2014, 1, 1), date(2030, 12, 31)])
def test_the_first_and_last_day_are_in_force(day):
    assert run.prepare(PACK, day).on == day


def test_a_pack_without_tiers_cannot_screen():
    refused = refusal(run.prepare, a_pack(rules={}, tiers=()), ON)

    assert refused.why == "政策包“trial”没有分级，不能用来筛查"


def test_a_change_replaces_a_parameter_for_one_run():
    made = run.prepare(PACK, ON, change=run.settings(PACK, ("line=7300",)))

    assert made.parameters == {"line": Decimal(7300), "share": Decimal("0.25")}


# --set


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("line=7300", "7300"),
        ("line=0", "0"),
        ("line=6900.5", "6900.5"),
        ("share=1", "1"),
        ("share=0.000001", "0.000001"),
    ],
)
def test_a_parameter_can_be_set(text, value):
    name = text.partition("=")[0]

    assert run.settings(PACK, (text,)) == {name: Decimal(value)}


@pytest.mark.parametrize(
    ("text", "why", "remedy"),
    [
        ("lines=7300", "没有参数“lines”（是否想写“line”？）", "line（line）、share（share）"),
        ("=7300", "没有参数“”", "可改的参数"),
        ("line", "“--set line”没有写值", "--set 参数=数值"),
        ("line=", "“”不是数", "--set line=7300"),
        ("line=7,300", "“7,300”不是数", "--set line=7300"),
        ("line=七千", "“七千”不是数", "--set line=7300"),
        ("line=-1", "line不能是 -1（不能是负数）", "6900"),
        ("line=1000000000", "line不能是 1000000000（须小于十亿", "6900"),
        ("line=nan", "line不能是 nan", "6900"),
        ("line=Infinity", "line不能是 Infinity", "6900"),
        ("share=1.01", "share不能是 1.01（比例须在 0 到 1 之间）", "0.25"),
        ("share=0.0000001", "share不能是 0.0000001（须小于十亿，最多 6 位小数）", "0.25"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(text, why, remedy):
    refused = refusal(run.settings, PACK, (text,))

    assert why in refused.why
    assert remedy in refused.remedy


# --assume


def test_assumptions_are_cells_of_a_column_or_empty_tables():
    texts = (
        "households.subsistence_allowance=none",
        "persons.disability_grade=0",
        "households.water_safe=true",
        "events.amount=0.50",
        "households.identified_on=2022-01-01",
        "expenses=empty",
    )

    made = run.assumptions(texts)

    assert made.cells == {
        ("households", "subsistence_allowance"): "none",
        ("persons", "disability_grade"): 0,
        ("households", "water_safe"): True,
        ("events", "amount"): Decimal("0.50"),
        ("households", "identified_on"): date(2022, 1, 1),
    }
    assert (made.empty, made.texts) == (frozenset({"expenses"}), texts)


@pytest.mark.parametrize(
    ("text", "why", "remedy"),
    [
        ("households.subsistence=none", "没有这个列（是否想写“subsistence_allowance”？）", "--assume"),
        ("household.origin=lifted", "没有这个列", "--assume"),
        ("areas.kind=ordinary", "没有这个列", "--assume"),
        ("origin=lifted", "没有这个列", "--assume"),
        ("persons=empty", "没有这个列", "--assume"),
        ("households=empty", "没有这个列", "--assume"),
        ("expenses", "没有这个列", "--assume"),
        ("", "没有这个列", "--assume"),
        (
            "households.origin=lift",
            "“lift”不是户类型（origin）的值",
            "可用的值：ordinary、lifted、registered_poor",
        ),
        ("households.water_safe=是", "“是”不是是否解决安全饮用水（water_safe）的值", "--assume"),
        ("persons.disability_grade=5", "“5”不是残疾等级（disability_grade）的值", "--assume"),
        ("persons.monthly_wage=NaN", "“NaN”不是月工资（monthly_wage）的值", "--assume"),
        ("persons.monthly_wage=-1", "“-1”不是月工资（monthly_wage）的值", "--assume"),
        ("households.identified_on=2022.1.1", "“2022.1.1”不是识别时间（identified_on）的值", "--assume"),
        ("households.origin", "“--assume households.origin”没有写值", "--assume"),
        ("households.origin=", "“--assume households.origin=”没有写值", "--assume"),
        ("households.area_code=430921104201", "从来不会未知", "--assume"),
        ("incomes.amount=0", "从来不会未知", "--assume"),
    ],
)
def test_an_assumption_that_says_nothing_is_refused(text, why, remedy):
    refused = refusal(run.assumptions, (text,))

    assert why in refused.why
    assert remedy in refused.remedy


def test_two_values_for_one_thing_are_refused():
    cells = ("households.supporter=none", "households.supporter=capable")

    assert "两种假定" in refusal(run.prepare, PACK, ON, assume=cells).why
    assert "两个值" in refusal(run.settings, PACK, ("line=7000", "line=7300")).why
    assert run.settings(PACK, ("line=7300", "line=7300.00")) == {"line": Decimal(7300)}


# The day when none is given


@pytest.mark.parametrize(
    ("end", "day"), [(date(2022, 12, 31), date(2022, 9, 30)), (date(2022, 9, 29), date(2021, 9, 30))]
)
def test_the_last_accounting_year_that_ends_in_the_time_of_the_pack_is_taken(end, day):
    assert run.last_day([replace(PACK, end=end)]) == day


def test_a_pack_without_the_end_of_an_accounting_year_needs_a_day():
    short = replace(PACK, start=date(2022, 10, 1), end=date(2022, 12, 31))

    assert "没有核算年度末" in refusal(run.last_day, [short]).why
