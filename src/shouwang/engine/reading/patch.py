"""Changes a workbook's own XML: cells get a yellow fill, rows a sentence; everything else stays as it was.

Only the shapes that spreadsheet programs and the usual libraries write are touched.  `Unusual` is raised for
any other, and the caller writes a plain copy instead.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shouwang.engine.reading import listing
from shouwang.engine.reading.problems import letters
from shouwang.engine.reading.spreadsheet import column_number

YELLOW = b'<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/><bgColor indexed="64"/></patternFill></fill>'
CELL = re.compile(rb'<c r="([A-Z]+)[0-9]+"')
STYLE = re.compile(rb' s="([0-9]+)"')
SPANS = re.compile(rb' spans="[^"]*"')
FORMAT = re.compile(rb"<xf\b[^>]*/>|<xf\b[^>]*>.*?</xf>", re.DOTALL)
DIMENSION = re.compile(rb'<dimension ref="[^"]*" ?/>')
REACH = re.compile(rb'<col [^>]*max="([0-9]+)"')
WIDTH = 60


class Unusual(Exception):
    """XML of a shape that is not changed here."""


@dataclass
class Marks:
    """What is wrong in one row: columns to colour, sentences to write at its end."""

    columns: set[int] = field(default_factory=set)
    sentences: list[str] = field(default_factory=list)


class Styles:
    """The workbook's formats; each gets a yellow twin when first asked for."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self.fills, self.formats = _section(xml, b"fills"), _section(xml, b"cellXfs")
        self.yellow = len(re.findall(rb"<fill\b", self.fills))
        self.known = FORMAT.findall(self.formats)
        self.twins: dict[int, int] = {}
        if not self.known:
            raise Unusual

    def marked(self, style: int) -> int:
        if style >= len(self.known):
            raise Unusual
        return self.twins.setdefault(style, len(self.known) + len(self.twins))

    def written(self) -> bytes:
        twins = b"".join(_yellowed(self.known[style], self.yellow) for style in self.twins)
        xml = _grown(self.xml, self.fills, YELLOW, self.yellow + 1)
        return _grown(xml, self.formats, twins, len(self.known) + len(self.twins))


def _section(xml: bytes, name: bytes) -> bytes:
    found = re.search(rb"<%s\b[^>]*>.*?</%s>" % (name, name), xml, re.DOTALL)
    if not found:
        raise Unusual
    return found[0]


def _grown(xml: bytes, section: bytes, more: bytes, count: int) -> bytes:
    head, rest = section.split(b">", 1)
    head = re.sub(rb' count="[0-9]+"', b"", head) + b' count="%d"' % count
    body, end = rest.rsplit(b"</", 1)
    return xml.replace(section, head + b">" + body + more + b"</" + end, 1)


def _yellowed(format_: bytes, fill: int) -> bytes:
    head = re.sub(rb' (fillId|applyFill)="[^"]*"', b"", format_[: format_.index(b">")])
    rest = format_[len(format_[: format_.index(b">")]) :]
    slash = b"/" if head.endswith(b"/") else b""
    return head.removesuffix(b"/") + b' fillId="%d" applyFill="1"' % fill + slash + rest


def sheet(xml: bytes, marks: Mapping[int, Marks], note: int, styles: Styles) -> bytes:
    """The sheet with `marks` (by row, counted from 0) and their sentences in column `note`."""
    body = xml.find(b"<sheetData")
    if body < 0:
        raise Unusual
    return b"".join([_head(xml[:body], note), *_rows(memoryview(xml), xml, body, marks, note, styles)])


def _head(head: bytes, note: int) -> bytes:
    head = DIMENSION.sub(b"", head)  # programs count anew; a stale one hides the new column from some
    column = b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (note + 1, note + 1, WIDTH)
    if any(int(reach) > note for reach in REACH.findall(head)):
        return head
    if b"</cols>" in head:
        return head.replace(b"</cols>", column + b"</cols>", 1)
    return head + b"<cols>" + column + b"</cols>"


def _rows(
    view: memoryview, xml: bytes, position: int, marks: Mapping[int, Marks], note: int, styles: Styles
) -> Iterator[bytes | memoryview]:
    for row in sorted(marks):
        start = xml.find(b'<row r="%d"' % (row + 1), position)
        tag_end = xml.find(b">", start) + 1
        if start < 0 or tag_end == 0:
            raise Unusual
        closed = xml.startswith(b"/>", tag_end - 2)
        end = tag_end if closed else xml.find(b"</row>", tag_end)
        if end < 0:
            raise Unusual
        yield view[position:start]
        yield SPANS.sub(b"", xml[start : tag_end - 1 - closed]) + b">"
        yield _row(b"" if closed else xml[tag_end:end], row + 1, marks[row], note, styles)
        yield b"</row>"
        position = end if closed else end + len(b"</row>")
    yield view[position:]


def _row(cells: bytes, number: int, marks: Marks, note: int, styles: Styles) -> bytes:
    for column in sorted(marks.columns):
        cells = _marked(cells, column, b"%s%d" % (letters(column).encode(), number), styles)
    if not marks.sentences:
        return cells
    reference = b"%s%d" % (letters(note).encode(), number)
    text = listing.safe("；".join(marks.sentences)).encode()
    return _put(
        cells,
        note,
        b'<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (reference, text),
    )


def _marked(cells: bytes, column: int, reference: bytes, styles: Styles) -> bytes:
    start = cells.find(b'<c r="%s"' % reference)
    if start < 0:
        return _put(cells, column, b'<c r="%s" s="%d"/>' % (reference, styles.marked(0)))
    end = cells.find(b">", start)
    tag = cells[start:end]
    style = STYLE.search(tag)
    bare = STYLE.sub(b"", tag).removesuffix(b"/")
    slash = b"/" if tag.endswith(b"/") else b""
    twin = b' s="%d"' % styles.marked(int(style[1]) if style else 0)
    return cells[:start] + bare + twin + slash + cells[end:]


def _put(cells: bytes, column: int, cell: bytes) -> bytes:
    """A cell in its place: the order of columns matters to spreadsheets.  One that stands there gives way."""
    last = cells.rfind(b'<c r="')
    if last < 0:
        return cells + cell
    found = CELL.match(cells, last)
    if found and column_number(found[1]) < column:
        return cells + cell
    for found in CELL.finditer(cells):
        here = column_number(found[1])
        if here >= column:
            end = found.start() if here > column else _end_of_cell(cells, found.start())
            return cells[: found.start()] + cell + cells[end:]
    raise Unusual


def _end_of_cell(cells: bytes, start: int) -> int:
    tag_end = cells.find(b">", start) + 1
    return tag_end if cells.startswith(b"/>", tag_end - 2) else cells.find(b"</c>", start) + len(b"</c>")
