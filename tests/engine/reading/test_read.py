"""Files together, from the first byte to the flags."""

import pytest
from tests import workbooks
from tests.engine.reading.drawn import HEAD, LI, WANG, ZHAO, cells, found, read_drawn, values

from shouwang.engine.errors import Refused
from shouwang.engine.reading import messages, read, store
from shouwang.engine.screening import sources


def test_flags_of_data_quality_point_at_cells_and_name_the_other_places(tmp_path):
    reading = read_drawn(
        tmp_path, f"{HEAD}\n{WANG}\n{LI}\n{ZHAO.replace('430921196503030037', '430921197001010012')}"
    )

    twice = [p for p in reading.problems if p.code.startswith("CHECK") and "第 4 行" in p.message]

    assert twice and twice[0].cell == "D2"


def test_a_flag_of_a_household_points_at_its_head_s_row(tmp_path):
    drawing = f"""
        {HEAD} | 监测对象类别 | 风险消除状态
        {LI}   | 非监测对象   | 未消除
        {WANG} | 非监测对象   | 未消除
    """

    flagged = [p for p in read_drawn(tmp_path, drawing).problems if p.column == "风险消除状态"]

    assert {p.cell for p in flagged} == {"G3"}


def test_flat_two_row_header_with_title_merged_members_and_total(tmp_path):
    reading = read_drawn(
        tmp_path,
        """
        某镇2022年监测对象信息表 | <            | <          | <    | <                  | <      | <
        单位：元                 |              |            |      |                    |        |
        户编号                   | 村代码       | 监测类型   | 家庭成员 | <              | <      | 2022年收入
        ^                        | ^            | ^          | 姓名 | 身份证号           | 关系   | 工资性收入
        430921104201000001       | 430921104201 | 边缘易致贫户 | 王一 | 430921197001010012 | 户主 | １２，０００元
        ^                        | ^            | ^          | 李二 | 430921197202020029 | 之妻   | ^
        合计                     |              |            | 2人  |                    |        | 12000
        """,
    )

    assert values(reading, "households.monitoring_type") == ["marginal"]
    assert values(reading, "persons.relation") == ["head", "spouse"]
    assert [str(amount) for amount in values(reading, "incomes.amount")] == ["12000.00"]
    assert [p.row for p in found(reading, messages.ROW_NOTE)] == [7]
    assert found(reading, messages.COLUMN_UNSURE) == found(reading, messages.COLUMN_UNKNOWN) == []


def test_what_was_understood_counts_rows_in_and_out(tmp_path):
    one = read_drawn(tmp_path, f"某表 | < | < | < | <\n{HEAD}\n{WANG}\n{LI}\n合计 | | | |").understood[0]

    assert (one.plan.kind, one.rows_in, one.rows_out) == ("flat", 3, 2)


def test_columns_not_used_are_listed_with_what_to_do(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD} | 低保 | 卫生厕所 | 序号\n{WANG} | 是 | 有 | 1")

    unsure, unknown = found(reading, messages.COLUMN_UNSURE), found(reading, messages.COLUMN_UNKNOWN)

    assert "低保" in [p.column for p in unsure]
    assert "卫生厕所" in [p.column for p in unsure + unknown]
    assert all("shouwang map" in p.message and p.severity == "warning" for p in unsure + unknown)
    assert values(reading, "households.subsistence_allowance") == [None]


def test_a_column_with_content_but_no_header(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD} | | 民族\n{WANG} | 秘密 | 汉族")

    assert "F" in found(reading, messages.COLUMN_UNNAMED)[0].message


