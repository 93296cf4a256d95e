"""Counting by village: what area pages, trends and dashboards are made of.

A kind is one way to divide the households of a village; its keys add up to all of them, or – `rule`, `missing`, … –
say how many are so.  Counted from a run's findings and the register that went in, in one DuckDB.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import counting
from shouwang.engine.screening.query import Source

BAND = 1_000
"""Width of a band of income, yuan per person and year."""
HIGHEST = 40
"""Bands; the last is open."""
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Kind:
    """`key`: SQL over `f` (findings) and `h` (households as they went in); `needs`: facts of the pack."""

    name: str
    key: str
    needs: tuple[str, ...] = ()
    amount: str = "NULL"
    parts: bool = True
    """Every household has exactly one key: they add up."""


CLASSES = "h.{0} IS NOT NULL AND h.{0} <> 'none'"
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
    # What alone keeps a tier unknown: one answer settles the household.
    Kind("settles",  "CASE WHEN f.tier = 'unknown' AND len(f.missing) = 1 THEN f.missing[1] END", parts=False),
    Kind("income",   f"CASE WHEN f.net_income_per_capita IS NULL THEN '{UNKNOWN}' WHEN f.net_income_per_capita < 0 THEN '-1'"
                     f" ELSE CAST(least(floor(f.net_income_per_capita / {BAND}), {HIGHEST}) AS INTEGER)::VARCHAR END",
         needs=("net_income_per_capita", "net_income"), amount="f.net_income"),
    # Whole percent since the year before; more than doubled is one band.
    Kind("growth",   f"CASE WHEN f.net_income IS NULL OR f.previous_net_income IS NULL OR f.previous_net_income <= 0 THEN '{UNKNOWN}'"
                     " ELSE CAST(greatest(least(floor((f.net_income - f.previous_net_income) * 100 / f.previous_net_income), 100), -100) AS INTEGER)::VARCHAR END",
         needs=("net_income", "previous_net_income")),
    # What the household itself pays for treatment, in bands of a thousand yuan.
    Kind("burden",   f"CASE WHEN f.medical_burden IS NULL THEN '{UNKNOWN}' WHEN f.medical_burden = 0 THEN '0'"
                     " ELSE CAST(least(floor(f.medical_burden / 1000), 100) + 1 AS INTEGER)::VARCHAR END",
         needs=("medical_burden",), amount="f.medical_burden"),
)
# fmt: on
PARTS = frozenset(kind.name for kind in KINDS if kind.parts)


@dataclass(frozen=True)
class Counted:
    area_code: str
    kind: str
    key: str
    households: int
    persons: int
    amount: Any


def count(connection: Any, pack: Pack, sources: Mapping[str, Source], findings: str) -> Iterator[Counted]:
    """`findings`: a relation with the run's findings and their `move`."""
    people, join = counting.persons(pack, sources)
    facts = frozenset(pack.facts)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE counted AS SELECT f.*, {people} AS _persons FROM {findings} f{join}"
    )
    for kind in KINDS:
        if facts.issuperset(kind.needs):
            yield from _of(connection, kind, sources["households"].sql)


def _of(connection: Any, kind: Kind, households: str) -> Iterator[Counted]:
    rows = connection.execute(
        "SELECT area_code, key, count(*), sum(_persons), sum(amount) FROM ("
        f"SELECT f.area_code, f._persons, {kind.key} AS key, {kind.amount} AS amount"
        f" FROM counted f JOIN {households} h USING (household_id)"
        ") WHERE key IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    for area_code, key, number, persons, amount in rows:
        yield Counted(area_code, kind.name, key, number, int(persons or 0), amount)
