"""A table drawn in text becomes rows; what cannot be read is refused with a sentence."""

import re
from datetime import date
from decimal import Decimal
from textwrap import dedent

import pytest

from shouwang.engine.policy import drawing
from shouwang.engine.tables import HOUSEHOLDS, INCOMES, PERSONS


def read(text, table=PERSONS):
    return drawing.read(dedent(text), table)


def test_cells_become_values_of_their_column():
    [row] = read("""
        household_id | birth_date | health  | disability_grade | in_school | monthly_wage
        -------------|------------|---------|------------------|-----------|-------------
        1            | 2016-02-29 | serious | 2                | false     | 574.99
    """)

    assert {name: value for name, value in row.items() if value is not None} == {
        "household_id": "1",
        "birth_date": date(2016, 2, 29),
        "health": "serious",
        "disability_grade": 2,
        "in_school": False,
        "monthly_wage": Decimal("574.99"),
    }


def test_a_blank_cell_is_unknown_and_so_is_a_column_that_is_not_drawn():
    [row] = read("""
        household_id | health | works
        1            |        |
    """)

    assert (row["health"], row["works"], row["labour"]) == (None, None, None)


def test_rows_keep_their_order_and_rules_between_them_are_skipped():
    rows = read(
        """
        household_id
        ------------
        2
        ------------
        1
        """,
        HOUSEHOLDS,
    )

    assert [row["household_id"] for row in rows] == ["2", "1"]


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        ("", "没有列名"),
        ("household_id | helth", "没有列“helth”（是否想写“health”？）"),
        ("household_id | household_id", "列“household_id”画了两次"),
        ("household_id | health\n1", "有 2 列，这一行却有 1 格：1"),
        ("household_id\n1 | 2", "有 1 列，这一行却有 2 格"),
        ("health\nill", "“ill”不是健康状况（health）的值"),
        ("in_school\n是", "“是”不是是否在校（in_school）的值"),
        ("birth_date\n2022-02-29", "“2022-02-29”不是出生日期"),
        ("work_months\n13", "“13”不是务工月数"),
        ("work_months\n1.5", "“1.5”不是务工月数"),
        ("monthly_wage\n-1", "“-1”不是月工资"),
        ("monthly_wage\n0.001", "“0.001”不是月工资"),
        ("monthly_wage\nNaN", "“NaN”不是月工资"),
        ("monthly_wage\n1e999", "“1e999”不是月工资"),
        ("monthly_wage\n6,900", "“6,900”不是月工资"),
    ],
)
def test_what_cannot_be_read_is_refused(drawn, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        read(drawn)


def test_an_amount_of_exactly_a_fen_is_read():
    [row] = read("household_id | amount\n1 | 0.01", INCOMES)

    assert row["amount"] == Decimal("0.01")
