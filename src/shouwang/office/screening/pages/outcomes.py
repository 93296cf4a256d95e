"""What became by now of the problems of an earlier run: the table of a place, and its workbook; its lists: outcome_lists.py."""

from collections.abc import Iterable, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.areas.models import LEVELS
from shouwang.office.kit import addresses, codes, sayings
from shouwang.office.kit.sheets import Heading
from shouwang.office.screening import labels
from shouwang.office.screening.models import Run
from shouwang.office.screening.pages.place import PlacePage
from shouwang.office.screening.places import outcomes, situation
from shouwang.office.screening.places.outcomes import Line
from shouwang.office.screening.running import bases
from shouwang.office.screening.workbooks import Book, answer

P = Permission
VILLAGE = "village"
"""Nothing lies below it: it is the one line."""
WORDS = {
    outcomes.DONE: gettext_lazy("已解决"),
    outcomes.BEGUN: gettext_lazy("在办"),
    outcomes.WAITING: gettext_lazy("未着手"),
    outcomes.UNSURE: gettext_lazy("现在不能判定"),
    outcomes.GONE: gettext_lazy("已不在册"),
}
CHOSEN = ("on", "run", "since", "rule", "level")


class Since(PlacePage):
    """`?since=…`: the earlier run; `?xlsx=1`: to take away."""

    permission = P.STATISTICS_VIEW
    start: Run | None
    is_another: bool
    """Whether the start is not the one that was asked for."""
    is_exact = False
    """Whether nothing else is shown where the earlier run is not one to count from: of another day there are others."""

    @cached_property
    def run(self) -> Run | None:
        asked = self.request.GET.get("run", "")
        return self.named_run(asked) if asked else self.counting_run()

    @cached_property
    def offered(self) -> list[Run]:
        return outcomes.starts(self.run) if self.run else []

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        asked = request.GET.get("since", "")
        found = [run for run in self.offered if str(run.pk) == asked]
        if asked and not found and self.is_exact:
            raise Http404
        usual = outcomes.usual(self.run, self.offered) if self.run else None
        self.start = found[0] if found else usual
        self.is_another = bool(asked and not found)

    @cached_property
    def was(self) -> labels.Labels:
        """The words of the earlier run's pack."""
        return labels.of(Run.objects.get(pk=self.start.pk)) if self.start else labels.Labels()

    def rule(self, name: str) -> str:
        return self.was.rules.get(name) or self.known.rules.get(name, name)

    def knows(self, rule: str) -> bool:
        """One that the earlier run may have found, or this one; none is all of them."""
        return not rule or rule in self.was.rules or rule in self.known.rules

    @property
    def counted(self) -> str:
        """From when until when, in words."""
        if self.start is None or self.run is None:
            return ""
        said = {"since": self.start.on.isoformat(), "now": self.run.on.isoformat()}
        return _("%(since)s 的筛查发现的问题，到 %(now)s 的筛查。") % said

    @property
    def may_export(self) -> bool:
        return bool(self.user.may(P.EXPORT, self.area.code))

    def asked_for(self, **changes: str) -> str:
        """This address with something chosen differently."""
        return addresses.asking(self.request.path, self.kept | changes)

    @cached_property
    def kept(self) -> dict[str, str]:
        """What was chosen, as far as it is shown: links lead on to what stands on the page."""
        kept = {name: self.request.GET.get(name, "") for name in CHOSEN}
        is_none = {"since": self.is_another, "rule": not self.knows(kept["rule"])}
        return {name: value for name, value in kept.items() if not is_none.get(name)}


