"""The one call: canonical tables in, flags out.

All checks of a table are one query over it, so that a county takes a second and a single household, while
somebody types, a blink.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from shouwang.engine import tables
from shouwang.engine.quality import catalogue, facts, register
from shouwang.engine.quality.declare import Check, Flag
from shouwang.engine.tables import Column, Type

__all__ = ["Flag", "check"]


def check(given: dict[str, pa.Table], on: date | None = None) -> list[Flag]:
    """Everything wrong, contradictory or odd, by table, row and code.

    `on` is the day the register describes.  Without it the tables tell between which days it lies (see
    `register`), and what depends on somebody's age is flagged only if wrong on each of them.
    """
    with register.lay_out(given, on) as ask:
        return [flag for name in tables.TABLES if name in given for flag in _flags(ask, name, given[name])]


def _flags(ask: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> list[Flag]:
    checks = [check for check in catalogue.CHECKS if check.table == name and _in_use(check, rows)]
    found = ask.execute(_query(name, checks)).fetchnumpy()
    flags = [flag for number, check in enumerate(checks) for flag in _read(number, check, found, rows)]
    return sorted(flags, key=lambda flag: (flag.row, flag.code))


def _in_use(check: Check, rows: pa.Table) -> bool:
    return all(name in rows.column_names and rows.column(name).null_count < len(rows) for name in check.needs)


def _query(name: str, checks: list[Check]) -> str:
    """Rows with at least one flag, a column per check, and beside it the other places."""
    conditions = ", ".join(f"coalesce({check.when}, false) AS c{n}" for n, check in enumerate(checks))
    others = "".join(f", {check.also} AS also{n}" for n, check in enumerate(checks) if check.also)
    flagged = " OR ".join(f"c{n}" for n in range(len(checks)))
    return f"SELECT * FROM (SELECT row, {conditions}{others} FROM {name}) WHERE {flagged}"


def _read(number: int, check: Check, found: dict[str, Any], rows: pa.Table) -> Iterator[Flag]:
    flagged = np.flatnonzero(found[f"c{number}"])
    if not len(flagged):
        return
    places = found["row"][flagged]
    others = found[f"also{number}"][flagged] if check.also else [()] * len(flagged)
    for row, value, also in zip(places.tolist(), _values(check, places, rows), others, strict=True):
        elsewhere = tuple(sorted(int(place) for place in also if place != row))[: facts.PLACES]
        yield Flag(
            check.code, check.severity, check.table, row, check.column, value, check.message, elsewhere
        )


def _values(check: Check, places: np.ndarray, rows: pa.Table) -> list[str | None]:
    if check.column is None or check.column not in rows.column_names:
        return [None] * len(places)
    column = tables.TABLES[check.table][check.column]
    return [_shown(value, column) for value in rows.column(check.column).take(pa.array(places)).to_pylist()]


def _shown(value: str | bool | int | Decimal | date | None, column: Column) -> str | None:
    """As people write it: labels for codes, 是 and 否."""
    if value is None:
        return None
    if column.type is Type.BOOLEAN:
        return "是" if value else "否"
    return column.label_of(str(value)) if column.type is Type.ENUM else str(value)
