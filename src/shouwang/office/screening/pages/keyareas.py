"""The key areas inside an area: how many are at risk in each, beside the whole."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.registry.care import keyareas as register
from shouwang.office.registry.models import KeyArea
from shouwang.office.screening import divisions
from shouwang.office.screening.counts import marked
from shouwang.office.screening.links import Links
from shouwang.office.screening.lists import rolls
from shouwang.office.screening.models import Run
from shouwang.office.screening.pages.place import PlacePage
from shouwang.office.screening.places import keyareas, situation
from shouwang.office.screening.queries import Count

P = Permission
Counted = Mapping[str, Mapping[str, Count]]


class KeyAreas(PlacePage):
    permission = P.STATISTICS_VIEW
    address = "screening:keyareas"
    template_name = "screening/area_keyareas.html"

    @cached_property
    def inside(self) -> list[KeyArea]:
        return register.inside(self.area.span, on=self.on)

    @property
    def actions(self) -> list[dict[str, Any]]:
        url = reverse("registry:keyareas")
        made: list[dict[str, Any]] = [{"label": gettext("重点区域名册"), "url": url, "icon": "list-details"}]
        if self.user.may(P.AREA_EDIT, self.area.code) and self.area.level in register.LEVELS:
            url = reverse("registry:keyarea-new", args=[self.area.code])
            made.append({"label": gettext("标记重点区域"), "url": url, "icon": "flag", "primary": True})
        return made

    def numbers(self, run: Run) -> dict[str, Any]:
        lacking, later = self.counted_later(run)
        counted = _together(keyareas.counts(run, self.reach, self.area.span), later)
        known = [one for one in self.inside if one.pk not in {lacks.pk for lacks in lacking}]
        tiers = [tier for tier in self.known.tiers if tier != self.known.last]
        rows = keyareas.rows(run, known, counted, below=self.area.code)
        return {
            "lines": [self.line(row) for row in rows],
            "titles": [self.known.tiers[tier] for tier in tiers],
            "is_compared": run.before_id is not None,
            "whole": self.whole(run, tiers),
            "rule": keyareas.rule(),
            "lacking": [
                {"title": said, "reason": one.reason}
                for one, said in zip(
                    lacking, register.titles(lacking, below=self.area.code).values(), strict=True
                )
            ],
        }

    def line(self, row: keyareas.Row) -> dict[str, Any]:
        one = row.area
        return keyareas.line(row, self.known, self.links) | {
            "kind": one.get_kind_display(),
            "colour": register.COLOURS.get(one.kind, ""),
            "url": reverse("registry:keyarea", args=[one.pk]),
        }

    def counted_later(self, run: Run) -> tuple[list[KeyArea], Counted]:
        """Of those marked after the run was made: which it can tell nothing of, and what it kept of the others."""
        with_it = run.summary.get(marked.KEY, [])
        late = [one for one in self.inside if one.pk not in with_it]
        if not late:
            return [], {}
        try:
            return [], {kind: _kept(run, kind, late) for kind in self.kinds(run)}
        except Refused:
            return late, {}

    def kinds(self, run: Run) -> list[str]:
        return [keyareas.KIND, *([keyareas.MOVED] if run.before_id else [])]

    def whole(self, run: Run, tiers: Sequence[str]) -> dict[str, Any]:
        """Of the run's area, which may reach further than whoever looks: then without lists."""
        counts = situation.whole_of(run)
        is_open = situation.reached_whole(self.user, self.permission, run.area_code) and self.user.may(
            P.HOUSEHOLD_VIEW, run.area_code
        )
        links = Links(run, run.area_code, is_open)
        share = keyareas.whole(run)
        return {
            "name": names.names_of([run.area_code]).get(run.area_code, run.area_code),
            "all": divisions.Part(
                "", divisions.total(iter(counts.values())), links.roll("tier", divisions.ALL)
            ),
            "tiers": [
                divisions.Part("", counts.get(tier, Count()), links.roll("tier", tier)) for tier in tiers
            ],
            "entered": run.summary.get("moves", {}).get(keyareas.ENTERED, 0),
            "entered_url": links.moved(keyareas.ENTERED),
            "at_risk": share.at_risk,
            "at_risk_url": links.roll("tier", ",".join(keyareas.risky(run))),
            "share": keyareas.percent(share),
        }


def _kept(run: Run, kind: str, late: Sequence[KeyArea]) -> dict[str, Count]:
    wanted = {str(one.pk) for one in late}
    with rolls.opened(run, kind) as path:
        return {key: one for key, one in rolls.counts(path).items() if key.partition(":")[0] in wanted}


def _together(one: Counted, other: Counted) -> Counted:
    return {kind: {**one.get(kind, {}), **other.get(kind, {})} for kind in (keyareas.KIND, keyareas.MOVED)}
