"""A population put to each of the two evaluators, in one form that can be compared."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pyarrow as pa

from shouwang.engine import schema
from shouwang.engine.policy.expression import CHILD_TABLES
from shouwang.engine.screening import query, run, sources
from shouwang.engine.screening.reference import Evaluator
from shouwang.engine.tables import TABLES

Rows = list[dict[str, Any]]
Found = dict[str, dict[str, Any]]
"""Household → the columns of its finding."""


@cache
def connection() -> Any:
    # One for all tests: opening a data base takes longer than a small question.
    return sources.connect(threads=1)


def arrow(tables: dict[str, Rows]) -> dict[str, pa.Table]:
    """Only the columns that the rows have, so that what is not drawn is not there."""
    return {name: pa.Table.from_pylist(rows, schema=drawn(name, rows)) for name, rows in tables.items()}


def drawn(name: str, rows: Rows) -> pa.Schema:
    declared = schema.arrow(TABLES[name])
    there = {column for row in rows for column in row} or set(declared.names)
    return pa.schema([field for field in declared if field.name in there])


def by_query(tables: dict[str, Rows], made: run.Run) -> Found:
    # A cursor of its own: a question that failed must not hold on to the tables of the next.
    with connection().cursor() as cursor:
        text = query.build(made, sources.from_arrow(cursor, arrow(tables)))
        found = cursor.sql(text).to_arrow_table().to_pylist()
    return {row["household_id"]: row for row in found}


def by_reference(tables: dict[str, Rows], made: run.Run) -> Found:
    evaluator, found = Evaluator(made.pack), {}
    for household in tables["households"]:
        own = household["household_id"]
        children = {
            name: [row for row in tables[name] if row["household_id"] == own] if name in tables else None
            for name in CHILD_TABLES
        }
        finding = evaluator.find(household, children, made)
        lists = {
            name: list(getattr(finding, name)) for name in ("rules", "unknown_rules", "risks", "missing")
        }
        found[own] = {"tier": finding.tier, "tier_at_least": finding.tier_at_least, **lists, **finding.facts}
    return found


BOTH: dict[str, Callable[[dict[str, Rows], run.Run], Found]] = {
    "reference": by_reference,
    "query": by_query,
}
