"""Findings → Summary: what a run found, counted in one look at few columns."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shouwang.engine.policy.model import FactDefinition, Pack
from shouwang.engine.screening.columns import identifier, quoted
from shouwang.engine.screening.query import Source
from shouwang.engine.screening.run import Run
from shouwang.engine.screening.summary import (
    AreaCount,
    Histogram,
    Line,
    MissingCount,
    RuleCount,
    Summary,
    TierCount,
)
from shouwang.engine.tables import TABLES

BINS = 40
UNKNOWN = ("unknown", "待补信息", "grey")
PER_HEAD = "yuan/person/year"


@dataclass(frozen=True)
class Counted:
    """Households that are alike in all that is counted."""

    area_code: str
    tier: str
    rules: tuple[str, ...]
    unknown_rules: tuple[str, ...]
    missing: tuple[str, ...]
    bin: int | None
    households: int
    persons: int


def summarise(connection: Any, findings: Path, run: Run, sources: Mapping[str, Source]) -> Summary:
    """Counts the findings in a Parquet file."""
    rows = counted(connection, findings, run.pack, sources)
    pack = run.pack
    return Summary(
        pack=pack.id,
        pack_hash=pack.hash,
        title=pack.title,
        on=run.on,
        period=run.period,
        as_if=run.as_if,
        assumptions=run.assumptions.texts,
        households=sum(row.households for row in rows),
        persons=sum(row.persons for row in rows),
        tiers=tiers(pack, rows),
        rules=rules(pack, rows),
        missing=missing(rows),
        areas=areas(rows, names(connection, sources)),
        incomes=incomes(run, rows),
    )


def counted(connection: Any, findings: Path, pack: Pack, sources: Mapping[str, Source]) -> list[Counted]:
    """Grouped in DuckDB: a county's million households are some ten thousand kinds."""
    bin_ = binned(pack)
    source, persons = f"read_parquet({quoted(str(findings))})", "members"
    if "members" not in pack.facts:
        heads = (
            f"SELECT household_id, count(*) AS _persons FROM {sources['persons'].sql} GROUP BY household_id"
        )
        source, persons = f"{source} LEFT JOIN ({heads}) USING (household_id)", "_persons"
    rows = connection.execute(
        f"SELECT area_code, tier, rules, unknown_rules, missing, {bin_}, count(*), sum(coalesce({persons}, 0))"
        f" FROM {source} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [
        Counted(area, tier, tuple(r), tuple(u), tuple(m), at, n, int(p))
        for area, tier, r, u, m, at, n, p in rows
    ]


def binned(pack: Pack) -> str:
    """SQL of the bin that a household's income per head falls into; null where it is unknown."""
    fact = income_fact(pack)
    if fact is None:
        return "NULL"
    name = identifier(fact.name)
    # least and greatest pass over nulls.
    within = f"least(greatest(floor({name} / {width(pack)}), 0), {BINS})"
    return f"CASE WHEN {name} IS NOT NULL THEN CAST({within} AS INTEGER) END"


def tiers(pack: Pack, rows: Sequence[Counted]) -> tuple[TierCount, ...]:
    households, persons = by(rows, lambda row: [row.tier])
    known = {tier.tier: (tier.tier, tier.label, tier.colour) for tier in pack.tiers} | {"unknown": UNKNOWN}
    return tuple(TierCount(*each, households[each[0]], persons[each[0]]) for each in known.values())


def rules(pack: Pack, rows: Sequence[Counted]) -> tuple[RuleCount, ...]:
    fired, _ = by(rows, lambda row: row.rules)
    unknown, _ = by(rows, lambda row: row.unknown_rules)
    return tuple(
        RuleCount(each.id, each.label, each.kind, fired[each.id], unknown[each.id])
        for each in pack.rules.values()
    )


def missing(rows: Sequence[Counted]) -> tuple[MissingCount, ...]:
    lacking, _ = by(rows, lambda row: row.missing)
    alone, _ = by(rows, lambda row: row.missing if len(row.missing) == 1 else ())
    made = (MissingCount(name, column_label(name), count, alone[name]) for name, count in lacking.items())
    return tuple(sorted(made, key=lambda each: (-each.alone, -each.households, each.column)))


def by(rows: Iterable[Counted], keys: Any) -> tuple[Counter[str], Counter[str]]:
    """Households and persons by each of the keys of a row."""
    households: Counter[str] = Counter()
    persons: Counter[str] = Counter()
    for row in rows:
        for key in keys(row):
            households[key] += row.households
            persons[key] += row.persons
    return households, persons


def column_label(name: str) -> str:
    """`persons.health` → 家庭成员·健康状况."""
    table, _, column = name.partition(".")
    return (
        f"{TABLES[table].label}（整表）"
        if column == "*"
        else f"{TABLES[table].label}·{TABLES[table][column].label}"
    )


def names(connection: Any, sources: Mapping[str, Source]) -> dict[str, str]:
    """Names of areas by code; empty without an areas table."""
    if "areas" not in sources:
        return {}
    return dict(connection.execute(f"SELECT area_code, name FROM {sources['areas'].sql}").fetchall())


def areas(rows: Sequence[Counted], names: Mapping[str, str]) -> tuple[AreaCount, ...]:
    """Townships (nine digits) and villages (twelve), by code."""
    gathered: dict[str, list[Counted]] = {}
    for row in rows:
        gathered.setdefault(row.area_code[:9], []).append(row)
        gathered.setdefault(row.area_code, []).append(row)
    return tuple(area(code, gathered[code], names) for code in sorted(gathered))


def area(code: str, rows: Sequence[Counted], names: Mapping[str, str]) -> AreaCount:
    village = len(code) > 9
    above = code[:9] if village else code[:6]
    households, _ = by(rows, lambda row: [row.tier])
    return AreaCount(
        area_code=code,
        name=names.get(code, code),
        level="village" if village else "township",
        parent=names.get(above, above),
        households=sum(row.households for row in rows),
        persons=sum(row.persons for row in rows),
        tiers=dict(households),
        unknown=sum(row.households for row in rows if row.unknown_rules),
    )


def income_fact(pack: Pack) -> FactDefinition | None:
    """The income per head that a distribution can be drawn of."""
    return next(
        (fact for fact in pack.facts.values() if fact.type == "money" and fact.unit == PER_HEAD), None
    )


def lines(pack: Pack) -> list[Any]:
    return [each for each in pack.parameters.values() if each.unit == PER_HEAD]


def width(pack: Pack) -> int:
    """Yuan per bin: the highest line lies well inside the picture."""
    highest = max((value.value for each in lines(pack) for value in each.values), default=0)
    return 500 if highest <= 10_000 else 1_000 if highest <= 20_000 else 5_000


def incomes(run: Run, rows: Sequence[Counted]) -> Histogram | None:
    fact = income_fact(run.pack)
    if fact is None:
        return None
    counts = [0] * (BINS + 1)
    for row in rows:
        if row.bin is not None:
            counts[row.bin] += row.households
    unknown = sum(row.households for row in rows if row.bin is None)
    marked = tuple(Line(each.label, run.parameters[each.name]) for each in lines(run.pack))
    return Histogram(fact.label, 0, width(run.pack), tuple(counts), unknown, marked)
