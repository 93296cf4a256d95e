"""The register written in bulk, in one transaction: a fresh county, or the prepared differences of an import.

The only way around `save()`; what each record would have told the journal by itself, `telling` tells.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import connection, transaction
from django.utils.translation import gettext as _

from shouwang.engine.collecting import uncollected
from shouwang.engine.errors import Refused
from shouwang.engine.tables import TABLES
from shouwang.office.journal import clauses, entries
from shouwang.office.kit import clock, codes
from shouwang.office.registry import aliases, grounds
from shouwang.office.registry.intake import counting
from shouwang.office.registry.models import STATEMENTS, Household, Person
from shouwang.office.registry.writing import amending, bulk, telling
from shouwang.office.registry.writing.prepared import Places, Prepared, Stamp

MODELS: dict[str, Any] = {"households": Household, "persons": Person, **STATEMENTS}
MANY = 5_000
"""New rows from which on the planner has to hear of them."""
REPLACES = "replaces"
"""Beside what is created: the key of the statement whose place it takes, for whoever looks at the preview."""
IDENT = {"households": "household_id", "persons": "person_id"}


def load_county(
    tables: Mapping[str, pa.Table] | Path, *, on: date, source: str, each: bool = True
) -> dict[str, int]:
    """Canonical tables – in memory, or a directory of Parquet – into an empty register; gives the rows of each.

    `each=False`: one line in the journal for all of them, as when a whole county is taken over.
    Refused where there are households already.
    """
    if Household._base_manager.exists():
        raise Refused(_("登记簿里已经有农户，不能整县装入。"), _("请用“导入”上传，系统会逐户比对。"))
    stamp = Stamp(on, clock.now(), source, each)
    with transaction.atomic(), uncollected(), clauses.resting("rule:takeover", on=on):
        homes = _table(tables, "households")
        people = _table(tables, "persons", ["household_id"])
        places = create_households(homes, _members(homes, people), stamp)
        counts = {"households": homes.num_rows}
        for name in ("persons", *STATEMENTS):
            rows = _table(tables, name)
            counts[name] = create(name, rows, places, stamp)
        entries.record(
            "register.loaded", on=on, area_code=_common(places), detail={"source": source, "rows": counts}
        )
    analyse()
    return counts


def apply(prepared: Prepared, *, on: date, at: datetime, source: str, seal: Mapping[str, Any]) -> None:
    """Write what was prepared, inside the caller's transaction or one of its own; all of it or nothing.

    `seal`: what was read – checksums of files, mapping – for the one line that stands for the whole import.
    Refused when somebody changed one of these records since the comparison.
    """
    stamp = Stamp(on, at, source)
    with transaction.atomic(), uncollected(), clauses.resting(_ground(source), on=on):
        amending.refuse_stale(prepared, IDENT)
        homes = prepared.changed.get("households")
        amending.change(Household, homes, prepared.fields.get("households"), stamp)
        places = _places(prepared, stamp)
        people = amending.place(prepared.changed.get("persons"), places)
        amending.change(Person, people, prepared.fields.get("persons"), stamp)
        # Whose place the files told has it already.
        amending.follow(ids_of(homes), stamp)
        for name, rows in prepared.withdrawn.items():
            amending.withdraw(MODELS[name], rows, stamp)
        for name, rows in prepared.created.items():
            if name != "households":
                create(name, rows, places, stamp)
        if sum(rows.num_rows for rows in prepared.created.values()) > MANY:
            analyse()
        for name in ("persons", "households"):
            amending.end(MODELS[name], prepared.ended.get(name), stamp)
        counting.recount(pc.unique(pa.concat_arrays([places.ids, ids_of(prepared.touched)])), stamp)
        entries.record(
            "import.committed", on=on, area_code=seal.get("area_code"), detail={**seal, "source": source}
        )


def ids_of(rows: pa.Table | None) -> pa.Array:
    return pa.nulls(0, pa.int64()) if rows is None else rows["id"].combine_chunks()


def _places(prepared: Prepared, stamp: Stamp) -> Places:
    """Creates the new households; gives all that any row belongs to."""
    none = pa.nulls(0, pa.string())
    places = Places(none, ids_of(None), none)
    homes = prepared.created.get("households")
    if homes is not None and homes.num_rows:
        people = prepared.created.get("persons")
        members = bulk.same(0, homes.num_rows) if people is None else _members(homes, people)
        places = create_households(homes, members, stamp)
    others = [rows for name, rows in prepared.created.items() if name != "households"]
    others += [prepared.changed["persons"]] if "persons" in prepared.changed else []
    return places + known_places([rows["household_id"] for rows in others], places.codes)


def known_places(codes: list[Any], apart_from: pa.Array) -> Places:
    """Of the households in the register, by their codes."""
    chunks = [chunk for each in codes for chunk in each.chunks]
    wanted = pc.unique(pa.chunked_array(chunks, pa.string()))
    wanted = wanted.filter(pc.invert(pc.is_in(wanted, apart_from)))
    bulk.stage("wanted_household", pa.table({"household_id": wanted}))
    found = bulk.rows(
        "SELECT h.household_id, h.id, h.area_code FROM registry_household h"
        " JOIN wanted_household w ON w.household_id = h.household_id"
    )
    listed = list(zip(*found, strict=True)) or [(), (), ()]
    return Places(*(pa.array(column, kind) for column, kind in zip(listed, KINDS, strict=True)))


KINDS = (pa.string(), pa.int64(), pa.string())


def create_households(rows: pa.Table, members: pa.Array, stamp: Stamp) -> Places:
    rows = rows.append_column("members", members.cast(pa.int32()))
    ids = bulk.reserve(Household, rows.num_rows)
    areas = rows["area_code"].combine_chunks()
    _write("households", rows.append_column("id", ids), areas, stamp)
    return Places(rows["household_id"].combine_chunks(), ids, areas)


def create(name: str, rows: pa.Table, places: Places, stamp: Stamp) -> int:
    """Persons or statements of households that are there."""
    households, areas = places.of(rows["household_id"])
    known = [column for column in rows.column_names if column not in ("household_id", REPLACES)]
    rows = rows.select(known).append_column("household", households)
    if stamp.each:
        rows = rows.append_column("id", bulk.reserve(MODELS[name], rows.num_rows))
    _write(name, rows, areas, stamp)
    return int(rows.num_rows)


def _write(name: str, rows: pa.Table, areas: pa.Array, stamp: Stamp) -> None:
    model = MODELS[name]
    if "area_code" not in rows.column_names:
        rows = rows.append_column("area_code", areas)
    for piece in bulk.pieces(rows):
        facts = {column: piece[column].combine_chunks() for column in piece.column_names}
        facts |= _stamped(name, piece.num_rows, stamp)
        stored = bulk.sealed(model, facts) | _unsaid(model, facts, piece.num_rows, stamp)
        bulk.insert(model, stored)
        if stamp.each:
            idents = facts[IDENT.get(name, "id")].to_pylist()
            told = {column: values for column, values in facts.items() if column != "id"}
            telling.created(model, idents, facts["area_code"].to_pylist(), told)


def _stamped(name: str, count: int, stamp: Stamp) -> dict[str, pa.Array]:
    said = {"source": bulk.same(stamp.source, count)}
    return said | {"since": bulk.same(stamp.on, count)} if name in IDENT else said


def _unsaid(model: Any, given: Iterable[str], count: int, stamp: Stamp) -> dict[str, pa.Array]:
    """What the data base wants and the journal need not be told: versions, empty texts, the moment."""
    wanted = [f for f in model._meta.concrete_fields if not (f.null or f.primary_key or f.name in given)]
    values = {f.name: stamp.at if f.name == "recorded_at" else f.get_default() for f in wanted}
    return {name: bulk.same(value, count) for name, value in values.items()}


def _table(tables: Mapping[str, pa.Table] | Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """With the declared columns only, in plain types; an absent table is empty."""
    wanted = [each.name for each in TABLES[name] if columns is None or each.name in columns]
    if isinstance(tables, Path):
        path = tables / f"{name}.parquet"
        found = pq.read_table(path, columns=wanted) if path.is_file() else None
    else:
        found = tables.get(name)
    rows = bulk.plain(found, TABLES[name], wanted)
    return aliases.applied(rows, aliases.of_column(rows["household_id"].combine_chunks()))


def _members(homes: pa.Table, people: pa.Table) -> pa.Array:
    counted = pc.value_counts(people["household_id"].combine_chunks())
    found = bulk.positions(homes["household_id"], counted.field("values"))
    return pc.fill_null(counted.field("counts").take(found), 0)


def _common(places: Places) -> str:
    """The smallest area that holds all of them, padded."""
    ends = pc.min_max(places.areas).as_py()
    return codes.common(filter(None, (ends["min"], ends["max"])))


def analyse() -> None:
    """PostgreSQL plans by what it knows of the tables; after a load it knows nothing yet."""
    if connection.vendor == "postgresql":
        for model in MODELS.values():
            bulk.run(f"ANALYZE {model._meta.db_table}")


def _ground(source: str) -> str:
    """Whoever imports may know more than its number."""
    return clauses.ground().clause or grounds.of_source(source)
