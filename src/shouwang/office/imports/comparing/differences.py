"""The whole comparison: tables read and register → what is to be written, what it comes to, what cannot be taken."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from shouwang.engine import schema
from shouwang.engine.screening import sources
from shouwang.engine.tables import TABLES
from shouwang.office.imports.comparing import codes_of_persons, homes, people, present, sheets, soundness
from shouwang.office.imports.comparing.asked import Asked
from shouwang.office.imports.comparing.present import Present
from shouwang.office.registry.models import STATEMENTS
from shouwang.office.registry.writing import bulk
from shouwang.office.registry.writing.prepared import Prepared

COMPARED = ("households", "persons", *STATEMENTS)
GONE = {"households": "gone_homes", "persons": "gone_people"}
ENDED = "id, version, ident, area_code"


@dataclass(frozen=True)
class Difference:
    """`counts`: table → new, changed, same, gone, refused.  `sheets`: sets of statements, old and new in words.

    `refused`: table, place among the rows read, household_id, name, reason.  `unsound`: households by what is wrong
    with them (`soundness`), `sound`: keys of those in the register that were looked at and are touched.  `older`:
    records that the register knows from a later day.
    """

    prepared: Prepared
    counts: dict[str, dict[str, int]]
    sheets: pa.Table
    refused: pa.Table
    unsound: dict[str, int]
    sound: pa.Table
    older: int
    in_area: int


def find(tables: dict[str, pa.Table], asked: Asked) -> Difference:
    given = codes_of_persons.replaced({name: table for name, table in tables.items() if name in COMPARED})
    there = present.read(given, asked.span, asked.unread)
    duck = sources.connect(threads=2)
    try:
        _register(duck, given, there, asked)
        _compare(duck, given, asked)
        return _found(duck, there, asked)
    finally:
        duck.close()


def _register(duck: Any, given: dict[str, pa.Table], there: Present, asked: Asked) -> None:
    for name in COMPARED:
        wanted = [column.name for column in TABLES[name]]
        rows = bulk.plain(given.get(name), TABLES[name], wanted)
        duck.register(f"new_{name}", rows.append_column("place", pa.array(range(len(rows)), pa.int64())))
    duck.register("old_households", there.households)
    duck.register("old_persons", there.persons)
    for name, table in there.statements.items():
        duck.register(f"old_{name}", table)
    duck.register("absent_homes", there.absent)
    duck.register("absent_people", there.absent_people)
    duck.register("villages", pa.table({"code": pa.array(sorted(asked.villages), pa.string())}))


def _compare(duck: Any, given: dict[str, pa.Table], asked: Asked) -> None:
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
    _leave(duck, given, asked)
    soundness.compare(duck)
    duck.execute(
        "CREATE TABLE codes_of_people AS SELECT said_id, any_value(person_id) AS person_id FROM people GROUP BY ALL"
    )
    for name in STATEMENTS:
        sheets.compare(duck, name, asked)


def _leave(duck: Any, given: dict[str, pa.Table], asked: Asked) -> None:
    """Of a full list: households that it does not have, with their members, and members that it does not have."""
    listed = asked.full and "households" in given
    there = "true" if listed else "false"
    members = "true" if listed and "persons" in given else "false"
    duck.execute(
        f"""
        CREATE TABLE gone_homes AS SELECT * FROM absent_homes WHERE {there};
        CREATE TABLE gone_people AS
        -- Whoever is listed in another household has not left.
        SELECT {ENDED}, household_id FROM absent_people WHERE {there} AND id NOT IN (SELECT id FROM people_as) UNION ALL
        SELECT o.id, o.version, o.person_id, o.area_code, household_id FROM old_people o
            JOIN homes_as USING (household_id)
            WHERE {members} AND o.ended_on IS NULL AND o.id NOT IN (SELECT id FROM matched)
        """
    )


def _found(duck: Any, there: Present, asked: Asked) -> Difference:
    ended = {name: arrow(duck, f"SELECT {ENDED} FROM {rows} ORDER BY id") for name, rows in GONE.items()}
    created = {name: table for name in COMPARED if (table := _created(duck, name)).num_rows}
    prepared = Prepared(
        created=created,
        changed={name: table for name, table in _changed(duck).items() if table.num_rows},
        ended={name: table for name, table in ended.items() if table.num_rows},
        withdrawn={name: t for name in STATEMENTS if (t := arrow(duck, f"FROM withdrawn_{name}")).num_rows},
        fields={
            "households": homes.fields(duck, "homes_as", "old_households", homes.FACTS),
            "persons": people.fields(duck),
        },
        touched=_touched(duck),
        seen=there.seen,
    )
    return Difference(
        prepared,
        _counts(duck),
        _sheets(duck),
        _refused(duck),
        soundness.counts(duck),
        arrow(duck, "FROM sound WHERE id IN (SELECT id FROM touched) ORDER BY id"),
        _older(duck, asked),
        there.in_area,
    )


def _older(duck: Any, asked: Asked) -> int:
    changed = " UNION ALL ".join(
        f"SELECT since FROM {rows} WHERE is_changed" for rows in ("homes_as", "people_as")
    )
    found = duck.execute(f"SELECT count(*) FROM ({changed}) WHERE since > ?", [asked.on]).fetchall()
    return int(found[0][0])


def arrow(duck: Any, query: str) -> pa.Table:
    return duck.sql(query).to_arrow_table()


def _created(duck: Any, name: str) -> pa.Table:
    beside = sheets.BESIDE if name in present.LATER else {}
    columns = ", ".join([*(column.name for column in TABLES[name]), *beside])
    source = {
        "households": "homes WHERE refusal IS NULL AND known_id IS NULL",
        "persons": "people WHERE refusal IS NULL AND known_id IS NULL ORDER BY place",
    }.get(name, f"created_{name}")
    return arrow(duck, f"SELECT {columns} FROM {source}").cast(
        pa.schema([*(field.with_nullable(True) for field in schema.arrow(TABLES[name])), *beside.items()])
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


def _touched(duck: Any) -> pa.Table:
    statements = " UNION ALL ".join(f"SELECT household_id FROM created_{name}" for name in STATEMENTS)
    duck.execute(
        f"""
        CREATE TABLE touched AS SELECT DISTINCT id FROM (
            SELECT id FROM old_households JOIN (
                SELECT household_id FROM homes_as WHERE is_changed UNION ALL
                SELECT household_id FROM people WHERE refusal IS NULL AND known_id IS NULL UNION ALL
                SELECT household_id FROM people_as WHERE is_changed UNION ALL
                {statements}
            ) USING (household_id)
            UNION ALL SELECT o.home FROM people_as n JOIN old_people o USING (id) WHERE n.is_changed
            UNION ALL SELECT o.home FROM old_people o JOIN gone_people USING (id)
            UNION ALL SELECT id FROM gone_homes
        ) ORDER BY id
        """
    )
    return arrow(duck, "FROM touched")


def _counts(duck: Any) -> dict[str, dict[str, int]]:
    found = {
        name: _counted(duck, files, made, GONE[name])
        for name, files, made in (("households", "homes", "homes_as"), ("persons", "people", "people_as"))
    }
    for name in sheets.SETS:
        states = dict(duck.execute(f"SELECT state, count(*) FROM sheets_{name} GROUP BY ALL").fetchall())
        found[name] = {kind: states.get(kind, 0) for kind in ("new", "changed", "same")} | {"gone": 0}
    for name in set(STATEMENTS) - set(sheets.SETS):
        made, said, more = (
            duck.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0]
            for source in (f"created_{name}", f"said_{name} WHERE refusal IS NULL", f"withdrawn_{name}")
        )
        found[name] = {"new": made - more, "changed": more, "same": said - made, "gone": 0}
    for name in STATEMENTS:
        lost = duck.execute(f"SELECT count(*) FROM said_{name} WHERE refusal IS NOT NULL").fetchall()[0][0]
        found[name]["refused"] = lost
    return {name: found[name] for name in COMPARED if any(found[name].values())}


def _counted(duck: Any, files: str, made: str, gone: str) -> dict[str, int]:
    new, refused = duck.execute(
        "SELECT count(*) FILTER (refusal IS NULL AND known_id IS NULL), count(*) FILTER (refusal IS NOT NULL)"
        f" FROM {files}"
    ).fetchall()[0]
    changed, same = duck.execute(
        f"SELECT count(*) FILTER (is_changed), count(*) FILTER (NOT is_changed) FROM {made}"
    ).fetchall()[0]
    lost = duck.execute(f"SELECT count(*) FROM {gone}").fetchall()[0][0]
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
        "SELECT 'households' AS name, place, household_id, head_name AS person, refusal AS reason FROM homes",
        "SELECT 'persons', place, household_id, name, refusal FROM people",
        *(f"SELECT '{name}', place, household_id, NULL, refusal FROM said_{name}" for name in STATEMENTS),
    ]
    return arrow(
        duck, f"SELECT * FROM ({' UNION ALL '.join(each)}) WHERE reason IS NOT NULL ORDER BY name, place"
    )
