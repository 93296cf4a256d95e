"""The same query for another engine.

sqlglot writes most of DuckDB's SQL as other engines have it; where it does not, or keeps the words but not the meaning,
the table CHANGES says what stands in its place.  Tests run the outcome and hold it against DuckDB's findings.
"""

from collections.abc import Callable, Mapping

import sqlglot
from sqlglot import exp

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.screening.columns import identifier
from shouwang.engine.screening.query import TYPES
from shouwang.engine.tables import Table

Change = Callable[[exp.Expression], exp.Expression]


def translate(sql: str, dialect: str) -> str:
    """DuckDB's SQL as Spark's or PostgreSQL's.  `dialect` is duckdb, spark or postgres.

    Raises Refused where the other engine could not compute a number exactly.
    """
    tree = sqlglot.parse_one(sql, read="duckdb")
    changes = CHANGES[dialect]
    # The innermost first: what is put in the place of an expression takes its finished parts along.
    for node in reversed(list(tree.find_all(*changes))):
        node.replace(changes[type(node)](node))
    return str(tree.sql(dialect=dialect, pretty=True))


def create(table: Table, dialect: str) -> str:
    """The CREATE TABLE of a canonical table."""
    columns = [
        f"{identifier(each.name)} {TYPES[each.type]}{' NOT NULL' if each.known else ''}" for each in table
    ]
    return translate(f"CREATE TABLE {table.name} ({', '.join(columns)})", dialect)


def call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


# Both


def without_nulls(function: str, *more: exp.Expression) -> Change:
    """A list without its nulls: the query filters lists for nothing else."""
    return lambda node: call(function, node.this, *(each.copy() for each in more))


def whole(node: exp.Expression) -> exp.Expression:
    """A whole number of 128 bits; ours are made of decimals and have no more than 38 digits."""
    return exp.DataType.build("DECIMAL(38, 0)") if node.this is exp.DataType.Type.INT128 else node


def is_months(node: exp.Expression) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.lower() == "to_months"


# PostgreSQL


def interval(node: exp.Expression) -> exp.Expression:
    return call("MAKE_INTERVAL", exp.Literal.number(0), *node.expressions) if is_months(node) else node


def step_by_step(node: exp.Expression) -> exp.Expression:
    """A table for every step that hands on all columns of the one before it.

    Otherwise a step's expressions are written out wherever a later step names them; where PostgreSQL then compiles
    them, 100,000 households take two minutes instead of three seconds.
    """
    node.set("materialized", node.this.is_star)
    return node


# Spark

KEPT = 6
"""Places after the point that Spark leaves a number however wide it is."""
WIDTH = 34
"""Digits up to which it leaves them all; it has 38, and puts one aside at every product and sum."""


def unsaid(node: exp.Expression) -> exp.Expression:
    """Spark has no word for NOT MATERIALIZED, and does so anyway."""
    node.set("materialized", None)
    return node


def difference(node: exp.Expression) -> exp.Expression:
    """Of two numbers; or a day some months before another."""
    if not is_months(node.expression):
        return exact(node)
    return call("ADD_MONTHS", node.this, exp.Neg(this=exp.Paren(this=node.expression.expressions[0])))


def exact(node: exp.Expression) -> exp.Expression:
    """Refuses a product or a sum so wide that Spark would round it without a word to make it fit."""
    parts = [width(each.unnest()) for each in (node.this, node.expression)]
    combine = sum if isinstance(node, exp.Mul) else max
    before, after = combine(each[0] for each in parts), combine(each[1] for each in parts)
    if after > KEPT and before + after > WIDTH:
        raise Refused(
            sentence(
                "政策包里有 {digits} 位、其中小数 {decimals} 位的数，Spark 会把它四舍五入，结果不再精确（RULE-121）",
                digits=before + after,
                decimals=after,
            ),
            "请减少连乘的次数或小数位，或改用 --dialect postgres",
        )
    return node


def width(node: exp.Expression) -> tuple[int, int]:
    """Digits before and after the point of what is cast to a decimal, as every wide number here is."""
    if not isinstance(node, exp.Cast) or node.to.this is not exp.DataType.Type.DECIMAL:
        return 0, 0
    digits, places = (int(each.name) for each in node.to.expressions)
    return digits - places, places


CHANGES: Mapping[str, Mapping[type[exp.Expression], Change]] = {
    "duckdb": {},
    "postgres": {
        exp.Anonymous: interval,
        exp.ArrayFilter: without_nulls("ARRAY_REMOVE", exp.null()),
        exp.CTE: step_by_step,
        exp.DataType: whole,
    },
    "spark": {
        exp.Add: exact,
        exp.ArrayFilter: without_nulls("ARRAY_COMPACT"),
        exp.CTE: unsaid,
        exp.DataType: whole,
        # Of two dates; with a unit, Spark would go by way of moments in the session's time zone.
        exp.DateDiff: lambda node: call("DATEDIFF", node.this, node.expression),
        exp.Mul: exact,
        exp.Sub: difference,
    },
}
