"""What a place lacks, as a workbook: a sheet of households and one of persons, with a column for each missing column.

White cells are to be filled in, from a list where only some words are allowed; everything else is locked.  In Chinese
whoever makes it: villages fill it in, and the import wizard knows Chinese headers and words again.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from shouwang.engine.tables import HOUSEHOLDS, PERSONS, Column, Table, Type
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.kit.codes import Span
from shouwang.office.registry.models import Household, Person
from shouwang.office.screening import labels, queries, rows
from shouwang.office.screening.models import Run

TITLE_ROW, NOTE_ROW, HEAD_ROW, FIRST_ROW = range(4)
KNOWN, OPEN = 12, 18
"""Widths, in signs, of columns that are given and of those to be filled in."""
LONGEST = 200
"""Signs of a text."""
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
LARGEST = 1_000_000
LACKS = "lacks_"
KEYS = ("household_id", "area_code", "head_name", "person_id", "name")
HOME = {name: f"household__{name}" for name in ("household_id", "area_code", "head_name")}
"""What a person's line says of the household."""


@dataclass(frozen=True)
class Line:
    """A household or person.  `given`: what tells who it is; `open`: columns that nobody knows."""

    given: tuple[str, ...]
    open: frozenset[str]


@dataclass(frozen=True)
class Blank:
    """A sheet.  `headers`: of what is given."""

    table: Table
    headers: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: Sequence[Line]

    @property
    def cells(self) -> int:
        """To be filled in."""
        return sum(len(line.open) for line in self.lines)


@dataclass(frozen=True)
class Book:
    """`others`: what is missing and has a form of its own – column → households."""

    sheets: Sequence[Blank]
    others: Mapping[str, int]

    @property
    def cells(self) -> int:
        return sum(sheet.cells for sheet in self.sheets)

    @property
    def columns(self) -> list[str]:
        return [f"{sheet.table.name}.{column.name}" for sheet in self.sheets for column in sheet.columns]


NOTHING: frozenset[str] = frozenset()
Wanted = Mapping[int, frozenset[str]]
"""Household → columns that its finding lacks."""


@contextmanager
def in_chinese() -> Iterator[None]:
    with translation.override(settings.LANGUAGE_CODE):
        yield


# -- What is missing -----------------------------------------------------------------------------------------------


def of(run: Run, user: Any, span: Span) -> Book:
    """Of the part of a place that somebody reaches: what was missing in the run and is missing still."""
    reached: Any = queries.findings_for(run, user, Permission.CHANGE_REQUEST)
    found = reached.inside(span).exclude(missing="").filter(household__ended_on=None)
    pairs = found.values_list("household", "missing")
    wanted = {home: frozenset(rows.split(missing)) for home, missing in pairs}
    there = Household.objects.filter(pk__in=found.values("household"))
    missing = Counter(name for lacking in wanted.values() for name in lacking)
    homes, people = (_columns(table, missing) for table in (HOUSEHOLDS, PERSONS))
    with in_chinese():
        sheets = list(_households(there, wanted, homes))
        listed = {line.given[0] for sheet in sheets for line in sheet.lines}
        sheets += _persons(there, wanted, people, listed)
    held = {
        f"{table.name}.{one.name}" for table, of in ((HOUSEHOLDS, homes), (PERSONS, people)) for one in of
    }
    return Book(sheets, {name: count for name, count in missing.items() if name not in held})


def _columns(table: Table, missing: Mapping[str, int]) -> tuple[Column, ...]:
    """Without those by which somebody is known: they stand on every line."""
    return tuple(
        column for column in table if f"{table.name}.{column.name}" in missing and column.name not in KEYS
    )


def _lacks(columns: Sequence[Column]) -> dict[str, Any]:
    """Asked of the data base: what is sealed need not be opened for that."""
    return {
        f"{LACKS}{column.name}": ExpressionWrapper(
            Q(**{f"{column.name}__isnull": True}), output_field=BooleanField()
        )
        for column in columns
    }


def _open(row: Mapping[str, Any], lacking: frozenset[str], table: Table) -> frozenset[str]:
    wanted = (name.partition(".")[2] for name in lacking if name.startswith(f"{table.name}."))
    return frozenset(name for name in wanted if row.get(f"{LACKS}{name}"))


def _households(there: "QuerySet[Household]", wanted: Wanted, columns: tuple[Column, ...]) -> Iterator[Blank]:
    if not columns:
        return
    named = ("household_id", "area_code", "head_name")
    asked = there.annotate(**_lacks(columns))
    found = list(asked.order_by("area_code", "household_id").values("pk", *named, *_lacks(columns)))
    opened = {row["pk"]: _open(row, wanted.get(row["pk"], NOTHING), HOUSEHOLDS) for row in found}
    lines = _lines([row for row in found if opened[row["pk"]]], lambda row: opened[row["pk"]], named)
    if lines:
        yield Blank(HOUSEHOLDS, _headers(), columns, lines)


