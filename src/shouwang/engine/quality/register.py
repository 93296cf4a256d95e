"""A register's tables in DuckDB, ready to be asked: typed cells, facts, the days it describes."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine import tables
from shouwang.engine.calendar import AccountingYear
from shouwang.engine.quality import facts
from shouwang.engine.tables import Table, Type

SQL_TYPES = {
    Type.TEXT: "VARCHAR",
    Type.BOOLEAN: "BOOLEAN",
    Type.INTEGER: "BIGINT",
    Type.MONEY: "DECIMAL(14, 2)",
    Type.DATE: "DATE",
    Type.ENUM: "VARCHAR",
}
YEAR = re.compile(r"(19|20)[0-9]{2}")

# Below this many rows planning takes longer than any plan could save.
FEW_ROWS = 2_000


@dataclass(frozen=True)
class Days:
    """The register describes some day from `first` to `last`; none: unknown on that side."""

    first: date | None = None
    last: date | None = None


def lay_out(given: dict[str, pa.Table], on: date | None) -> duckdb.DuckDBPyConnection:
    """An open connection in which each given table is a view with its facts."""
    ask = duckdb.connect()
    if sum(len(rows) for rows in given.values()) < FEW_ROWS:
        ask.execute("PRAGMA disable_optimizer")
    ask.execute(f"CREATE TEMP MACRO given(name_) AS name_ IN ({_quoted(given)}); {facts.MACROS}")
    days = Days(on, on) if on else described(given)
    for table in tables.TABLES.values():
        rows = given.get(table.name, pa.table({}))
        numbered = rows.append_column("row", pa.array(range(len(rows)), pa.int64()))
        ask.register(f"{table.name}_file", numbered)
        ask.execute(f"CREATE TEMP VIEW {table.name}_cells AS {_typed(table, rows, days)}")
    for name, select in _statements(given):
        ask.execute(f"CREATE TEMP {name} AS {select}")
    return ask


def _quoted(names: dict[str, pa.Table]) -> str:
    return ", ".join(f"'{name}'" for name in ("", *names))


def _typed(table: Table, rows: pa.Table, days: Days) -> str:
    """All declared columns, empty where the file has none."""
    cells = {
        "first_day": f"DATE '{days.first}'" if days.first else "CAST(NULL AS DATE)",
        "last_day": f"DATE '{days.last}'" if days.last else "CAST(NULL AS DATE)",
    }
    for column in table:
        cell = column.name if column.name in rows.column_names else "NULL"
        cells[column.name] = f"CAST({cell} AS {SQL_TYPES[column.type]})"
    return (
        f"SELECT row, {', '.join(f'{cell} AS {name}' for name, cell in cells.items())} FROM {table.name}_file"
    )


def _statements(given: dict[str, pa.Table]) -> list[tuple[str, str]]:
    return [
        ("TABLE identities", facts.IDENTITIES),
        ("VIEW persons_read", facts.PERSONS_READ),
        *((f"TABLE {name}", select) for name, select in facts.LOOKUPS.items()),
        *((f"TABLE {repeat.name}", repeat.select) for repeat in facts.REPEATS),
        *((f"VIEW {name}", select) for name, select in facts.VIEWS.items() if name in given),
    ]


def described(given: dict[str, pa.Table]) -> Days:
    """What the tables say about the day they describe.

    Its actual incomes end with an accounting year, and the next one was not over yet: whatever day a pack lets
    it end, by the end of the following calendar year.  Without incomes it cannot be earlier than the births.
    """
    if "incomes" in given and (year := _latest_year(given["incomes"])):
        return Days(AccountingYear().last_day(year), date(year + 1, 12, 31))
    if "persons" in given and "birth_date" in given["persons"].column_names:
        return Days(_latest_birth(given["persons"]))
    return Days()


def _latest_year(incomes: pa.Table) -> int | None:
    """Years of less than a tenth of the actual rows may be slips of the keyboard."""
    actual = incomes.filter(pc.invert(incomes.column("forecast"))).column("period").drop_null()
    counts = {count["values"]: count["counts"] for count in actual.value_counts().to_pylist()}
    usual = [
        int(period)
        for period, count in counts.items()
        if YEAR.fullmatch(period) and count * 10 >= len(actual)
    ]
    return max(usual, default=None)


def _latest_birth(persons: pa.Table) -> date | None:
    """Of all but the youngest hundredth, among whom the slips of the keyboard are."""
    births = persons.column("birth_date").drop_null().cast(pa.date32()).cast(pa.int32()).to_numpy()
    if not len(births):
        return None
    days = int(np.sort(births)[(len(births) - 1) * 99 // 100])
    return date(1970, 1, 1) + timedelta(days)
