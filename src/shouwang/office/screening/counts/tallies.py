"""Counting by village: what area pages, trends and dashboards are made of.

A kind is one way to divide the households of a village; its keys add up to all of them, or – `rule`, `missing`, … –
say how many are so.  Counted from a run's findings and the register that went in, in one DuckDB.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa

from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import counting, settled
from shouwang.engine.screening.query import Source
from shouwang.office.registry.writing import bulk
from shouwang.office.screening.counts import assisting, grouping, marking
from shouwang.office.screening.models import Run, Tally

PIECE = 20_000
"""Rows in memory at a time."""
BAND = 1_000
"""Width of a band of income, yuan per person and year."""
HIGHEST = 40
"""Bands; the last is open."""
UNKNOWN = "unknown"
FINE, COARSE = 20, 5
"""Growth from nothing to this is counted by tenths of a percent – half of a reference of 11.6 % is 5.8 % –, else by
so many percent: a row per village and band is kept of every night."""


@dataclass(frozen=True)
class Kind:
    """`key`: SQL over `f` (findings) and `h` (households as they went in); `needs`: facts of the pack, `asks`: parameters."""

    name: str
    key: str
    needs: tuple[str, ...] = ()
    amount: str = "NULL"
    parts: bool = True
    """Every household has exactly one key: they add up."""
    asks: tuple[str, ...] = ()


GROWN, BEFORE = (
    "((f.net_income - f.previous_net_income) * 100)::BIGINT",
    "(f.previous_net_income * 100)::BIGINT",
)
"""In whole cents: a quotient of decimals would be a hair beside the border."""
TENTHS = f"({GROWN} * 1000 // {BEFORE})"
# Division cuts off; below nothing the band begins further down.
FIVES = f"CASE WHEN {GROWN} < 0 THEN -((-{GROWN} * {100 // COARSE} + {BEFORE} - 1) // {BEFORE}) ELSE {GROWN} * {100 // COARSE} // {BEFORE} END"
# fmt: off
KINDS = (
    Kind("tier",     "f.tier"),
    # 一般农户、脱贫户、未脱贫户
    Kind("origin",   f"coalesce(h.origin, '{UNKNOWN}')"),
    Kind("watched",  f"CASE WHEN h.monitoring_type IS NULL THEN '{UNKNOWN}' WHEN h.monitoring_type = 'none' THEN 'none'"
                     f" ELSE concat(h.monitoring_type, ':', coalesce(h.risk_state, '{UNKNOWN}')) END"),
    Kind("allowance", f"coalesce(h.subsistence_allowance, '{UNKNOWN}')"),
    Kind("hardship", f"coalesce(h.extreme_hardship, '{UNKNOWN}')"),
    Kind("crossed",  f"concat(coalesce(h.origin, '{UNKNOWN}'), ':', f.tier)"),
    Kind("unsure",   "CASE WHEN len(f.unknown_rules) > 0 OR f.tier = 'unknown' THEN 'yes' ELSE 'no' END"),
    Kind("move",     "f.move"),
    Kind("rule",     "unnest(f.rules)", parts=False),
    Kind("undecided", "unnest(f.unknown_rules)", parts=False),
    Kind("risk",     "unnest(f.risks)", parts=False),
    Kind("missing",  "unnest(f.missing)", parts=False),
    # One answer settles the household: each that does, and whether there is one.
    Kind("settles",  "unnest(f._settles)", parts=False),
    Kind("settled",  "CASE WHEN len(f._settles) > 0 THEN 'yes' END", parts=False),
    Kind("income",   f"CASE WHEN f.net_income_per_capita IS NULL THEN '{UNKNOWN}' WHEN f.net_income_per_capita < 0 THEN '-1'"
                     f" ELSE CAST(least(floor(f.net_income_per_capita / {BAND}), {HIGHEST}) AS INTEGER)::VARCHAR END",
         needs=("net_income_per_capita", "net_income"), amount="f.net_income"),
    # Percent since the year before: tenths from nothing to twenty (`5.8`), else by five; more than doubled is one.
    Kind("growth",   f"CASE WHEN f.net_income IS NULL OR f.previous_net_income IS NULL OR f.previous_net_income <= 0 THEN '{UNKNOWN}'"
                     f" WHEN {GROWN} >= 0 AND {GROWN} * 100 < {FINE} * {BEFORE} THEN concat({TENTHS} // 10, '.', {TENTHS} % 10)"
                     f" ELSE (greatest(least({FIVES}, {100 // COARSE}), -{100 // COARSE}) * {COARSE})::VARCHAR END",
         needs=("net_income", "previous_net_income")),
    # What the household itself pays for treatment, in bands of a thousand yuan.
    Kind("burden",   f"CASE WHEN f.medical_burden IS NULL THEN '{UNKNOWN}' WHEN f.medical_burden = 0 THEN '0'"
                     " ELSE CAST(least(floor(f.medical_burden / 1000), 100) + 1 AS INTEGER)::VARCHAR END",
         needs=("medical_burden",), amount="f.medical_burden"),
    Kind("group",    grouping.group_key()),
    Kind("strain",   grouping.strain_key(), needs=("medical_burden",), amount="f.medical_burden", asks=grouping.LINE),
    # Key lists: lists/keylists.py.
    Kind("short",    marking.short_key(), needs=("net_income",), amount="f.net_income"),
    Kind("unwatched", marking.unwatched_key()),
    Kind("twins",    marking.twins_key(), needs=("net_income",), amount="f.net_income"),
    # Measures: places/assistance.py.
    Kind("assisted", assisting.assisted_key()),
    Kind("granted",  assisting.granted_key(), amount="f._granted", parts=False),
)
# fmt: on
SINCE = Kind("since", "f.move")
"""Counted later, from findings with what became of them since the base of the year: running/since.py."""
NAMED = {kind.name: kind for kind in (*KINDS, SINCE)}
PARTS = frozenset(kind.name for kind in KINDS if kind.parts)


@dataclass(frozen=True)
class Counted:
    area_code: str
    kind: str
    key: str
    households: int
    persons: int
    amount: Any


def count(
    connection: Any,
    pack: Pack,
    sources: Mapping[str, Source],
    findings: str,
    parameters: Mapping[str, Any] | None = None,
) -> Iterator[Counted]:
    """`findings`: a relation with the run's findings and their `move`; `parameters`: of the run."""
    prepare(connection, pack, sources, findings, parameters or {})
    for kind in KINDS:
        if counts(kind, pack, parameters or {}):
            yield from of_kind(connection, kind, sources["households"].sql)


