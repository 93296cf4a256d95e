"""Workbooks that are not what they say, made from a seed: bytes that are others, cells in the last corner, sums and names that lie."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime

import xlsxwriter
import xlwt

MADE = datetime(2026, 1, 1)  # noqa: DTZ001
"""By no clock: the same seed makes the same bytes."""
SHEET = "xl/worksheets/sheet1.xml"
HEADER = ["户编码", "行政村代码", "户主姓名", "姓名", "证件号码", "与户主关系"]


def good(chance: random.Random, rows: int = 5) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for row in range(1, rows + 1):
            sheet.write_row(row, 0, [f"H{row}", "430921104201", "甲", "甲", str(chance.random()), "户主"])
    return stream.getvalue()


def cut(chance: random.Random) -> bytes:
    whole = good(chance)
    return whole[: chance.randrange(1, len(whole))]


def flipped(chance: random.Random) -> bytes:
    """Some bytes of a good workbook are others."""
    return other_bytes(chance, good(chance))


def other_bytes(chance: random.Random, whole: bytes) -> bytes:
    changed = bytearray(whole)
    for _ in range(chance.randrange(1, 40)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def flipped_part(chance: random.Random, part: str = "") -> bytes:
    """Some bytes of one part are others, and the archive is whole: whoever reads the part meets them."""
    part = part or chance.choice(PARTS)
    return changed_parts(chance, lambda name, told: other_bytes(chance, told) if name == part else told)


def zipped(chance: random.Random, parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            about = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, content)
    return stream.getvalue()


def changed_parts(chance: random.Random, change: Callable[[str, bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(good(chance))) as source:
        return zipped(chance, {name: change(name, source.read(name)) for name in source.namelist()})


def bomb(chance: random.Random) -> bytes:
    """A sheet of a hundred megabytes of nothing in a hundred kilobytes."""
    size = 100_000_000
    return changed_parts(
        chance, lambda name, part: b"<" + b" " * size if name.endswith("sheet1.xml") else part
    )


def with_rows(chance: random.Random, rows: bytes, after: bytes = b"") -> bytes:
    """A good workbook with more rows, and whatever stands behind them."""

    def change(name: str, part: bytes) -> bytes:
        end = rows + b"</sheetData>" + after
        return part.replace(b"</sheetData>", end) if name == SHEET else part

    return changed_parts(chance, change)


FAR = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'


def huge(chance: random.Random) -> bytes:
    """Claims to reach to the last cell there is, and has one there."""
    return with_rows(chance, FAR)


def wrong_sum(chance: random.Random) -> bytes:
    """The same, and what the archive says to verify it by is wrong."""
    whole = huge(chance)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        right = archive.getinfo(SHEET).CRC
    return whole.replace(struct.pack("<I", right), struct.pack("<I", right ^ 0xFF))


def unplaced(chance: random.Random) -> bytes:
    """As many cells as that, of which none says where it stands."""
    return with_rows(chance, b"<row></row>" * 300_000 + b"<row>" + b"<c><v>1</v></c>" * 15_000 + b"</row>")


def twice(chance: random.Random) -> bytes:
    """Two sheets under one name, of which the first, or the second, is the good one."""
    near, far = good(chance), huge(chance)
    first, second = chance.sample([near, far], 2)
    stream = io.BytesIO(first)
    with zipfile.ZipFile(io.BytesIO(second)) as other, zipfile.ZipFile(stream, "a") as archive:
        about = zipfile.ZipInfo(SHEET, MADE.timetuple()[:6])
        archive.NameToInfo.pop(SHEET)  # else it warns
        archive.writestr(about, other.read(SHEET), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def lying(chance: random.Random, claim: bytes = b"") -> bytes:
    """Says to be the largest sheet there can be, or an impossible one, and is not; or does not say how large it is."""
    claim = claim or chance.choice([b'ref="A1:XFD1048576"', b'ref="F9:A1"', b'ref="A0:"', b""])
    return changed_parts(
        chance, lambda name, part: DIMENSION.sub(claim, part, count=1) if name == SHEET else part
    )


DIMENSION = re.compile(rb'ref="[A-Z0-9:]+"')


def merged(chance: random.Random) -> bytes:
    """Cells merged anywhere: beside the data, below them, and where no cell can be."""
    places = (f"{chance.choice(COLUMNS)}{chance.choice(ROWS)}" for _ in range(20))
    ranges = "".join(f'<mergeCell ref="{place}:{next(places)}"/>' for place in places)
    return with_rows(chance, b"", f"<mergeCells>{ranges}</mergeCells>".encode())


COLUMNS, ROWS = ("A", "C", "F", "G", "Z", "XFD", "ZZZ"), (1, 2, 5, 7, 20, 1_048_576, 4_000_000_000)


def hidden(chance: random.Random) -> bytes:
    """Hides more columns than there are."""
    told = f'<cols><col min="{chance.randrange(9)}" max="{10 ** chance.randrange(13)}" hidden="1"/></cols>'

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"<sheetData>", told.encode() + b"<sheetData>") if name == SHEET else part

    return changed_parts(chance, change)


def far_xls(chance: random.Random) -> bytes:
    """An old workbook with a cell far outside what an old workbook holds."""
    book, stream = xlwt.Workbook(), io.BytesIO()
    page = book.add_sheet("1")
    for column, label in enumerate(HEADER):
        page.write(0, column, label)
    page.write(65_535, 255, 4711.25)
    book.save(stream)
    near, far = struct.pack("<HHHH", RK, 10, 65_535, 255), chance.choice([65_000, 20_000, 3_000])
    return stream.getvalue().replace(near, struct.pack("<HHHH", RK, 10, 65_535, far))


RK = 0x027E
"""A number in an old workbook: kind of the record, bytes of it, row, column."""


def two_at_once(chance: random.Random) -> bytes:
    """A workbook whose parts are no workbook's, and a document of the other kind that repeats a cell without end."""
    text = (
        '<office:document-content><table:table table:name="1">'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string"'
        ' table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row>'
        "</table:table></office:document-content>"
    )
    return zipped(
        chance,
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest:manifest/>",
            "content.xml": text.encode(),
            "xl/workbook.xml": b"<workbook/>",
        },
    )


PARTS = zipfile.ZipFile(io.BytesIO(good(random.Random(0)))).namelist()
