"""The register as the engine's declared tables: as of a day, for one area.

No personal value is unsealed that nobody asked for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q, QuerySet

from shouwang.engine import schema
from shouwang.engine.tables import AREAS, HOUSEHOLDS, PERSONS, TABLES, Column, Table
from shouwang.office.areas.models import Area
from shouwang.office.kit import codes
from shouwang.office.kit.codes import Span
from shouwang.office.kit.scope import within
from shouwang.office.registry.framing import extracts, slips
from shouwang.office.registry.models import STATEMENTS, Household, Person
from shouwang.office.registry.past import history, mergers

NEEDED = frozenset(
    {"person_id", "sex", "birth_date", "health", "disability_grade", "disability_kind", "chronic_card"}
)
"""Personal columns without which rules cannot judge; the others are left out unless they are asked for."""


def tables(
    span: Span, day: date, *, known_at: datetime | None = None, personal: bool = False
) -> dict[str, pa.Table]:
    """Every table of engine/tables.py in its schema, every number as it stands in the register: see slips.py.

    `personal`: with names, addresses and numbers; otherwise these are null.  `known_at`: as the register said at that
    moment.
    """
    homes = _present(Household, HOUSEHOLDS, span, day, known_at, personal)
    merged = _merged(homes, day, known_at)
    # Who is no longer in the register, or lay elsewhere on that day, has no household here to belong to.
    people = _belonging(_present(Person, PERSONS, span, day, known_at, personal), homes)
    made = {"households": homes, "persons": people}
    for name in STATEMENTS:
        made[name] = _belonging(_statements(name, span, day, known_at, personal, merged), homes)
    return made | {"areas": _areas(span)}


@dataclass(frozen=True)
class OneHousehold:
    """Rows as the engine's evaluator of single households takes them."""

    row: dict[str, Any]
    children: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Of every table of persons and statements, without numbers that cannot be."""
    slips: frozenset[str] = frozenset()
    """Columns in which such numbers stand: `incomes.amount`."""


def one_household(row: dict[str, Any], stated: Mapping[str, list[dict[str, Any]]]) -> OneHousehold:
    """`stated`: its rows as they stand in the register."""
    children, found = {}, set[str]()
    for name, rows in stated.items():
        children[name], columns = slips.left_out(name, rows)
        found |= columns
    return OneHousehold(row, children, frozenset(found))


def of_households(
    keys: Collection[int], day: date, *, known_at: datetime | None = None
) -> dict[str, OneHousehold]:
    """A few households, by primary key, with the same rows that `tables` has of them, slips left out; by their codes.

    Who was not in the register on that day is left out.
    """
    merged = mergers.into_any(keys, day, known_at)
    homes = _near(Household, HOUSEHOLDS, ("pk", "household"), keys, day, known_at)
    found = {row["household_id"]: OneHousehold(row, {}) for row in homes}
    children = {"persons": _near(Person, PERSONS, ("household", "household"), keys, day, known_at)}
    # By their keys: asked by codes in the same breath, data bases read the whole table.
    ended = Household._base_manager.filter(household_id__in=merged).values_list("pk", flat=True)
    where = Q(household__in=[*keys, *ended] if merged else keys)
    for name in STATEMENTS:
        children[name] = _stated(name, where, known_at, False, merged).to_pylist()
    for name, rows in children.items():
        for one in found.values():
            one.children[name] = []
        for row in rows:
            if (one_of := found.get(row["household_id"])) is not None:
                one_of.children[name].append(row)
    return {code: one_household(one.row, one.children) for code, one in found.items()}


def _near(
    model: type[Household] | type[Person],
    table: Table,
    through: tuple[str, str],
    keys: Collection[int],
    day: date,
    known_at: datetime | None,
) -> list[dict[str, Any]]:
    """`through`: how the present and the past name their household."""
    parts = zip(history.as_of(model, day, known_at), through, (False, True), strict=True)
    pieces = (
        _rows(part.filter(**{f"{name}__in": keys}), table, False, sources(model, of_past))
        for part, name, of_past in parts
    )
    rows: list[dict[str, Any]] = pa.concat_tables(pieces).to_pylist()
    return rows


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
        _rows(part.filter(within([span])), table, personal, sources(model, of_past))
        for part, of_past in ((present, False), (past, True))
    )
    return pa.concat_tables(rows)


def sources(model: type, of_past: bool) -> dict[str, str]:
    """Columns that are not a field of the same name."""
    if model is Person:
        return {"household_id": "household__household_id"} | (
            {"person_id": "person__person_id"} if of_past else {}
        )
    return {"household_id": "household__household_id"} if of_past else {}


def _merged(homes: pa.Table, day: date, known_at: datetime | None) -> dict[str, str]:
    """Code of a household merged into one of these → that one's code: what was stated of it counts there."""
    heirs = mergers.heirs(day, known_at)
    here = set(homes["household_id"].to_pylist()) if heirs else set()
    return {ended: heir for ended, heir in heirs.items() if heir in here}


