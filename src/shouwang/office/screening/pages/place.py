"""What the pages about an area share: the area, the day, the run that counts – and what is said where there is none."""

from datetime import date
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.areas.models import Area
from shouwang.office.kit import addresses, clock, codes
from shouwang.office.kit.pages import Page
from shouwang.office.registry.care import keyareas
from shouwang.office.screening import labels, queries
from shouwang.office.screening.differences import titles
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.links import Links
from shouwang.office.screening.models import Run
from shouwang.office.screening.places import situation
from shouwang.office.screening.running import firsts, knowledge

P = Permission
KEY_AREAS = "screening:keyareas"
CHANGED = ("on", "by", "level", "reference")
"""What an address chooses; links to other areas keep the day and the measure."""


class Situation(Page):
    """To the own area; somebody of several chooses."""

    permission = P.STATISTICS_VIEW
    template_name = "screening/areas.html"
    title = _("辖区情况")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.lows = list(dict.fromkeys(span.low for span in self.user.reach(self.permission).spans))
        if not self.lows:
            # Who helps single households has a list of them, and no counts.
            return HttpResponseRedirect(reverse("screening:now"))
        if len(self.lows) == 1:
            return HttpResponseRedirect(reverse("screening:area", args=self.lows))
        return self.render()

    def context(self) -> dict[str, Any]:
        said = names.paths_of(self.lows)
        return {
            "places": [
                {"label": said[code], "url": reverse("screening:area", args=[code])} for code in self.lows
            ]
        }


class PlacePage(Page):
    """About an area that is reached whole, on a day."""

    permission = P.STATISTICS_VIEW
    address: ClassVar[str] = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.area = self.find(self.kwargs["code"])

    def find(self, code: str) -> Area:
        found: Area | None = Area.objects.visible_to(self.user, self.permission).filter(pk=code).first()
        if found is None or not situation.reached_whole(self.user, self.permission, code):
            raise Http404
        return found

    @cached_property
    def asked_day(self) -> date | None:
        return self.day_in("on")

    @cached_property
    def on(self) -> date:
        """As asked for; something that is no day is today, and nothing is known of a later one."""
        today = clock.today()
        return min(self.asked_day or today, today)

    @property
    def day_said(self) -> str:
        """Where the day asked for is not the one shown."""
        return self.day_refused("on", until=self.on)

    @cached_property
    def levels(self) -> list[str]:
        return situation.levels_below(self.area.code)

    @cached_property
    def level(self) -> str:
        """Of the lines below, as asked for, else the next one; empty where nothing lies below."""
        asked = self.request.GET.get("level", "")
        return asked if asked in self.levels else next(iter(self.levels), "")

    @cached_property
    def run(self) -> Run | None:
        return self.counting_run()

    def counting_run(self) -> Run | None:
        return queries.counting(self.area.code, on=self.on, today=clock.today())

    def named_run(self, asked: str) -> Run:
        """Over this place, as an address names it; 404 where it is none that somebody may open."""
        around = [self.area.code, *codes.parents(self.area.code)]
        runs = queries.runs_for(self.user, self.permission).filter(state=Run.State.DONE, area_code__in=around)
        found: Run | None = runs.filter(pk=addresses.key(asked)).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def known(self) -> Labels:
        return labels.of(self.run) if self.run else Labels()

    @cached_property
    def reach(self) -> Any:
        return self.user.reach(self.permission)

    @cached_property
    def title(self) -> str:
        return str(self.area.name)

    @property
    def about(self) -> str:
        if self.run is None:
            return ""
        said = gettext("%(day)s 的情况") % {"day": self.run.on.isoformat()}
        return titles.SEPARATOR.join(filter(None, (said, knowledge.said(self.run), labels.title(self.run))))

    def here(self, **changed: str) -> str:
        """This address with something chosen differently."""
        given = {name: self.request.GET[name] for name in CHANGED if self.request.GET.get(name)}
        return addresses.asking(self.request.path, given | changed)

    def to(self, address: str, code: str) -> str:
        """Another page of this kind, on the same day."""
        return addresses.asking(reverse(address, args=[code]), {"on": self.request.GET.get("on")})

    @cached_property
    def key_areas(self) -> list[dict[str, Any]]:
        """Whether the place is watched as a whole, or a part of it: since when, and why.  Of those that the tab about
        key areas lists, it says so itself."""
        found = keyareas.covering(self.area.code, on=self.on)
        if self.address == KEY_AREAS and self.run and not self.run.is_empty:
            found = [one for one in found if one.area_code not in self.area.span]
        said = keyareas.titles(found, below=("", *codes.parents(self.area.code))[-1])
        return [
            {
                "title": said[one.pk],
                "kind": one.get_kind_display(),
                "colour": keyareas.COLOURS.get(one.kind, ""),
                "since": one.since,
                "reason": one.reason,
            }
            for one in found
        ]

    @property
    def key_areas_url(self) -> str:
        """Where all are told; empty there."""
        return "" if self.address == KEY_AREAS else self.to(KEY_AREAS, self.area.code)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        pages = (
            ("screening:area", gettext("总览")),
            ("screening:incomes", gettext("收入和支出")),
            ("screening:groups", gettext("档外五类")),
            ("screening:keylists", gettext("重点名单")),
            ("screening:clues", pgettext("tab", "线索来源")),
            (KEY_AREAS, pgettext("tab", "重点区域")),
            ("screening:summary", gettext("情况汇总表")),
            ("screening:outcomes", gettext("截至目前")),
        )
        return [
            {"label": label, "url": self.to(address, self.area.code), "active": address == self.address}
            for address, label in pages
        ]

    def crumbs(self) -> list[dict[str, Any]]:
        line = [
            code
            for code in codes.parents(self.area.code)
            if situation.reached_whole(self.user, self.permission, code)
        ]
        said = names.names_of(line)
        above = [
            {"label": said[code], "url": self.to("screening:area", code)} for code in line if code in said
        ]
        return [*above, {"label": self.area.name, "url": ""}]

    def context(self) -> dict[str, Any]:
        shown = {"area": self.area, "on": self.on, "run": self.run}
        if self.run and self.run.is_empty:
            return shown | self.nobody(self.run)
        return shown | (self.numbers(self.run) if self.run else self.nothing())

    def is_empty(self, run: Run) -> bool:
        """Nobody was registered here – which is why nothing was counted."""
        return not queries.counts(run, "tier", self.reach, inside=self.area.span)

    def nobody(self, run: Run) -> dict[str, Any]:
        """Instead of nothing but zeros: why."""
        return {"nobody": firsts.told(self.area.code, run.on)}

    def nothing(self) -> dict[str, Any]:
        """No run over this place until the day: what there is instead."""
        inside = situation.runs_inside(self.area.code, on=self.on, today=clock.today())
        said = names.paths_of(run.area_code for run in inside)
        return {
            "inside": [
                {"run": run, "label": said[run.area_code], "url": self.to("screening:area", run.area_code)}
                for run in inside
            ],
            "may_start": self.user.may(P.SCREENING_RUN, self.area.code),
        }

    def numbers(self, run: Run) -> dict[str, Any]:
        raise NotImplementedError

    @cached_property
    def links(self) -> Links:
        assert self.run
        return self.links_of(self.run)

    def links_of(self, run: Run) -> Links:
        opens = self.user.may(P.HOUSEHOLD_VIEW, self.area.code)
        return Links(run, self.area.code, opens, self.on if self.asked_day else None)
