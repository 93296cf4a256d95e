"""Workbooks of lists, looked into with another library than the one that wrote them."""

import io
import resource
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone

from shouwang.office.kit import sheets
from shouwang.office.kit.sheets import Heading


def written(tmp_path: Path, *rows, title: str = "农户名单", columns: int = 1):
    target = io.BytesIO()
    headings = [Heading(f"列{place}") for place in range(columns)]
    sheets.write(target, headings, rows, title=title, note="截至 2026-05-01", room=tmp_path)
    return openpyxl.load_workbook(target)


def cell(tmp_path: Path, value):
    return written(tmp_path, [value]).active.cell(4, 1)


def test_title_note_and_heading_stand_above_and_stay_in_sight(tmp_path):
    target = io.BytesIO()
    headings = [Heading("户编码"), Heading("纯收入", "元", numeric=True)]

    count = sheets.write(
        target, headings, [["0001", Decimal("12.50")]], title="名单", note="2026", room=tmp_path
    )

    sheet = openpyxl.load_workbook(target).active
    assert count == 1
    assert [[one.value for one in row] for row in sheet.iter_rows()] == [
        ["名单", None],
        ["2026", None],
        ["户编码", "纯收入（元）"],
        ["0001", 12.5],
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B4", "A3:B4")


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "{=1}"]
)
def test_a_cell_that_looks_like_a_formula_is_text(tmp_path, text):
    found = cell(tmp_path, text)

    assert found.data_type != "f"
    assert found.value.replace("_x000D_", "\r") == text
    assert found.quotePrefix or text.startswith("{")


def test_numbers_are_numbers_and_long_ones_are_text(tmp_path):
    assert cell(tmp_path, Decimal("-1234.50")).value == -1234.5
    assert cell(tmp_path, 7).value == 7
    assert cell(tmp_path, "430921199001011234").value == "430921199001011234"
    assert cell(tmp_path, 430921199001011234).value == "430921199001011234"
    assert cell(tmp_path, Decimal("12345678901234.56")).value == "12345678901234.56"
    assert cell(tmp_path, float("nan")).value is None


def test_days_are_days_and_unknown_is_empty(tmp_path):
    moment = datetime(2026, 5, 1, 8, 30, tzinfo=timezone.get_default_timezone())

    assert cell(tmp_path, date(2026, 5, 1)).value == datetime(2026, 5, 1)  # noqa: DTZ001
    assert cell(tmp_path, date(1899, 5, 1)).value == "1899-05-01"
    assert cell(tmp_path, moment).value == "2026-05-01 08:30"
    assert cell(tmp_path, True).value == "是"
    assert cell(tmp_path, None).value is None


def test_a_text_longer_than_a_cell_is_cut(tmp_path):
    assert len(cell(tmp_path, "长" * 40_000).value) == 32_767


def test_a_list_without_rows_has_a_heading(tmp_path):
    assert written(tmp_path).active.cell(3, 1).value == "列0"


def test_a_title_may_hold_what_a_sheet_may_not_be_called(tmp_path):
    assert written(tmp_path, ["x"], title="a/b[c]:*?'\\" + "长" * 40).active.cell(4, 1).value == "x"


def test_more_rows_than_a_sheet_holds_go_on_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "ROWS", 2)

    book = written(tmp_path, *([place] for place in range(5)))

    assert book.sheetnames == ["农户名单", "农户名单 2", "农户名单 3"]
    assert [sheet.cell(4, 1).value for sheet in book] == [0, 2, 4]


def test_memory_does_not_grow_with_the_rows(tmp_path):
    row = ["四三零九二一", 12.5, "x"] * 5
    headings = [Heading("列")] * len(row)
    written(tmp_path, row, columns=len(row))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with (tmp_path / "out.xlsx").open("wb") as target:
        sheets.write(target, headings, (row for _ in range(20_000)), title="t", note="", room=tmp_path)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8_000
