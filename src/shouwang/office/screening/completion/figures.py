"""A run's numbers for the part of it that somebody reaches.

Whoever reaches whole villages gets the counts by village; whoever reaches only single households, counts of these.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count as Number
from django.db.models import F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import counts as kept
from shouwang.office.kit.codes import Span
from shouwang.office.kit.scope import Reach, within
from shouwang.office.screening import queries, rows
from shouwang.office.screening.completion import answers
from shouwang.office.screening.models import Run, Tally
from shouwang.office.screening.queries import Count

LINKED = 2_000
"""Households that somebody helps; nobody helps more."""


@dataclass(frozen=True)
class Missing:
    """`column`: as rules name it; `settles`: households that it alone settles."""

    column: str
    households: int
    settles: int
    villages: int


def counts(run: Run, kind: str, user: Any, permission: Any = Permission.STATISTICS_VIEW) -> dict[str, Count]:
    """Key → households and persons, of the kinds that pages of runs show."""
    reach = user.reach(permission)
    return queries.counts(run, kind, reach) if reach.spans else _own(run, kind, user)


def tiers_of(runs: Sequence[Run], user: Any) -> dict[int, dict[str, int]]:
    """Run → tier → households, for a page of runs in one query – and none for runs that are reached whole."""
    reach = user.reach(Permission.STATISTICS_VIEW)
    found: dict[int, dict[str, int]] = {
        run.pk: {one["tier"]: one["households"] for one in run.tiers} if run.area_code in reach else {}
        for run in runs
    }
    parts = [run.pk for run in runs if run.area_code not in reach and run.tiers]
    if not parts or not reach.spans:
        return found
    asked = Tally.objects.filter(within(reach.spans), run__in=parts, kind="tier")
    for pk, key, households in asked.values_list("run", "key").annotate(Sum("households")):
        found[pk][key] = households
    return found


def missing(run: Run, reach: Reach) -> list[Missing]:
    """As the run had found it; as it is now: unknowns.py.  What would settle most first."""
    return sorted(by_column(lacking(run, reach)), key=most_useful)


def most_useful(one: Missing) -> tuple[int, int, str]:
    return -one.settles, -one.households, one.column


def by_column(tallies: "QuerySet[Any]") -> Iterator[Missing]:
    lacks, alone = Q(kind="missing"), Q(kind="settles")
    found = tallies.values("key").annotate(
        lacks=Sum("households", filter=lacks, default=0),
        alone=Sum("households", filter=alone, default=0),
        villages=Number("area_code", filter=lacks, distinct=True),
    )
    for row in kept.rows(found):
        yield Missing(row["key"], row["lacks"], row["alone"], row["villages"])


def worst(run: Run, reach: Reach, columns: Iterable[str], most: int = 3) -> dict[str, list[tuple[str, int]]]:
    """Column → the villages with most households that lack it."""
    place = Window(
        RowNumber(), partition_by=F("key"), order_by=[F("households").desc(), F("area_code").asc()]
    )
    asked = lacking(run, reach).filter(kind="missing", key__in=list(columns)).annotate(place=place)
    found: dict[str, list[tuple[str, int]]] = {}
    for key, code, households in (
        asked.filter(place__lte=most).order_by("key", "place").values_list("key", "area_code", "households")
    ):
        found.setdefault(key, []).append((code, households))
    return found


def lacking(run: Run, reach: Reach, inside: Span | None = None) -> "QuerySet[Any]":
    """Tallies of the columns that households lack."""
    return waiting(run, reach, inside).exclude(kind="settled")


def waiting(run: Run, reach: Reach, inside: Span | None = None) -> "QuerySet[Any]":
    """These, and how many households some one of them settles."""
    found = Tally.objects.filter(within(reach.spans), run=run, kind__in=("missing", "settles", "settled"))
    return found.filter(within([inside])) if inside else found


SHOWN = ("tier", "move", "rules", "missing", "settles", "members")


def _own(run: Run, kind: str, user: Any) -> dict[str, Count]:
    """Of households linked to somebody; only of those that stand out."""
    found = queries.findings_for(run, user, Permission.HOUSEHOLD_VIEW).values(*SHOWN)[:LINKED]
    households, persons = Counter[str](), Counter[str]()
    for row in found:
        for key in _keys(run, row, kind):
            households[key] += 1
            persons[key] += row["members"]
    return {key: Count(households[key], persons[key]) for key in households}


def _keys(run: Run, row: dict[str, Any], kind: str) -> Iterable[str]:
    missing = rows.split(row["missing"])
    match kind:
        case "tier" | "move":
            return [row[kind]]
        case "rule":
            return rows.split(row["rules"])
        case "missing":
            return missing
        case "settles":
            return answers.settling(run, row["tier"], missing, row["settles"])
    return []


def own_missing(run: Run, user: Any) -> list[Missing]:
    """Of linked households, as it is now."""
    lacks, alone = _own(run, "missing", user), _own(run, "settles", user)
    made = [Missing(key, one.households, alone.get(key, Count()).households, 0) for key, one in lacks.items()]
    return sorted(made, key=most_useful)
