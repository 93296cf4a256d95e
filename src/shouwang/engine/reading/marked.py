"""The clerk's own workbook given back: doubtful cells yellow, a sentence at the end of the row, a list of all."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shouwang.engine.reading import listing, messages, patch
from shouwang.engine.reading.patch import Marks, Unusual
from shouwang.engine.reading.problems import Log, Problem, shown
from shouwang.engine.reading.workbook import Book, Sheet

NOTE = "问题"
YELLOW, DAY = "#FFFF00", "yyyy-mm-dd"
QUICK = 1
"""Level of compression: a copy to look at, made while somebody waits."""

BOOK, RELATIONS, TYPES, STYLES = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
    "xl/styles.xml",
)
NEW_PART = "worksheets/shouwang-problems.xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
RELATION_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"

Marked = dict[int, Marks]


def marks_of(book: Book, log: Log) -> dict[str | None, Marked]:
    """Per sheet and row what to mark; infos are listed, not marked: nothing is wrong with these cells."""
    found: dict[str | None, Marked] = {sheet.name: defaultdict(Marks) for sheet in book.sheets}
    for problem, (sheet, row, column) in zip(log.problems, log.places, strict=True):
        if sheet is None or sheet.path != book.path or row is None or problem.severity == messages.INFO:
            continue
        marks = found[sheet.name][row]
        if column is not None:
            marks.columns.add(column)
        marks.sentences.append(problem.message.rstrip("。"))
    return found


def write(book: Book, log: Log, problems: Sequence[Problem] | None, out: Path) -> None:
    """A marked copy of one file; `problems` is the list to put into it, nothing: none."""
    marks = marks_of(book, log)
    try:
        _patch(book, marks, problems, out)
    except Unusual:
        _rewrite(book, marks, problems, out)


def _patch(
    book: Book, marks: dict[str | None, Marked], problems: Sequence[Problem] | None, out: Path
) -> None:
    if book.parts is None:
        raise Unusual
    with zipfile.ZipFile(book.path) as source:
        changed = _changed(source, book, marks, problems)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as copy:
            for info in source.infolist():
                copy.writestr(info.filename, changed.pop(info.filename, b"") or source.read(info))
            for name, part in changed.items():
                copy.writestr(name, part)


def _changed(
    source: zipfile.ZipFile,
    book: Book,
    marks: dict[str | None, Marked],
    problems: Sequence[Problem] | None,
) -> dict[str, bytes]:
    names = set(source.namelist())
    if STYLES not in names or b"macroEnabled" in source.read(TYPES):
        raise Unusual
    styles = patch.Styles(source.read(STYLES))
    parts = dict(book.parts or {})
    for sheet in book.sheets:
        if marks[sheet.name]:
            if sheet.part is None:
                raise Unusual
            rows = marks[sheet.name]
            _head_note(sheet, rows)
            parts[sheet.part] = patch.sheet(parts[sheet.part], rows, sheet.width, styles)
    parts[STYLES] = styles.written()
    return parts if problems is None else parts | _listed(source, problems)


def _head_note(sheet: Sheet, rows: Marked) -> None:
    """“问题” above the sentences, beside the header."""
    if rows:
        rows[sheet.header_row] = Marks(rows[sheet.header_row].columns, [NOTE])


def _listed(source: zipfile.ZipFile, problems: Sequence[Problem]) -> dict[str, bytes]:
    """The further sheet, and the three places where a workbook names its sheets."""
    book = source.read(BOOK).decode()
    found = re.search(r"<sheet [^>]*?(\w+):id=", book)
    if not found or "</sheets>" not in book:
        raise Unusual
    number = max(map(int, re.findall(r'sheetId="(\d+)"', book)), default=0) + 1
    title = listing.TITLE if f'name="{listing.TITLE}"' not in book else f"{listing.TITLE}{number}"
    entry = f'<sheet name="{title}" sheetId="{number}" {found[1]}:id="shouwang1"/>'
    relation = f'<Relationship Id="shouwang1" Type="{RELATION_TYPE}" Target="/xl/{NEW_PART}"/>'
    override = f'<Override PartName="/xl/{NEW_PART}" ContentType="{SHEET_TYPE}"/>'
    return {
        BOOK: book.replace("</sheets>", f"{entry}</sheets>", 1).encode(),
        RELATIONS: _inserted(source.read(RELATIONS), "</Relationships>", relation),
        TYPES: _inserted(source.read(TYPES), "</Types>", override),
        f"xl/{NEW_PART}": listing.xml(problems),
    }


def _inserted(xml: bytes, before: str, entry: str) -> bytes:
    if before.encode() not in xml:
        raise Unusual
    return xml.replace(before.encode(), (entry + before).encode(), 1)


def _rewrite(
    book: Book, marks: dict[str | None, Marked], problems: Sequence[Problem] | None, out: Path
) -> None:
    """For XLS, CSV, Parquet and unusual XML: the values anew, without the original's looks."""
    with xlsxwriter.Workbook(
        out, {"constant_memory": True, "default_date_format": DAY, "tmpdir": str(out.parent)}
    ) as copy:
        yellow = (
            copy.add_format({"bg_color": YELLOW}),
            copy.add_format({"bg_color": YELLOW, "num_format": DAY}),
        )
        for sheet in book.sheets:
            rows = marks[sheet.name]
            _head_note(sheet, rows)
            page = copy.add_worksheet(sheet.name or "数据")
            for number, cells in enumerate(sheet.rows):
                marks_here = rows.get(number) or Marks()
                _rewrite_row(page, number, cells, marks_here.columns, yellow)
                if marks_here.sentences:
                    page.write_string(number, sheet.width, listing.plain("；".join(marks_here.sentences)))
        if problems is not None:
            listing.write(copy, problems)


def _rewrite_row(
    page: Worksheet, number: int, cells: list[object], marked: set[int], yellow: tuple[Format, Format]
) -> None:
    for column, cell in enumerate(cells):
        plain, day = yellow if column in marked else (None, None)
        if isinstance(cell, date):
            page.write_datetime(number, column, cell, day)
        elif isinstance(cell, float | int | Decimal):
            page.write_number(number, column, cell, plain)
        elif cell not in ("", None):
            page.write_string(number, column, listing.plain(shown(cell)), plain)
        elif plain:
            page.write_blank(number, column, None, plain)


def write_list(problems: Iterable[Problem], out: Path) -> None:
    """A workbook with nothing but the list: for several files read together."""
    with xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": str(out.parent)}) as book:
        listing.write(book, problems)
