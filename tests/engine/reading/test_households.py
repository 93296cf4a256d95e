"""One row per household, whoever says something about it."""

import pytest
from tests import workbooks
from tests.engine.reading.drawn import HEAD, WANG, cells, found, read_drawn, values

from shouwang.engine.errors import Refused
from shouwang.engine.reading import messages, read


def flat(*rows):
    """Rows of household 1: village, kind, member."""
    lines = ["户编码 | 行政村代码 | 户类型 | 姓名 | 证件号码 | 与户主关系"]
    return "\n".join([*lines, *(f"1 | {row}" for row in rows)])


def test_repeated_columns_that_agree_are_one_household(tmp_path):
    reading = read_drawn(
        tmp_path, flat("430921104201 | 脱贫户 | 王一 | 11 | 户主", "430921104201 | 已脱贫 | 李二 | 12 | 配偶")
    )

    assert values(reading, "households.origin") == ["lifted"]
    assert found(reading, messages.CONFLICT) == []


def test_columns_filled_only_in_the_head_s_row_hold_for_the_household(tmp_path):
    reading = read_drawn(tmp_path, flat(" | | 李二 | 12 | 配偶", "430921104201 | 脱贫户 | 王一 | 11 | 户主"))

    assert values(reading, "households.origin") == ["lifted"]
    assert values(reading, "households.area_code") == ["430921104201"]


def test_rows_that_contradict_each_other_make_it_unknown_and_are_both_named(tmp_path):
    reading = read_drawn(
        tmp_path, flat("430921104201 | 脱贫户 | 王一 | 11 | 户主", "430921104201 | 一般户 | 李二 | 12 | 配偶")
    )

    problem = found(reading, messages.CONFLICT)[0]

    assert values(reading, "households.origin") == [None]
    assert (problem.cell, problem.value) == ("C3", "一般户")
    assert "Sheet1 第 2 行" in problem.message and "脱贫户" in problem.message


def test_a_household_of_two_villages_stays_in_the_first_and_is_an_error(tmp_path):
    reading = read_drawn(
        tmp_path, flat("430921104201 | 脱贫户 | 王一 | 11 | 户主", "430921104202 | 脱贫户 | 李二 | 12 | 配偶")
    )

    assert values(reading, "households.area_code") == ["430921104201"]
    assert cells(reading, messages.AREA_CONFLICT) == ["B3"]


def test_a_column_that_differs_within_many_households_is_a_column_of_members(tmp_path):
    lines = ["户编码 | 行政村代码 | 户类型 | 联系电话 | 姓名 | 证件号码"]
    for number in range(6):
        for member in (1, 2):
            lines.append(
                f"{number} | 430921104201 | 脱贫户 | 1380000{number}{member} | 王{member} | {number}{member}"
            )

    reading = read_drawn(tmp_path, "\n".join(lines))

    assert values(reading, "households.phone") == [None] * 6
    assert [p.column for p in found(reading, messages.COLUMN_OF_MEMBERS)] == ["联系电话"]
    assert found(reading, messages.CONFLICT) == []


@pytest.mark.parametrize(
    ("code", "message"), [("43092110420", messages.BAD_AREA_CODE), ("", messages.NO_AREA_CODE)]
)
def test_a_household_without_a_readable_village_does_not_go_through(tmp_path, code, message):
    reading = read_drawn(
        tmp_path,
        f"{HEAD}\n{WANG}\n430921104201000009 | {code} | 孙五 | 430921198001010011 | 户主",
    )

    assert values(reading, "households.household_id") == ["430921104201000001"]
    assert values(reading, "persons.name") == ["王一"]
    assert cells(reading, message) == ["B3"]
    assert [p.row for p in found(reading, messages.ROW_ORPHAN)] == [3]


def test_a_village_code_as_number_is_exact(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD}\n1 | #430921104201 | 王一 | 11 | 户主")

    assert values(reading, "households.area_code") == ["430921104201"]


