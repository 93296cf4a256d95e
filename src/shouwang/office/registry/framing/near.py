"""One household as the engine takes it: the rows of `frames.of_households`, for pages, where every millisecond counts."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet

from shouwang.engine.tables import HOUSEHOLDS, PERSONS, TABLES, Table
from shouwang.office.kit.asking import Question
from shouwang.office.registry.fields import SEALED
from shouwang.office.registry.framing import extracts, frames
from shouwang.office.registry.framing.frames import OneHousehold
from shouwang.office.registry.models import STATEMENTS, Household, Person
from shouwang.office.registry.past import history, mergers


def household(key: int, day: date) -> OneHousehold | None:
    """By primary key, as of a day; nothing where it was not in the register.  Seven queries."""
    homes = [*_rows(HOUSEHOLDS, HOMES.rows(key=key, day=day))]
    if not homes:
        return None
    row = homes[0]
    # What was stated of a household that was merged into this one counts here.
    everybody = [key, *mergers.keys_into(key, day)]
    children = {"persons": [*_rows(PERSONS, PEOPLE.rows(key=key, day=day))]}
    for name, question in STATED.items():
        found = (one for each in everybody for one in _rows(TABLES[name], question.rows(key=each)))
        children[name] = [{**one, "household_id": row["household_id"]} for one in found]
    return frames.one_household(row, children)


def _rows(table: Table, found: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """With nothing where a column was not asked for."""
    names = [column.name for column in frames.wanted(table)]
    nothing: dict[str, Any] = dict.fromkeys(column.name for column in table)
    plain = [
        (column.name, extracts.PLAIN[column.type])
        for column in frames.wanted(table)
        if column.name in SEALED and column.type in extracts.PLAIN
    ]
    for one in found:
        row = nothing | dict(zip(names, one, strict=True))
        for name, of_text in plain:
            row[name] = None if row[name] is None else of_text(row[name])
        yield row


def _present_and_past(
    model: type[Household] | type[Person], table: Table, through: tuple[str, str], key: int, day: date
) -> list["QuerySet[Any]"]:
    parts = zip(history.as_of(model, day), through, (False, True), strict=True)
    return [
        part.filter(**{name: key})
        .order_by()
        .values_list(*frames.names(table, frames.sources(model, of_past)))
        for part, name, of_past in parts
    ]


def _stated(name: str, key: int) -> "QuerySet[Any]":
    rows: QuerySet[Any] = STATEMENTS[name].objects.in_force().filter(household=key).order_by()
    return rows.values_list(*frames.names(TABLES[name], {"household_id": "household__household_id"}))


HOMES = Question(partial(_present_and_past, Household, HOUSEHOLDS, ("pk", "household")), key=int, day=date)
PEOPLE = Question(partial(_present_and_past, Person, PERSONS, ("household", "household")), key=int, day=date)
STATED = {name: Question(partial(_stated, name), key=int) for name in STATEMENTS}
