"""The same query for another engine."""

import sqlglot


def translate(sql: str, dialect: str) -> str:
    """DuckDB's SQL as Spark's or PostgreSQL's.  `dialect` is spark or postgres."""
    return str(sqlglot.transpile(sql, read="duckdb", write=dialect, pretty=True)[0])
