"""The same query for another engine.

sqlglot writes most of DuckDB's SQL as other engines have it; where it does not, or keeps the words but not the meaning,
the tables below say what stands in its place.  Tests run both against DuckDB's findings (docs/other-engines.md).
"""

from collections.abc import Callable, Mapping

import sqlglot
from sqlglot import exp

from shouwang.engine.screening.columns import identifier
from shouwang.engine.screening.query import TYPES
from shouwang.engine.tables import TABLES, Table

Change = Callable[[exp.Expression], exp.Expression]


def translate(sql: str, dialect: str) -> str:
    """DuckDB's SQL as Spark's or PostgreSQL's.  `dialect` is duckdb, spark or postgres."""
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


def create_all(dialect: str) -> str:
    return "\n\n".join(f"{create(table, dialect)};" for table in TABLES.values())


# What stands in the place of DuckDB's expressions


def call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


def whole(node: exp.Expression) -> exp.Expression:
    """A whole number of 128 bits: only ever made of decimals that have 38 digits at the most."""
    return exp.DataType.build("DECIMAL(38, 0)") if node.this is exp.DataType.Type.INT128 else node


def known_names(function: str, *more: exp.Expression) -> Change:
    """A list without its nulls, which is all that the query filters lists for."""
    return lambda node: call(function, node.this, *(each.copy() for each in more))


def in_postgres(months: exp.Expression) -> exp.Expression:
    return call("MAKE_INTERVAL", exp.Literal.number(0), *months.expressions)


def earlier_in_spark(node: exp.Expression) -> exp.Expression:
    """A day so many months before another."""
    if not is_months(node.expression):
        return node
    return call("ADD_MONTHS", node.this, exp.Neg(this=exp.Paren(this=node.expression.expressions[0])))


def is_months(node: exp.Expression) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.lower() == "to_months"


def step_by_step(node: exp.Expression) -> exp.Expression:
    """PostgreSQL's inlining writes a step's columns out wherever a later step names them, and then compiles
    hundreds of kilobytes of expressions: minutes for a county.  A table per step takes a second."""
    node.set("materialized", node.this.is_star)
    return node


def unsaid(node: exp.Expression) -> exp.Expression:
    """Spark has no word for NOT MATERIALIZED, and computes a step when it is needed anyway."""
    node.set("materialized", None)
    return node


CHANGES: Mapping[str, Mapping[type[exp.Expression], Change]] = {
    "duckdb": {},
    "postgres": {
        exp.Anonymous: lambda node: in_postgres(node) if is_months(node) else node,
        exp.ArrayFilter: known_names("ARRAY_REMOVE", exp.null()),
        exp.CTE: step_by_step,
        exp.DataType: whole,
    },
    "spark": {
        exp.ArrayFilter: known_names("ARRAY_COMPACT"),
        exp.CTE: unsaid,
        exp.DataType: whole,
        # Of two dates; the one with a unit goes by way of moments in the session's time zone.
        exp.DateDiff: lambda node: call("DATEDIFF", node.this, node.expression),
        # Spark's is a double, which would take the decimals with it.
        exp.Sign: lambda node: exp.cast(node.copy(), "INT"),
        exp.Sub: earlier_in_spark,
    },
}
