"""The whole comparison: tables read and register → what is to be written, what it comes to, what cannot be taken."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from shouwang.engine import schema
from shouwang.engine.screening import sources
from shouwang.engine.tables import TABLES
from shouwang.office.imports.comparing import codes_of_persons, homes, people, present, sheets
from shouwang.office.imports.comparing.asked import Asked
from shouwang.office.imports.comparing.present import Present
from shouwang.office.registry import bulk
from shouwang.office.registry.models import STATEMENTS
from shouwang.office.registry.prepared import Prepared

COMPARED = ("households", "persons", *STATEMENTS)


@dataclass(frozen=True)
class Difference:
    """`counts`: table → new, changed, same, gone, refused.  `sheets`: sets of statements, old and new in words.

    `refused`: table, household_id, name, reason.  `older`: records that the register knows from a later day.
    """

    prepared: Prepared
    counts: dict[str, dict[str, int]]
    sheets: pa.Table
    refused: pa.Table
    older: int
    in_area: int


def find(tables: dict[str, pa.Table], asked: Asked) -> Difference:
    given = codes_of_persons.replaced({name: table for name, table in tables.items() if name in COMPARED})
    there = present.read(given, asked.span, asked.unread)
    duck = sources.connect(threads=2)
    try:
        _register(duck, given, there, asked)
        _compare(duck, asked)
        return _found(duck, given, there, asked)
    finally:
        duck.close()


def _register(duck: Any, given: dict[str, pa.Table], there: Present, asked: Asked) -> None:
    for name in COMPARED:
        wanted = [column.name for column in TABLES[name]]
        duck.register(f"new_{name}", bulk.plain(given.get(name), TABLES[name], wanted))
    duck.register("old_households", there.households)
    duck.register("old_persons", there.persons)
    for name, table in there.statements.items():
        duck.register(f"old_{name}", table)
    duck.register("villages", pa.table({"code": pa.array(sorted(asked.villages), pa.string())}))


def _compare(duck: Any, asked: Asked) -> None:
    homes.compare(duck, asked)
    duck.execute(
        """
        CREATE TABLE known_homes AS
        SELECT household_id, area_code FROM homes_as UNION ALL
        SELECT household_id, area_code FROM homes WHERE refusal IS NULL AND known_id IS NULL UNION ALL
        SELECT household_id, area_code FROM old_households WHERE ended_on IS NULL AND area_code BETWEEN $low AND $high
            AND household_id NOT IN (SELECT household_id FROM homes)
        """,
        {"low": asked.span.low, "high": asked.span.high},
    )
    people.compare(duck, asked)
    duck.execute(
        "CREATE TABLE codes_of_people AS SELECT said_id, any_value(person_id) AS person_id FROM people GROUP BY ALL"
    )
    for name in STATEMENTS:
        sheets.compare(duck, name, asked)


def _found(duck: Any, given: dict[str, pa.Table], there: Present, asked: Asked) -> Difference:
    ended = _ended(duck, given, there, asked)
    created = {name: table for name in COMPARED if (table := _created(duck, name)).num_rows}
    prepared = Prepared(
        created=created,
        changed={name: table for name, table in _changed(duck).items() if table.num_rows},
        ended=ended,
        withdrawn={name: t for name in sheets.SETS if (t := arrow(duck, f"FROM withdrawn_{name}")).num_rows},
        fields={
            "households": homes.fields(duck, "homes_as", "old_households", homes.FACTS),
            "persons": people.fields(duck),
        },
        touched=_touched(duck, ended),
        seen=there.seen,
    )
    older = duck.execute(
        "SELECT count(*) FROM (SELECT since FROM homes_as WHERE is_changed UNION ALL SELECT since FROM people_as"
        " WHERE is_changed) WHERE since > ?",
        [asked.on],
    ).fetchall()[0][0]
    return Difference(prepared, _counts(duck, ended), _sheets(duck), _refused(duck), older, there.in_area)


def arrow(duck: Any, query: str) -> pa.Table:
    return duck.sql(query).to_arrow_table()


def _created(duck: Any, name: str) -> pa.Table:
    columns = ", ".join(column.name for column in TABLES[name])
    source = {
        "households": "homes WHERE refusal IS NULL AND known_id IS NULL",
        "persons": "people WHERE refusal IS NULL AND known_id IS NULL ORDER BY place",
    }.get(name, f"created_{name}")
    return arrow(duck, f"SELECT {columns} FROM {source}").cast(
        pa.schema([field.with_nullable(True) for field in schema.arrow(TABLES[name])])
    )


def _changed(duck: Any) -> dict[str, pa.Table]:
    home = ", ".join(homes.FACTS)
    person = ", ".join(people.FACTS)
    return {
        "households": arrow(duck, f"SELECT id, version, {home} FROM homes_as WHERE is_changed ORDER BY id"),
        "persons": arrow(
            duck, f"SELECT id, version, household_id, {person} FROM people_as WHERE is_changed ORDER BY id"
        ),
    }


def _ended(duck: Any, given: dict[str, pa.Table], there: Present, asked: Asked) -> dict[str, pa.Table]:
    """Of a full list: households that it does not have, with their members, and members that it does not have."""
    if not asked.full or "households" not in given:
        return {}
    gone = [there.absent_people] if there.absent.num_rows else []
    if "persons" in given:
        gone.append(
            arrow(
                duck,
                "SELECT o.id, o.version, o.person_id AS ident, o.area_code FROM old_people o JOIN homes_as h USING"
                " (household_id) WHERE o.ended_on IS NULL AND o.id NOT IN (SELECT id FROM matched) ORDER BY o.id",
            )
        )
    ended = {"households": there.absent}
    return ended | ({"persons": pa.concat_tables(gone)} if gone else {})


def _touched(duck: Any, ended: dict[str, pa.Table]) -> pa.Table:
    statements = " UNION ALL ".join(f"SELECT household_id FROM created_{name}" for name in STATEMENTS)
    duck.register("gone_homes", ended.get("households", pa.table({"id": pa.nulls(0, pa.int64())})))
    duck.register("gone_people", ended.get("persons", pa.table({"id": pa.nulls(0, pa.int64())})))
    return arrow(
        duck,
        f"""
        SELECT DISTINCT id FROM (
            SELECT id FROM old_households JOIN (
                SELECT household_id FROM homes_as WHERE is_changed UNION ALL
                SELECT household_id FROM people WHERE refusal IS NULL AND known_id IS NULL UNION ALL
                SELECT household_id FROM people_as WHERE is_changed UNION ALL
                {statements}
            ) USING (household_id)
            UNION ALL SELECT o.home FROM people_as n JOIN old_people o USING (id) WHERE n.is_changed
            UNION ALL SELECT home FROM old_people JOIN gone_people USING (id)
            UNION ALL SELECT id FROM gone_homes
        ) ORDER BY id
        """,
    )


def _counts(duck: Any, ended: dict[str, pa.Table]) -> dict[str, dict[str, int]]:
    found = {
        name: _counted(duck, files, made, ended.get(name))
        for name, files, made in (("households", "homes", "homes_as"), ("persons", "people", "people_as"))
    }
    for name in sheets.SETS:
        states = dict(duck.execute(f"SELECT state, count(*) FROM sheets_{name} GROUP BY ALL").fetchall())
        found[name] = {kind: states.get(kind, 0) for kind in ("new", "changed", "same")} | {"gone": 0}
    for name in set(STATEMENTS) - set(sheets.SETS):
        new, said = (
            duck.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0]
            for source in (f"created_{name}", f"said_{name} WHERE refusal IS NULL")
        )
        found[name] = {"new": new, "changed": 0, "same": said - new, "gone": 0}
    for name in STATEMENTS:
        lost = duck.execute(f"SELECT count(*) FROM said_{name} WHERE refusal IS NOT NULL").fetchall()[0][0]
        found[name]["refused"] = lost
    return {name: found[name] for name in COMPARED if any(found[name].values())}


def _counted(duck: Any, files: str, made: str, gone: pa.Table | None) -> dict[str, int]:
    new, refused = duck.execute(
        "SELECT count(*) FILTER (refusal IS NULL AND known_id IS NULL), count(*) FILTER (refusal IS NOT NULL)"
        f" FROM {files}"
    ).fetchall()[0]
    changed, same = duck.execute(
        f"SELECT count(*) FILTER (is_changed), count(*) FILTER (NOT is_changed) FROM {made}"
    ).fetchall()[0]
    lost = gone.num_rows if gone is not None else 0
    return {"new": new, "changed": changed, "same": same, "gone": lost, "refused": refused}


def _sheets(duck: Any) -> pa.Table:
    each = [
        f"SELECT '{name}' AS name, s.household_id AS ident, h.area_code, s.period,"
        f" {'s.forecast' if 'forecast' in keys else 'false'} AS forecast, s.old, s.new, s.state"
        f" FROM sheets_{name} s JOIN known_homes h USING (household_id) WHERE s.state <> 'same'"
        for name, keys in sheets.SETS.items()
    ]
    return arrow(duck, f"{' UNION ALL '.join(each)} ORDER BY area_code, ident, period, forecast")


def _refused(duck: Any) -> pa.Table:
    each = [
        "SELECT 'households' AS name, household_id, head_name AS person, refusal AS reason FROM homes",
        "SELECT 'persons', household_id, name, refusal FROM people",
        *(f"SELECT '{name}', household_id, NULL, refusal FROM said_{name}" for name in STATEMENTS),
    ]
    return arrow(duck, f"SELECT * FROM ({' UNION ALL '.join(each)}) WHERE reason IS NOT NULL")