class Outcomes(Since):
    permission = P.STATISTICS_VIEW
    address = "screening:outcomes"
    template_name = "screening/area_outcomes.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "xlsx" not in request.GET or self.start is None or self.run is None:
            return self.render()
        if not self.may_export:
            raise Http404
        try:
            self.refuse()
            return self.workbook(self.start, self.run)
        except Refused as refused:
            return self.render(refused=sayings.refusal(refused), status=409)

    def refuse(self) -> None:
        """A page says what it shows instead; a file that was taken away does not."""
        if unlike := self.unlike:
            raise Refused(reduce(sayings.together, unlike), _("请先另选，再下载。"))

    @property
    def actions(self) -> list[dict[str, Any]]:
        if not self.may_export or self.start is None:
            return []
        return [{"label": _("下载 Excel"), "url": self.asked_for(xlsx="1"), "icon": "download"}]

    @property
    def chosen(self) -> str:
        return self.kept.get("rule", "")

    @property
    def day_said(self) -> str:
        """Of the day, and of what else is not shown as it was asked for."""
        return reduce(sayings.together, (super().day_said, *self.unlike), "")

    @property
    def unlike(self) -> list[str]:
        """What is not shown as it was asked for: the earlier run, and of which problem the places are told."""
        if self.start is None:
            return []
        since, rule = (self.request.GET.get(name, "")[:20] for name in ("since", "rule"))
        said = []
        if self.is_another:
            text = _("“%(asked)s”不是这里到这一天可以算起的筛查，页面从 %(since)s 的筛查算起。")
            said.append(text % {"asked": since, "since": self.start.on.isoformat()})
        if "rule" not in self.kept:
            said.append(_("“%(asked)s”不是这两次筛查里的问题，页面列全部问题。") % {"asked": rule})
        return said

    def numbers(self, run: Run) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "starts": [
                {"pk": one.pk, "label": self._start(one), "chosen": one == self.start} for one in self.offered
            ],
            "words": [{"label": WORDS[state], "state": state} for state in outcomes.STATES],
        }
        if self.start is None:
            return shown
        try:
            with outcomes.opened(self.start, run) as path:
                return shown | self.told(path, run)
        except Refused as refused:
            return shown | {"refused": sayings.refusal(refused)}

    def _start(self, run: Run) -> str:
        return " · ".join(filter(None, (run.on.isoformat(), bases.said(run))))

    def told(self, path: Path, run: Run) -> dict[str, Any]:
        level, said = self.level or VILLAGE, dict(LEVELS)
        found = outcomes.statement(path, self.area.span, rule=self.chosen, length=codes.LENGTHS[level])
        called = situation.names(self.area.span, level, run.on)
        return {
            "households": found.households,
            "households_url": self._list("", "", "", once="1") if self.opens and found.households else "",
            "reasons": [self._reason(one) for one in found.reasons],
            "sums": self.line(found.sums, _("合计")),
            "places": self._places(found.places, called) if self.levels else [],
            "place_sums": self.line(self._added(found.places), _("合计"), rule=self.chosen),
            "chosen": self.rule(self.chosen) if self.chosen else "",
            "all_url": self.asked_for(rule=""),
            "levels": [
                {"label": said[one], "url": self.asked_for(level=one), "active": one == self.level}
                for one in self.levels
            ],
            "differs": self.start is not None and self.start.pack_hash != run.pack_hash,
        }

    def _added(self, lines: Iterable[Line]) -> Line:
        counts = dict.fromkeys(outcomes.STATES, 0)
        for line in lines:
            for state, number in line.counts.items():
                counts[state] += number
        return Line("", counts)

    def _reason(self, line: Line) -> dict[str, Any]:
        """Opens its places."""
        url = self.asked_for(rule=line.key) if self.levels else ""
        return self.line(line, self.rule(line.key), rule=line.key) | {"url": url}

    def _places(self, lines: Sequence[Line], called: dict[str, str]) -> list[dict[str, Any]]:
        """Whoever is gone may have been in a place that is no more: it has a name, and no page."""
        ended = names.names_of({line.key for line in lines} - called.keys())
        return [self._place(line, called, ended) for line in lines]

    def _place(self, line: Line, called: dict[str, str], ended: dict[str, str]) -> dict[str, Any]:
        # What stands under the area's own code has no list: that code is a span of everything below it.
        own = line.key == self.area.code
        label = _("没有写明下级的") if own else (called | ended).get(line.key, line.key)
        shown = self.line(line, label, place=line.key, rule=self.chosen, opens=not own)
        return shown | {"url": self._at(line.key) if line.key in called and not own else ""}

    def _at(self, place: str) -> str:
        """The same of a place below."""
        asked = {name: value for name, value in self.kept.items() if name != "level"}
        return addresses.asking(reverse("screening:outcomes", args=[place]), asked)

    def line(
        self, line: Line, label: str, *, place: str = "", rule: str = "", opens: bool = True
    ) -> dict[str, Any]:
        opens = opens and self.opens
        cells = [
            {"count": number, "url": self._list(place, rule, state) if opens and number else ""}
            for state, number in (("", line.whole), *line.counts.items())
        ]
        return {"label": label, "cells": cells, "share": line.share}

    @property
    def opens(self) -> bool:
        """Whether whoever looks may see the households behind a number."""
        return bool(self.user.may(P.HOUSEHOLD_VIEW, self.area.code))

    def _list(self, place: str, rule: str, state: str, **more: str) -> str:
        assert self.start and self.run
        asked = {"run": str(self.run.pk), "since": str(self.start.pk), "rule": rule, "state": state, **more}
        address = reverse("screening:outcome-list", args=[place or self.area.code])
        return addresses.asking(address, asked)

    def workbook(self, start: Run, run: Run) -> HttpResponse:
        level = self.levels[-1] if self.levels else VILLAGE
        with outcomes.opened(start, run) as path:
            found = outcomes.by_place_and_reason(path, self.area.span, codes.LENGTHS[level])
        called = names.paths_of({place for place, _line in found})
        texts = (_("发现（户）"), *(str(word) for word in WORDS.values()))
        headings = [Heading(_("地方")), Heading(_("问题")), *(Heading(text, numeric=True) for text in texts)]
        rows = [[called.get(place, place), self.rule(line.key), *_numbers(line)] for place, line in found]
        sums = [_("合计"), "", *_numbers(self._added(line for _place, line in found))]
        return answer(
            Book(
                "outcomes.exported",
                [*headings, Heading(_("解决比例"), "%", True)],
                [*rows, sums],
                title=f"{self.area.name} {_('截至目前')}",
                note=sayings.together(self.counted, self.about),
                area_code=self.area.code,
                detail={"since": start.pk, "run": run.pk},
            )
        )


def _numbers(line: Line) -> list[Any]:
    return [line.whole, *line.counts.values(), float(line.share) if line.share else None]