def _persons(
    there: "QuerySet[Household]", wanted: Wanted, columns: tuple[Column, ...], listed: Collection[str]
) -> Iterator[Blank]:
    """`listed`: households on the sheet before.  Each has somebody here, be it the head with nothing to fill in: the
    reader takes a household without anybody for a mistake."""
    if not columns:
        return
    asked = Person.objects.filter(household__in=there, ended_on=None).annotate(**_lacks(columns))
    ordered = asked.order_by("household__area_code", "household__household_id", "pk")
    named = ("household", "person_id", "name", "relation")
    found = [
        row | {name: row[path] for name, path in HOME.items()}
        for row in ordered.values(*named, *HOME.values(), *_lacks(columns))
    ]
    opened = {row["person_id"]: _open(row, wanted.get(row["household"], NOTHING), PERSONS) for row in found}
    if not any(opened.values()):
        return
    kept = set(_present(found, opened, listed))
    rows_kept = [row for row in found if row["person_id"] in kept]
    lines = _lines(rows_kept, lambda row: opened[row["person_id"]], (*HOME, "person_id", "name"))
    yield Blank(PERSONS, (*_headers(), PERSONS["person_id"].label, PERSONS["name"].label), columns, lines)


def _present(
    found: Sequence[Mapping[str, Any]], opened: Mapping[str, frozenset[str]], listed: Collection[str]
) -> Iterator[str]:
    """Persons who lack something, and of the other households that are listed the head."""
    for home, group in groupby(found, key=itemgetter("household_id")):
        people = list(group)
        lacking = [one["person_id"] for one in people if opened[one["person_id"]]]
        if lacking or home not in listed:
            yield from lacking
        else:
            yield min(people, key=lambda one: one["relation"] != "head")["person_id"]


def _lines(found: Sequence[Any], opened: Any, named: Sequence[str]) -> list[Line]:
    called = names.names_of({row["area_code"] for row in found})
    made = []
    for row in found:
        code, area, *more = (str(row[name] or "") for name in named)
        made.append(Line((code, area, called.get(area, area), *more), opened(row)))
    return made


def _headers() -> tuple[str, ...]:
    return (
        HOUSEHOLDS["household_id"].label,
        HOUSEHOLDS["area_code"].label,
        _("行政村"),
        HOUSEHOLDS["head_name"].label,
    )


# -- On paper ------------------------------------------------------------------------------------------------------


def write(target: Any, book: Book, *, title: str, on: date, room: Path) -> int:
    """Writes to `target` (a path or a stream) and returns how many cells are to be filled in."""
    options = {"constant_memory": True, "tmpdir": str(room), "strings_to_urls": False}
    with in_chinese(), xlsxwriter.Workbook(target, options) as made:
        formats = _Formats(made)
        for blank in book.sheets:
            _sheet(made, formats, blank, title, _note(book, on))
        if not book.sheets:
            made.add_worksheet().write_string(0, 0, title)
    return book.cells


def _note(book: Book, on: date) -> str:
    said = _("只填白色的格，不知道的留空；填好后原样上传。导出日期：%(day)s") % {"day": on.isoformat()}
    others = [
        _("%(column)s %(count)s 户") % {"column": labels.column(name), "count": count}
        for name, count in sorted(book.others.items())
    ]
    more = _("　另须逐户登记：%(others)s") % {"others": _("、").join(others)} if others else ""
    return said + more


class _Formats:
    def __init__(self, book: Any) -> None:
        grey = {"num_format": "@", "bg_color": "#EEF2F5", "border": 1, "border_color": "#D5DCE3"}
        self.large = book.add_format({"bold": True, "font_size": 14})
        self.small = book.add_format({"font_color": "#555555"})
        self.head = book.add_format({**grey, "bold": True, "text_wrap": True, "valign": "vcenter"})
        self.given = book.add_format(grey)
        white = {"locked": False, "border": 1, "border_color": "#D5DCE3"}
        self.text = book.add_format({**white, "num_format": "@"})
        self.plain = book.add_format(white)
        self.day = book.add_format({**white, "num_format": "yyyy-mm-dd"})

    def of(self, column: Column) -> Any:
        return {Type.TEXT: self.text, Type.DATE: self.day}.get(column.type, self.plain)


def _sheet(book: Any, formats: _Formats, blank: Blank, title: str, note: str) -> None:
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
        _line(sheet, formats, row, blank.columns, line)
    last = FIRST_ROW + len(blank.lines) - 1
    sheet.autofilter(HEAD_ROW, 0, last, given + len(blank.columns) - 1)
    for place, column in enumerate(blank.columns, start=given):
        sheet.data_validation(FIRST_ROW, place, last, place, rule(column))


def _line(sheet: Any, formats: _Formats, row: int, columns: Sequence[Column], line: Line) -> None:
    for place, text in enumerate(line.given):
        sheet.write_string(row, place, text, formats.given)
    for place, column in enumerate(columns, start=len(line.given)):
        sheet.write_blank(row, place, None, formats.of(column) if column.name in line.open else formats.given)


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