def _statements(
    name: str, span: Span, day: date, known_at: datetime | None, personal: bool, merged: Mapping[str, str]
) -> pa.Table:
    # By the household's place, which has an index: a statement always lies where its household lies.
    where = within([span], "household__area_code")
    _present_now, past = history.as_of(Household, day, known_at)
    elsewhere = past.filter(within([span]))
    # That is where it lies today.
    if elsewhere.exists():
        where |= Q(household__in=elsewhere.values("household"))
    if merged:
        where |= Q(household__household_id__in=list(merged))
    return _stated(name, where, known_at, personal, merged)


def _stated(
    name: str, where: Q, known_at: datetime | None, personal: bool, merged: Mapping[str, str]
) -> pa.Table:
    rows = STATEMENTS[name].objects.filter(where)
    if known_at:
        rows = rows.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at), recorded_at__lte=known_at)
    else:
        rows = rows.in_force()
    found = _rows(rows, TABLES[name], personal, {"household_id": "household__household_id"})
    return _handed(found, merged) if merged else found


def _handed(rows: pa.Table, merged: Mapping[str, str]) -> pa.Table:
    """To the households that took the people in."""
    own = rows["household_id"]
    heirs = pa.array([merged.get(code) for code in own.to_pylist()], own.type)
    place = rows.schema.get_field_index("household_id")
    return rows.set_column(place, rows.schema.field(place), pc.coalesce(heirs, own.combine_chunks()))


def wanted(table: Table, personal: bool = False) -> list[Column]:
    return [column for column in table if personal or not column.personal or column.name in NEEDED]


def names(table: Table, sources: Mapping[str, str], personal: bool = False) -> list[str]:
    """Of the fields that hold what is wanted, in the order of `wanted`."""
    return [sources.get(column.name, column.name) for column in wanted(table, personal)]


def _rows(rows: "QuerySet[Any]", table: Table, personal: bool, sources: dict[str, str]) -> pa.Table:
    columns = wanted(table, personal)
    fields = names(table, sources, personal)
    pieces = [_batch(table, arrays) for arrays in extracts.batches(rows, columns, fields)]
    return pa.Table.from_batches(pieces, schema=schema.arrow(table))


def _batch(table: Table, arrays: dict[str, pa.Array]) -> pa.RecordBatch:
    """With nulls where a column was not asked for."""
    count = len(next(iter(arrays.values())))
    kinds = schema.arrow(table)
    whole = [arrays[field.name] if field.name in arrays else pa.nulls(count, field.type) for field in kinds]
    return pa.RecordBatch.from_arrays(whole, schema=kinds)


def _belonging(rows: pa.Table, homes: pa.Table) -> pa.Table:
    here = pc.is_in(rows["household_id"], homes["household_id"].combine_chunks())
    # As a rule all do, and nothing is copied.
    return rows if pc.all(here, min_count=0).as_py() else rows.filter(here)


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
