"""How much is unknown now: columns that households of a run lack, by column and by village.

Tallies keep what the run itself had found.  Villages of which a household was evaluated anew since
(running/renewing.py) are put right by what these households lacked then and lack now; all others are added up by the
data base.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from shouwang.office.kit import counts
from shouwang.office.kit.codes import Span
from shouwang.office.kit.scope import Reach, within
from shouwang.office.screening import labels, rows
from shouwang.office.screening.completion import answers, figures
from shouwang.office.screening.completion.figures import Missing
from shouwang.office.screening.models import Finding, Recheck, Run, Tally

Group = tuple[str, str, str, str | None, int]
"""Village, tier, columns between commas, likewise those that settle alone, households that are so."""


SETTLED = Coalesce(
    Sum("households", filter=Q(kind="settled")), Sum("households", filter=Q(kind="settles")), 0
)
"""Households that some one answer settles; runs of earlier versions say so by column only, of one for each."""


@dataclass(frozen=True)
class Lack:
    """`households` of a village that lack a column, and those that it alone `settles`."""

    area_code: str
    column: str
    households: int
    settles: int


@dataclass(frozen=True)
class Village:
    """`columns` that somebody there lacks; `settles`: households for which one answer is enough."""

    area_code: str
    columns: int
    settles: int


@dataclass(frozen=True)
class Unknowns:
    """Of a run, in the part that `reach` has whole."""

    run: Run
    reach: Reach
    inside: Span | None = None

    def columns(self) -> list[Missing]:
        """What would settle most first."""
        found = {one.column: one for one in figures.by_column(self._others)}
        for one in self._renewed:
            known = found.get(one.column, Missing(one.column, 0, 0, 0))
            found[one.column] = Missing(
                one.column,
                known.households + one.households,
                known.settles + one.settles,
                known.villages + 1,
            )
        return sorted(found.values(), key=figures.most_useful)

    def by_village(self, most: int, column: str = "") -> list[Lack]:
        """Village × column – or one column –, the most useful first."""
        lacking, alone = Q(kind="missing"), Q(kind="settles")
        others = self._others.filter(key=column) if column else self._others
        rest = others.values("area_code", "key").annotate(
            lacks=Sum("households", filter=lacking, default=0),
            alone=Sum("households", filter=alone, default=0),
        )
        top = rest.order_by("-alone", "-lacks", "area_code", "key")[:most]
        found = [Lack(row["area_code"], row["key"], row["lacks"], row["alone"]) for row in counts.rows(top)]
        found += [one for one in self._renewed if column in ("", one.column)]
        return sorted(found, key=lambda one: (-one.settles, -one.households, one.area_code, one.column))[
            :most
        ]

    def villages(self, most: int) -> list[Village]:
        """Those first where answers settle most."""
        others = figures.waiting(self.run, self.reach, self.inside).exclude(area_code__in=self._places)
        rest = others.values("area_code").annotate(
            columns=Count("key", filter=Q(kind="missing"), distinct=True), settled=SETTLED
        )
        top = rest.order_by("-settled", "-columns", "area_code")[:most]
        found = [Village(row["area_code"], row["columns"], row["settled"]) for row in counts.rows(top)]
        found += self._villages_renewed()
        return sorted(found, key=lambda one: (-one.settles, -one.columns, one.area_code))[:most]

    def _villages_renewed(self) -> list[Village]:
        settled = Counter(self._shifts.settled)
        # As in SETTLED.
        told = "settled" if any(kind == "settled" for _code, _key, kind, _number in self._kept) else "settles"
        for code, _key, kind, households in self._kept:
            settled[code] += households * (kind == told)
        columns = Counter(one.area_code for one in self._renewed)
        return [Village(code, number, settled[code]) for code, number in columns.items()]

    @cached_property
    def _others(self) -> "QuerySet[Any]":
        """Tallies of the villages where nobody was evaluated anew."""
        return figures.lacking(self.run, self.reach, self.inside).exclude(area_code__in=self._places)

    @cached_property
    def _places(self) -> set[str]:
        return {place for place, _column in self._shifts.columns}

    @cached_property
    def _renewed(self) -> list[Lack]:
        """Of the other villages all that is lacking now; no line for what nobody lacks any more."""
        if not self._places:
            return []
        now: dict[tuple[str, str], list[int]] = {
            pair: list(shift) for pair, shift in self._shifts.columns.items()
        }
        for code, column, kind, households in self._kept:
            if kind != "settled":
                now.setdefault((code, column), [0, 0])[kind == "settles"] += households
        return [
            Lack(code, column, households, settles)
            for (code, column), (households, settles) in now.items()
            if households > 0
        ]

    @cached_property
    def _kept(self) -> list[tuple[str, str, str, int]]:
        """Village, key, kind and households: what the run itself had found in the other villages."""
        found = figures.waiting(self.run, self.reach, self.inside).filter(area_code__in=self._places)
        return list(found.values_list("area_code", "key", "kind", "households"))

    @cached_property
    def _shifts(self) -> "Shifts":
        return shifts(self.run, self.reach, self.inside)


def questions(run: Run) -> int:
    """Columns that households of the whole run lack now."""
    found = {one["column"]: one["households"] for one in run.summary.get("missing", [])}
    for (_code, column), (households, _settles) in shifts(run).columns.items():
        found[column] = found.get(column, 0) + households
    return sum(households > 0 for households in found.values())


@dataclass
class Shifts:
    """By how many households more, or fewer, something is so than the run had found.

    `columns`: village and column → that lack it, and that it alone settles; `settled`: village → that some one answer
    settles.
    """

    run: Run
    columns: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    settled: Counter[str] = field(default_factory=Counter)

    def add(self, sign: int, groups: Iterable[Group]) -> None:
        for code, tier, missing, kept, households in groups:
            lacks = rows.split(missing)
            settling = answers.settling(self.run, tier, lacks, kept)
            self.settled[code] += sign * households * bool(settling)
            for column in lacks:
                shift = self.columns[code, column]
                shift[0] += sign * households
                shift[1] += sign * households * (column in settling)


def shifts(run: Run, reach: Reach | None = None, inside: Span | None = None) -> Shifts:
    """Of households evaluated anew since.  Without `reach`: in the whole run."""
    notes = Recheck.objects.filter(run=run).order_by()
    then = notes.exclude(missing_then="").filter(_there("area_then", reach, inside))
    now = Finding.objects.filter(run=run, household__in=notes.values("household")).exclude(missing="")
    now = now.filter(_there("area_code", reach, inside)).order_by()
    found = Shifts(run)
    found.add(
        -1, then.values_list("area_then", "tier_then", "missing_then", "settles_then").annotate(Count("pk"))
    )
    found.add(+1, now.values_list("area_code", "tier", "missing", "settles").annotate(Count("pk")))
    return found


def _there(column: str, reach: Reach | None, inside: Span | None) -> Q:
    where = within(reach.spans, column) if reach else Q()
    return where & within([inside], column) if inside else where


def undecided_villages(run: Run, reach: Reach, most: int) -> list[tuple[str, int]]:
    """Villages with most households whose tier is unknown, as the ledger lists them now."""
    rows = Tally.objects.filter(within(reach.spans), run=run, kind="tier", key=labels.UNKNOWN)
    ranked = rows.values("area_code").annotate(count=Sum("households")).order_by("-count", "area_code")
    # Some were completed since: as many again stand by.
    places = [row["area_code"] for row in ranked[: 2 * most]]
    return sorted(undecided_now(run, places).items(), key=lambda one: (-one[1], one[0]))[:most]


def undecided_now(run: Run, areas: Collection[str]) -> dict[str, int]:
    """Village → households whose tier is unknown."""
    found = Finding.objects.filter(run=run, area_code__in=areas, tier=labels.UNKNOWN).order_by()
    return dict(found.values_list("area_code").annotate(Count("pk")))
