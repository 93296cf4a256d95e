"""The sheet “问题清单”: every problem on a line, what is worst first."""

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

import xlsxwriter

from shouwang.engine.reading.messages import ERROR, INFO, WARNING
from shouwang.engine.reading.problems import Problem

TITLE = "问题清单"
HEADER = ("级别", "编号", "文件", "工作表", "行", "列", "单元格", "内容", "问题")
WIDTHS = (6, 12, 18, 14, 8, 20, 8, 22, 90)
SEVERITIES = {ERROR: "错误", WARNING: "提醒", INFO: "说明"}
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_000
"""Characters a cell may hold, a little below the spreadsheets' limit of 32,767."""

INLINE, CLOSE = ' t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"

Line = tuple[str, str, str, str | None, int | None, str | None, str | None, str | None, str]


def lines(problems: Iterable[Problem]) -> Iterator[Line]:
    order = list(SEVERITIES)
    for p in sorted(problems, key=lambda problem: order.index(problem.severity)):
        yield SEVERITIES[p.severity], p.code, p.file, p.sheet, p.row, p.column, p.cell, p.value, p.message


def xml(problems: Iterable[Problem]) -> bytes:
    """The sheet as a part of a workbook, its texts inside: nothing else of the workbook has to change for them."""
    rows = [_row(1, HEADER), *(_row(number, line) for number, line in enumerate(lines(problems), 2))]
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(WIDTHS, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>'
        '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>"
        f'<autoFilter ref="A1:I{len(rows)}"/></worksheet>'
    ).encode()


def _row(number: int, line: Line | tuple[str, ...]) -> str:
    """Written out in one piece: a county has tens of thousands of these lines."""
    severity, code, file, sheet, row, column, cell, value, message = line
    texts = f"{file}{sheet}{column}{value}{message}"
    if not texts.isprintable() or "&" in texts or "<" in texts or ">" in texts:
        file, sheet, column, value, message = (safe(t or "") for t in (file, sheet, column, value, message))
    place = f' t="n"><v>{row}</v></c>' if isinstance(row, int) else f"{INLINE}{row or ''}{CLOSE}"
    return (
        f'<row r="{number}"><c r="A{number}"{INLINE}{severity}{CLOSE}<c r="B{number}"{INLINE}{code}{CLOSE}'
        f'<c r="C{number}"{INLINE}{file}{CLOSE}<c r="D{number}"{INLINE}{sheet or ""}{CLOSE}<c r="E{number}"{place}'
        f'<c r="F{number}"{INLINE}{column or ""}{CLOSE}<c r="G{number}"{INLINE}{cell or ""}{CLOSE}'
        f'<c r="H{number}"{INLINE}{value or ""}{CLOSE}<c r="I{number}"{INLINE}{message}{CLOSE}</row>'
    )


def safe(text: str) -> str:
    """A text that may stand in XML and in a cell."""
    return escape(plain(text))


def plain(text: str) -> str:
    """Cut to what a cell holds, without control characters."""
    return text[:LONGEST] if text.isprintable() else ILLEGAL.sub("", text[:LONGEST])


def write(book: xlsxwriter.Workbook, problems: Iterable[Problem]) -> None:
    sheet = book.add_worksheet(TITLE)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_row(0, 0, HEADER, book.add_format({"bold": True}))
    number = 0
    for number, line in enumerate(lines(problems), 1):
        for column, cell in enumerate(line):
            if isinstance(cell, int):
                sheet.write_number(number, column, cell)
            elif cell is not None:
                sheet.write_string(number, column, plain(cell))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, number, len(HEADER) - 1)
