"""What a run leaves in the data base: itself, the households that stand out, and counts by village."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import screen, settled
from shouwang.engine.screening.columns import quoted
from shouwang.engine.screening.query import Source
from shouwang.engine.screening.summary import Summary
from shouwang.office.journal import entries
from shouwang.office.kit import clock, codes
from shouwang.office.kit.scope import within
from shouwang.office.registry.models import Household
from shouwang.office.registry.writing import bulk
from shouwang.office.screening import archive, rows, subtotals
from shouwang.office.screening.counts import marked, tallies
from shouwang.office.screening.models import Finding, Move, Run
from shouwang.office.screening.running import bases, excess, runs

UNKNOWN = "unknown"
PIECE = 5_000
"""Findings in memory at a time."""
INCOME, MEMBERS = "net_income_per_capita", "members"
"""Facts of the common base pack; another pack may do without."""


@dataclass(frozen=True)
class Before:
    """The standing run that this one is compared with."""

    run: Run
    findings: Path


@dataclass(frozen=True)
class Made:
    """A screening in hand: an open DuckDB, what went in, and the folder with what came out."""

    duck: Any
    pack: Pack
    sources: Mapping[str, Source]
    folder: Path
    summary: Summary
    before: Before | None = None
    beyond: Sequence[str] = ()
    """Households with a number that cannot be."""


@contextmanager
def compared(run: Run) -> Iterator[Before | None]:
    """The findings of the standing run before, where there is one and its archive is still kept."""
    earlier = (
        Run.objects.regular(min(run.on, clock.today()))
        .filter(area_code=run.area_code)
        .exclude(pk=run.pk)
        .exclude(archive="")
        .order_by("-on", "-pk")
        .first()
    )
    if earlier is None:
        yield None
        return
    with archive.opened(earlier.archive) as folder:
        yield Before(earlier, folder / screen.FINDINGS)


def store(run: Run, made: Made) -> bool:
    """In the caller's transaction.  False when the run is done already or gone."""
    fresh = Run.objects.select_for_update().filter(pk=run.pk, state=Run.State.WAITING).first()
    if fresh is None:
        return False
    made.duck.execute(f"CREATE OR REPLACE TEMP TABLE moved AS {moved(made.pack, made.folder, made.before)}")
    _store_findings(run, made)
    run.summary = summarised(made)
    tallies.keep(run, tallies.count(made.duck, made.pack, made.sources, "moved", run.summary["parameters"]))
    _store_key_areas(run, made)
    subtotals.write(run)
    run.state, run.done_at = Run.State.DONE, clock.now()
    run.before = made.before.run if made.before else None
    run.households, run.persons = made.summary.households, made.summary.persons
    run.save()
    if run.is_standing:
        bases.settle(run.area_code, run.on)
    entries.record("screening.done", run, on=run.on, clause=runs.resting_on(run, made.pack), detail=done(run))
    return True


def moved(pack: Pack, folder: Path, before: Before | None) -> str:
    """SELECT of the findings in a folder with what became of each household since the run before."""
    findings = f"read_parquet({quoted(str(folder / screen.FINDINGS))})"
    order = "CASE {}.tier " + " ".join(
        f"WHEN {quoted(tier.tier)} THEN {place}" for place, tier in enumerate(tiers(pack))
    )
    # Where it is not settled, what it is at least.
    rank = f"{order} END".format("f").replace("f.tier", "if(f.tier = 'unknown', f.tier_at_least, f.tier)")
    if before is None:
        return f"SELECT f.*, '' AS tier_before, 'first' AS move, {rank} AS rank FROM {findings} f"
    return (
        f"SELECT f.*, coalesce(b.tier, '') AS tier_before, {became(pack, before.run)} AS move, {rank} AS rank FROM {findings} f"
        f" LEFT JOIN (SELECT household_id, tier::VARCHAR AS tier"
        f" FROM read_parquet({quoted(str(before.findings))})) b USING (household_id)"
    )


def became(pack: Pack, before: Run) -> str:
    """SQL: a household's tier before and now, as a move.  Who is new in the register was in no tier before."""
    last, last_before = quoted(pack.tiers[-1].tier), quoted(last_tier(before, pack))
    now, then = "f.tier", f"coalesce(b.tier, {last_before})"
    cases = [
        (f"{now} = 'unknown' AND {then} = 'unknown'", Move.SAME),
        (f"{now} = 'unknown'", Move.UNSETTLED),
        (f"{then} = 'unknown'", Move.SETTLED),
        (f"{then} = {last_before} AND {now} <> {last}", Move.ENTERED),
        (f"{then} <> {last_before} AND {now} = {last}", Move.LEFT),
    ]
    if ids(pack) == [tier["tier"] for tier in before.tiers[:-1]]:
        place = "list_position([" + ", ".join(map(quoted, ids(pack))) + "], {})"
        cases += [
            (f"{place.format(now)} < {place.format(then)}", Move.WORSE),
            (f"{place.format(now)} > {place.format(then)}", Move.BETTER),
        ]
    told = " ".join(f"WHEN {condition} THEN '{move.value}'" for condition, move in cases)
    return f"CASE {told} ELSE '{Move.SAME.value}' END"


