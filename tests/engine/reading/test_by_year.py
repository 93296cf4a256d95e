"""A row per household and year, a column per kind."""

from decimal import Decimal

import pytest
from tests import workbooks
from tests.engine.reading.drawn import cells, found, values

from shouwang.engine.reading import messages, read

HOMES = "户编码 | 行政村代码 | 户类型\n1 | 430921104201 | 脱贫户\n2 | 430921104201 | 脱贫户"
HEAD = "户编码 | 年度 | 工资性收入 | 财产性收入"


def beside_homes(folder, *rows, head=HEAD, **asked):
    sheets = {"农户": HOMES, "收入": "\n".join([head, *rows])}
    return read.read([workbooks.xlsx(folder / "表.xlsx", **sheets)], **asked)


def wages(reading):
    names = ("household_id", "period", "kind", "amount")
    rows = zip(*(values(reading, f"incomes.{name}") for name in names), strict=True)
    return sorted((home, year, int(amount)) for home, year, kind, amount in rows if kind == "wage")


def test_each_row_is_of_its_year(tmp_path):
    reading = beside_homes(tmp_path, "1 | #2021 | #9 | #1", "1 | #2022 | #5 | #2", "2 | 2022年度 | #7 | #3")

    assert wages(reading) == [("1", "2021", 9), ("1", "2022", 5), ("2", "2022", 7)]
    assert [one.plan.kind for one in reading.understood] == ["households", "incomes"]
    assert not [p for p in reading.problems if p.severity == "error"]


@pytest.mark.parametrize("year", ["#2022", "2022", "2022年", "2022年度", "2022.0"])
@pytest.mark.parametrize("header", ["年度", "核算年度", "收入年度"])
def test_years_as_people_write_them(tmp_path, header, year):
    reading = beside_homes(tmp_path, f"1 | {year} | 5 | 0", head=HEAD.replace("年度", header))

    assert wages(reading) == [("1", "2022", 5)]


def test_a_year_given_does_not_override_the_row_s(tmp_path):
    assert wages(beside_homes(tmp_path, "1 | 2021 | 9 | 0", period="2022")) == [("1", "2021", 9)]


def test_expenses_by_year(tmp_path):
    reading = beside_homes(
        tmp_path, "1 | 2021 | 90 | 10", "1 | 2022 | 50 | 0", head="户编码 | 年度 | 合规自付支出 | 理赔收入"
    )

    assert values(reading, "expenses.period") == ["2021", "2022"]
    assert values(reading, "expenses.insurance_payout") == [Decimal(10), Decimal(0)]


def test_a_year_that_cannot_be_read_puts_every_year_in_doubt(tmp_path):
    reading = beside_homes(
        tmp_path, "1 | 哪年 | 9 | 1", "1 | 2022 | 5 | 2", "2 | 2022 | 7 | 3", "2 | 2021 | 7 | 3"
    )

    assert wages(reading) == [("2", "2021", 7), ("2", "2022", 7)]
    assert cells(reading, messages.HOLE) == ["B2"]


def test_a_row_without_year_and_without_amounts_says_nothing(tmp_path):
    assert wages(beside_homes(tmp_path, "1 | | | ", "1 | 2022 | 5 | 2")) == [("1", "2022", 5)]


def test_an_amount_that_cannot_be_read_is_a_hole_of_that_year_only(tmp_path):
    reading = beside_homes(tmp_path, "1 | 2021 | 9 | 1", "1 | 2022 | 5 | 很多", "2 | 2022 | 7 | 3")

    assert wages(reading) == [("1", "2021", 9), ("2", "2022", 7)]
    assert cells(reading, messages.HOLE) == ["D3"]


@pytest.mark.parametrize("again", ["1 | 2022 | 6 | 2", "1 | 2022 | 5 | "])
def test_two_rows_of_one_year_that_differ_are_a_hole(tmp_path, again):
    reading = beside_homes(tmp_path, "1 | 2022 | 5 | 2", again, "1 | 2021 | 9 | 1")

    assert wages(reading) == [("1", "2021", 9)]
    (problem,) = found(reading, messages.YEAR_TWICE)
    assert (problem.row, problem.severity) == (3, "error") and "第 2 行" in problem.message


def test_two_equal_rows_of_one_year_count_once_with_a_warning(tmp_path):
    reading = beside_homes(tmp_path, "1 | 2022 | 5 | 2", "1 | 2022 | 5 | 2")

    assert wages(reading) == [("1", "2022", 5)]
    assert [p.severity for p in found(reading, messages.ROW_TWICE)] == ["warning"]


def test_rows_that_differ_in_a_column_not_used_are_not_called_equal(tmp_path):
    reading = beside_homes(tmp_path, "1 | 2022 | 5 | 2 | 甲", "1 | 2022 | 5 | 2 | 乙", head=f"{HEAD} | 备注")

    assert wages(reading) == [("1", "2022", 5)]
    assert found(reading, messages.ROW_TWICE) == []
    assert [p.row for p in found(reading, messages.ROW_ALIKE)] == [3]


def test_two_sheets_that_differ_leave_the_year_unknown(tmp_path):
    one, two = f"{HEAD}\n1 | 2022 | 5 | 2\n1 | 2021 | 9 | 1", f"{HEAD}\n1 | 2022 | 6 | 2"
    path = workbooks.xlsx(tmp_path / "表.xlsx", 农户=HOMES, 甲=one, 乙=two)

    reading = read.read([path])

    assert wages(reading) == [("1", "2021", 9)]
    assert "甲" in found(reading, messages.CONFLICT)[0].message


