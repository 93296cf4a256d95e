"""Incomes, expenses, events and measures in lists with a row per fact."""

from decimal import Decimal

import pytest
from tests import workbooks
from tests.engine.reading.drawn import cells, found, values

from shouwang.engine.reading import messages, read

HOMES = "户编码 | 行政村代码 | 户类型\n1 | 430921104201 | 脱贫户\n2 | 430921104201 | 脱贫户"


def beside_homes(folder, name, drawing, **asked):
    return read.read([workbooks.xlsx(folder / "表.xlsx", **{"农户": HOMES, name: drawing})], **asked)


def test_a_list_of_incomes(tmp_path):
    reading = beside_homes(
        tmp_path,
        "收入",
        """
        户编码 | 年度     | 收入类别   | 金额   | 是否预估
        1      | 2022年度 | 工资性收入 | 100元  | 否
        2      | #2022    | 经营支出   | #30    | 是
        """,
    )

    assert values(reading, "incomes.kind") == ["wage", "business_cost"]
    assert values(reading, "incomes.period") == ["2022", "2022"]
    assert values(reading, "incomes.forecast") == [False, True]


def test_a_list_that_says_nothing_of_estimates_holds_actual_amounts(tmp_path):
    reading = beside_homes(tmp_path, "收入", "户编码 | 年度 | 类别 | 金额\n1 | 2022 | 工资性收入 | 1")

    assert values(reading, "incomes.forecast") == [False]
    assert "1 行" in found(reading, messages.FORECAST_ASSUMED)[0].message


def test_a_row_that_lacks_what_it_must_have_is_not_read(tmp_path):
    reading = beside_homes(
        tmp_path,
        "收入",
        """
        户编码 | 年度 | 类别       | 金额
        1      | 2022 | 工资性收入 | 很多
        1      |      | 工资性收入 | 5
        2      | 2022 | 工资性收入 | 6
        """,
    )

    assert values(reading, "incomes.amount") == [Decimal(6)]
    assert cells(reading, messages.UNREADABLE) == ["D2"]
    assert cells(reading, messages.ROW_INCOMPLETE) == ["D2", "B3"] or cells(
        reading, messages.ROW_INCOMPLETE
    ) == ["B3", "D2"]


def test_equal_rows_of_a_list_both_count_and_are_reported(tmp_path):
    reading = beside_homes(
        tmp_path,
        "收入",
        "户编码 | 年度 | 类别 | 金额\n1 | 2022 | 工资性收入 | 5\n1 | 2022 | 工资性收入 | 5",
    )

    assert values(reading, "incomes.amount") == [Decimal(5), Decimal(5)]
    assert [p.row for p in found(reading, messages.ROW_REPEATED)] == [3]


def test_rows_of_households_that_were_not_read_are_listed(tmp_path):
    reading = beside_homes(tmp_path, "收入", "户编码 | 年度 | 类别 | 金额\n9 | 2022 | 工资性收入 | 5")

    assert values(reading, "incomes.amount") == []
    assert cells(reading, messages.ROW_ORPHAN) == ["A2"]


def test_lists_of_expenses_events_and_measures(tmp_path):
    path = workbooks.xlsx(
        tmp_path / "表.xlsx",
        农户=HOMES,
        支出="户编码 | 年度 | 支出类别 | 支出金额 | 理赔金额\n1 | 2022 | 医疗 | 9 | 1",
        事件="户编码 | 事件类型 | 发生时间 | 推送部门 | 情况说明\n1 | 火灾 | 2022.3.5 | 应急 | 烧了灶房",
        措施="户编码 | 措施类型 | 开始时间 | 结束时间 | 是否开发式帮扶\n1 | 产业 | 2022-01-01 | | 是",
    )

    reading = read.read([path])

    assert values(reading, "expenses.insurance_payout") == [Decimal(1)]
    assert values(reading, "events.note") == ["烧了灶房"]
    assert values(reading, "measures.development") == [True]
    assert {one.plan.kind for one in reading.understood} == {"households", "expenses", "events", "measures"}


@pytest.mark.parametrize("amount", ["100000000.01", "5亿", "999999999999.99", "-1"])
@pytest.mark.parametrize(
    ("name", "drawing", "cell"),
    [
        ("收入", "户编码 | 年度 | 收入类别 | 金额\n1 | 2022 | 工资性收入 | {}", "D2"),
        ("支出", "户编码 | 年度 | 支出类别 | 金额\n1 | 2022 | 医疗 | {}", "D2"),
        ("事件", "户编码 | 事件类型 | 发生日期 | 涉及金额\n1 | 火灾 | 2022-01-02 | {}", "D2"),
        (
            "帮扶措施",
            "户编码 | 措施类型 | 开始日期 | 帮扶金额 | 是否开发式帮扶\n1 | 产业 | 2022-01-02 | {} | 是",
            "D2",
        ),
    ],
)
def test_an_amount_that_no_household_has_is_a_problem_of_its_cell(tmp_path, name, drawing, cell, amount):
    reading = beside_homes(tmp_path, name, drawing.format(amount))

    (wrong,) = found(reading, messages.OUT_OF_RANGE)
    assert wrong.cell == cell
    amounts = [row.get("amount") for table in reading.tables.values() for row in table.to_pylist()]
    assert not any(amounts)


def test_the_largest_amount_is_read(tmp_path):
    reading = beside_homes(tmp_path, "收入", "户编码 | 年度 | 收入类别 | 金额\n1 | 2022 | 工资性收入 | 1亿")

    assert values(reading, "incomes.amount") == [Decimal(100_000_000)]
