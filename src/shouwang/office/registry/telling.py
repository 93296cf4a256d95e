"""What the journal is told of records written in bulk: the lines that each would have written by itself, had it been
saved alone (journal/recorded.py)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
from django.db import models

from shouwang.office.journal import entries
from shouwang.office.journal.entries import Line
from shouwang.office.kit import sealing


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
    """Text, number or nothing; personal values as digests."""
    field = model._meta.get_field(name)
    if hasattr(field, "journal_value"):
        return [f"#{found[: sealing.SHORT]}" if found else None for found in _digests(column)]
    if pa.types.is_date(column.type) or pa.types.is_decimal(column.type):
        column = column.cast(pa.string())
    return list(column.to_pylist())


def _digests(column: Any) -> list[str | None]:
    return sealing.digest_many(column.cast(pa.string()).to_pylist())


def changed(model: Any, fields: pa.Table) -> None:
    """`fields`: ident, area_code, field, old, new – as text, one row per changed field, those of a record together."""
    columns = [fields[name].to_pylist() for name in ("ident", "area_code", "field")]
    sides = [_sides(model, columns[2], fields[side].to_pylist()) for side in ("old", "new")]
    entries.record_many(_changed(model._meta.model_name, zip(*columns, *sides, strict=True)))


def _changed(kind: str, rows: Iterator[tuple[Any, ...]]) -> Iterator[Line]:
    action, last, detail = f"{kind}.changed", ("", ""), dict[str, Any]()
    for ident, area, field, old, new in rows:
        if (ident, area) != last:
            if detail:
                yield Line(action, kind, *last, detail)
            last, detail = (ident, area), {}
        detail[field] = [old, new]
    if detail:
        yield Line(action, kind, *last, detail)


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
    return str


def alike(model: Any, idents: Sequence[Any], areas: Sequence[str], detail: Mapping[str, list[Any]]) -> None:
    """The same happened to all of them."""
    kind = model._meta.model_name
    action = f"{kind}.changed"
    entries.record_many(
        Line(action, kind, str(ident), area, detail) for ident, area in zip(idents, areas, strict=True)
    )
