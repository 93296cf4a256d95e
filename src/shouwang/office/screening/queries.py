"""What pages ask of runs, findings and counts – always within somebody's reach.

A run over a county is of use to each of its villages: whoever reaches a part of its area may open it, and sees of it
the findings and counts of that part.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Q, QuerySet, Sum, When
from django.db.models.functions import Left

from shouwang.office.kit import codes
from shouwang.office.kit import counts as kept
from shouwang.office.kit.codes import Span
from shouwang.office.kit.scope import NOTHING, Reach, within
from shouwang.office.screening import subtotals
from shouwang.office.screening.models import Finding, Run, Tally

EVERY = Q()


@dataclass(frozen=True)
class Count:
    households: int = 0
    persons: int = 0
    amount: Decimal | None = None


def runs_for(user: Any, permission: Any) -> "QuerySet[Run]":
    """Of areas within reach, and standing ones of areas around it.  Questions that others asked about more than
    somebody's own place are theirs."""
    reach: Reach = user.reach(permission)
    spans = [*reach.spans, *(span for _line, span in reach.linked)]
    around = {above for span in spans for above in codes.parents(span.low)} | {span.low for span in spans}
    found: QuerySet[Run] = Run.objects.filter(within(reach.spans) | Q(is_standing=True, area_code__in=around))
    return found


def latest(area_code: str, *, on: date, apart_from: int | None = None) -> Run | None:
    """The standing run that counts for a place on a day that is over: over it or an area around it, the last until `on`."""
    found: Run | None = _standing(area_code, on).exclude(pk=apart_from).order_by("-on", "-pk").first()
    return found


def present(area_code: str, *, today: date, apart_from: int | None = None) -> Run | None:
    """The one that counts today, and is brought up to date as households change.

    A run by what was known then is a record of its day: it counts only where there is no other, and stays as it was.
    """
    rows = _standing(area_code, today).exclude(pk=apart_from)
    found: Run | None = rows.order_by("known_then", "-on", "-pk").first()
    return found


def counting(area_code: str, *, on: date, today: date) -> Run | None:
    """The one or the other, whichever the day is."""
    return present(area_code, today=today) if on == today else latest(area_code, on=on)


def _standing(area_code: str, on: date) -> Any:
    return Run.objects.regular(on).filter(area_code__in=[area_code, *codes.parents(area_code)])


def findings_for(run: Run, user: Any, permission: Any) -> "QuerySet[Finding]":
    """Without the sealed row, which lists do not open."""
    rows: QuerySet[Finding] = Finding.objects.visible_to(user, permission).filter(run=run)
    return rows.defer("row")


def counts(run: Run, kind: str, reach: Reach, *, inside: Span | None = None) -> dict[str, Count]:
    """Key → households and persons of the part within reach – and within one area."""
    rows = _reached(run, [kind], reach, inside).values("key")
    return {row["key"]: _count(row) for row in kept.rows(rows.annotate(**SUMS))}


def divisions(
    run: Run, kinds: Iterable[str], reach: Reach, *, inside: Span | None = None
) -> dict[str, dict[str, Count]]:
    """Kind → key → count, of several kinds in one query."""
    found: dict[str, dict[str, Count]] = {}
    rows = _reached(run, kinds, reach, inside).values("kind", "key")
    for row in kept.rows(rows.annotate(**SUMS)):
        found.setdefault(row["kind"], {})[row["key"]] = _count(row)
    return found


def tiers_of_runs(runs: Iterable[Run], reach: Reach, inside: Span) -> dict[int, dict[str, Count]]:
    """Run → tier → count in an area, of several runs in one query."""
    found: dict[int, dict[str, Count]] = {}
    wanted = list(runs)
    if not wanted:
        return found
    length = len(codes.prefix(inside.low))
    rows: QuerySet[Any] = (
        subtotals.inside(inside, length)
        if subtotals.serve(wanted, reach, inside, length)
        else Tally.objects.filter(within(reach.spans), within([inside]))
    )
    told = rows.filter(run__in=wanted, kind="tier").values("run_id", "key")
    for row in kept.rows(told.annotate(**SUMS)):
        found.setdefault(row["run_id"], {})[row["key"]] = _count(row)
    return found


def counts_by_area(
    run: Run, kind: str, reach: Reach, *, inside: Span | None = None, length: int = 12
) -> dict[str, dict[str, Count]]:
    """Area → key → count; `length`: digits of the areas (9: townships, 12: villages), codes padded to twelve."""
    rows = (
        _reached(run, [kind], reach, inside, length)
        .annotate(place=Left("area_code", length))
        .values("place", "key")
    )
    found: dict[str, dict[str, Count]] = {}
    for row in kept.rows(rows.annotate(**SUMS)):
        found.setdefault(row["place"].ljust(12, "0"), {})[row["key"]] = _count(row)
    return found


def divisions_by_area(
    run: Run, kinds: Iterable[str], reach: Reach, *, inside: Span, length: int, only: Q = EVERY
) -> dict[str, dict[str, dict[str, Count]]]:
    """Area → kind → key → count; see `counts_by_area`.  `only`: some of the keys."""
    rows = _reached(run, kinds, reach, inside, length).filter(only).annotate(place=Left("area_code", length))
    found: dict[str, dict[str, dict[str, Count]]] = {}
    for row in kept.rows(rows.values("place", "kind", "key").annotate(**SUMS)):
        here = found.setdefault(row["place"].ljust(12, "0"), {})
        here.setdefault(row["kind"], {})[row["key"]] = _count(row)
    return found


def known_by_area(
    run: Run, kinds: Iterable[str], reach: Reach, *, inside: Span, length: int, unknown: str = "unknown"
) -> dict[str, dict[str, tuple[Count, Count]]]:
    """Area → kind → of all keys but the unknown one, and of that, for kinds that add up amounts."""
    rows = _reached(run, kinds, reach, inside, length).annotate(place=Left("area_code", length))
    rows = rows.annotate(lacks=Case(When(key=unknown, then=True), default=False))
    found: dict[str, dict[str, tuple[Count, Count]]] = {}
    for row in kept.rows(rows.values("place", "kind", "lacks").annotate(**SUMS)):
        place, kind = found.setdefault(row["place"].ljust(12, "0"), {}), row["kind"]
        known, other = place.get(kind, (Count(), Count()))
        count = _count(row)
        place[kind] = (known, count) if row["lacks"] else (count, other)
    return found


SUMS = {
    "count_households": Sum("households"),
    "count_persons": Sum("persons"),
    "count_amount": Sum("amount"),
}


def _count(row: dict[str, Any]) -> Count:
    return Count(*(row[name] for name in SUMS))


def _reached(
    run: Run, kinds: Iterable[str], reach: Reach, inside: Span | None, length: int = 0
) -> "QuerySet[Any]":
    """Tallies, or subtotals where those say the same.  `length`: digits of the areas that are told apart; without,
    `inside` is told as a whole."""
    if inside and subtotals.serve([run], reach, inside, length := length or len(codes.prefix(inside.low))):
        return subtotals.inside(inside, length).filter(run=run, kind__in=list(kinds))
    # Counts are of whole villages: who reaches single households only has no counts.
    where = within(reach.spans) if reach.spans else NOTHING
    rows = Tally.objects.filter(where, run=run, kind__in=list(kinds))
    return rows.filter(within([inside])) if inside else rows
