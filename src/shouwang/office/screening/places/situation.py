"""What an area's page says: how many households and persons are in which tier and class, and where below it.

All of it are counts of a standing run; a run counts for its area and for every area inside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from shouwang.office.areas.models import LEVELS, Area
from shouwang.office.kit import codes, counts
from shouwang.office.kit.scope import Reach, within
from shouwang.office.screening import queries
from shouwang.office.screening.counts import tallies
from shouwang.office.screening.divisions import total
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.links import Links
from shouwang.office.screening.models import Move, Run
from shouwang.office.screening.places import groups
from shouwang.office.screening.queries import Count

SINCE = tallies.SINCE.name
KINDS = ("tier", "origin", "watched", "allowance", "hardship", "crossed", "move", SINCE, groups.KIND)
ORDER = [level for level, _label in LEVELS]
MONTHS = 13
"""Of a trend: a year, and the same month a year ago."""
ENTERED = Move.ENTERED.value
COMPARED = Q(kind="tier") | Q(kind="move", key=ENTERED)
"""What the areas below are compared by."""


@dataclass(frozen=True)
class Below:
    """An area one level down.  `counts`: tier → count, and `entered`."""

    code: str
    name: str
    counts: Mapping[str, Count]
    url: str

    @cached_property
    def whole(self) -> Count:
        return total(count for key, count in self.counts.items() if key != ENTERED)

    def households(self, measure: str) -> int:
        return self.counts.get(measure, Count()).households

    def share(self, measure: str) -> float:
        """0…1 of the area's households."""
        return self.households(measure) / self.whole.households if self.whole.households else 0.0


def reached_whole(user: Any, permission: Any, code: str) -> bool:
    """Counts are of whole areas: somebody who reaches single households there has no such page."""
    reach: Reach = user.reach(permission)
    return code in reach and codes.span(code).high in reach


def numbers(run: Run, reach: Reach, code: str) -> dict[str, dict[str, Count]]:
    return queries.divisions(run, KINDS, reach, inside=codes.span(code))


def level_below(code: str) -> str:
    """Empty below a village."""
    return (*ORDER[ORDER.index(codes.level(code)) + 1 :], "")[0]


def levels_below(code: str) -> list[str]:
    """Those that a page of the area can list."""
    first = level_below(code)
    return ORDER[ORDER.index(first) : ORDER.index(first) + 2] if first else []


@dataclass(frozen=True)
class Figures:
    """All that a page of an area counts.  `numbers`: kind → key → count; `inside`: the same of each area below;
    `names`: of the areas that were there on the day."""

    numbers: Mapping[str, Mapping[str, Count]]
    inside: Mapping[str, Mapping[str, Mapping[str, Count]]]
    names: Mapping[str, str]
    months: Sequence["Month"]


def figures(run: Run, reach: Reach, code: str, level: str = "") -> Figures:
    """`level`: of the areas below, the next one where none is asked for.  A run's numbers stay what they are: where they
    take long they are kept for a moment (kit/counts.py)."""
    level = level or level_below(code)
    question = ("area", run.pk, run.base_id, code, level, reach)
    found: Figures = counts.worth(question, lambda: _figures(run, reach, code, level))
    return found


def _figures(run: Run, reach: Reach, code: str, level: str) -> Figures:
    return Figures(
        numbers(run, reach, code),
        _inside(run, reach, code, level) if level else {},
        names(codes.span(code), level, run.on) if level else {},
        months(code, reach, on=run.on),
    )


def _inside(run: Run, reach: Reach, code: str, level: str) -> dict[str, dict[str, dict[str, Count]]]:
    return queries.divisions_by_area(
        run, ("tier", "move"), reach, inside=codes.span(code), length=codes.LENGTHS[level], only=COMPARED
    )


def below(found: Figures, code: str, links: Links) -> list[Below]:
    """By code, with those that had no household on the day.

    Also codes that are no area any more, so that all of them together are the area; what was entered for the area
    itself, without saying where in it, stands under its own code.
    """
    return [
        Below(
            place,
            _("没有写明下级的") if place == code else found.names.get(place, place),
            _compared(found.inside.get(place, {})),
            links.area(place) if place in found.names else "",
        )
        for place in sorted({*found.inside, *found.names})
    ]


def _compared(here: Mapping[str, Mapping[str, Count]]) -> dict[str, Count]:
    return {**here.get("tier", {}), ENTERED: here.get("move", {}).get(ENTERED, Count())}


def names(span: codes.Span, level: str, on: date) -> dict[str, str]:
    """Areas of a level that were there on the day.  A list loaded later than the day counts for earlier days, too."""
    areas = Area.objects.filter(within([span], "code"), level=level)
    there = areas.filter(valid_to=None) | areas.on(on)
    return dict(there.order_by("code").values_list("code", "name"))


def measures(known: Labels) -> dict[str, str]:
    """What areas are compared by: the tiers in which somebody is looked after, the unknown, the newly entered."""
    return {tier: label for tier, label in known.tiers.items() if tier != known.last} | {
        ENTERED: str(Move.ENTERED.label)
    }


def ranked(areas: Sequence[Below], measure: str) -> list[Below]:
    """The largest share first."""
    return sorted(areas, key=lambda area: (-area.share(measure), -area.households(measure), area.code))


@dataclass(frozen=True)
class Month:
    run: Run
    counts: Mapping[str, Count]


def months(code: str, reach: Reach, *, on: date) -> list[Month]:
    """The last standing run of each month, the oldest first, with the area's tiers."""
    standing = Run.objects.regular(on).filter(area_code__in=[code, *codes.parents(code)])
    days = standing.filter(on__gte=on.replace(year=on.year - 1, day=1)).order_by("on", "pk")
    # Runs carry their whole summary: only those that are shown are fetched.
    last = {(day.year, day.month): pk for day, pk in days.values_list("on", "pk")}
    found = Run.objects.in_bulk(list(last.values())[-MONTHS:])
    runs = sorted(found.values(), key=lambda run: (run.on, run.pk))
    parts = queries.tiers_of_runs([run for run in runs if run.area_code != code], reach, codes.span(code))
    return [Month(run, parts.get(run.pk) or whole_of(run)) for run in runs]


def whole_of(run: Run) -> dict[str, Count]:
    return {tier["tier"]: Count(tier["households"], tier["persons"]) for tier in run.tiers}


def runs_inside(code: str, *, on: date, today: date) -> list[Run]:
    """For a place above all runs: the standing run that counts for each area below it (queries.py)."""
    rows = Run.objects.regular(on).filter(within([codes.span(code)]))
    order = ("-known_then", "on", "pk") if on == today else ("on", "pk")
    last = dict(rows.order_by(*order).values_list("area_code", "pk"))
    tops = [one for one in last if not any(above in last for above in codes.parents(one))]
    found = Run.objects.in_bulk([last[one] for one in tops])
    return sorted(found.values(), key=lambda run: run.area_code)
