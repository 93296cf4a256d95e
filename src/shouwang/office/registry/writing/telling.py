"""What the journal is told of records written in bulk: the lines that each would have written by itself, had it been
saved alone (journal/recorded.py)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pyarrow as pa
from django.db import models

from shouwang.office.journal import entries, recorded, texts
from shouwang.office.journal.entries import Line
from shouwang.office.kit import sealing
from shouwang.office.registry.writing.prepared import Stamp


def created(model: Any, idents: Sequence[Any], areas: Sequence[str], columns: dict[str, pa.Array]) -> None:
    """`columns`: the values before they were sealed, by the names of fields."""
    told = {
        name: shown(model, name, column) for name, column in columns.items() if name not in model.unrecorded
    }
    entries.record_many(_created(model._meta.model_name, idents, areas, told))


def _created(
    kind: str, idents: Sequence[Any], areas: Sequence[str], told: dict[str, list[Any]]
) -> Iterator[Line]:
    names, action = list(told), f"{kind}.created"
    for ident, area, *values in zip(idents, areas, *told.values(), strict=True):
        detail = {name: [None, value] for name, value in zip(names, values, strict=True) if value is not None}
        yield Line(action, kind, str(ident), area, detail)


def shown(model: type[models.Model], name: str, column: Any) -> list[Any]:
    """Text, number or nothing; personal values and typed texts as digests."""
    field = model._meta.get_field(name)
    if hasattr(field, "journal_value"):
        return [f"#{found[: sealing.SHORT]}" if found else None for found in _digests(column)]
    if pa.types.is_date(column.type) or pa.types.is_decimal(column.type):
        column = column.cast(pa.string())
    values: list[Any] = column.to_pylist()
    if isinstance(field, models.CharField) and not field.choices and name not in texts.CODES:
        return [recorded.shown(field, value) for value in values]
    return values


def _digests(column: Any) -> list[str | None]:
    return sealing.digest_many(column.cast(pa.string()).to_pylist())


Held = Mapping[str, tuple[Any, str]]
"""Code of a record → since when its state before was held, and what that was written by."""


def changed(model: Any, fields: pa.Table, held: Held, stamp: Stamp) -> None:
    """`fields`: ident, area_code, field, old, new – as text, one row per changed field, those of a record together."""
    columns = [fields[name].to_pylist() for name in ("ident", "area_code", "field")]
    sides = [_sides(model, columns[2], fields[side].to_pylist()) for side in ("old", "new")]
    entries.record_many(_changed(model._meta.model_name, zip(*columns, *sides, strict=True), held, stamp))


def _changed(kind: str, rows: Iterator[tuple[Any, ...]], held: Held, stamp: Stamp) -> Iterator[Line]:
    action = f"{kind}.changed"
    for (ident, area), those in groupby(rows, key=lambda row: row[:2]):
        detail = {field: [old, new] for _ident, _area, field, old, new in those}
        yield Line(action, kind, ident, area, detail | restamped(held[ident], stamp))


def restamped(held: tuple[Any, str], stamp: Stamp) -> dict[str, Any]:
    """How a state's beginning and source change with it."""
    since, source = held
    pairs = {"since": (since, max(since, stamp.on)), "source": (source, stamp.source)}
    return {name: [str(old), str(new)] for name, (old, new) in pairs.items() if old != new}


def _sides(model: Any, names: Sequence[str], texts: Sequence[str | None]) -> list[Any]:
    reading = {name: _reader(model, name) for name in set(names)}
    return [None if text is None else reading[name](text) for name, text in zip(names, texts, strict=True)]


def _reader(model: Any, name: str) -> Any:
    """How the journal shows what stands as text in a list of changed fields."""
    field = model._meta.get_field(name)
    if hasattr(field, "journal_value"):
        return sealing.shown_as_digest
    match field:
        case models.BooleanField():
            return lambda text: text == "true"
        case models.IntegerField():
            return int
        case models.CharField(choices=None):
            return lambda text: recorded.shown(field, text)
    return str


def each(model: Any, told: Iterable[tuple[Any, str, Mapping[str, Any]]]) -> None:
    """Key, area and changed fields of each record; where nothing changed, nothing is told."""
    kind = model._meta.model_name
    action = f"{kind}.changed"
    entries.record_many(
        Line(action, kind, str(ident), area, detail) for ident, area, detail in told if detail
    )
