"""The register as it stands, as Arrow: only what the files speak of, in a few queries however large the county is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, transaction

from shouwang.engine import schema
from shouwang.engine.tables import TABLES, Table
from shouwang.office.kit import codes, sealing
from shouwang.office.kit.codes import Span
from shouwang.office.registry import fields
from shouwang.office.registry.models import STATEMENTS, Household, Person
from shouwang.office.registry.past import mergers
from shouwang.office.registry.writing import bulk

CODES, PEOPLE, UNREAD, HOMES = "compared_household", "compared_person", "compared_unread", "compared_home"
MERGED = "compared_merged"
LATER = {"events": ("channel",)}
"""Columns that files made before there was such a column cannot have."""
NAMED = f"JOIN {CODES} c ON c.household_id = h.household_id WHERE t.withdrawn_at IS NULL"
OWN = {
    "id": pa.int64(),
    "version": pa.int64(),
    "since": pa.date32(),
    "ended_on": pa.date32(),
    "ending": pa.string(),
}


@dataclass(frozen=True)
class Present:
    """`persons` and statements name their household by its code.

    absent   households of the area that are in the register and not in the files; `absent_people`: their members
    in_area  how many of the area are in the register
    seen     the highest key of each table of statements
    """

    households: pa.Table
    persons: pa.Table
    statements: dict[str, pa.Table]
    absent: pa.Table
    absent_people: pa.Table
    in_area: int
    seen: dict[str, int]


def read(tables: dict[str, pa.Table], span: Span, unread: frozenset[str] = frozenset()) -> Present:
    """What stands about the households and persons of the tables; `span`: the area of the batch."""
    with transaction.atomic():
        _list(tables)
        named = pa.array(sorted(unread), pa.string())
        bulk.stage(UNREAD, pa.table({"household_id": named}), Household)
        return Present(
            _households(),
            _persons(county(span)),
            {name: _statements(name, model) for name, model in STATEMENTS.items()},
            _absent(span),
            _absent_people(span),
            bulk.count(
                "SELECT count(*) FROM registry_household WHERE ended_on IS NULL AND area_code BETWEEN %s AND %s",
                span,
            ),
            {name: bulk.count(f"SELECT max(id) FROM {m._meta.db_table}") for name, m in STATEMENTS.items()},
        )


def county(span: Span) -> Span:
    """Within it an ID number stands once: the county, or a larger area as a whole."""
    return codes.span(span.low[:6].ljust(12, "0")) if span.low[4:6] != "00" else span


def _list(tables: dict[str, pa.Table]) -> None:
    none = pa.chunked_array([], pa.string())
    chunks = [
        chunk
        for table in tables.values()
        if "household_id" in table.column_names
        for chunk in table["household_id"].chunks
    ]
    bulk.stage(CODES, pa.table({"household_id": pc.unique(pa.chunked_array(chunks, pa.string()))}), Household)
    people = tables.get("persons")
    ids = people["person_id"] if people is not None else none
    numbers = people["id_number"].to_pylist() if people is not None else []
    bulk.stage(
        PEOPLE, pa.table({"person_id": ids, "digest": pa.array(sealing.digest_many(numbers), pa.string())})
    )
    for name, column in ((CODES, "household_id"), (PEOPLE, "person_id"), (PEOPLE, "digest")):
        bulk.run(f"CREATE INDEX {name}_{column} ON {name} ({column})")
        if connection.vendor == "postgresql":
            bulk.run(f"ANALYZE {name}")


def _households() -> pa.Table:
    wanted = {**OWN, **_kinds(TABLES["households"])}
    listed = ", ".join(f"h.{name}" for name in wanted)
    return fetched(
        f"SELECT {listed} FROM registry_household h JOIN {CODES} c ON c.household_id = h.household_id",
        wanted,
        Household,
    )


def _persons(span: Span) -> pa.Table:
    """Of the households named, and whoever has one of the codes or – in the county – ID numbers."""
    wanted = {**OWN, **_kinds(TABLES["persons"]), "area_code": pa.string(), "home": pa.int64()}
    origin = {"household_id": "h.household_id", "home": "h.id"}
    listed = ", ".join(origin.get(name, f"p.{name}") for name in wanted)
    return fetched(
        f"SELECT {listed} FROM registry_person p JOIN registry_household h ON h.id = p.household_id WHERE p.id IN ("
        f"SELECT a.id FROM registry_person a JOIN registry_household b ON b.id = a.household_id"
        f" JOIN {CODES} c ON c.household_id = b.household_id"
        f" UNION SELECT a.id FROM registry_person a JOIN {PEOPLE} c ON c.person_id = a.person_id"
        f" UNION SELECT a.id FROM registry_person a JOIN {PEOPLE} c ON c.digest = a.id_number_digest"
        " WHERE a.area_code BETWEEN %s AND %s)",
        wanted,
        Person,
        span,
    )


def _statements(name: str, model: Any) -> pa.Table:
    wanted = {"id": pa.int64(), **_kinds(TABLES[name]), "area_code": pa.string()}
    if name in LATER:
        wanted["evidence"] = pa.string()
    listed = ", ".join("h.household_id" if column == "household_id" else f"t.{column}" for column in wanted)
    statements = f"SELECT {listed} FROM {model._meta.db_table} t"
    asked = f"{statements} JOIN registry_household h ON h.id = t.household_id {NAMED}"
    if "period" in wanted and (merged := mergers.first_periods()):
        # What was stated of who came with a merger stands in the sheets of the household that they came into.
        columns = zip(*merged, strict=True)
        bulk.stage(MERGED, pa.table(dict(zip(("id", "household_id", "period"), columns, strict=True))))
        asked += f" UNION ALL {statements} JOIN {MERGED} h ON h.id = t.household_id {NAMED} AND t.period >= h.period"
    return fetched(asked, wanted, model)


MEMBERS = {"id": pa.int64(), "household_id": pa.string(), "relation": pa.string()}


def members(homes: Sequence[int]) -> pa.Table:
    """Who lives in these households (by their keys), and as what."""
    with transaction.atomic():
        bulk.stage(HOMES, pa.table({"id": pa.array(homes, pa.int64())}))
        return fetched(
            "SELECT p.id, h.household_id, p.relation FROM registry_person p JOIN registry_household h"
            f" ON h.id = p.household_id JOIN {HOMES} s ON s.id = h.id WHERE p.ended_on IS NULL",
            MEMBERS,
            None,
        )


ENDED = {
    "id": pa.int64(),
    "version": pa.int64(),
    "ident": pa.string(),
    "area_code": pa.string(),
    "household_id": pa.string(),
}
ABSENT = (
    f" FROM registry_household h LEFT JOIN {CODES} c ON c.household_id = h.household_id{{more}}"
    " WHERE h.ended_on IS NULL AND c.household_id IS NULL AND h.area_code BETWEEN %s AND %s"
    f" AND h.household_id NOT IN (SELECT household_id FROM {UNREAD}) ORDER BY 1"
)


def _absent(span: Span) -> pa.Table:
    statement = "SELECT h.id, h.version, h.household_id, h.area_code, h.household_id" + ABSENT.format(more="")
    return fetched(statement, ENDED, None, span)


def _absent_people(span: Span) -> pa.Table:
    members = " JOIN registry_person p ON p.household_id = h.id AND p.ended_on IS NULL"
    statement = "SELECT p.id, p.version, p.person_id, p.area_code, h.household_id" + ABSENT.format(
        more=members
    )
    return fetched(statement, ENDED, None, span)


def _kinds(table: Table) -> dict[str, pa.DataType]:
    return {column.name: schema.TYPES[column.type] for column in table}


def fetched(
    statement: str, wanted: dict[str, pa.DataType], model: Any, values: Sequence[Any] = ()
) -> pa.Table:
    """Rows of a query as the declared types; personal columns unsealed."""
    columns: list[Sequence[Any]] = list(zip(*bulk.rows(statement, values), strict=True)) or [()] * len(wanted)
    return pa.table(
        {
            name: _array(name, kind, column, model)
            for (name, kind), column in zip(wanted.items(), columns, strict=True)
        }
    )


def _array(name: str, kind: pa.DataType, values: Sequence[Any], model: Any) -> pa.Array:
    if model is not None and name in fields.SEALED:
        open_, bound = sealing.unseal, model._meta.get_field(name).seal_name
        texts = [None if value is None else open_(value, bound) for value in values]
        return pa.array(texts, pa.string()).cast(kind)
    if pa.types.is_boolean(kind):
        return pa.array([None if value is None else bool(value) for value in values], kind)
    if pa.types.is_decimal(kind):
        # SQLite keeps decimals as floats.
        return pa.array([None if value is None else f"{value:.2f}" for value in values], pa.string()).cast(
            kind
        )
    if pa.types.is_date(kind) and any(isinstance(value, str) for value in values):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)
