"""Workbooks drawn in text.  One line is one row, “|” between cells:

text as it stands · #12.5 a number · @2022-09-30 a date · ^ merged with the cell above · < merged with the cell to
the left · =1+1 a formula saved without result · !#N/A a formula that failed.  A line of “|” alone is a blank row.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

VILLAGE = "430921104201"


def cells(drawing: str) -> list[list[str]]:
    """The lines of a drawing, cut into cells, all of one width."""
    lines = [line.strip() for line in drawing.strip("\n").splitlines() if line.strip()]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def xlsx(path: Path, drawing: str = "", /, *, hidden: Iterable[int] = (), **sheets: str) -> Path:
    """One drawing, or one per named sheet; `hidden` rows as the spreadsheet program numbers them."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, drawn in (sheets or {"Sheet1": drawing}).items():
            page = book.add_worksheet(name)
            for number in hidden:
                page.set_row(number - 1, None, None, {"hidden": True})
            _draw(page, cells(drawn) if drawn else [], day)
    return path


def _draw(page: Any, rows: list[list[str]], day: Any) -> None:
    for row, line in enumerate(rows):
        for column, cell in enumerate(line):
            if cell and cell not in "^<":
                _write(page, row, column, cell, day)
    for top, left, bottom, right in _merges(rows):
        page.merge_range(top, left, bottom, right, "")
        _write(page, top, left, rows[top][left], day)


def _write(page: Any, row: int, column: int, cell: str, day: Any) -> None:
    if cell.startswith("#") and cell[1:]:
        page.write_number(row, column, float(cell[1:]))
    elif cell.startswith("@"):
        page.write_datetime(row, column, date.fromisoformat(cell[1:]), day)
    elif cell.startswith("="):
        page.write_formula(row, column, cell, None, "")
    elif cell.startswith("!"):
        page.write_formula(row, column, "=NA()", None, cell[1:])
    else:
        page.write_string(row, column, cell)


def _merges(rows: list[list[str]]) -> list[tuple[int, int, int, int]]:
    found = []
    for row, line in enumerate(rows):
        for column, cell in enumerate(line):
            if cell not in ("^", "<"):
                down = _run([rows[r][column] for r in range(row + 1, len(rows))], "^")
                right = _run(line[column + 1 :], "<")
                if down or right:
                    found.append((row, column, row + down, column + right))
    return found


def _run(following: list[str], mark: str) -> int:
    return next((i for i, cell in enumerate(following) if cell != mark), len(following))


def xls(path: Path, drawing: str) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    rows = cells(drawing)
    for row, line in enumerate(rows):
        for column, cell in enumerate(line):
            if cell.startswith("#"):
                page.write(row, column, float(cell[1:]))
            elif cell.startswith("@"):
                page.write(row, column, date.fromisoformat(cell[1:]), day)
            elif cell and cell not in "^<":
                page.write(row, column, cell)
    book.save(str(path))
    return path


def csv(path: Path, drawing: str, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    lines = (delimiter.join(row) for row in cells(drawing))
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path
