"""What a place lacks, as a workbook: a sheet of households and one of persons, with a column for each missing column.

White and yellow cells are to be filled in, from a list where only some words are allowed; everything else is locked.  In Chinese
whoever makes it: villages fill it in.  By title and header (imports/own.py) it is known again when it comes back.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import translation

from shouwang.engine.screening.settling import Choice, Columns
from shouwang.engine.tables import HOUSEHOLDS, PERSONS, Column, Table
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.imports import own
from shouwang.office.kit.codes import Span
from shouwang.office.registry.models import Household, Person
from shouwang.office.screening import queries, rows
from shouwang.office.screening.completion import answers
from shouwang.office.screening.models import Run

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
    """`others`: what is missing and has a form of its own – column → households; `either`: household's code → columns
    of which it need not answer all, as `choices` say."""

    sheets: Sequence[Blank]
    others: Mapping[str, int]
    either: Mapping[str, Columns] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()

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


def of(run: Run, user: Any, span: Span) -> Book:
    """Of the part of a place that somebody reaches: what was missing in the run and is missing still."""
    reached: Any = queries.findings_for(run, user, Permission.CHANGE_REQUEST)
    found = reached.inside(span).exclude(missing="").filter(household__ended_on=None)
    lacking = list(found.values_list("household", "missing", "household__household_id"))
    wanted = {home: frozenset(rows.split(missing)) for home, missing, _code in lacking}
    either = {code: answers.either(run, rows.split(missing)) for _home, missing, code in lacking}
    either = {code: columns for code, columns in either.items() if columns}
    there = Household.objects.filter(pk__in=found.values("household"))
    missing = Counter(name for names_ in wanted.values() for name in names_)
    homes, people = (_columns(table, missing) for table in (HOUSEHOLDS, PERSONS))
    with in_chinese():
        sheets = list(_households(there, wanted, homes))
        listed = {line.given[0] for sheet in sheets for line in sheet.lines}
        sheets += _persons(there, wanted, people, listed)
    held = {
        f"{table.name}.{one.name}" for table, of in ((HOUSEHOLDS, homes), (PERSONS, people)) for one in of
    }
    others = {name: count for name, count in missing.items() if name not in held}
    return Book(sheets, others, either, answers.alternatives(run) if either else ())


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
        yield Blank(HOUSEHOLDS, own.headers(HOUSEHOLDS), columns, lines)


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
    yield Blank(PERSONS, own.headers(PERSONS), columns, lines)


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
