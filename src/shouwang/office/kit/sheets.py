"""Lists as workbooks (.xlsx): written row by row in constant memory, safe to open, fit to be printed.

A cell that begins like a formula is text, and stays text when somebody edits it; a long number is text, because
spreadsheets round beyond fifteen digits.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from math import isfinite
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

ROWS = 1_048_000
"""Of data on one sheet; the format ends at 1,048,576."""
SAFE = 10_000_000_000_000
"""Smaller numbers, with two decimal places, keep every digit: spreadsheets have fifteen."""
LONGEST = 32_767
"""Characters that a cell holds."""
SAMPLE = 200
"""First rows, by which columns are made wide enough."""
WIDTHS = (6, 40)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
TITLE_ROW, NOTE_ROW, HEAD_ROW, FIRST_ROW = range(4)


@dataclass(frozen=True)
class Heading:
    label: str
    unit: str = ""
    numeric: bool = False

    @property
    def text(self) -> str:
        return (
            _("%(label)s（%(unit)s）") % {"label": self.label, "unit": self.unit} if self.unit else self.label
        )


def write(
    target: Any,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Any]],
    *,
    title: str,
    note: str,
    room: Path,
) -> int:
    """Writes to `target` (a path or a stream) and returns how many rows.

    `note` stands below the title: unit, day.  `room`: a private directory for what is written on the way.
    """
    options = {"constant_memory": True, "tmpdir": str(room), "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        writer = _Writer(book, headings, title, note)
        rows = iter(rows)
        first = list(islice(rows, SAMPLE))
        writer.measure(first)
        for row in chain(first, rows):
            writer.add(row)
        writer.end()
    return writer.count


@dataclass
class _Writer:
    book: Any
    headings: Sequence[Heading]
    title: str
    note: str
    count: int = 0
    sheet: Any = None
    widths: list[int] = field(default_factory=list)
    row: int = 0

    def __post_init__(self) -> None:
        add = self.book.add_format
        self.large = add({"bold": True, "font_size": 14})
        self.small = add({"font_color": "#555555"})
        self.head = add(
            {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#EEF2F5", "valign": "vcenter"}
        )
        self.text = add({"num_format": "@"})
        self.quoted = add({"num_format": "@", "quote_prefix": True})
        self.day = add({"num_format": "yyyy-mm-dd"})

    def measure(self, rows: Sequence[Sequence[Any]]) -> None:
        low, high = WIDTHS
        for place, heading in enumerate(self.headings):
            widest = max((_width(row[place]) for row in rows), default=0)
            self.widths.append(min(high, max(low, widest + 2, _width(heading.text) + 2)))

    def add(self, values: Sequence[Any]) -> None:
        if self.sheet is None or self.row == FIRST_ROW + ROWS:
            self._close()
            self._begin()
        for column, value in enumerate(values):
            self._cell(column, value)
        self.row += 1
        self.count += 1

    def end(self) -> None:
        """A list without rows is a sheet with a heading, too."""
        if self.sheet is None:
            self._begin()
        self._close()

    def _close(self) -> None:
        if self.row > FIRST_ROW:
            self.sheet.autofilter(HEAD_ROW, 0, self.row - 1, max(0, len(self.headings) - 1))

    def _begin(self) -> None:
        self.sheet = self.book.add_worksheet(self._name())
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, width)
        self.sheet.freeze_panes(FIRST_ROW, 1)
        self.sheet.repeat_rows(HEAD_ROW)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.write_string(TITLE_ROW, 0, self.title, self.large)
        self.sheet.write_string(NOTE_ROW, 0, self.note, self.small)
        for place, heading in enumerate(self.headings):
            self.sheet.write_string(HEAD_ROW, place, heading.text, self.head)
        self.row = FIRST_ROW

    def _name(self) -> str:
        plain = self.title.translate(FORBIDDEN).strip()[:25] or _("名单")
        number = len(self.book.worksheets())
        return f"{plain} {number + 1}" if number else plain

    def _cell(self, column: int, value: Any) -> None:
        match value:
            case None | "":
                return
            case str():
                self._text(column, value)
            case bool():
                self._text(column, _("是") if value else _("否"))
            case int() | Decimal() | float():
                self._number(column, value)
            case datetime():
                self._text(column, f"{timezone.localtime(value):%Y-%m-%d %H:%M}")
            case date() if value.year >= 1900:
                self.sheet.write_datetime(self.row, column, value, self.day)
            case _:
                self._text(column, str(value))

    def _number(self, column: int, value: Any) -> None:
        if isfinite(value) and (-SAFE < value < SAFE or isinstance(value, float)):
            self.sheet.write_number(self.row, column, value)
        elif isfinite(value):
            self._text(column, str(value))

    def _text(self, column: int, text: str) -> None:
        style = self.quoted if text.startswith(FORMULA) else self.text
        self.sheet.write_string(self.row, column, _fitting(text), style)


def harmless(text: str) -> str:
    """For a file of plain text, where a cell has no kind: what begins like a formula gets the apostrophe that makes
    spreadsheets take it for text."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _width(value: Any) -> int:
    """In columns of a fixed font: a Chinese character takes two."""
    if value is None:
        return 0
    text = f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
    return max((sum(2 if sign > "\u2e7f" else 1 for sign in line) for line in text.split("\n")), default=0)


def counted(rows: Iterable[Sequence[Any]], every: int, tell: Any) -> Iterator[Sequence[Any]]:
    """Passes rows on and calls `tell(how many)` now and then."""
    number = 0
    for number, row in enumerate(rows, start=1):
        if number % every == 0:
            tell(number)
        yield row
    tell(number)
