"""What the data base reads for a page: rows of each large table, as its own plans tell."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection
from tests.office.rows import Row
from tests.office.visits import signed_in, undone, url
from tests.office.world import World

LARGE = 4_000
"""Rows of a table that nobody may read through for a page."""
MOST = 3_000
"""Rows read or sorted in one go for a page: a village's, of whatever there is most, and no more."""
SORTED = "sorted"
ALIAS = re.compile(r'"(\w+)" ([A-Z]+\d+)\b')


@dataclass(frozen=True)
class Read:
    table: str
    """Or SORTED."""
    rows: int
    """On SQLite, whose plans tell no numbers: of the whole table."""
    how: str
    """For whoever has to find out why."""


@dataclass
class Watch:
    """Has every question of a connection explained before it is asked."""

    large: dict[str, int]
    reads: list[Read] = field(default_factory=list)
    _explaining: bool = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self._explaining and sql.startswith("SELECT"):
            self._explaining = True
            self.reads += found(self.large, sql, params)
            self._explaining = False
        return execute(sql, params, many, context)


def large_tables() -> dict[str, int]:
    """Table → rows."""
    counted = {model._meta.db_table: model._base_manager.count() for model in apps.get_models()}
    return {table: rows for table, rows in counted.items() if rows >= LARGE}


def of(world: World, row: Row, username: str, large: dict[str, int]) -> list[Read]:
    """For somebody who opens a page: what is too much."""
    watch = Watch(large)
    with undone(), connection.execute_wrapper(watch):
        client = signed_in(world[username])
        answer = getattr(client, row.method.lower())(url(row, row.at(world)), row.sends(world))
    assert answer.status_code == row.gives, (row, username, answer.status_code)
    return [read for read in watch.reads if read.rows > MOST]


def found(large: dict[str, int], sql: str, params: Any) -> list[Read]:
    on_sqlite = connection.vendor == "sqlite"
    explain = "EXPLAIN QUERY PLAN" if on_sqlite else "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON)"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", params)
        told = cursor.fetchall()
    return list(_scanned(large, sql, told) if on_sqlite else _counted(large, sql, told))


def _counted(large: dict[str, int], sql: str, told: Sequence[Any]) -> Iterator[Read]:
    """Of PostgreSQL, which has done it."""
    plan = told[0][0]
    for node in _nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]):
        passed = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        # A row looked for in vain costs as much as one that is found.
        rows = int(max(passed, 1) * node["Actual Loops"])
        how = f"{node['Node Type']} {node.get('Index Name', '')} {rows:,}: {sql}"
        if node.get("Relation Name") in large:
            yield Read(node["Relation Name"], rows, how)
        elif "Sort" in node["Node Type"]:
            yield Read(SORTED, rows, how)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _scanned(large: dict[str, int], sql: str, told: Sequence[Any]) -> Iterator[Read]:
    """Of SQLite: tables that are read from end to end, or until enough was found."""
    called = {alias: table for table, alias in ALIAS.findall(sql)}
    for *_place, step in told:
        if step.startswith("SCAN "):
            name = step.split()[1]
            table = called.get(name, name)
            if table in large:
                yield Read(table, large[table], f"{step}: {sql}")
