"""Amounts in columns beside the household become rows."""

from decimal import Decimal

from tests import workbooks
from tests.engine.reading.drawn import cells, found, read_drawn, values

from shouwang.engine.reading import messages, read


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


def test_incomes_of_several_files_are_found_again_in_their_own(tmp_path):
    head = "户编码 | 行政村代码 | 户类型 | 2022年工资性收入"
    one = workbooks.xlsx(tmp_path / "一.xlsx", f"{head}\n1 | 430921104201 | 脱贫户 | 100")
    two = workbooks.xlsx(tmp_path / "二.xlsx", f"{head}\n2 | 430921104201 | 脱贫户 | 5")

    flagged = [p for p in read.read([one, two]).problems if p.column == "2022年工资性收入"]

    assert {(p.file, p.cell) for p in flagged if p.value == "5.00"} == {("二.xlsx", "D2")}


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


def test_an_amount_that_cannot_be_is_unknown_and_no_row(tmp_path):
    reading = wide(tmp_path, "2022年工资性收入", "-500", "999999999", "100")

    assert values(reading, "incomes.amount") == [Decimal(100)]
    assert cells(reading, messages.OUT_OF_RANGE) == ["D2", "D3"]
