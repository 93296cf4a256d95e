"""What calamine does not tell is read from the XML."""

from datetime import date

import openpyxl
import pytest
from tests import workbooks

from shouwang.engine.reading import messages, spreadsheet


def opened(path):
    return spreadsheet.open_xlsx(path).sheets[0]


def test_cells_stand_where_the_program_shows_them(tmp_path):
    sheet = opened(workbooks.xlsx(tmp_path / "表.xlsx", "| |\n | 甲 | #3"))

    assert sheet.rows == [["", "", ""], ["", "甲", 3.0]]
    assert (sheet.number(1), sheet.part) == (2, "xl/worksheets/sheet1.xml")


def test_hidden_rows_and_columns_are_known(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙", "丙"])
    book.active.append(["1", "2", "3"])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.save(tmp_path / "藏.xlsx")

    sheet = opened(tmp_path / "藏.xlsx")

    assert (sheet.hidden_rows, sheet.hidden_columns) == ([1], [1])


def test_hidden_rows_by_another_writer(tmp_path):
    sheet = opened(workbooks.xlsx(tmp_path / "表.xlsx", "甲\n乙\n丙", hidden=[2, 3]))

    assert sheet.hidden_rows == [1, 2]


def test_a_formula_without_a_result_is_not_an_empty_cell(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["=1+1", "甲"])
    book.save(tmp_path / "式.xlsx")

    assert opened(tmp_path / "式.xlsx").faults == {(0, 0): messages.NO_CACHED_VALUE}


def test_a_failed_formula_is_not_an_empty_cell(tmp_path):
    assert opened(workbooks.xlsx(tmp_path / "错.xlsx", "甲 | !#N/A")).faults == {
        (0, 1): messages.FORMULA_ERROR
    }


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (b'<c r="B1" t="str"><f>""</f><v></v></c>', {}),
        (b'<c r="B1"><f>A1</f><v>7</v></c>', {}),
        (b'<c r="B1"><f t="shared" si="0"/></c>', {(0, 1): messages.NO_CACHED_VALUE}),
        (b'<c r="B1"><f>A1</f><v></v></c>', {(0, 1): messages.NO_CACHED_VALUE}),
        (b'<c r="B1" t="inlineStr"><is><t>a</t></is></c>', {}),
    ],
)
def test_which_formulas_lack_a_result(cell, fault):
    xml = b'<worksheet><cols/><sheetData><row r="1">' + cell + b"</row></sheetData></worksheet>"

    assert spreadsheet._look_behind(xml) == ([], [], fault)


def test_hidden_sheets_are_known(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["甲"])
    book.create_sheet("藏").sheet_state = "hidden"
    book.save(tmp_path / "页.xlsx")

    assert [sheet.hidden for sheet in spreadsheet.open_xlsx(tmp_path / "页.xlsx").sheets] == [False, True]


def test_cells_of_old_workbooks(tmp_path):
    path = workbooks.xls(tmp_path / "旧.xls", "甲 | #3.5 | @2022-09-30")

    sheet = spreadsheet.open_xls(path, path.read_bytes()).sheets[0]

    assert sheet.rows == [["甲", 3.5, date(2022, 9, 30)]]


@pytest.mark.parametrize(
    ("name", "number"), [(b"A", 0), (b"Z", 25), (b"AA", 26), (b"AD", 29), (b"XFD", 16383)]
)
def test_names_of_columns(name, number):
    assert spreadsheet.column_number(name) == number