def test_no_village_anywhere_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(Refused, match="行政村代码") as caught:
        read_drawn(tmp_path, "户编码 | 户类型 | 姓名 | 证件号码\n1 | 脱贫户 | 王一 | 2")

    assert "map.yaml" in caught.value.remedy


def test_in_a_list_of_households_a_number_met_again_is_not_used(tmp_path):
    reading = read_drawn(
        tmp_path,
        """
        户编码 | 行政村代码   | 户类型
        1      | 430921104201 | 脱贫户
        2      | 430921104201 | 脱贫户
        1      | 430921104201 | 脱贫户
        2      | 430921104201 | 一般户
        """,
    )

    assert values(reading, "households.origin") == ["lifted", "lifted"]
    assert cells(reading, messages.ROW_TWICE) == ["A4"]
    assert cells(reading, messages.HOUSEHOLD_TWICE) == ["A5"]


def test_a_household_without_members_is_a_problem(tmp_path):
    path = workbooks.xlsx(
        tmp_path / "表.xlsx",
        农户="户编码 | 行政村代码 | 户类型\n1 | 430921104201 | 脱贫户\n2 | 430921104201 | 脱贫户",
        成员="户编码 | 姓名 | 证件号码 | 与户主关系\n1 | 王一 | 11 | 户主",
    )

    reading = read.read([path])

    assert [(p.sheet, p.cell) for p in found(reading, messages.HOUSEHOLD_EMPTY)] == [("农户", "A3")]
    assert len(values(reading, "households.household_id")) == 2


def test_sheets_of_several_files_complete_each_other(tmp_path):
    one = workbooks.xlsx(tmp_path / "一.xlsx", "户编码 | 行政村代码 | 户类型\n1 | 430921104201 | 脱贫户")
    two = workbooks.xlsx(tmp_path / "二.xlsx", "户编码 | 行政村代码 | 住房鉴定等级\n1 | 430921104201 | C级")

    reading = read.read([one, two])

    assert values(reading, "households.origin") == ["lifted"]
    assert values(reading, "households.house_grade") == ["C"]


def test_an_unreadable_cell_is_unknown_and_named(tmp_path):
    reading = read_drawn(tmp_path, flat("430921104201 | 待定 | 王一 | 11 | 户主"))

    problem = found(reading, messages.NOT_A_CHOICE)[0]

    assert values(reading, "households.origin") == [None]
    assert (problem.cell, problem.column, problem.value, problem.severity) == (
        "C2",
        "户类型",
        "待定",
        "error",
    )
    assert "脱贫户" in problem.message


@pytest.mark.parametrize(
    ("cell", "code"), [("=C9", messages.NO_CACHED_VALUE), ("!#REF!", messages.FORMULA_ERROR)]
)
def test_a_formula_that_has_no_result_is_unknown_and_named(tmp_path, cell, code):
    reading = read_drawn(tmp_path, flat(f"430921104201 | {cell} | 王一 | 11 | 户主"))

    assert values(reading, "households.origin") == [None]
    assert cells(reading, code) == ["C2"]


def test_amounts_that_differ_within_many_households_leave_their_year_unknown(tmp_path):
    lines = ["户编码 | 行政村代码 | 户类型 | 姓名 | 证件号码 | 2022年工资性收入 | 2022年财产性收入"]
    for number in range(6):
        for member in (1, 2):
            lines.append(
                f"{number} | 430921104201 | 脱贫户 | 王{member} | {number}{member} | {1000 + member} | 5"
            )
    lines.append("9 | 430921104201 | 脱贫户 | 赵三 | 91 | 700 | 5")

    reading = read_drawn(tmp_path, "\n".join(lines))

    assert set(values(reading, "incomes.household_id")) == {"9"}
    assert [p.column for p in found(reading, messages.AMOUNTS_OF_MEMBERS)] == ["2022年工资性收入"]
