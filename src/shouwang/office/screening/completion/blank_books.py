"""The workbook of what a place lacks (blanks.py), as a village gets it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from shouwang.engine.screening.settling import Columns
from shouwang.engine.tables import Column, Type
from shouwang.office.imports.own import FIRST_ROW, HEAD_ROW, NOTE_ROW, TITLE_ROW
from shouwang.office.screening import labels
from shouwang.office.screening.completion import answers
from shouwang.office.screening.completion.blanks import Blank, Book, Line, in_chinese

KNOWN, OPEN = 12, 18
"""Widths, in signs, of columns that are given and of those to be filled in."""
LONGEST = 200
"""Signs of a text."""
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
LARGEST = 1_000_000


def write(target: Any, book: Book, *, title: str, on: date, room: Path) -> int:
    """Writes to `target` (a path or a stream) and returns how many cells are to be filled in."""
    options = {"constant_memory": True, "tmpdir": str(room), "strings_to_urls": False}
    with in_chinese(), xlsxwriter.Workbook(target, options) as made:
        formats = _Formats(made)
        for blank in book.sheets:
            _sheet(made, formats, blank, title, _note(book, on), book.either)
        if not book.sheets:
            made.add_worksheet().write_string(0, 0, title)
    return book.cells


def _note(book: Book, on: date) -> str:
    said = _("只填白色的格，不知道的留空；填好后原样上传。导出日期：%(day)s")
    if book.choices:
        said = _("只填白色、浅黄色的格，不知道的留空；填好后原样上传。导出日期：%(day)s")
    others = [
        _("%(column)s %(count)s 户") % {"column": labels.column(name), "count": count}
        for name, count in sorted(book.others.items())
    ]
    more = (
        _("　另有不在这本表里、在系统里登记的：%(others)s") % {"others": _("、").join(others)}
        if others
        else ""
    )
    choices = (
        _("　浅黄色的格不必都填：%(choice)s。") % {"choice": answers.told(one)} for one in book.choices
    )
    return said % {"day": on.isoformat()} + "".join(choices) + more


class _Formats:
    def __init__(self, book: Any) -> None:
        grey = {"num_format": "@", "bg_color": "#EEF2F5", "border": 1, "border_color": "#D5DCE3"}
        self.large = book.add_format({"bold": True, "font_size": 14})
        self.small = book.add_format({"font_color": "#555555"})
        self.head = book.add_format({**grey, "bold": True, "text_wrap": True, "valign": "vcenter"})
        self.given = book.add_format(grey)
        white = {"locked": False, "border": 1, "border_color": "#D5DCE3"}
        self.open = {
            either: {
                Type.TEXT: book.add_format({**white, **colour, "num_format": "@"}),
                Type.DATE: book.add_format({**white, **colour, "num_format": "yyyy-mm-dd"}),
                None: book.add_format({**white, **colour}),
            }
            for either, colour in ((False, {}), (True, {"bg_color": "#FFF6D6"}))
        }

    def of(self, column: Column, either: bool) -> Any:
        """`either`: another cell may be filled in instead."""
        known = self.open[either]
        return known.get(column.type, known[None])


def _sheet(
    book: Any,
    formats: _Formats,
    blank: Blank,
    title: str,
    note: str,
    either: Mapping[str, Columns],
) -> None:
    sheet = book.add_worksheet(blank.table.label)
    given = len(blank.headers)
    sheet.set_column(0, given - 1, KNOWN)
    sheet.set_column(given, given + len(blank.columns) - 1, OPEN)
    sheet.freeze_panes(FIRST_ROW, given)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    # Against slips only: whoever has to may lift it, there is no password.
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    sheet.write_string(TITLE_ROW, 0, title, formats.large)
    sheet.write_string(NOTE_ROW, 0, note, formats.small)
    for place, header in enumerate((*blank.headers, *(one.label for one in blank.columns))):
        sheet.write_string(HEAD_ROW, place, header, formats.head)
    for row, line in enumerate(blank.lines, start=FIRST_ROW):
        _line(sheet, formats, row, blank, line, either.get(line.given[0], frozenset()))
    last = FIRST_ROW + len(blank.lines) - 1
    sheet.autofilter(HEAD_ROW, 0, last, given + len(blank.columns) - 1)
    for place, column in enumerate(blank.columns, start=given):
        sheet.data_validation(FIRST_ROW, place, last, place, rule(column))


def _line(sheet: Any, formats: _Formats, row: int, blank: Blank, line: Line, either: Columns) -> None:
    for place, text in enumerate(line.given):
        sheet.write_string(row, place, text, formats.given)
    for place, column in enumerate(blank.columns, start=len(line.given)):
        white = formats.of(column, f"{blank.table.name}.{column.name}" in either)
        sheet.write_blank(row, place, None, white if column.name in line.open else formats.given)


def rule(column: Column) -> dict[str, Any]:
    """What may be typed into a cell of the column."""
    low, high = column.low or 0, LARGEST if column.high is None else column.high
    said: dict[str, Any]
    match column.type:
        case Type.ENUM | Type.BOOLEAN:
            words = [value.label for value in column.values] or [_("是"), _("否")]
            told = _("请从列表里选：%(words)s。") % {"words": _("、").join(words)}
            said = {"validate": "list", "source": words, "error_message": told}
        case Type.INTEGER | Type.MONEY:
            told = _("请填 %(low)s 到 %(high)s 的数。") % {"low": low, "high": high}
            kind = "integer" if column.type is Type.INTEGER else "decimal"
            said = {"validate": kind, "minimum": low, "maximum": high, "error_message": told}
        case Type.DATE:
            told = _("请填日期，写成 2026-09-01 的样子。")
            said = {"validate": "date", "minimum": EARLIEST, "maximum": LATEST, "error_message": told}
        case _:
            told = _("最多 %(count)s 个字。") % {"count": LONGEST}
            said = {"validate": "length", "criteria": "<=", "value": LONGEST, "error_message": told}
    return {"criteria": "between", "error_title": column.label, "ignore_blank": True, **said}
