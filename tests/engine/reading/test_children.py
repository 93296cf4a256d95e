"""Incomes and expenses in columns or in lists; events and measures in lists."""

from decimal import Decimal

from shouwang.engine.reading import messages, read
from tests import workbooks
from tests.engine.reading.drawn import cells, found, read_drawn, values

HOMES = "户编码 | 行政村代码 | 户类型\n1 | 430921104201 | 脱贫户\n2 | 430921104201 | 脱贫户"


def beside_homes(folder, name, drawing, **asked):
    return read.read([workbooks.xlsx(folder / "表.xlsx", **{"农户": HOMES, name: drawing})], **asked)


def wide(folder, header, *amounts, **asked):
    lines = [f"户编码 | 行政村代码 | 户类型 | {header}"]
    lines += [f"{number} | 430921104201 | 脱贫户 | {amount}" for number, amount in enumerate(amounts, 1)]
    return read_drawn(folder, "\n".join(lines), **asked)


def test_columns_of_income_become_rows(tmp_path):
    reading = wide(
        tmp_path, "2022年工资性收入 | 2022年生产经营性支出 | 2021年工资性收入", "100 | 0 | 80", "7.5 | | "
    )

    rows = zip(
        *(values(reading, f"incomes.{name}") for name in ("household_id", "period", "kind", "amount")),
        strict=True,
    )

    assert sorted(rows) == [
        ("1", "2021", "wage", Decimal("80.00")),
        ("1", "2022", "business_cost", Decimal("0.00")),
        ("1", "2022", "wage", Decimal("100.00")),
        ("2", "2022", "wage", Decimal("7.50")),
    ]


def test_estimates_live_beside_actual_amounts(tmp_path):
    reading = wide(tmp_path, "2022年工资性收入 | 2022年预估工资性收入", "100 | 90")

    assert values(reading, "incomes.forecast") == [False, True]
    assert values(reading, "incomes.amount") == [Decimal(100), Decimal(90)]


def test_an_empty_cell_of_income_is_no_row_and_no_zero(tmp_path):
    assert values(wide(tmp_path, "2022年工资性收入", "", "0"), "incomes.household_id") == ["2"]


def test_ten_thousands_in_the_header(tmp_path):
    reading = wide(tmp_path, "2022年工资性收入（万元）", "1.5", "2.25万元")

    assert values(reading, "incomes.amount") == [Decimal(15000), Decimal(22500)]
    assert "万元" in found(reading, messages.COLUMN_SCALED)[0].message


def test_incomes_without_a_year_take_the_one_given(tmp_path):
    reading = wide(tmp_path, "工资性收入", "100", period="2022")

    assert values(reading, "incomes.period") == ["2022"]
    assert found(reading, messages.PERIOD_GIVEN)[0].severity == "info"


def test_incomes_without_any_year_are_left_out_and_said_so(tmp_path):
    reading = wide(tmp_path, "工资性收入", "100")

    assert "incomes" not in reading.tables
    assert cells(reading, messages.COLUMN_NEEDS_PERIOD) == ["D1"]


def test_an_income_repeated_beside_each_member_counts_once(tmp_path):
    reading = read_drawn(
        tmp_path,
        """
        户编码 | 行政村代码   | 姓名 | 证件号码 | 与户主关系 | 2022年工资性收入
        1      | 430921104201 | 王一 | 11       | 户主       | 100
        1      | 430921104201 | 李二 | 12       | 配偶       | 100
        """,
    )

    assert values(reading, "incomes.amount") == [Decimal(100)]


def test_expense_and_payout_in_columns_are_one_row(tmp_path):
    reading = wide(tmp_path, "2022年合规自付支出 | 2022年理赔收入", "5000 | 1200", "300 | ")

    assert values(reading, "expenses.kind") == ["medical", "medical"]
    assert values(reading, "expenses.insurance_payout") == [Decimal(1200), Decimal(0)]
    assert cells(reading, messages.PAYOUT_ZERO) == ["E3"]


def test_a_payout_without_expense_is_an_error_of_its_row(tmp_path):
    reading = wide(tmp_path, "2022年合规自付支出 | 2022年理赔收入", " | 1200")

    assert values(reading, "expenses.amount") == []
    assert cells(reading, messages.PAYOUT_WITHOUT_AMOUNT) == ["E2"]


def test_expenses_without_a_column_of_payouts(tmp_path):
    reading = wide(tmp_path, "2022年合规自付支出", "5000")

    assert values(reading, "expenses.insurance_payout") == [Decimal(0)]
    assert len(found(reading, messages.PAYOUTS_ZERO)) == 1


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
        1      | 2022 | 工资性收入 | 6
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
