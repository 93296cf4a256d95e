"""Numbers that cannot be – an account number among the amounts, a thirteenth month – count as unknown.

The doors keep them out; what stands in a register all the same must neither stop the run of a county, whose arithmetic
rests on the declared ranges, nor be reckoned with.  One amount that cannot be used makes the household's year unknown,
not smaller, as when a file is read (engine/reading/holes.py).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine.tables import TABLES, Column, Table

Row = dict[str, Any]
BOUNDED: dict[str, tuple[Column, ...]] = {
    table.name: tuple(column for column in table if column.low is not None and column.high is not None)
    for table in TABLES.values()
}


def left_out(name: str, rows: list[Row]) -> tuple[list[Row], set[str]]:
    """One household's rows of a table without what cannot be, and the columns where that stood: `incomes.amount`."""
    found = {column.name for row in rows for column in BOUNDED[name] if _beyond(column, row[column.name])}
    if not found:
        return rows, found
    kept = list(_known(TABLES[name], rows))
    return kept, {f"{name}.{column}" for column in found}


def _beyond(column: Column, value: Any) -> bool:
    return value is not None and not column.low <= value <= column.high


def _known(table: Table, rows: list[Row]) -> Iterable[Row]:
    wrong = [
        {column.name for column in BOUNDED[table.name] if _beyond(column, row[column.name])} for row in rows
    ]
    if not table.covers:
        return ({**row, **dict.fromkeys(names)} for row, names in zip(rows, wrong, strict=True))
    holes = {_year(table, row) for row, names in zip(rows, wrong, strict=True) if names}
    return (row for row in rows if _year(table, row) not in holes)


def _year(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in table.covers)


def left_out_of_all(tables: Mapping[str, pa.Table]) -> tuple[dict[str, pa.Table], list[str]]:
    """The same of whole tables, and the codes of the households in which something stood."""
    made, where = dict(tables), set[str]()
    for name, table in tables.items():
        if codes := _households(name, table):
            made[name] = _mended(name, table, pa.array(sorted(codes), pa.string()))
            where |= codes
    return made, sorted(where)


def _households(name: str, table: pa.Table) -> set[str]:
    found: set[str] = set()
    for column in BOUNDED[name]:
        # Looked at as a whole: as a rule nothing is wrong, and no row is touched.
        ends = pc.min_max(table[column.name]).as_py()
        if _beyond(column, ends["min"]) or _beyond(column, ends["max"]):
            values = table[column.name]
            beyond = pc.or_(pc.less(values, column.low), pc.greater(values, column.high))
            found.update(table["household_id"].filter(pc.fill_null(beyond, False)).to_pylist())
    return found


def _mended(name: str, table: pa.Table, codes: pa.Array) -> pa.Table:
    theirs = pc.is_in(table["household_id"], codes)
    by_household: dict[str, list[Row]] = {}
    for row in table.filter(theirs).to_pylist():
        by_household.setdefault(row["household_id"], []).append(row)
    rows = [row for each in by_household.values() for row in left_out(name, each)[0]]
    return pa.concat_tables(
        [table.filter(pc.invert(theirs)), pa.Table.from_pylist(rows, schema=table.schema)]
    )
