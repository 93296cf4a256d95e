"""The register as the engine's declared tables: as of a day, for one area.

No personal value is unsealed that nobody asked for.
"""

from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q, QuerySet

from shouwang.engine import schema
from shouwang.engine.tables import AREAS, HOUSEHOLDS, PERSONS, TABLES, Table
from shouwang.office.areas.models import Area
from shouwang.office.kit import codes
from shouwang.office.kit.codes import Span
from shouwang.office.kit.scope import within
from shouwang.office.registry import extracts, history
from shouwang.office.registry.models import STATEMENTS, Household, Person

NEEDED = frozenset({"person_id", "sex", "birth_date", "health", "disability_grade", "disability_kind"})
"""Personal columns without which rules cannot judge; the others are left out unless they are asked for."""


def tables(
    span: Span, day: date, *, known_at: datetime | None = None, personal: bool = False
) -> dict[str, pa.Table]:
    """Every table of engine/tables.py in its schema.

    `personal`: with names, addresses and numbers; otherwise these are null.  `known_at`: as the register said at that
    moment.
    """
    homes = _present(Household, HOUSEHOLDS, span, day, known_at, personal)
    made = {"households": homes, "persons": _present(Person, PERSONS, span, day, known_at, personal)}
    for name in STATEMENTS:
        made[name] = _statements(name, span, day, known_at, personal)
    # Who is no longer in the register, or lay elsewhere on that day, has no household here to belong to.
    made |= {name: _belonging(made[name], homes) for name in ("persons", *STATEMENTS)}
    return made | {"areas": _areas(span)}


def _present(
    model: type[Household] | type[Person],
    table: Table,
    span: Span,
    day: date,
    known_at: datetime | None,
    personal: bool,
) -> pa.Table:
    present, past = history.as_of(model, day, known_at)
    rows = (
        _rows(part.filter(within([span])), table, personal, _sources(model, of_past))
        for part, of_past in ((present, False), (past, True))
    )
    return pa.concat_tables(rows)


def _sources(model: type, of_past: bool) -> dict[str, str]:
    """Columns that are not a field of the same name."""
    if model is Person:
        return {"household_id": "household__household_id"} | (
            {"person_id": "person__person_id"} if of_past else {}
        )
    return {"household_id": "household__household_id"} if of_past else {}


def _statements(name: str, span: Span, day: date, known_at: datetime | None, personal: bool) -> pa.Table:
    # By the household's place, which has an index: a statement always lies where its household lies.
    where = within([span], "household__area_code")
    _present_now, past = history.as_of(Household, day, known_at)
    elsewhere = past.filter(within([span]))
    # That is where it lies today.
    if elsewhere.exists():
        where |= Q(household__in=elsewhere.values("household"))
    rows = STATEMENTS[name].objects.filter(where)
    if known_at:
        rows = rows.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at), recorded_at__lte=known_at)
    else:
        rows = rows.in_force()
    return _rows(rows, TABLES[name], personal, {"household_id": "household__household_id"})


def _rows(rows: "QuerySet[Any]", table: Table, personal: bool, sources: dict[str, str]) -> pa.Table:
    wanted = [column for column in table if personal or not column.personal or column.name in NEEDED]
    names = [sources.get(column.name, column.name) for column in wanted]
    pieces = [_batch(table, arrays) for arrays in extracts.batches(rows, wanted, names)]
    return pa.Table.from_batches(pieces, schema=schema.arrow(table))


def _batch(table: Table, arrays: dict[str, pa.Array]) -> pa.RecordBatch:
    """With nulls where a column was not asked for."""
    count = len(next(iter(arrays.values())))
    kinds = schema.arrow(table)
    whole = [arrays[field.name] if field.name in arrays else pa.nulls(count, field.type) for field in kinds]
    return pa.RecordBatch.from_arrays(whole, schema=kinds)


def _belonging(rows: pa.Table, homes: pa.Table) -> pa.Table:
    return rows.filter(pc.is_in(rows["household_id"], homes["household_id"].combine_chunks()))


def _areas(span: Span) -> pa.Table:
    """The area, what lies in it, and what it lies in."""
    own = span.low
    above = [own, *codes.parents(own)]
    found = Area.objects.filter(within([span], "code") | Q(code__in=above)).order_by("code")
    # The engine's codes have as many digits as their level.
    rows = [(codes.prefix(area.code), area.name, area.level, area.kind) for area in found]
    columns = list(zip(*rows, strict=True)) or [()] * 4
    arrays = [pa.array(values, kind) for values, kind in zip(columns, schema.arrow(AREAS).types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema.arrow(AREAS))
