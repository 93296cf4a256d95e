"""Changing many records at once: their present goes to the past, their new state becomes the present.

Plain SQL that both data bases understand; everything inside the caller's transaction.
"""

from typing import Any

import pyarrow as pa
from django.db import connection, models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwang.engine.errors import Refused
from shouwang.office.registry.models import (
    STATEMENTS,
    Change,
    Ending,
    Guarantee,
    Household,
    HouseholdPast,
    IncomeWatch,
    Link,
    Paper,
    Person,
    PersonPast,
)
from shouwang.office.registry.writing import bulk, telling
from shouwang.office.registry.writing.prepared import Places, Prepared, Stamp

PRESENT: dict[str, Any] = {"households": Household, "persons": Person}
PAST: dict[Any, Any] = {Household: HouseholdPast, Person: PersonPast}
FOLLOWING: tuple[Any, ...] = (*STATEMENTS.values(), Guarantee, IncomeWatch, Link, Change, Paper)
"""Tables that repeat the area of their household and have no history of their own."""
LISTED = "touched_household"
STAGED = "staged_record"


def refuse_stale(prepared: Prepared, idents: dict[str, str]) -> None:
    """Refused when these records are not as they were when they were compared."""
    lock(prepared.touched)
    stale = sum(_moved_on(model, prepared, name) for name, model in PRESENT.items())
    stale += sum(_taken(PRESENT[name], ident, prepared.created.get(name)) for name, ident in idents.items())
    stale += sum(_restated(model, prepared, name) for name, model in STATEMENTS.items())
    if stale:
        raise Refused(
            ngettext(
                "比对之后，有 %(n)s 处登记被别人改动过。", "比对之后，有 %(n)s 处登记被别人改动过。", stale
            )
            % {"n": stale},
            _("请重新比对，看过新的预览再写入。"),
        )


def lock(households: pa.Table) -> None:
    """Until the transaction ends nobody else changes these households."""
    bulk.stage(LISTED, households)
    if connection.vendor == "postgresql":
        # In one order: two imports must not wait for each other.
        bulk.rows(
            f"SELECT count(*) FROM (SELECT h.id FROM registry_household h JOIN {LISTED} t ON t.id = h.id"
            " ORDER BY h.id FOR UPDATE OF h) locked"
        )


def _moved_on(model: Any, prepared: Prepared, name: str) -> int:
    """Records whose version is not the one that was compared."""
    found = 0
    for rows in (prepared.changed.get(name), prepared.ended.get(name)):
        if rows is not None and rows.num_rows:
            bulk.stage(STAGED, rows.select(["id", "version"]))
            table = model._meta.db_table
            same = f"SELECT count(*) FROM {table} t JOIN {STAGED} s ON s.id = t.id AND s.version = t.version"
            found += rows.num_rows - bulk.count(same)
    return found


def _taken(model: Any, ident: str, rows: pa.Table | None) -> int:
    """Codes that were new, and that somebody registered meanwhile."""
    if rows is None or not rows.num_rows:
        return 0
    bulk.stage(STAGED, rows.select([ident]))
    return bulk.count(
        f"SELECT count(*) FROM {model._meta.db_table} t JOIN {STAGED} s ON s.{ident} = t.{ident}"
    )


def _restated(model: Any, prepared: Prepared, name: str) -> int:
    """Statements that are to be replaced and were already, and statements added meanwhile."""
    found, table = 0, model._meta.db_table
    rows = prepared.withdrawn.get(name)
    if rows is not None and rows.num_rows:
        bulk.stage(STAGED, rows.select(["id"]))
        found = bulk.count(
            f"SELECT count(*) FROM {table} t JOIN {STAGED} s ON s.id = t.id WHERE t.withdrawn_at IS NOT NULL"
        )
    if name in prepared.seen:
        added = f"SELECT count(*) FROM {table} t JOIN {LISTED} h ON h.id = t.household_id WHERE t.id > %s"
        found += bulk.count(added, [prepared.seen[name]])
    return found


def change(model: Any, rows: pa.Table | None, fields: pa.Table | None, stamp: Stamp) -> None:
    """`rows`: `id` and columns by the names of fields; whoever had left the register is in it again."""
    if rows is None or not rows.num_rows:
        return
    given = {name: rows[name].combine_chunks() for name in rows.column_names if name != "version"}
    stored = {bulk.column_of(model, name): column for name, column in bulk.sealed(model, given).items()}
    bulk.stage(STAGED, pa.table(stored), model)
    before = held(model)
    keep(model, stamp)
    update(model, [name for name in stored if name != "id"], stamp, back(model))
    if fields is not None:
        telling.changed(model, fields, before, stamp)


def back(model: Any) -> str:
    """SQL: in the register, whether it had left or not."""
    return "ended_on = NULL, ending = ''" + (", merged_into_id = NULL" if model is Household else "")


def held(model: Any) -> telling.Held:
    """Of the staged records, as they are before they change."""
    rows = bulk.rows(
        f"SELECT t.{code(model)}, t.since, t.source FROM {model._meta.db_table} t JOIN {STAGED} s ON s.id = t.id"
    )
    return {ident: (bulk.day(since), source) for ident, since, source in rows}


