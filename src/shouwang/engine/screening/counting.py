"""Findings → Summary: what a run found, counted in one look at few columns."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shouwang.engine.policy.model import FactDefinition, Pack
from shouwang.engine.screening import settled
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
    """The households of a village that have one tier."""

    area_code: str
    tier: str
    households: int
    persons: int
    unknown: int
    """Of these, with an unknown rule."""


@dataclass(frozen=True)
class Alike:
    """Households for which the same rules fired, are unknown, and lack the same columns."""

    rules: tuple[str, ...]
    unknown_rules: tuple[str, ...]
    missing: tuple[str, ...]
    households: int


def summarise(connection: Any, findings: Path, run: Run, sources: Mapping[str, Source]) -> Summary:
    """Counts the findings in a Parquet file.

    Three narrow looks: grouping by lists costs most, and most households have only empty ones.  What each answer
    settles stays behind in the connection (settled.py), for whoever counts it by village.
    """
    source, pack = f"read_parquet({quoted(str(findings))})", run.pack
    rows, alike = by_village(connection, source, pack, sources), by_rules(connection, source)
    settled.write(connection, source, run, sources)
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
        rules=rules(pack, alike),
        missing=missing(alike, alone(connection)),
        areas=areas(rows, names(connection, sources)),
        incomes=incomes(connection, source, run),
    )


def persons(pack: Pack, sources: Mapping[str, Source]) -> tuple[str, str]:
    """SQL of a household's number of persons beside its finding, and the join that this takes."""
    if "members" in pack.facts:
        return "coalesce(members, 0)", ""
    # A pack without this fact has people all the same; counting them again costs a look at the whole table.
    counted = f"SELECT household_id, count(*) AS _counted FROM {sources['persons'].sql} GROUP BY household_id"
    return "coalesce(_counted, 0)", f" LEFT JOIN ({counted}) USING (household_id)"


def by_village(connection: Any, source: str, pack: Pack, sources: Mapping[str, Source]) -> list[Counted]:
    number, join = persons(pack, sources)
    rows = connection.execute(
        f"SELECT area_code, tier, count(*), sum({number}), count(*) FILTER (WHERE len(unknown_rules) > 0)"
        f" FROM {source}{join} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [
        Counted(area, tier, households, int(people), unknown)
        for area, tier, households, people, unknown in rows
    ]


def by_rules(connection: Any, source: str) -> list[Alike]:
    rows = connection.execute(
        f"SELECT rules, unknown_rules, missing, count(*) FROM {source}"
        " WHERE len(rules) > 0 OR len(missing) > 0 GROUP BY ALL"
    ).fetchall()
    return [
        Alike(tuple(fired), tuple(unknown), tuple(lacking), count) for fired, unknown, lacking, count in rows
    ]


def tiers(pack: Pack, rows: Sequence[Counted]) -> tuple[TierCount, ...]:
    households, persons = by_tier(rows)
    # By id, because a tier may be named by several conditions; `unknown` last, as it is none of the pack's.
    known = {tier.tier: (tier.tier, tier.label, tier.colour) for tier in pack.tiers} | {"unknown": UNKNOWN}
    return tuple(TierCount(*each, households[each[0]], persons[each[0]]) for each in known.values())


def by_tier(rows: Sequence[Counted]) -> tuple[Counter[str], Counter[str]]:
    """Households and persons of each tier."""
    households, persons = Counter[str](), Counter[str]()
    for row in rows:
        households[row.tier] += row.households
        persons[row.tier] += row.persons
    return households, persons


def rules(pack: Pack, alike: Sequence[Alike]) -> tuple[RuleCount, ...]:
    fired, unknown = by(alike, lambda row: row.rules), by(alike, lambda row: row.unknown_rules)
    return tuple(
        RuleCount(each.id, each.label, each.kind, fired[each.id], unknown[each.id])
        for each in pack.rules.values()
    )


def alone(connection: Any) -> Counter[str]:
    """Households that a column settles alone, by column."""
    rows = connection.execute(
        f"SELECT name, count(*) FROM (SELECT unnest(settles) AS name FROM {settled.TABLE}) GROUP BY name"
    ).fetchall()
    return Counter(dict(rows))


def missing(alike: Sequence[Alike], alone: Counter[str]) -> tuple[MissingCount, ...]:
    # Whoever has a tier already is not waiting for anything, whatever else is unknown.
    lacking = by(alike, lambda row: row.missing)
    made = (MissingCount(name, column_label(name), count, alone[name]) for name, count in lacking.items())
    return tuple(sorted(made, key=lambda each: (-each.alone, -each.households, each.column)))


def by(alike: Sequence[Alike], names: Callable[[Alike], Iterable[str]]) -> Counter[str]:
    """Households by each of the names that they have."""
    found = Counter[str]()
    for row in alike:
        for name in names(row):
            found[name] += row.households
    return found


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


def named(code: str, names: Mapping[str, str]) -> str:
    """An area's name; a code that no list of areas knows is a slip of the pen, and says so wherever it is shown."""
    return names.get(code, f"{code}（不在区划表）" if names else code)


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
    households, persons = by_tier(rows)
    return AreaCount(
        area_code=code,
        name=named(code, names),
        level="village" if village else "township",
        parent=named(above, names),
        households=sum(row.households for row in rows),
        persons=sum(row.persons for row in rows),
        tiers=dict(households),
        unknown=sum(row.unknown for row in rows),
        tier_persons=dict(persons),
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


def incomes(connection: Any, source: str, run: Run) -> Histogram | None:
    fact, step = income_fact(run.pack), width(run.pack)
    if fact is None:
        return None
    name = identifier(fact.name)
    rows = connection.execute(
        f"SELECT CAST(floor({name} / {step}) AS BIGINT), count(*) FROM {source} GROUP BY 1"
    ).fetchall()
    counts = [0] * (BINS + 1)
    for place, count in rows:
        if place is not None:
            # Debts and losses: below nothing is drawn as nothing, all that is off the picture as its last
            # bin.
            counts[min(max(place, 0), BINS)] += count
    unknown = sum(count for place, count in rows if place is None)
    marked = tuple(Line(each.label, run.parameters[each.name]) for each in lines(run.pack))
    return Histogram(fact.label, 0, step, tuple(counts), unknown, marked)