def test_rows_of_households_that_were_not_read_are_listed(tmp_path):
    reading = beside_homes(tmp_path, "9 | 2022 | 5 | 2", "1 | 2022 | 7 | 2")

    assert wages(reading) == [("1", "2022", 7)]
    assert cells(reading, messages.ROW_ORPHAN) == ["A2"]


def test_a_file_of_years_alone(tmp_path):
    path = workbooks.xlsx(tmp_path / "收入.xlsx", f"{HEAD}\n1 | 2021 | 9 | 1\n1 | 2022 | 5 | 2")

    reading = read.read([path])

    assert wages(reading) == [("1", "2021", 9), ("1", "2022", 5)]
    assert "households" not in reading.tables


@pytest.mark.parametrize(
    "drawing",
    [
        "户编码 | 行政村代码 | 户类型 | 年度 | 工资性收入\n1 | 430921104201 | 脱贫户 | 2022 | 5",
        "户编码 | 行政村代码 | 姓名 | 证件号码 | 与户主关系 | 年度 | 工资性收入\n"
        "1 | 430921104201 | 王一 | 11 | 户主 | 2022 | 5\n1 | 430921104201 | 李二 | 12 | 配偶 | 2022 | 5",
    ],
)
def test_a_year_beside_the_household_is_the_year_of_its_amounts(tmp_path, drawing):
    assert wages(read.read([workbooks.xlsx(tmp_path / "表.xlsx", drawing)])) == [("1", "2022", 5)]


def test_a_list_of_households_with_a_row_per_year(tmp_path):
    head = "户编码 | 行政村代码 | 户类型 | 年度 | 工资性收入"
    rows = "1 | 430921104201 | 脱贫户 | 2021 | 9\n1 | 430921104201 | 脱贫户 | 2022 | 5"

    reading = read.read([workbooks.xlsx(tmp_path / "表.xlsx", f"{head}\n{rows}")])

    assert wages(reading) == [("1", "2021", 9), ("1", "2022", 5)]
    assert values(reading, "households.origin") == ["lifted"]
    assert found(reading, messages.HOUSEHOLD_TWICE) == []


def test_a_household_listed_twice_with_other_amounts_has_no_known_year(tmp_path):
    head = "户编码 | 行政村代码 | 户类型 | 2022年工资性收入"
    rows = "1 | 430921104201 | 脱贫户 | 9\n1 | 430921104201 | 脱贫户 | 5\n2 | 430921104201 | 脱贫户 | 7"

    reading = read.read([workbooks.xlsx(tmp_path / "表.xlsx", f"{head}\n{rows}")])

    assert wages(reading) == [("2", "2022", 7)]
    assert cells(reading, messages.HOLE) == ["D2"]


def test_a_mapping_file_can_say_it(tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", 农户=HOMES, 收入="谁 | 哪年 | 挣\n1 | 2021 | 9\n1 | 2022 | 5")
    (tmp_path / "map.yaml").write_text(
        "sheets: [{sheet: 收入, kind: incomes, header: [1, 1], columns: [{header: 谁, as: households.household_id},"
        " {header: 哪年, as: incomes.period}, {header: 挣, as: incomes.wage}]}]",
        encoding="utf-8",
    )

    reading = read.read([path], mapping=tmp_path / "map.yaml")

    assert wages(reading) == [("1", "2021", 9), ("1", "2022", 5)]
    assert found(reading, messages.ROW_INCOMPLETE) == []


def test_costs_without_a_column_are_said_to_raise_the_income(tmp_path):
    reading = beside_homes(tmp_path, "1 | 2022 | 5 | 2", head="户编码 | 年度 | 工资性收入 | 生产经营性收入")

    (costs,), (kinds,) = (found(reading, code) for code in (messages.COSTS_MISSING, messages.KINDS_MISSING))

    assert (costs.sheet, costs.severity) == ("收入", "warning")
    assert "“生产经营性支出”" in costs.message and "偏高" in costs.message
    assert "“财产性收入”“转移性收入”" in kinds.message and "偏低" in kinds.message


def test_kinds_in_another_sheet_are_not_missing(tmp_path):
    one = "户编码 | 年度 | 工资性收入 | 财产性收入 | 转移性收入\n1 | 2022 | 5 | 2 | 1"
    two = "户编码 | 年度 | 生产经营性收入 | 生产经营性支出\n1 | 2022 | 5 | 2"
    path = workbooks.xlsx(tmp_path / "表.xlsx", 农户=HOMES, 甲=one, 乙=two)

    reading = read.read([path])

    assert found(reading, messages.COSTS_MISSING) == found(reading, messages.KINDS_MISSING) == []


def test_the_head_s_name_beside_the_years_is_nothing_to_warn_of(tmp_path):
    reading = beside_homes(tmp_path, "1 | 王一 | 2022 | 5", head="户编码 | 户主姓名 | 年度 | 工资性收入")

    assert wages(reading) == [("1", "2022", 5)]
    assert values(reading, "households.head_name") == ["王一", None]
    assert found(reading, messages.COLUMN_UNSURE) == []
