"""How much is unknown now: columns that households of a run lack, by column and by village.

Tallies keep what the run itself had found.  Villages of which a household was evaluated anew since (renewing.py) are put
right by what these households lacked then and lack now; all others are added up by the data base.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from shouwang.office.kit.codes import Span
from shouwang.office.kit.scope import Reach, within
from shouwang.office.screening import figures, labels, rows
from shouwang.office.screening.figures import Missing
from shouwang.office.screening.models import Finding, Recheck, Run

Group = tuple[str, str, str, int]
"""Village, tier, columns between commas, households that are so."""


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

    def by_village(self, most: int) -> list[Lack]:
        """Village × column, the most useful first."""
        lacking, alone = Q(kind="missing"), Q(kind="settles")
        rest = self._others.values("area_code", "key").annotate(
            lacks=Sum("households", filter=lacking, default=0),
            alone=Sum("households", filter=alone, default=0),
        )
        top = rest.order_by("-alone", "-lacks", "area_code", "key")[:most]
        found = [Lack(row["area_code"], row["key"], row["lacks"], row["alone"]) for row in top]
        found += self._renewed
        return sorted(found, key=lambda one: (-one.settles, -one.households, one.area_code, one.column))[
            :most
        ]

    def villages(self, most: int) -> list[Village]:
        """Those first where answers settle most."""
        rest = self._others.values("area_code").annotate(
            columns=Count("key", filter=Q(kind="missing"), distinct=True),
            settled=Sum("households", filter=Q(kind="settles"), default=0),
        )
        top = rest.order_by("-settled", "-columns", "area_code")[:most]
        found = [Village(row["area_code"], row["columns"], row["settled"]) for row in top]
        there: dict[str, list[Lack]] = defaultdict(list)
        for one in self._renewed:
            there[one.area_code].append(one)
        found += [Village(code, len(own), sum(one.settles for one in own)) for code, own in there.items()]
        return sorted(found, key=lambda one: (-one.settles, -one.columns, one.area_code))[:most]

    @cached_property
    def _others(self) -> "QuerySet[Any]":
        """Tallies of the villages where nobody was evaluated anew."""
        return figures.lacking(self.run, self.reach, self.inside).exclude(area_code__in=self._places)

    @cached_property
    def _places(self) -> set[str]:
        return {place for place, _column in self._shifts}

    @cached_property
    def _renewed(self) -> list[Lack]:
        """Of the other villages all that is lacking now; no line for what nobody lacks any more."""
        if not self._places:
            return []
        now: dict[tuple[str, str], list[int]] = {pair: list(shift) for pair, shift in self._shifts.items()}
        kept = figures.lacking(self.run, self.reach, self.inside).filter(area_code__in=self._places)
        for code, column, kind, households in kept.values_list("area_code", "key", "kind", "households"):
            now.setdefault((code, column), [0, 0])[kind == "settles"] += households
        return [
            Lack(code, column, households, settles)
            for (code, column), (households, settles) in now.items()
            if households > 0
        ]

    @cached_property
    def _shifts(self) -> Mapping[tuple[str, str], list[int]]:
        return shifts(self.run, self.reach, self.inside)


def questions(run: Run) -> int:
    """Columns that households of the whole run lack now."""
    found = {one["column"]: one["households"] for one in run.summary.get("missing", [])}
    for (_code, column), (households, _settles) in shifts(run).items():
        found[column] = found.get(column, 0) + households
    return sum(households > 0 for households in found.values())


def shifts(
    run: Run, reach: Reach | None = None, inside: Span | None = None
) -> Mapping[tuple[str, str], list[int]]:
    """Village and column → by how many households more, or fewer, lack it than the run had found; and by how many
    more it alone settles.  Of households evaluated anew since.  Without `reach`: in the whole run."""
    notes = Recheck.objects.filter(run=run).order_by()
    then = notes.exclude(missing_then="").filter(_there("area_then", reach, inside))
    now = Finding.objects.filter(run=run, household__in=notes.values("household")).exclude(missing="")
    now = now.filter(_there("area_code", reach, inside)).order_by()
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    _add(found, -1, then.values_list("area_then", "tier_then", "missing_then").annotate(Count("pk")))
    _add(found, +1, now.values_list("area_code", "tier", "missing").annotate(Count("pk")))
    return found


def _there(column: str, reach: Reach | None, inside: Span | None) -> Q:
    where = within(reach.spans, column) if reach else Q()
    return where & within([inside], column) if inside else where


def _add(found: dict[tuple[str, str], list[int]], sign: int, groups: Iterable[Group]) -> None:
    for code, tier, missing, households in groups:
        lacks = rows.split(missing)
        alone = tier == labels.UNKNOWN and len(lacks) == 1
        for column in lacks:
            shift = found[code, column]
            shift[0] += sign * households
            shift[1] += sign * households * alone
