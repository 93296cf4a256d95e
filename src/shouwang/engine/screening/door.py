"""Checks of tables that come straight from somebody's hand: what would make a run wrong without a word."""

from collections.abc import Iterator, Mapping
from typing import Any

from shouwang.engine.errors import Refused, Sentence, sentence
from shouwang.engine.reading import phrases
from shouwang.engine.screening.columns import identifier, quoted
from shouwang.engine.screening.query import TYPES, Source
from shouwang.engine.tables import TABLES, Column, Table, Type

WRITTEN = {
    Type.TEXT: ".*",
    Type.ENUM: ".*",
    Type.BOOLEAN: "true|false",
    Type.INTEGER: "-?[0-9]{1,9}",
    Type.MONEY: r"-?[0-9]+(\.[0-9]{1,2})?",
    Type.DATE: "[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
"""How a value is written in CSV: what does not look so would be rounded or guessed."""
FORMS = {
    Type.TEXT: "文字",
    Type.ENUM: "英文代码",
    Type.BOOLEAN: " true 或 false",
    Type.INTEGER: "整数",
    Type.MONEY: "最多两位小数的数",
    Type.DATE: " 2022-09-30 样子的日期",
}
EARLIEST, LATEST = "1900-01-01", "2100-12-31"
"""Nobody in a register was born, and nothing in it happened, outside these."""
REMEDY = "请改正后再运行；从 Excel 开始请用 shouwang read，它会逐格标出问题"


def check(connection: Any, sources: Mapping[str, Source]) -> None:
    """Raises Refused with the first thing found."""
    for name, source in sources.items():
        columns(connection, TABLES[name], source)
        keys(connection, TABLES[name], source)
    for name, source in sources.items():
        # Rows of a household that is not in the register would be dropped by the join, and nobody would know.
        if name not in ("households", "areas"):
            strangers(connection, TABLES[name], source, sources["households"])


def conversions(connection: Any, file: str, sql: str, there: Mapping[Column, str]) -> None:
    """Refuses values that would change on their way into a column: 6899.999 yuan is not 6,900.00."""
    tests = {}
    for column, kind in there.items():
        name, wanted = identifier(column.name), TYPES[column.type]
        # A column of the declared type cannot lose anything: our own files pass without being read.
        if kind == wanted:
            continue
        lost = f"TRY_CAST({name} AS {wanted}) IS NULL"
        # A cast that works may still have rounded or guessed; the form in which it was written tells.
        lost += (
            f" OR NOT regexp_full_match({name}, {quoted(WRITTEN[column.type])})"
            if kind == "VARCHAR"
            else (f" OR TRY_CAST({name} AS {wanted}) <> {name}")
        )
        tests[column] = f"{name} IS NOT NULL AND ({lost})"
    if not tests:
        return
    counts = connection.execute(
        f"SELECT {', '.join(f'count_if({test})' for test in tests.values())} FROM {sql}"
    ).fetchone()
    for (column, test), count in zip(tests.items(), counts, strict=True):
        if count:
            value = connection.execute(
                f"SELECT {identifier(column.name)} FROM {sql} WHERE {test} LIMIT 1"
            ).fetchone()[0]
            raise Refused(
                sentence(
                    "“{file}”有 {count} 行的{label}（{column}）不能原样读入，例如 {value}",
                    file=file,
                    count=count,
                    value=value,
                    **named(column),
                ),
                sentence("请写成{form}；{remedy}", form=FORMS[column.type], remedy=REMEDY),
            )


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
            where = sentence("，例如户 {household}", household=example[0]) if example else ""
            raise Refused(
                sentence(
                    "{table} 表有 {count} 行{why}{where}", table=table.name, count=count, why=why, where=where
                ),
                REMEDY,
            )


def named(column: Column) -> dict[str, Any]:
    return {"label": phrases.label(column.label), "column": column.name}


def conditions(table: Table, source: Source) -> Iterator[tuple[Sentence, str]]:
    """What is wrong, and the SQL that finds it."""
    for column in table:
        if column.name not in source.columns:
            continue
        name, what = identifier(column.name), named(column)
        if column.known:
            yield sentence("没有{label}（{column}）", **what), f"{name} IS NULL"
        if column.type is Type.ENUM:
            codes = ", ".join(map(quoted, column.codes))
            yield sentence("的{label}（{column}）不是可用的值", **what), f"{name} NOT IN ({codes})"
        # Widths of numbers in the query follow from these ranges: what is outside could overflow without a
        # word.
        if column.low is not None and column.high is not None:
            yield (
                outside(what, column.low, column.high),
                f"{name} NOT BETWEEN {column.low} AND {column.high}",
            )
        if column.type is Type.DATE:
            yield (
                outside(what, EARLIEST, LATEST),
                f"{name} NOT BETWEEN DATE '{EARLIEST}' AND DATE '{LATEST}'",
            )
        if column.name == "period":
            why = sentence("的{label}（{column}）不是四位年份", **what)
            yield why, f"NOT regexp_full_match({name}, '[0-9]{{4}}')"
        if column.name == "area_code" and table.name == "households":
            why = sentence("的{label}（{column}）不是 12 位数字", **what)
            yield why, f"NOT regexp_full_match({name}, '[0-9]{{12}}')"


def outside(what: Mapping[str, Any], low: Any, high: Any) -> Sentence:
    return sentence("的{label}（{column}）不在 {low} 到 {high} 之间", low=low, high=high, **what)


def keys(connection: Any, table: Table, source: Source) -> None:
    for name in table.key:
        twice = connection.execute(
            f"SELECT {name}, count(*) FROM {source.sql} GROUP BY {name} HAVING count(*) > 1 ORDER BY {name}"
        ).fetchall()
        if twice:
            raise Refused(
                sentence(
                    "{table} 表里 {column} 有 {count} 个重复，例如 {value} 出现 {times} 次",
                    table=table.name,
                    column=name,
                    count=len(twice),
                    value=twice[0][0],
                    times=twice[0][1],
                ),
                REMEDY,
            )


def strangers(connection: Any, table: Table, source: Source, households: Source) -> None:
    found = connection.execute(
        f"SELECT household_id, count(*) OVER () FROM {source.sql} "
        f"ANTI JOIN (SELECT household_id FROM {households.sql}) USING (household_id) LIMIT 1"
    ).fetchone()
    if found:
        raise Refused(
            sentence(
                "{table} 表有 {count} 行的户编码在 households 表里没有，例如 {household}",
                table=table.name,
                count=found[1],
                household=found[0],
            ),
            REMEDY,
        )
