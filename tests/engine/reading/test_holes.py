"""An amount that cannot be used makes the year's sum unknown, never smaller."""

from decimal import Decimal

import pytest
from tests import workbooks
from tests.engine.reading.drawn import cells, found, read_drawn, values

from shouwang.engine.reading import messages, read

HEAD = "户编码 | 行政村代码 | 2022年工资性收入 | 2022年财产性收入 | 2021年工资性收入"


def columns(folder, *amounts):
    lines = [f"{number} | 430921104201 | {amount}" for number, amount in enumerate(amounts, 1)]
    return read_drawn(folder, "\n".join([HEAD, *lines]))


def lists(folder, *rows):
    homes = workbooks.xlsx(
        folder / "户.xlsx",
        "户编码 | 行政村代码 | 户类型\n1 | 430921104201 | 脱贫户\n2 | 430921104201 | 脱贫户",
    )
    incomes = workbooks.xlsx(folder / "收入.xlsx", "\n".join(["户编码 | 核算年度 | 收入类别 | 金额", *rows]))
    return read.read([homes, incomes])


def amounts(reading):
    names = ("household_id", "period", "amount")
    return sorted(zip(*(values(reading, f"incomes.{name}") for name in names), strict=True))


@pytest.mark.parametrize("wage", ["说不清", "-500", "999999999999"])
def test_an_amount_that_cannot_be_used_takes_the_year_with_it(tmp_path, wage):
    reading = columns(tmp_path, f"{wage} | 100 | 80", "5 | 100 | ")

    assert amounts(reading) == [
        ("1", "2021", Decimal(80)),
        ("2", "2022", Decimal(5)),
        ("2", "2022", Decimal(100)),
    ]
    assert cells(reading, messages.HOLE) == ["C2"]


def test_an_empty_cell_beside_filled_ones_is_none_and_said(tmp_path):
    reading = columns(tmp_path, " | 100 | 80", "5 | 100 | 80")

    assert ("1", "2022", Decimal(100)) in amounts(reading)
    assert "1 户空白" in found(reading, messages.BLANK_IS_NONE)[0].message


def test_a_row_of_empty_cells_is_an_unknown_year_and_no_remark(tmp_path):
    reading = columns(tmp_path, " |  | 80")

    assert amounts(reading) == [("1", "2021", Decimal(80))]
    assert found(reading, messages.BLANK_IS_NONE) == []


def test_in_a_list_too(tmp_path):
    reading = lists(
        tmp_path, "1 | 2022 | 工资性收入 | 12.x", "1 | 2022 | 财产性收入 | 100", "2 | 2022 | 工资性收入 | 7"
    )

    assert amounts(reading) == [("2", "2022", Decimal(7))]
    assert cells(reading, messages.HOLE) == ["D2"]


def test_a_line_without_its_amount_is_a_hole(tmp_path):
    reading = lists(
        tmp_path, "1 | 2022 | 工资性收入 | ", "1 | 2022 | 财产性收入 | 100", "1 | 2021 | 财产性收入 | 9"
    )

    assert amounts(reading) == [("1", "2021", Decimal(9))]


def test_a_kind_that_cannot_be_read_is_a_hole(tmp_path):
    good = [f"2 | {year} | 工资性收入 | 7" for year in (2019, 2020, 2021, 2022)]

    reading = lists(tmp_path, "1 | 2022 | 天上掉的 | 10", "1 | 2022 | 财产性收入 | 100", *good)

    assert {household for household, *_ in amounts(reading)} == {"2"}


def test_a_year_that_cannot_be_read_puts_every_year_in_doubt(tmp_path):
    reading = lists(
        tmp_path, "1 | 哪年 | 工资性收入 | 10", "1 | 2022 | 财产性收入 | 100", "2 | 2022 | 财产性收入 | 3"
    )

    assert amounts(reading) == [("2", "2022", Decimal(3))]