def test_hidden_and_strange_and_empty_sheets_are_told(tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", 甲=f"{HEAD}\n{WANG}", 乙="这是 | 什么", 丙="")

    reading = read.read([path])

    assert [p.sheet for p in found(reading, messages.SHEET_STRANGE)] == ["乙"]
    assert [p.sheet for p in found(reading, messages.SHEET_EMPTY)] == ["丙"]


def test_one_sheet_can_be_chosen(tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", 甲=f"{HEAD}\n{WANG}", 乙=f"{HEAD}\n{ZHAO}")

    assert values(read.read([path], sheet="乙"), "persons.name") == ["赵三"]


def test_a_sheet_that_does_not_exist_is_refused_with_those_that_do(tmp_path):
    path = workbooks.xlsx(tmp_path / "表.xlsx", 甲=f"{HEAD}\n{WANG}")

    with pytest.raises(Refused) as caught:
        read.read([path], sheet="乙")

    assert "甲" in caught.value.remedy


def test_a_sheet_without_household_numbers_beside_one_with_them(tmp_path):
    path = workbooks.xlsx(
        tmp_path / "表.xlsx",
        甲=f"{HEAD}\n{WANG}",
        乙="行政村代码 | 户类型 | 住房等级\n430921104201 | 脱贫户 | A",
    )

    reading = read.read([path])

    assert [p.sheet for p in found(reading, messages.NO_IDENTITY)] == ["乙"]
    assert values(reading, "households.household_id") == ["430921104201000001"]


def test_a_file_with_a_header_and_no_rows_is_refused(tmp_path):
    with pytest.raises(Refused, match="没有"):
        read_drawn(tmp_path, HEAD)


def test_nothing_understood_is_refused(tmp_path):
    with pytest.raises(Refused, match="没有读到"):
        read_drawn(tmp_path, "甲 | 乙\n1 | 2")


@pytest.mark.parametrize("write", [workbooks.xlsx, workbooks.xls, workbooks.csv])
def test_every_format_says_the_same(tmp_path, write):
    reading = read.read([write(tmp_path / f"表.{write.__name__}", f"{HEAD}\n{WANG}\n{LI}")])

    assert values(reading, "persons.id_number") == ["430921197001010012", "430921197202020029"]
    assert reading.understood[0].plan.kind == "flat"


def test_every_problem_has_a_code_of_a_catalogue_and_a_sentence(tmp_path):
    reading = read_drawn(tmp_path, f"{HEAD} | 低保 | 出生日期\n{WANG} | 是 | 去年\n合计 | | | | | |")

    for problem in reading.problems:
        assert problem.code in messages.CATALOGUE or problem.code.startswith("CHECK-")
        assert problem.message.endswith("。") and "{" not in problem.message


def test_progress_is_told(tmp_path):
    told = []

    read_drawn(tmp_path, f"{HEAD}\n{WANG}", progress=lambda step, done, total: told.append(step))

    assert told == ["打开 表.xlsx", "读取 Sheet1", "整理", "检查"]


def test_cells_of_a_two_row_header_are_named_by_both(tmp_path):
    reading = read_drawn(
        tmp_path,
        """
        户编码 | 行政村代码   | 家庭成员 | <        | <
        ^      | ^            | 姓名     | 证件号码 | 性别
        1      | 430921104201 | 王一     | 11       | 不明
        """,
    )

    assert [p.column for p in found(reading, messages.NOT_A_CHOICE)] == ["家庭成员/性别"] or cells(
        reading, messages.NOT_A_CHOICE
    ) == ["E3"]


def test_a_period_that_is_no_year_is_refused(tmp_path):
    with pytest.raises(Refused, match="四位年份"):
        read_drawn(tmp_path, f"{HEAD}\n{WANG}", period="去年")


def test_whatever_was_read_can_be_screened(tmp_path):
    drawing = f"""
        {HEAD} | 人员编码 | 务工月数 | 月工资 | 住房等级 | 2022年工资性收入
        {WANG} | R1 | 13 | -1     | E级 | -5000
        {LI}   | R1 | 半 | 999999 | A级 | 1e9
        {ZHAO} |    |    |        | 待定 |
        9 | 43 | 孙五 | 11 | 户主 | R1 | 1 | 1 | A级 | 5
    """
    store.write(read_drawn(tmp_path, drawing), tmp_path / "出")

    tables = sources.from_directory(sources.connect(), tmp_path / "出")

    assert {"households", "persons"} <= set(tables)
