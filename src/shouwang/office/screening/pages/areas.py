"""An area's pages: its situation, its incomes, and what of it may be published."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import LEVELS
from shouwang.office.kit import codes
from shouwang.office.registry.care import links
from shouwang.office.screening import divisions, queries
from shouwang.office.screening.divisions import Division
from shouwang.office.screening.models import Move, Run
from shouwang.office.screening.pages.place import PlacePage
from shouwang.office.screening.places import burdens, charts, groups, maps, money, publishing, situation
from shouwang.office.screening.places.situation import Below
from shouwang.office.screening.queries import Count
from shouwang.office.screening.running import bases, basing

P = Permission
MOVES = (Move.ENTERED, Move.WORSE, Move.BETTER, Move.LEFT, Move.UNSETTLED, Move.SETTLED)
LISTED = 30
"""Areas in a table at first: townships of nearly every county; its villages are hundreds."""


class OnePlace(PlacePage):
    permission = P.STATISTICS_VIEW
    address = "screening:area"

    @cached_property
    def publishes(self) -> bool:
        if not self.request.GET.get("publish") or self.run is None or self.run.is_empty:
            return False
        # Where nobody lives, no number is too small: the page says why there are none.
        return not self.is_empty(self.run)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render(
            template="screening/area_published.html" if self.publishes else "screening/area.html"
        )

    @property
    def back_url(self) -> str:
        return self.here()

    @property
    def actions(self) -> list[dict[str, Any]]:
        made = self.people()
        if self.run is None or self.run.is_empty:
            return made
        made.append({"label": gettext("公布用的表"), "url": self.here(publish="1"), "icon": "printer"})
        if self.user.may(P.AREA_EDIT, self.area.code):
            made.append(
                {"label": gettext("边界图形"), "url": reverse("screening:outlines"), "icon": "map-plus"}
            )
        return made

    def people(self) -> list[dict[str, Any]]:
        """Who looks after the place, for whoever sees its households."""
        code = self.area.code
        if codes.level(code) not in links.PLACES or code not in self.user.reach(P.HOUSEHOLD_VIEW):
            return []
        return [
            {"label": gettext("联系人员"), "url": reverse("registry:place", args=[code]), "icon": "users"}
        ]

    def numbers(self, run: Run) -> dict[str, Any]:
        if self.publishes:
            return self.published(run)
        found = situation.figures(run, self.reach, self.area.code, self.level)
        counted = found.numbers
        tiers = counted.get("tier", {})
        whole = divisions.total(iter(tiers.values()))
        if not whole.households:
            return self.nobody(run)
        return {
            "whole": whole,
            "tiers": divisions.by_tier(tiers, whole, self.known, self.links),
            "moves": self.moves(counted.get("move", {}), self.links.moved),
            "since": self.since(run, counted.get(situation.SINCE, {})),
            "divisions": divisions.of(counted, whole, self.links),
            "groups": groups.card(counted[groups.KIND], self.links) if groups.KIND in counted else None,
            "groups_url": self.to("screening:groups", self.area.code),
            "crossed": divisions.crossed(counted, whole, self.known, self.links),
            "trend": charts.trend(found.months, self.known, self.links_of),
            **self.inside(situation.below(found, self.area.code, self.links), whole),
        }

    def moves(self, counts: Mapping[str, Count], url: Callable[[str], str]) -> list[dict[str, Any]]:
        """What became of households since an earlier run – nothing to tell of the first."""
        return [
            {"label": move.label, "count": counts[move], "url": url(move.value)}
            for move in MOVES
            if move in counts
        ]

    def since(self, run: Run, counts: Mapping[str, Count]) -> dict[str, Any]:
        """The same since the end of last year."""
        base = bases.shown(run)
        found = base or bases.of(run)
        return {
            "base": base,
            "moves": self.moves(counts, self.links.since) if base else [],
            "differences_url": bases.differences(run, found) if self.links.is_open else "",
            "ask_url": "" if found else basing.address(run, self.user),
        }

    def published(self, run: Run) -> dict[str, Any]:
        """Of another day of the month only for who insists: tables of two days tell their difference."""
        day = publishing.day_of_month(run, self.area.code)
        if day != run.on and not self.request.GET.get("anyway"):
            return {
                "other": day,
                "other_url": self.here(publish="1", on=day.isoformat()),
                "anyway_url": self.here(publish="1", anyway="1"),
            }
        return {"sheets": publishing.sheets(run, self.area.code, self.known), "insists": day != run.on}

    # The areas below

    @cached_property
    def measures(self) -> dict[str, str]:
        return situation.measures(self.known)

    @property
    def measure(self) -> str:
        asked = self.request.GET.get("by", "")
        return asked if asked in self.measures else next(iter(self.measures))

    def inside(self, areas: list[Below], whole: Count) -> dict[str, Any]:
        if not areas:
            return {}
        measure, said = self.measure, dict(LEVELS)
        parts = Division("", [divisions.Part(area.name, area.whole) for area in areas], whole)
        return {
            "below": self.rows(
                situation.ranked(areas, measure)[: None if self.request.GET.get("all") else LISTED]
            ),
            "all_url": self.here(all="1") if len(areas) > LISTED and not self.request.GET.get("all") else "",
            "all_count": len(areas),
            "below_sum": parts,
            "below_url": self.links.roll("tier", divisions.ALL),
            "measure": self.measures[measure],
            "measures": [
                {"label": label, "url": self.here(by=key), "active": key == measure}
                for key, label in self.measures.items()
            ],
            "levels": [
                {"label": said[level], "url": self.here(level=level), "active": level == self.level}
                for level in self.levels
            ],
            "map": maps.drawn(areas, measure),
        }

    def rows(self, areas: list[Below]) -> list[dict[str, Any]]:
        highest = {measure: max(area.share(measure) for area in areas) or 1 for measure in self.measures}
        return [
            {
                "area": area,
                "every": self.links.roll("tier", divisions.ALL, area.code) if area.url else "",
                "cells": [self.cell(area, measure, highest[measure]) for measure in self.measures],
            }
            for area in areas
        ]

    def cell(self, area: Below, measure: str, highest: float) -> dict[str, Any]:
        share = area.share(measure)
        # The area's own code is a span of everything below it: no list of what stands under the code alone.
        open_to = bool(area.url) and area.code != self.area.code
        return {
            "label": self.measures[measure],
            "count": area.households(measure),
            "share": f"{100 * share:.1f}",
            "width": f"{100 * share / highest:.1f}",
            "colour": charts.colour(self.known.colour(measure)) if measure in self.known.tiers else "red",
            "url": self._listed(measure, area.code) if open_to else "",
        }

    def _listed(self, measure: str, code: str) -> str:
        if measure == situation.ENTERED:
            return self.links.moved(measure, code)
        return self.links.roll("tier", measure, code)


class Incomes(PlacePage):
    """`?reference=11.6`: a growth rate that households are measured by, in percent."""

    permission = P.STATISTICS_VIEW
    address = "screening:incomes"
    template_name = "screening/area_incomes.html"

    @cached_property
    def reference(self) -> Any:
        return money.reference_of(self.request.GET.get("reference", ""))

    def numbers(self, run: Run) -> dict[str, Any]:
        counted = queries.divisions(run, (*money.KINDS, burdens.KIND), self.reach, inside=self.area.span)
        if not counted and self.is_empty(run):
            return self.nobody(run)
        made = []
        if "income" in counted:
            made += [
                money.incomes(run, counted["income"], self.links),
                self.around(run, money.average(counted["income"])),
            ]
        if "growth" in counted:
            made.append(money.growth(counted["growth"], self.reference, self.links))
        if "burden" in counted:
            made.append(money.burden(run, counted["burden"], self.links))
        whole = divisions.total(iter(counted.get("burden", {}).values()))
        return {
            "strain": burdens.division(run, counted.get(burdens.KIND, {}), whole, self.links),
            "strain_about": burdens.about(run),
            "charts": made,
            "lists": money.lists(counted, self.reference, self.links),
            "reference": self.reference,
            "asked": self.request.GET.get("reference", ""),
        }

    def around(self, run: Run, mean: Any) -> charts.Chart:
        """Beside the areas of the same level next to it; of the run's own area, those below it."""
        code = self.area.code
        within = code if code == run.area_code else codes.parents(code)[-1]
        level = situation.level_below(within) or codes.level(code)
        span = codes.span(within)
        return money.neighbours(
            code, mean, money.averages(run, level, span), situation.names(span, level, run.on)
        )
