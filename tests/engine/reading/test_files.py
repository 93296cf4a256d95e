"""Files that cannot be read are refused with a reason and a remedy; a file's name does not decide what it is."""

import os
import struct
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests import workbooks

from shouwang.engine.errors import Refused
from shouwang.engine.reading import files

SMALL = """
    户编码 | 姓名
    1      | 王一
"""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def rows(path):
    return files.open_book(path).sheets[0].rows


def refusal(path):
    with pytest.raises(Refused) as caught:
        files.open_book(path)
    assert caught.value.remedy.endswith("。")
    return caught.value.why


def test_a_missing_file(tmp_path):
    assert "找不到" in refusal(tmp_path / "无.xlsx")


def test_a_directory_where_a_file_is_wanted(tmp_path):
    assert "是目录" in refusal(tmp_path)


def test_an_unknown_ending(tmp_path):
    (tmp_path / "表.docx").write_bytes(b"PK")

    assert "不认识" in refusal(tmp_path / "表.docx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"no workbook at all"])
def test_a_broken_workbook(tmp_path, content):
    (tmp_path / "坏.xlsx").write_bytes(content)

    assert "损坏" in refusal(tmp_path / "坏.xlsx")


def test_half_a_workbook(tmp_path):
    path = workbooks.xlsx(tmp_path / "半.xlsx", SMALL)
    path.write_bytes(path.read_bytes()[:-200])

    assert "损坏" in refusal(path)


def test_an_archive_that_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "假.xlsx", "w") as archive:
        archive.writestr("读我.txt", "没有工作簿")

    assert "不是 .xlsx" in refusal(tmp_path / "假.xlsx") or "损坏" in refusal(tmp_path / "假.xlsx")


def test_an_encrypted_workbook(tmp_path):
    (tmp_path / "密.xlsx").write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))

    assert "密码" in refusal(tmp_path / "密.xlsx")


def test_a_broken_old_workbook(tmp_path):
    (tmp_path / "坏.xls").write_bytes(OLE + bytes(2000))

    assert "损坏" in refusal(tmp_path / "坏.xls")


def test_a_bomb_is_not_unpacked(tmp_path):
    path = workbooks.xlsx(tmp_path / "弹.xlsx", SMALL)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("xl/media/empty.bin", "w") as part,
    ):
        for _ in range(110):
            part.write(bytes(1_000_000))

    assert "超出" in refusal(path)


def test_an_archive_that_lies_about_its_size_is_broken(tmp_path):
    path = workbooks.xlsx(tmp_path / "谎.xlsx", SMALL)
    data = bytearray(path.read_bytes())
    entry = data.index(b"xl/worksheets/sheet1.xml", data.index(b"PK\x01\x02"))
    data[entry - 46 + 24 : entry - 46 + 28] = struct.pack("<I", 10)
    path.write_bytes(data)

    assert "损坏" in refusal(path)


@pytest.mark.parametrize("name", ["空.xlsx", "空.csv"])
def test_nothing_in_it(tmp_path, name):
    path = tmp_path / name
    if name.endswith("xlsx"):
        workbooks.xlsx(path, "")
    else:
        path.write_text(" \n,,\n", encoding="utf-8")

    assert "空的" in refusal(path)


def test_a_web_page_called_xls(tmp_path):
    (tmp_path / "网页.xls").write_bytes(b"<html><table></table></html>")

    assert "网页" in refusal(tmp_path / "网页.xls")


def test_text_called_xls_is_read_as_text(tmp_path):
    path = workbooks.csv(tmp_path / "导出.xls", SMALL, encoding="gb18030", delimiter="\t")

    assert rows(path) == [["户编码", "姓名"], ["1", "王一"]]


def test_an_old_workbook_called_xlsx_is_read(tmp_path):
    path = workbooks.xls(tmp_path / "旧.xls", SMALL).rename(tmp_path / "旧.xlsx")

    assert rows(path) == [["户编码", "姓名"], ["1", "王一"]]


def test_a_new_workbook_called_xls_is_read(tmp_path):
    path = workbooks.xlsx(tmp_path / "新.xlsx", SMALL).rename(tmp_path / "新.xls")

    assert rows(path) == [["户编码", "姓名"], ["1", "王一"]]


def test_a_parquet_file_has_its_header_in_row_1(tmp_path):
    pq.write_table(pa.table({"户编码": ["1"], "姓名": ["王一"]}), tmp_path / "表.parquet")

    assert rows(tmp_path / "表.parquet") == [["户编码", "姓名"], ["1", "王一"]]


def test_a_broken_parquet_file(tmp_path):
    (tmp_path / "坏.parquet").write_bytes(b"PAR1 torn")

    assert "损坏" in refusal(tmp_path / "坏.parquet")


def test_a_true_is_a_text_and_no_number_one(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["户编码", True, 1, False])
    book.save(tmp_path / "真.xlsx")
    pq.write_table(pa.table({"甲": [True, None]}), tmp_path / "真.parquet")

    assert rows(tmp_path / "真.xlsx") == [["户编码", "TRUE", 1.0, "FALSE"]]
    assert rows(tmp_path / "真.parquet") == [["甲"], ["TRUE"], [None]]


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "表.xlsx")

    assert "不是普通文件" in refusal(tmp_path / "表.xlsx")


def test_a_name_that_no_file_can_have(tmp_path):
    assert "打不开" in refusal(tmp_path / f"{'长' * 400}.xlsx")
