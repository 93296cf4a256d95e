"""Where a run finds its tables: a directory of Parquet or CSV files, or Arrow tables in memory."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from shouwang.engine import manifest
from shouwang.engine.errors import Refused, sentence
from shouwang.engine.reading import phrases
from shouwang.engine.reading.phrases import Phrase
from shouwang.engine.screening import door
from shouwang.engine.screening.columns import identifier, quoted
from shouwang.engine.screening.query import TYPES, Source
from shouwang.engine.tables import TABLES, Column, Table

SUFFIXES = (".parquet", ".csv")


def connect(threads: int | None = None, spill: Path | None = None) -> Any:
    """A DuckDB in memory, which loads nothing from anywhere.

    `spill` takes what does not fit in memory; without it that goes to `.tmp` in the working directory, where a run
    that is cut off would leave rows of the register behind.
    """
    config: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    if threads:
        config["threads"] = threads
    if spill:
        config["temp_directory"] = str(spill)
    connection = duckdb.connect(":memory:", config=config)
    # Findings stand in the order of the households, run after run: two runs can be laid side by side.
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET enable_progress_bar = false")
    return connection


def find(folder: Path) -> dict[str, Path]:
    """The canonical tables in a directory.  Raises Refused when households or persons are missing."""
    if not folder.exists():
        raise Refused(
            sentence("找不到“{folder}”", folder=folder), "请检查路径；从 Excel 开始请先运行 shouwang read"
        )
    if not folder.is_dir():
        raise Refused(
            sentence("“{folder}”不是目录", folder=folder),
            "请给出 shouwang read 或 shouwang county 写出的目录",
        )
    # The later one wins: Parquet knows its types, a CSV beside it is most often a copy for looking at.
    found = {
        name: path
        for name in TABLES
        for suffix in reversed(SUFFIXES)
        if (path := folder / f"{name}{suffix}").is_file()
    }
    lacking = [table for table in TABLES.values() if not table.optional and table.name not in found]
    if lacking:
        raise Refused(
            sentence("“{folder}”里没有 {tables} 表", folder=folder, tables=named(lacking)),
            "请先运行 shouwang read 把 Excel 读成登记表，或检查目录",
        )
    return found


def from_directory(connection: Any, folder: Path) -> dict[str, Source]:
    """The tables of a directory, checked unless our own note vouches for them.  Raises Refused."""
    paths = find(folder)
    sources = {name: of_file(connection, TABLES[name], path) for name, path in paths.items()}
    if not manifest.vouches_for(folder, paths):
        door.check(connection, sources)
    return sources


def from_arrow(connection: Any, tables: Mapping[str, Any]) -> dict[str, Source]:
    """Tables in memory as the reader makes them."""
    sources = {}
    for name, table in tables.items():
        connection.register(f"given_{name}", table)
        sources[name] = Source(f"given_{name}", frozenset(table.column_names))
    return sources


def named(what: Sequence[Table] | Sequence[Column]) -> Phrase:
    """As somebody has to write them, and what they mean."""
    return phrases.meanings((each.name, each.label) for each in what)


def of_file(connection: Any, table: Table, path: Path) -> Source:
    """A file as a table of declared types.  Raises Refused for a file that is no such table."""
    try:
        sql = from_csv(path) if path.suffix == ".csv" else f"read_parquet({quoted(str(path))})"
        described = connection.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()
    except (duckdb.Error, UnicodeDecodeError, csv.Error, OSError) as error:
        raise Refused(
            sentence("读不了“{name}”：{error}", name=path.name, error=str(error).splitlines()[0]),
            "文件可能损坏，请重新导出或重新运行 shouwang read",
        ) from error
    there = {name: kind for name, kind, *_ in described}
    lacking = [each for each in table if each.known and each.name not in there]
    if lacking:
        raise Refused(
            sentence("“{name}”缺少列 {columns}", name=path.name, columns=named(lacking)),
            "列名和含义见 shouwang tables",
        )
    # Columns that we do not know are not read; a register may carry more than a pack looks at.
    present = [each for each in table if each.name in there]
    door.conversions(connection, path.name, sql, {each: there[each.name] for each in present})
    converted = [cast(identifier(each.name), there[each.name], TYPES[each.type]) for each in present]
    if any(" AS " in each for each in converted):
        sql = f"(SELECT {', '.join(converted)} FROM {sql})"
    return Source(sql, frozenset(each.name for each in present))


def from_csv(path: Path) -> str:
    """Every cell as text, split at commas and nothing else: guessing by the first rows would pass over the others."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file), [])
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in header)
    return (
        f"read_csv({quoted(str(path))}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"',"
        f" nullstr = '', columns = {{{columns}}})"
    )


def cast(column: str, there: str, wanted: str) -> str:
    return column if there == wanted else f"CAST({column} AS {wanted}) AS {column}"