def tiers(pack: Pack) -> list[Any]:
    """One per id, in the pack's order: a tier may be named by several conditions."""
    return list({tier.tier: tier for tier in pack.tiers}.values())


def ids(pack: Pack) -> list[str]:
    return [tier.tier for tier in tiers(pack)]


def last_tier(run: Run, pack: Pack) -> str:
    """The tier of an earlier run in which nobody is looked after; its last line is `unknown`."""
    return str(run.tiers[-2]["tier"]) if len(run.tiers) > 1 else pack.tiers[-1].tier


def _store_findings(run: Run, made: Made) -> None:
    homes = Household.objects.filter(within([codes.span(run.area_code)]))
    # Undecided rules count, too: somebody has to complete what they lack.
    select = made.duck.sql(
        f"SELECT * FROM moved LEFT JOIN {settled.TABLE} USING (household_id) WHERE tier <> {quoted(made.pack.tiers[-1].tier)} OR len(missing) > 0"
        " OR move NOT IN ('same', 'first')"
    )
    for piece in select.to_arrow_reader(PIECE):
        present = homes.filter(household_id__in=piece["household_id"].to_pylist())
        keys = dict(present.values_list("household_id", "pk"))
        # Who was taken out of the register since its tables were read has nothing to point at.
        found = [
            said(run, row, keys[row["household_id"]])
            for row in piece.to_pylist()
            if row["household_id"] in keys
        ]
        if found:
            # Past the models, which cost more than all the rest of it.
            columns = {name: pa.array([one[name] for one in found], kind) for name, kind in KINDS.items()}
            bulk.insert(Finding, bulk.sealed(Finding, columns))


def _store_key_areas(run: Run, made: Made) -> None:
    areas = marked.counted_with(run)
    run.summary[marked.KEY] = [one.pk for one in areas]
    tallies.keep(run, marked.count(made.duck, made.sources["households"], areas))


MOVED = ("tier_before", "move", "rank", "settles")
"""Columns beside the engine's finding."""


KINDS = {
    "run_id": pa.int64(),
    "household_id": pa.int64(),
    "area_code": pa.string(),
    "tier": pa.string(),
    "rank": pa.int64(),
    "tier_at_least": pa.string(),
    "tier_before": pa.string(),
    "move": pa.string(),
    "rules": pa.string(),
    "missing": pa.string(),
    "settles": pa.string(),
    "members": pa.int64(),
    "income": bulk.AMOUNT,
    "row": pa.string(),
}


def finding_of(run: Run, row: Mapping[str, Any], household: int) -> Finding:
    return Finding(**said(run, row, household))


def said(run: Run, row: Mapping[str, Any], household: int) -> dict[str, Any]:
    """A finding's columns from a row of `moved`: the engine's finding, what became of it, and which answers settle it."""
    return {
        "run_id": run.pk,
        "household_id": household,
        "area_code": row["area_code"],
        "tier": row["tier"],
        "rank": row["rank"],
        "tier_at_least": row["tier_at_least"],
        "tier_before": row["tier_before"],
        "move": row["move"],
        "rules": rows.joined(row["rules"]),
        "missing": rows.joined(row["missing"]),
        "settles": rows.joined(row["settles"]) if "settles" in row else None,
        "members": row.get(MEMBERS) or 0,
        "income": bulk.cents(row.get(INCOME)),
        "row": rows.packed({name: value for name, value in row.items() if name not in MOVED}),
    }


def summarised(made: Made) -> dict[str, Any]:
    """The engine's summary without its areas – tallies have them –, with counts of moves."""
    found: dict[str, Any] = json.loads((made.folder / screen.SUMMARY).read_text(encoding="utf-8"))
    del found["areas"]
    moves = made.duck.execute("SELECT move, count(*) FROM moved GROUP BY move").fetchall()
    return found | {"moves": dict(moves), excess.KEY: excess.told(made.beyond)}


def done(run: Run) -> dict[str, Any]:
    """What the journal says: enough to prove later which run it was."""
    return runs.said(run) | {
        "households": run.households,
        "tiers": {tier["tier"]: tier["households"] for tier in run.tiers},
        "data_hash": run.data_hash,
        "findings_hash": run.findings_hash,
        "engine": run.engine,
    }
