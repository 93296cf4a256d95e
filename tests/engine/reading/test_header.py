"""The header is found wherever it stands; drawings show what stands around it."""

import pytest
from tests import workbooks

from shouwang.engine.reading import header, spreadsheet, textfile


def found(tmp_path, drawing):
    return header.find(spreadsheet.open_xlsx(workbooks.xlsx(tmp_path / "表.xlsx", drawing)).sheets[0])


def test_a_header_in_the_first_row(tmp_path):
    head = found(tmp_path, "户编码 | 姓名\n1 | 王一")

    assert (head.first, head.last, head.names) == (0, 0, {0: "户编码", 1: "姓名"})


def test_title_rows_and_blank_rows_above(tmp_path):
    head = found(
        tmp_path,
        """
        某县农户信息表   | <      | <
        填报单位：某镇   |        | 单位：万元
        | | |
        户编码          | 姓名   | 金额
        1               | 王一   | 2
        """,
    )

    assert (head.first, head.last) == (3, 3)
    assert head.scale == 10_000


def test_groups_above_are_joined_with_a_stroke(tmp_path):
    head = found(
        tmp_path,
        """
        户编码 | 家庭成员 | <      | 2022年收入   | <
        ^      | 姓名     | 性别   | 工资性收入   | 财产性收入
        1      | 王一     | 男     | 100          | 0
        """,
    )

    assert (head.first, head.last) == (0, 1)
    assert list(head.names.values()) == [
        "户编码",
        "家庭成员/姓名",
        "家庭成员/性别",
        "2022年收入/工资性收入",
        "2022年收入/财产性收入",
    ]


def test_groups_over_words_that_are_known_alone_are_groups_too(tmp_path):
    head = found(
        tmp_path,
        """
        某县2022年农户信息表 | <    | <           | <
        基本情况            | <    | 2021年      | <
        户编码              | 姓名 | 工资性收入   | 财产性收入
        1                   | 王一 | 100         | 0
        """,
    )

    assert list(head.names.values())[2:] == ["2021年/工资性收入", "2021年/财产性收入"]


def test_a_title_over_everything_is_no_group(tmp_path):
    head = found(
        tmp_path,
        """
        某县2022年农户信息表 | <    | <
        户编码              | 姓名 | 工资性收入
        1                   | 王一 | 100
        """,
    )

    assert (head.first, list(head.names.values())) == (1, ["户编码", "姓名", "工资性收入"])


def test_what_stands_beside_the_unit_is_no_group(tmp_path):
    head = found(
        tmp_path,
        """
        填报单位：某镇 | <    | 填报时间：2021年 | <
        户编码        | 姓名 | 工资性收入       | 财产性收入
        1             | 王一 | 100             | 0
        """,
    )

    assert (head.first, list(head.names.values())[2]) == (1, "工资性收入")


def test_groups_in_csv_reach_right(tmp_path):
    path = workbooks.csv(
        tmp_path / "表.csv",
        """
        户编码 | 2022年收入 |
               | 工资性收入 | 财产性收入
        1      | 100        | 0
        """,
    )

    head = header.find(textfile.open_text(path, path.read_bytes()).sheets[0])

    assert list(head.names.values()) == ["户编码", "2022年收入/工资性收入", "2022年收入/财产性收入"]


def test_words_of_the_data_do_not_make_a_header(tmp_path):
    head = found(tmp_path, "户编码 | 姓名 | 与户主关系\n1 | 王一 | 户主\n2 | 李二 | 户主")

    assert (head.first, head.last) == (0, 0)


def test_line_breaks_and_blanks_in_a_header_do_not_matter(tmp_path):
    assert found(tmp_path, "户 编 码 | 姓　名").names == {0: "户编码", 1: "姓名"}


@pytest.mark.parametrize("drawing", ["甲 | 乙\n1 | 2", "某某某 | <\n丙 | 丁"])
def test_no_header(tmp_path, drawing):
    assert found(tmp_path, drawing) is None
