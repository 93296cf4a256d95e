"""What a sheet is taken for, and which columns are sure enough to be used."""

import pytest
from tests import workbooks

from shouwang.engine.reading import mapping, messages, spreadsheet


def understood(tmp_path, drawing, period=None, name="Sheet1"):
    path = workbooks.xlsx(tmp_path / "表.xlsx", **{name: drawing})
    return mapping.understand(spreadsheet.open_xlsx(path).sheets[0], period)


def as_written(plan):
    return {column.header: column.target.name if column.target else column.reason for column in plan.columns}


@pytest.mark.parametrize(
    ("drawing", "kind"),
    [
        ("户编码 | 行政村代码 | 户类型\n1 | 430921104201 | 脱贫户", "households"),
        ("户编码 | 姓名 | 证件号码 | 与户主关系\n1 | 王一 | 2 | 户主", "persons"),
        ("户编码 | 姓名 | 证件号码 | 联系电话\n1 | 王一 | 2 | 3", "persons"),
        ("户编码 | 行政村代码 | 姓名 | 证件号码\n1 | 430921104201 | 王一 | 2", "flat"),
        ("户编码 | 户类型 | 姓名 | 证件号码\n1 | 脱贫户 | 王一 | 2", "flat"),
        ("户编码 | 姓名 | 2022年工资性收入\n1 | 王一 | 2", "flat"),
        ("户编码 | 年度 | 类别 | 金额\n1 | 2022 | 工资性收入 | 2", "incomes"),
        ("户编码 | 年度 | 类别 | 金额\n1 | 2022 | 医疗支出 | 2", "expenses"),
        ("户编码 | 类别 | 发生日期 | 金额\n1 | 火灾 | 2022-01-01 | 2", "events"),
        ("户编码 | 类别 | 开始日期 | 是否开发式帮扶\n1 | 产业帮扶 | 2022-01-01 | 是", "measures"),
        ("区划代码 | 名称 | 级别\n430921 | 某县 | 县", "areas"),
    ],
)
def test_what_a_sheet_holds(tmp_path, drawing, kind):
    assert understood(tmp_path, drawing).kind == kind


def test_a_sheet_of_nothing_known_is_nothing(tmp_path):
    assert understood(tmp_path, "甲 | 乙\n1 | 2") is None


def test_a_column_that_is_only_alike_is_not_used(tmp_path):
    plan = understood(tmp_path, "户编码 | 行政村代码 | 户类型 | 低保\n1 | 430921104201 | 脱贫户 | 是")

    assert as_written(plan)["低保"] == messages.COLUMN_UNSURE
    assert plan.columns[3].candidates[0].target.table == "households"


def test_a_header_that_lies_is_not_believed(tmp_path):
    plan = understood(
        tmp_path,
        """
        户编码 | 姓名 | 证件号码 | 性别
        1      | 王一 | 11       | 村东头
        2      | 李二 | 12       | 村西头
        3      | 赵三 | 13       | 河边
        """,
    )

    assert as_written(plan)["性别"] == messages.COLUMN_MISFIT


def test_of_two_columns_for_the_same_thing_the_surer_is_used_and_the_other_named(tmp_path):
    plan = understood(tmp_path, "户编码 | 姓名 | 残疾证号 | 证件号码\n1 | 王一 | 3 | 2")

    assert as_written(plan)["证件号码"] == "persons.id_number"
    assert as_written(plan)["残疾证号"] == messages.COLUMN_TWICE
    assert plan.columns[2].other == "证件号码"


def test_columns_every_register_has_are_no_worry(tmp_path):
    plan = understood(tmp_path, "序号 | 户编码 | 姓名 | 证件号码 | 卫生厕所类型\n1 | 1 | 王一 | 2 | 旱厕")

    assert as_written(plan)["序号"] == messages.COLUMN_NOT_NEEDED
    assert as_written(plan)["卫生厕所类型"] in (messages.COLUMN_UNKNOWN, messages.COLUMN_UNSURE)


def test_incomes_without_a_year_wait_for_one(tmp_path):
    drawing = "户编码 | 行政村代码 | 户类型 | 工资性收入\n1 | 430921104201 | 脱贫户 | 5"

    without, given = understood(tmp_path, drawing), understood(tmp_path, drawing, period="2022")

    assert as_written(without)["工资性收入"] == messages.COLUMN_NEEDS_PERIOD
    assert given.columns[3].target.period == "2022"
    assert given.columns[3].reason == messages.PERIOD_GIVEN


def test_a_payout_needs_its_expense(tmp_path):
    drawing = "户编码 | 行政村代码 | 户类型 | 2022年理赔收入"

    assert as_written(understood(tmp_path, drawing))["2022年理赔收入"] == messages.PAYOUT_ALONE


def test_units_in_header_or_title(tmp_path):
    head = understood(tmp_path, "户编码 | 行政村代码 | 户类型 | 2022年工资性收入（万元）")
    title = understood(tmp_path, "单位：万元 | | |\n户编码 | 行政村代码 | 户类型 | 2022年工资性收入")

    assert [head.columns[3].scale, title.columns[3].scale, head.columns[0].scale] == [10_000, 10_000, 1]


def test_a_file_of_an_output_directory_is_known_by_its_name(tmp_path):
    plan = understood(
        tmp_path, "household_id | name | subsistence_allowance | phone\n1 | 王一 | true | 2", name="persons"
    )

    assert as_written(plan)["subsistence_allowance"] == "persons.subsistence_allowance"


def test_samples_are_shown_as_the_owner_knows_them(tmp_path):
    plan = understood(tmp_path, "户编码 | 姓名 | 证件号码\n#1 | 王一 | 2\n#1 | 李二 | 3\n#2 | 赵三 | 4")

    assert plan.columns[0].samples == ["1", "2"]
