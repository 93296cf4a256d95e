"""The figures of `make bench` are worth nothing unless both contestants write the same."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from bench import by_hand
from shouwang.engine.county import write as county
from shouwang.engine.policy import pack, shelf
from shouwang.engine.screening import run, screen, sources
from shouwang.engine.tables import TABLES

PACK, ON = "hunan-qingshuzui-2022", date(2022, 9, 30)


@pytest.fixture(scope="module")
def as_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("as-made")
    county.write(county.plan(3_000), folder)
    return folder


@pytest.fixture(scope="module")
def full_of_holes(as_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same county, a fifth of its cells empty and every seventh household without a row in one of the tables."""
    folder = tmp_path_factory.mktemp("full-of-holes")
    for place, name in enumerate(("households", "persons", "incomes", "expenses", "events")):
        table = pq.read_table(as_made / f"{name}.parquet")
        if name != "households":
            numbers = pc.cast(pc.utf8_slice_codeunits(table["household_id"], 12), pa.int64())
            table = table.filter(pc.not_equal(remainder(numbers, 7), place))
        for column in TABLES[name]:
            if not column.known:
                table = emptied(table, column.name)
        pq.write_table(table, folder / f"{name}.parquet")
    return folder


def emptied(table: pa.Table, column: str) -> pa.Table:
    """Every cell whose row number and column name say so."""
    shift = sum(map(ord, column))
    keep = pa.array([(row * 2654435761 + shift) % 1009 % 5 > 0 for row in range(len(table))])
    place = table.column_names.index(column)
    nothing = pa.scalar(None, table[column].type)
    return table.set_column(place, column, pc.if_else(keep, table[column], nothing))


def remainder(numbers: Any, by: int) -> Any:
    return pc.subtract(numbers, pc.multiply(pc.divide(numbers, by), by))


@pytest.mark.parametrize("tables", ["as_made", "full_of_holes"])
def test_sql_by_hand_writes_what_the_engine_writes(
    tables: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(tables)
    made = run.prepare(pack.load(shelf.find(PACK)), ON)
    connection = sources.connect(threads=1)

    screen.screen(connection, sources.from_directory(connection, folder), made, tmp_path)
    by_hand.write(str(folder), str(tmp_path / "by_hand.parquet"), made.pack.hash)

    ours, theirs = pq.read_table(tmp_path / "findings.parquet"), pq.read_table(tmp_path / "by_hand.parquet")
    assert columns(ours) == columns(theirs)
    assert in_order(ours) == in_order(theirs)


def test_the_two_counties_have_every_kind_of_finding(
    as_made: Path, full_of_holes: Path, tmp_path: Path
) -> None:
    for number, folder in enumerate((as_made, full_of_holes)):
        by_hand.write(str(folder), str(tmp_path / f"{number}.parquet"))

    found = pq.read_table(tmp_path)
    assert set(found["tier"].to_pylist()) == {"must_enter", "assess", "none", "unknown"}
    assert len(names(found["rules"])) == len(names(found["unknown_rules"])) == 7
    assert len(names(found["missing"])) == 22


def columns(table: pa.Table) -> list[tuple[str, pa.DataType]]:
    return [(field.name, field.type) for field in table.schema]


def names(lists: pa.ChunkedArray) -> set[str]:
    return {name for each in lists.to_pylist() for name in each}


def in_order(table: pa.Table) -> list[dict[str, Any]]:
    return table.sort_by("household_id").to_pylist()
