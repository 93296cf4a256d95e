"""XLSX and XLS: cells by calamine; what it does not tell – hidden rows, formulas without a value – from the XML."""

import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.reading import messages
from shouwang.engine.reading.apart import Apart, Laid, broken, encrypted
from shouwang.engine.reading.workbook import Book, Merge, Sheet, without_booleans

LARGEST = 2 << 30
"""Bytes a workbook may hold when unpacked."""
STEEPEST, STEEP_FROM = 200, 100_000_000
"""Real sheets shrink to a tenth; whoever unpacks to more than 200 times its size, and much, means harm."""

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
REFERENCE = re.compile(rb' r="([A-Z]+)([0-9]+)"')
ROW_NUMBER = re.compile(rb' r="([0-9]+)"')
COLUMN = re.compile(rb"<col [^>]*>")
SPAN = re.compile(rb' (min|max)="([0-9]+)"')
FURTHEST = 100_000
"""Bytes of a cell, a formula and a text included: whoever looks for its ends looks no further."""
WIDEST = 16_384
"""Columns of a sheet; whoever hides more lies."""

FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, LookupError, SyntaxError,
    OverflowError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip
"""What libraries raise over a file that is not what it says; an OSError may also be the disk's."""


@contextmanager
def told(path: Path, *more: type[Exception]) -> Iterator[None]:
    """Whatever a library finds wrong with a file ends in one sentence; what the disk says passes."""
    try:
        yield
    except (*FAULTS, *more) as error:
        refuse_to_guess(path)
        raise broken(path) from error


def refuse_to_guess(path: Path) -> None:
    """A disk that fails does so again, and says it itself."""
    with path.open("rb") as file:
        while file.read(1 << 20):
            pass


def open_xlsx(path: Path) -> Book:
    """Cells and parts; refused when encrypted, broken, or far larger inside than outside."""
    with told(path), zipfile.ZipFile(path) as archive:
        refuse_bomb(path, archive)
        if "xl/workbook.xml" not in archive.namelist():
            raise Refused(
                sentence("“{name}”不是 .xlsx 工作簿。", name=path.name), "请用表格软件打开后另存为 .xlsx。"
            )
        # Calamine trusts the sizes an archive states, zipfile verifies them: side by side, on two cores.  A lie is
        # found in a quarter second, and ends the other.
        with Apart(path, inside(archive)) as laid:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
            where = _sheet_parts(parts)
            behind = {part: _look_behind(parts[part]) for part in where.values()}
            found = laid.sheets()
    sheets = [_sheet(path, one) for one in found]
    for sheet in sheets:
        sheet.part = where.get(sheet.name or "")
        if sheet.part:
            sheet.hidden_columns, sheet.hidden_rows, sheet.faults = behind[sheet.part]
        if sheet.part is None or b' t="b"' in parts[sheet.part]:
            sheet.rows = without_booleans(sheet.rows)
    return Book(path, sheets, {part: parts[part] for part in where.values()})


def open_xls(path: Path, data: bytes) -> Book:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted(path)
    with Apart(path, len(data)) as laid:
        sheets = [_sheet(path, one) for one in laid.sheets()]
    for sheet in sheets:
        sheet.rows = without_booleans(sheet.rows)
    return Book(path, sheets)


def _sheet(path: Path, laid: Laid) -> Sheet:
    return Sheet(path, laid.name, laid.rows, list(_merges(laid)), hidden=laid.hidden)


def _merges(laid: Laid) -> Iterator[Merge]:
    """Templates merge cells below and beside the last that holds anything: only rows and columns that are there."""
    last_row, last_column = len(laid.rows) - 1, len(laid.rows[0]) - 1 if laid.rows else -1
    for top, left, bottom, right in laid.merges:
        if top <= last_row and left <= last_column:
            yield top, left, min(bottom, last_row), min(right, last_column)


def inside(archive: zipfile.ZipFile) -> int:
    return sum(info.file_size for info in archive.infolist())


def refuse_bomb(path: Path, archive: zipfile.ZipFile) -> None:
    size = inside(archive)
    if size > LARGEST or (size > STEEP_FROM and size > STEEPEST * path.stat().st_size):
        raise Refused(
            sentence(
                "“{name}”解压后有 {size:,.0f} MB，超出允许的范围，未读。",
                name=path.name,
                size=size / 1000000.0,
            ),
            "请确认文件来源；确是数据的，请拆成几个小文件。",
        )


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Name of a sheet → the part of the archive that holds it."""
    relations = ElementTree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in relations
    }
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    found = {sheet.get("name"): targets.get(sheet.get(RELATION)) for sheet in book.iter(f"{MAIN}sheet")}
    return {name: part for name, part in found.items() if name and part in parts and part}


Behind = tuple[list[int], list[int], dict[tuple[int, int], str]]


def _look_behind(xml: bytes) -> Behind:
    """What the file says and calamine does not: hidden columns, hidden rows, cells that only look empty."""
    body = max(xml.find(b"<sheetData"), 0)
    return list(_hidden_columns(xml[:body])), list(_hidden_rows(xml, body)), dict(_faults(xml, body))


def _hidden_columns(head: bytes) -> Iterator[int]:
    for found in islice(COLUMN.finditer(head), WIDEST):
        if b' hidden="1"' in found[0] or b' hidden="true"' in found[0]:
            span = {name: int(number) for name, number in SPAN.findall(found[0])}
            yield from range(span[b"min"] - 1, min(span[b"max"], WIDEST))


def _hidden_rows(xml: bytes, body: int) -> Iterator[int]:
    for mark in (b' hidden="1"', b' hidden="true"'):
        position = xml.find(mark, body)
        while position >= 0:
            start = xml.rfind(b"<", max(body, position - FURTHEST), position)
            number = ROW_NUMBER.search(xml, start, _end(xml, b">", position)) if start >= 0 else None
            if number and xml.startswith(b"<row", start):
                yield int(number[1]) - 1
            position = xml.find(mark, position + 1)


def _faults(xml: bytes, body: int) -> Iterator[tuple[tuple[int, int], str]]:
    """Errors, and formulas saved without a result: both look like empty cells to calamine."""
    position = xml.find(b' t="e"', body)
    while position >= 0:
        start = xml.rfind(b"<", max(body, position - FURTHEST), position)
        if start >= 0 and (place := _place(xml[start : position + 40])):
            yield place, messages.FORMULA_ERROR
        position = xml.find(b' t="e"', position + 1)
    position = xml.find(b"<f", body)
    while position >= 0:
        if xml[position + 2 : position + 3] in b" />":
            start = xml.rfind(b"<c ", max(body, position - FURTHEST), position)
            end = _end(xml, b"</c>", position)
            tag = xml[start : _end(xml, b">", start)] if start >= 0 else b""
            if _has_no_value(tag, xml[position:end]) and (place := _place(tag)):
                yield place, messages.NO_CACHED_VALUE
        position = xml.find(b"<f", position + 2)


def _end(xml: bytes, mark: bytes, start: int) -> int:
    found = xml.find(mark, start, start + FURTHEST)
    return start + FURTHEST if found < 0 else found


def _has_no_value(tag: bytes, inside: bytes) -> bool:
    value = inside.find(b"<v>")
    if value < 0:
        return True
    # An empty text is a result: t="str" says so.
    return inside.startswith(b"</v>", value + 3) and b't="str"' not in tag


def _place(tag: bytes) -> tuple[int, int] | None:
    reference = REFERENCE.search(tag)
    return (int(reference[2]) - 1, column_number(reference[1])) if reference else None


def column_number(name: bytes) -> int:
    """Counted from 0: A is 0, AA is 26."""
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1