def keep(run: Run, counted: Iterable[Counted]) -> None:
    """Past the models, of which a county would make tens of thousands."""
    rows = iter(counted)
    while piece := list(islice(rows, PIECE)):
        bulk.insert(
            Tally,
            {
                "run": pa.repeat(pa.scalar(run.pk), len(piece)),
                "area_code": pa.array([one.area_code for one in piece], pa.string()),
                "kind": pa.array([one.kind for one in piece], pa.string()),
                "key": pa.array([one.key for one in piece], pa.string()),
                "households": pa.array([one.households for one in piece], pa.int64()),
                "persons": pa.array([one.persons for one in piece], pa.int64()),
                "amount": pa.array([bulk.cents(one.amount) for one in piece], bulk.AMOUNT),
            },
        )


def counts(kind: Kind, pack: Pack, parameters: Mapping[str, Any]) -> bool:
    return frozenset(pack.facts).issuperset(kind.needs) and frozenset(parameters).issuperset(kind.asks)


def prepare(
    connection: Any, pack: Pack, sources: Mapping[str, Source], findings: str, parameters: Mapping[str, Any]
) -> None:
    """The table `counted`: findings, and beside them what is counted of a household's people."""
    people, join = counting.persons(pack, sources)
    # There where the run was just made; what is counted later from its archive does not ask for it.
    settled.empty(connection)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE counted AS SELECT f.*, {people} AS _persons, p._disabled, p._ill,"
        f" {grouping.line_sql(parameters)} AS _line, {marking.columns(pack, parameters)}, t._same_incomes,"
        f" t._same_expenses, a.settles AS _settles, m._in_force, m._begun, m._unfilled, m._granted"
        f" FROM {findings} f{join}"
        f" LEFT JOIN {settled.TABLE} a USING (household_id)"
        f" LEFT JOIN ({grouping.of_persons(sources)}) p USING (household_id)"
        f" LEFT JOIN ({marking.twins(findings, sources)}) t USING (household_id)"
        f" LEFT JOIN ({assisting.of_measures(findings, sources)}) m USING (household_id)"
    )


def keyed(kind: Kind, households: str) -> str:
    """SELECT of every household's key."""
    return (
        f"SELECT f.household_id, f.area_code, f._persons, {kind.key} AS key, {kind.amount} AS amount"
        f" FROM counted f JOIN {households} h USING (household_id)"
    )


def of_kind(connection: Any, kind: Kind, households: str) -> Iterator[Counted]:
    """After `prepare`."""
    rows = connection.execute(
        f"SELECT area_code, key, count(*), sum(_persons), sum(amount) FROM ({keyed(kind, households)})"
        " WHERE key IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    for area_code, key, number, persons, amount in rows:
        yield Counted(area_code, kind.name, key, number, int(persons or 0), amount)
