"""Checks of tables that come straight from somebody's hand: what would make a run wrong without a word."""

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from shouwang.engine.errors import Refused
from shouwang.engine.screening.columns import identifier, quoted
from shouwang.engine.screening.query import Source
from shouwang.engine.tables import TABLES, Table, Type

REMEDY = "请改正后再运行；从 Excel 开始请用 shouwang read，它会逐格标出问题"


def check(connection: Any, sources: Mapping[str, Source]) -> None:
    """Raises Refused with the first thing found."""
    try:
        for name, source in sources.items():
            columns(connection, TABLES[name], source)
            keys(connection, TABLES[name], source)
        for name, source in sources.items():
            if name not in ("households", "areas"):
                strangers(connection, TABLES[name], source, sources["households"])
    except duckdb.ConversionException as error:
        raise Refused(f"表里有读不成数或日期的值：{str(error).splitlines()[0]}", REMEDY) from error


def columns(connection: Any, table: Table, source: Source) -> None:
    """Nulls where a value is always known, words that are no code, amounts that cannot be."""
    tests = dict(conditions(table, source))
    if not tests:
        return
    counted = ", ".join(f"count(*) FILTER (WHERE {test})" for test in tests.values())
    counts = connection.execute(f"SELECT {counted} FROM {source.sql}").fetchone()
    for (why, test), count in zip(tests.items(), counts, strict=True):
        if count:
            example = (
                connection.execute(f"SELECT household_id FROM {source.sql} WHERE {test} LIMIT 1").fetchone()
                if table.name != "areas"
                else None
            )
            where = f"，例如户 {example[0]}" if example else ""
            raise Refused(f"{table.name} 表有 {count} 行{why}{where}", REMEDY)


def conditions(table: Table, source: Source) -> Iterator[tuple[str, str]]:
    """What is wrong, and the SQL that finds it."""
    for column in table:
        if column.name not in source.columns:
            continue
        name, what = identifier(column.name), f"{column.label}（{column.name}）"
        if column.known:
            yield f"没有{what}", f"{name} IS NULL"
        if column.type is Type.ENUM:
            yield f"的{what}不是可用的值", f"{name} NOT IN ({', '.join(map(quoted, column.codes))})"
        if column.low is not None and column.high is not None:
            yield (
                f"的{what}不在 {column.low} 到 {column.high} 之间",
                f"{name} NOT BETWEEN {column.low} AND {column.high}",
            )
        if column.name == "period":
            yield f"的{what}不是四位年份", f"NOT regexp_full_match({name}, '[0-9]{{4}}')"
        if column.name == "area_code" and table.name == "households":
            yield f"的{what}不是 12 位数字", f"NOT regexp_full_match({name}, '[0-9]{{12}}')"


def keys(connection: Any, table: Table, source: Source) -> None:
    for name in table.key:
        twice = connection.execute(
            f"SELECT {name}, count(*) FROM {source.sql} GROUP BY {name} HAVING count(*) > 1 ORDER BY {name}"
        ).fetchall()
        if twice:
            raise Refused(
                f"{table.name} 表里 {name} 有 {len(twice)} 个重复，例如 {twice[0][0]} 出现 {twice[0][1]} 次",
                REMEDY,
            )


def strangers(connection: Any, table: Table, source: Source, households: Source) -> None:
    found = connection.execute(
        f"SELECT household_id, count(*) OVER () FROM {source.sql} "
        f"ANTI JOIN (SELECT household_id FROM {households.sql}) USING (household_id) LIMIT 1"
    ).fetchone()
    if found:
        raise Refused(
            f"{table.name} 表有 {found[1]} 行的户编码在 households 表里没有，例如 {found[0]}", REMEDY
        )
