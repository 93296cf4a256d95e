"""A desk's numbers: what the regular run that counts says now of the part that somebody reaches.

Each is the number of rows in the list that it opens, also after households were evaluated anew (running/renewing.py): tallies
keep what the run itself had found.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import codes
from shouwang.office.kit.scope import Reach
from shouwang.office.screening import queries
from shouwang.office.screening.completion import figures, unknowns
from shouwang.office.screening.completion.unknowns import Unknowns
from shouwang.office.screening.models import Move, Plan, Recheck, Run
from shouwang.office.screening.running import explaining, renewing

VIEW = Permission.HOUSEHOLD_VIEW


@dataclass(frozen=True)
class Now:
    """Households that the ledger lists, by tier and by move; `both`: by tier and move, where each was counted."""

    tiers: Mapping[str, int]
    moves: Mapping[str, int]
    both: Mapping[tuple[str, str], int] | None = None


def now(run: Run, user: Any) -> Now:
    """Of a run that is reached whole its totals, put right by what was evaluated anew; else the findings, counted."""
    if is_whole(run, user.reach(VIEW)):
        try:
            return _totals(run)
        except Refused:
            # Its pack is another by now and was not kept: nobody can say what moved.  Counting is as right, and slower.
            pass
    return _counted(run, user)


def is_whole(run: Run, reach: Reach) -> bool:
    return run.area_code in reach and codes.span(run.area_code).high in reach


def _counted(run: Run, user: Any) -> Now:
    tiers, moves = Counter[str](), Counter[str]()
    found = queries.findings_for(run, user, VIEW).order_by().values_list("tier", "move")
    both = {(tier, move): households for tier, move, households in found.annotate(Count("pk"))}
    for (tier, move), households in both.items():
        tiers[tier] += households
        moves[move] += households
    return Now(tiers, moves, both)


def _totals(run: Run) -> Now:
    tiers = Counter({one["tier"]: one["households"] for one in run.tiers})
    moves = Counter(run.summary.get("moves", {}))
    anew = Recheck.objects.filter(run=run).order_by().values_list("tier_before", "tier_then", "tier")
    for before, then, tier, households in anew.annotate(Count("pk")):
        for one, signed in ((then, -households), (tier, households)):
            # Empty: it was not in the register of the run's area.
            if one:
                tiers[one] += signed
                moves[_became(run, before, one)] += signed
    return Now(tiers, moves)


def _became(run: Run, before: str, tier: str) -> str:
    return str(renewing.became(run, explaining.of(run).pack, before, tier).value)


def entered(run: Run, user: Any, now: Now) -> int:
    """Households that came into the gravest tier from the one in which nobody is looked after."""
    gravest = str(run.tiers[0]["tier"])
    if now.both is not None:
        return now.both.get((gravest, Move.ENTERED.value), 0)
    # By rank, which the index begins with: the gravest is the first.
    there = queries.findings_for(run, user, VIEW).filter(rank=0, tier=gravest, move=Move.ENTERED)
    found: int = there.count()
    return found


def questions(run: Run, user: Any) -> int:
    """Columns that somebody's page of what is to be completed lists."""
    reach = user.reach(Permission.CHANGE_REQUEST)
    if is_whole(run, reach):
        return unknowns.questions(run)
    found = Unknowns(run, reach).columns() if reach.spans else figures.own_missing(run, user)
    return len(found)


def whole(run: Run, reach: Reach) -> dict[str, queries.Count]:
    """By tier, as the page of the area adds it up: what the run had found."""
    if is_whole(run, reach):
        return {one["tier"]: queries.Count(one["households"], one["persons"]) for one in run.tiers}
    return queries.counts(run, "tier", reach)


# -- The regular screening itself ----------------------------------------------------------------------------------


def last_started(area_code: str, *, on: date) -> Run | None:
    """The regular run over a place or an area around it that was started last, done or not."""
    around = [area_code, *codes.parents(area_code)]
    rows = (
        Run.objects.filter(is_standing=True, area_code__in=around, on__lte=on)
        .select_related("job")
        .defer("summary")
    )
    found: Run | None = rows.order_by("-pk").first()
    return found


def plan(area_code: str) -> Plan | None:
    """The one that screens a place: its own, else that of the nearest area around it."""
    rows = Plan.objects.filter(area_code__in=[area_code, *codes.parents(area_code)]).select_related("by")
    # The nearest has the longest code before its zeros.
    return max(rows, key=lambda one: len(codes.prefix(one.area_code)), default=None)
