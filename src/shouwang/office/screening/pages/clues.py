"""Where clues of an area came from, and how the households that they told of stand."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import addresses
from shouwang.office.kit.filters import UNKNOWN
from shouwang.office.registry.values import EARLIEST
from shouwang.office.screening import labels
from shouwang.office.screening.lists import clues
from shouwang.office.screening.lists.clues import Line, Told
from shouwang.office.screening.models import Run
from shouwang.office.screening.pages.place import PlacePage

YEAR = timedelta(days=364)


class Clues(PlacePage):
    """`?since=`: the first day of the period, whose last is the page's day; without, a year before the run's day."""

    permission = Permission.STATISTICS_VIEW
    address = "screening:clues"
    template_name = "screening/area_clues.html"

    @cached_property
    def since(self) -> date:
        """Never later than the last day, nor before what the list of events may be asked for."""
        asked = self.day_in("since") or a_year_until(self.run.on if self.run else self.on)
        return min(max(asked, EARLIEST), self.on)

    @property
    def day_said(self) -> str:
        """Of either end of the period."""
        asked = self.request.GET.get("since", "")
        if not asked or self.day_in("since") == self.since:
            return super().day_said
        said = gettext("不能从“%(asked)s”看起，从 %(since)s 看起。日期写成 2022-09-30 这样，不晚于截至日。")
        return super().day_said or said % {"asked": asked[:20], "since": self.since.isoformat()}

    def numbers(self, run: Run) -> dict[str, Any]:
        found = clues.told(run, self.area.span, self.since, self.on)
        tiers = [tier for tier in self.known.tiers if tier not in (self.known.last, labels.UNKNOWN)]
        shown = [*tiers, labels.UNKNOWN]
        named = clues.kinds(found)
        lines = [*found.lines, found.whole] if len(found.lines) > 1 else found.lines
        return {
            "kinds": [clues.kind(kind) for kind in named],
            "tiers": [self.known.tier(tier) for tier in shown],
            "matrix": [self.by_kind(line, named, found) for line in lines],
            "yields": [self.yielded(line, shown, found) for line in lines],
            "is_compared": run.before_id is not None,
            "latest": None if found.lines else self.latest(),
        }

    def latest(self) -> dict[str, Any] | None:
        """Of a period without events: when there were any before, and the year until then."""
        day = clues.last_day(self.area.span, self.since)
        return {"day": day, "url": self.here(since=a_year_until(day).isoformat())} if day else None

    def by_kind(self, line: Line, kinds: list[str], found: Told) -> dict[str, Any]:
        cells = [{"count": line.kinds[kind], "url": self.events(line, found, kind)} for kind in kinds]
        return self.named(line, found) | {"cells": cells}

    def yielded(self, line: Line, tiers: list[str], found: Told) -> dict[str, Any]:
        return self.named(line, found) | {
            "told": (line.households, self.homes(line, found)),
            "tiers": [(line.tiers[tier], self.homes(line, found, tier=tier)) for tier in tiers],
            "share": line.share(self.known.last, labels.UNKNOWN),
            "worsened": (line.worsened, self.homes(line, found, worsened="1")),
        }

    def named(self, line: Line, found: Told) -> dict[str, Any]:
        is_whole = line is found.whole
        return {
            "label": gettext("合计") if is_whole else clues.channel(line) or gettext("没有写明"),
            "is_whole": is_whole,
            "events": line.events,
            "url": self.events(line, found),
        }

    def homes(self, line: Line, found: Told, **asked: str) -> str:
        """The list of households behind a number."""
        if not self.links.is_open:
            return ""
        channel = "" if line is found.whole else line.channel or UNKNOWN
        when = {"since": self.since.isoformat(), "until": self.on.isoformat(), "run": self.links.run.pk}
        where = {"area": self.area.code, "channel": channel}
        return addresses.asking(reverse("screening:clue-list"), where | when | asked)

    def events(self, line: Line, found: Told, kind: str = "") -> str:
        """The list behind a number, for whoever may open it."""
        if not self.links.is_open or not (line.kinds[kind] if kind else line.events):
            return ""
        asked = {
            "area": self.area.code,
            "f_channel": "" if line is found.whole else line.channel or UNKNOWN,
            "f_kind": kind,
            "f_occurred_on_from": self.since.isoformat(),
            "f_occurred_on_to": self.on.isoformat(),
        }
        return addresses.asking(reverse("registry:events"), asked)


def a_year_until(day: date) -> date:
    """Its first day; the calendar begins somewhere."""
    return day - min(YEAR, day - date.min)