def keep(model: Any, stamp: Stamp) -> None:
    """Copies the present of the staged records, sealed values as they are stored."""
    past, table = PAST[model], model._meta.db_table
    shared = ", ".join(past_columns(model))
    copied = ", ".join(f"t.{name}" for name in past_columns(model))
    bulk.run(
        f"INSERT INTO {past._meta.db_table} ({owner(model)}, until, replaced_at, {shared})"
        f" SELECT t.id, CASE WHEN t.since > {cast(past, 'until')} THEN t.since ELSE {cast(past, 'until')} END,"
        f" {cast(past, 'replaced_at')}, {copied} FROM {table} t JOIN {STAGED} s ON s.id = t.id",
        [stamp.on, stamp.on, bulk.moment(stamp.at)],
    )


def code(model: Any) -> str:
    """The column by which people know such a record."""
    return "household_id" if model is Household else "person_id"


def owner(model: Any) -> str:
    """The column by which the past points at its record."""
    return f"{model._meta.model_name}_id"


def past_columns(model: Any) -> list[str]:
    present = {field.name for field in model._meta.concrete_fields}
    own = {"id", str(model._meta.model_name)}
    return [f.column for f in PAST[model]._meta.concrete_fields if f.name in present and f.name not in own]


def cast(model: type[models.Model], name: str) -> str:
    """A parameter whose type PostgreSQL cannot guess from where it stands."""
    field: Any = model._meta.get_field(name)
    return f"CAST(%s AS {field.db_type(connection)})" if is_postgres() else "%s"


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def update(model: Any, columns: list[str], stamp: Stamp, *more: str, values: tuple[Any, ...] = ()) -> None:
    """`columns`: as staged; `more`: SQL with `values`."""
    table = model._meta.db_table
    new = ", ".join((*(f"{name} = s.{name}" for name in columns), *more))
    since = f"CASE WHEN {table}.since > %s THEN {table}.since ELSE %s END"
    bulk.run(
        f"UPDATE {table} SET {new}, since = {since}, recorded_at = %s, source = %s, restored_by = '',"
        f" version = {table}.version + 1 FROM {STAGED} s WHERE s.id = {table}.id",
        [*values, stamp.on, stamp.on, bulk.moment(stamp.at), stamp.source],
    )


def place(rows: pa.Table | None, places: Places) -> pa.Table | None:
    """Persons with the household and area that they shall have, by the household's code."""
    if rows is None or not rows.num_rows:
        return None
    households, areas = places.of(rows["household_id"])
    rows = rows.drop_columns(["household_id"])
    return rows.append_column("household", households).append_column("area_code", areas)


def end(model: Any, rows: pa.Table | None, stamp: Stamp) -> None:
    """They leave the register on the day: a full list no longer has them."""
    if rows is None or not rows.num_rows:
        return
    bulk.stage(STAGED, rows.select(["id"]))
    before = held(model)
    keep(model, stamp)
    ended = f"ended_on = {cast(model, 'ended_on')}, ending = '{Ending.ABSENT.value}'"
    update(model, [], stamp, ended, values=(stamp.on,))
    said = {"ended_on": [None, stamp.on.isoformat()], "ending": ["", Ending.ABSENT.value]}
    listed = zip(rows["ident"].to_pylist(), rows["area_code"].to_pylist(), strict=True)
    telling.each(
        model, ((ident, area, said | telling.restamped(before[ident], stamp)) for ident, area in listed)
    )


def withdraw(model: Any, rows: pa.Table | None, stamp: Stamp) -> None:
    if rows is None or not rows.num_rows:
        return
    table = model._meta.db_table
    bulk.stage(STAGED, rows.select(["id"]))
    bulk.run(
        f"UPDATE {table} SET withdrawn_at = %s, withdrawn_by = %s FROM {STAGED} s WHERE s.id = {table}.id",
        [bulk.moment(stamp.at), stamp.source],
    )
    said = {"withdrawn_at": [None, str(stamp.at)], "withdrawn_by": ["", stamp.source]}
    listed = zip(rows["id"].to_pylist(), rows["area_code"].to_pylist(), strict=True)
    telling.each(model, ((key, area, said) for key, area in listed))


def follow(households: pa.Array, stamp: Stamp) -> None:
    """Households moved to another village take along their people and whatever repeats their area."""
    if not len(households):
        return
    bulk.stage(LISTED, pa.table({"id": households}))
    _people_follow(stamp)
    for model in FOLLOWING:
        table = model._meta.db_table
        bulk.run(
            f"UPDATE {table} SET area_code = h.area_code FROM registry_household h, {LISTED} s"
            f" WHERE s.id = h.id AND {table}.household_id = h.id AND {table}.area_code <> h.area_code"
        )


def _people_follow(stamp: Stamp) -> None:
    """With a past: on the day before they still lay where they were."""
    moved = bulk.rows(
        "SELECT p.id, p.person_id, p.area_code, h.area_code FROM registry_person p JOIN registry_household h"
        f" ON h.id = p.household_id JOIN {LISTED} s ON s.id = h.id WHERE p.area_code <> h.area_code ORDER BY p.id"
    )
    if not moved:
        return
    keys, _idents, _old, areas = zip(*moved, strict=True)
    bulk.stage(STAGED, pa.table({"id": pa.array(keys, pa.int64()), "area_code": pa.array(areas)}), Person)
    before = held(Person)
    keep(Person, stamp)
    update(Person, ["area_code"], stamp)
    telling.each(
        Person,
        (
            (ident, new, {"area_code": [old, new]} | telling.restamped(before[ident], stamp))
            for _key, ident, old, new in moved
        ),
    )
