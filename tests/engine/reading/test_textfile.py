"""CSV as offices write it."""

import pytest
from tests import workbooks

from shouwang.engine.errors import Refused
from shouwang.engine.reading import textfile

SMALL = """
    户编码 | 姓名
    1      | 王一
"""


def opened(path):
    return textfile.open_text(path, path.read_bytes()).sheets[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter(tmp_path, encoding, delimiter):
    path = workbooks.csv(tmp_path / "表.csv", SMALL, encoding=encoding, delimiter=delimiter)

    assert opened(path).rows == [["户编码", "姓名"], ["1", "王一"]]


def test_bytes_of_no_known_encoding_are_refused_not_replaced(tmp_path):
    path = tmp_path / "乱.csv"
    path.write_bytes("户编码,姓名\n".encode() + b"\xff\xff\xff\n")

    with pytest.raises(Refused, match="GB18030"):
        opened(path)


def test_a_row_is_known_by_the_line_it_starts_on(tmp_path):
    path = tmp_path / "行.csv"
    path.write_text('户编码,备注\n1,"两\n行"\n2,一行\n', encoding="utf-8")

    sheet = opened(path)

    assert sheet.rows[2] == ["2", "一行"]
    assert [sheet.number(row) for row in range(3)] == [1, 2, 4]


def test_short_lines_are_filled_up(tmp_path):
    path = tmp_path / "短.csv"
    path.write_text("a,b,c\n1\n", encoding="utf-8")

    assert opened(path).rows == [["a", "b", "c"], ["1", "", ""]]


def test_commas_inside_quotes_do_not_cut(tmp_path):
    path = tmp_path / "引.csv"
    path.write_text('a;b\n"1,2,3,4";x\n', encoding="utf-8")

    assert opened(path).rows[1] == ["1,2,3,4", "x"]


def test_a_line_no_csv_can_have_is_refused_with_its_number(tmp_path):
    path = tmp_path / "长.csv"
    path.write_text("a,b\n1," + "x" * 200_000 + "\n", encoding="utf-8")

    with pytest.raises(Refused, match="第 2 行"):
        opened(path)
