"""XLSX and XLS: cells by calamine; what it does not tell – hidden rows, formulas without a value – from the XML."""

import io
import posixpath
import re
import threading
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import python_calamine as calamine

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.reading import messages
from shouwang.engine.reading.workbook import Book, Cells, Sheet, without_booleans

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


def open_xlsx(path: Path) -> Book:
    """Cells and parts; refused when encrypted, broken, or far larger inside than outside."""
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(path, archive)
            # Calamine trusts the sizes an archive states, zipfile verifies them.  Both let other threads run: they
            # read side by side, and a lie is found in a quarter second.  Nobody waits for the thread then.
            aside = _Aside(path)
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise broken(path) from error
    if "xl/workbook.xml" not in parts:
        raise Refused(
            sentence("“{name}”不是 .xlsx 工作簿。", name=path.name), "请用表格软件打开后另存为 .xlsx。"
        )
    where = _sheet_parts(parts)
    behind = {part: _look_behind(parts[part]) for part in where.values()}
    sheets = [_sheet(path, about, cells) for about, cells in aside.result()]
    for sheet in sheets:
        sheet.part = where.get(sheet.name or "")
        if sheet.part:
            sheet.hidden_columns, sheet.hidden_rows, sheet.faults = behind[sheet.part]
        if sheet.part is None or b' t="b"' in parts[sheet.part]:
            sheet.rows = without_booleans(sheet.rows)
    return Book(path, sheets, {part: parts[part] for part in where.values()})


def open_xls(path: Path, data: bytes) -> Book:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _encrypted(path)
    loaded = _load(path, io.BytesIO(data))
    sheets = [_sheet(path, about, cells) for about, cells in loaded]
    for sheet in sheets:
        sheet.rows = without_booleans(sheet.rows)
    return Book(path, sheets)


def broken(path: Path) -> Refused:
    return Refused(
        sentence("“{name}”已损坏，打不开。", name=path.name),
        "请用表格软件打开、修复后另存为 .xlsx，或重新导出。",
    )


def _encrypted(path: Path) -> Refused:
    return Refused(sentence("“{name}”设了打开密码。", name=path.name), "请在表格软件中取消密码、另存后再读。")


def refuse_bomb(path: Path, archive: zipfile.ZipFile) -> None:
    inside = sum(info.file_size for info in archive.infolist())
    if inside > LARGEST or (inside > STEEP_FROM and inside > STEEPEST * path.stat().st_size):
        raise Refused(
            sentence(
                "“{name}”解压后有 {size:,.0f} MB，超出允许的范围，未读。",
                name=path.name,
                size=inside / 1000000.0,
            ),
            "请确认文件来源；确是数据的，请拆成几个小文件。",
        )


Loaded = list[tuple[calamine.SheetMetadata, calamine.CalamineSheet]]


class _Aside(threading.Thread):
    """Calamine reading the file on the other core."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.path = path
        self.outcome: Loaded | Refused | None = None
        self.start()

    def run(self) -> None:
        try:
            # By path calamine believes the ending; a workbook under another one it has to look into.
            named = self.path.suffix.lower() in (".xlsx", ".xlsm")
            self.outcome = _load(self.path, self.path if named else io.BytesIO(self.path.read_bytes()))
        except Refused as refusal:
            self.outcome = refusal

    def result(self) -> Loaded:
        self.join()
        if isinstance(self.outcome, Refused):
            raise self.outcome
        if self.outcome is None:  # the thread died of something that is no workbook's fault
            raise broken(self.path)
        return self.outcome


def _load(path: Path, source: Path | io.BytesIO) -> Loaded:
    try:
        book = calamine.CalamineWorkbook.from_object(source)
        return [
            (about, book.get_sheet_by_name(about.name))
            for about in book.sheets_metadata
            if about.typ == calamine.SheetTypeEnum.WorkSheet
        ]
    except calamine.PasswordError as error:
        raise _encrypted(path) from error
    except (calamine.CalamineError, OSError) as error:
        # Gone meanwhile, too: whoever asked was refused for another reason and did not wait.
        raise broken(path) from error


def _sheet(path: Path, about: calamine.SheetMetadata, cells: calamine.CalamineSheet) -> Sheet:
    merges = [(a[0], a[1], b[0], b[1]) for a, b in cells.merged_cell_ranges or []]
    rows: Cells = cells.to_python(skip_empty_area=False)  # type: ignore[assignment]
    hidden = about.visible != calamine.SheetVisibleEnum.Visible
    return Sheet(path, about.name, rows, merges, hidden=hidden)


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
    for tag in COLUMN.findall(head):
        if b' hidden="1"' in tag or b' hidden="true"' in tag:
            span = {name: int(number) for name, number in SPAN.findall(tag)}
            yield from range(span[b"min"] - 1, span[b"max"])


def _hidden_rows(xml: bytes, body: int) -> Iterator[int]:
    for mark in (b' hidden="1"', b' hidden="true"'):
        position = xml.find(mark, body)
        while position >= 0:
            start = xml.rfind(b"<", body, position)
            number = ROW_NUMBER.search(xml, start, xml.find(b">", position))
            if number and xml.startswith(b"<row", start):
                yield int(number[1]) - 1
            position = xml.find(mark, position + 1)


def _faults(xml: bytes, body: int) -> Iterator[tuple[tuple[int, int], str]]:
    """Errors, and formulas saved without a result: both look like empty cells to calamine."""
    position = xml.find(b' t="e"', body)
    while position >= 0:
        if place := _place(xml[xml.rfind(b"<", body, position) : position + 40]):
            yield place, messages.FORMULA_ERROR
        position = xml.find(b' t="e"', position + 1)
    position = xml.find(b"<f", body)
    while position >= 0:
        if xml[position + 2 : position + 3] in b" />":
            start, end = xml.rfind(b"<c ", body, position), xml.find(b"</c>", position)
            tag = xml[start : xml.find(b">", start)]
            if _has_no_value(tag, xml[position:end]) and (place := _place(tag)):
                yield place, messages.NO_CACHED_VALUE
        position = xml.find(b"<f", position + 2)


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
