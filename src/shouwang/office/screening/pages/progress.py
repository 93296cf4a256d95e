"""Pages about what is missing, of a place; and what of it was done by now, as a card and as a workbook."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names, successors
from shouwang.office.areas.models import Area
from shouwang.office.kit import addresses, clock, codes
from shouwang.office.kit.codes import Span
from shouwang.office.kit.pages import Page
from shouwang.office.registry import queries as register
from shouwang.office.screening import labels
from shouwang.office.screening.completion import progress
from shouwang.office.screening.completion.progress import BEGUN, DONE, STATES, WAITING, Line, Progress
from shouwang.office.screening.pages import progress_list, sheets_progress
from shouwang.office.screening.pages.findings import current
from shouwang.office.screening.workbooks import answer

MOST = 100
"""Lines of a table; whoever wants more chooses a place."""
WHOLE = ""
OF_A_PLACE = {
    WHOLE: gettext_lazy("应补（户）"),
    DONE: gettext_lazy("已补齐"),
    BEGUN: gettext_lazy("补了一部分"),
    WAITING: gettext_lazy("还没有补"),
}
OF_A_COLUMN = {WHOLE: gettext_lazy("当时缺（户）"), DONE: gettext_lazy("已补"), WAITING: gettext_lazy("还缺")}
"""What is told of a place, and of one column, of which nobody has a part: state → head."""


class PlacedPage(Page):
    """Of one place that was chosen, or of all within reach."""

    permission = Permission.CHANGE_REQUEST
    keeps: ClassVar[tuple[str, ...]] = ()

    @cached_property
    def run(self) -> Any:
        return current(self.user, self.permission)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """What is no area, or none within reach, is not there: without it everything would be shown instead."""
        super().setup(request, *args, **kwargs)
        reached = Area.objects.visible_to(self.user, self.permission)
        if self.request.GET.get("area") and not reached.filter(pk=self.area).exists():
            raise Http404

    @cached_property
    def area(self) -> str:
        """Where what was asked for lies today."""
        asked = self.request.GET.get("area", "")
        return successors.final(asked) if codes.CODE.fullmatch(asked) else ""

    @property
    def kept(self) -> dict[str, str]:
        """What else was asked for and stays when another place is chosen."""
        return {name: self.request.GET[name] for name in self.keeps if self.request.GET.get(name)}

    @property
    def inside(self) -> Span | None:
        return codes.span(self.area) if self.area else None

    def places(self) -> list[dict[str, Any]]:
        found = register.places_for(self.user, self.permission, self.area)
        return [{"code": code, "name": name, "chosen": code == self.area} for code, name in found]


class ProgressPage(PlacedPage):
    """`?since=2026-11-01`: from which regular run is counted; `?xlsx=1`: village by village, to take away."""

    permission = Permission.CHANGE_REQUEST
    keeps = ("since", "column")

    @cached_property
    def since(self) -> date:
        """As asked for, or the first of the month."""
        return self.day_in("since") or clock.today().replace(day=1)

    @property
    def day_said(self) -> str:
        """Where another day is counted from than the one that was asked for."""
        asked = self.request.GET.get("since", "")
        if not asked or self.day_in("since"):
            return ""
        said = _("“%(asked)s”不是日期，从 %(since)s 算起。日期写成 2022-09-30 这样。")
        return said % {"asked": asked[:20], "since": self.since.isoformat()}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "xlsx" not in request.GET:
            return self.render()
        if self.run is None or not self.may_export:
            raise Http404
        found = self.progress(codes.LENGTHS["village"])
        return answer(sheets_progress.book(found, area_code=self.area or self.run.area_code))

    def progress(self, length: int) -> Progress:
        start = progress.since(self.run, self.since)
        return progress.of(start, self.run, self.user, inside=self.inside, length=length)

    def card(self) -> dict[str, Any]:
        found = self.progress(self._length())
        shown = found.places[:MOST]
        called = names.paths_of({line.key for line in shown})
        return {
            "progress": found,
            "since": self.since,
            "done": {state: self._list(state=state) for state in STATES},
            "place_heads": OF_A_PLACE.values(),
            "column_heads": OF_A_COLUMN.values(),
            "done_places": [
                {
                    "label": called[one.key],
                    "url": self._to(one.key),
                    "cells": self._cells(one, OF_A_PLACE, area=one.key),
                    "share": one.share,
                }
                for one in shown
            ],
            "done_columns": [
                {
                    "label": labels.column(one.key),
                    "cells": self._cells(one, OF_A_COLUMN, column=one.key),
                }
                for one in found.columns
            ],
            "xlsx_url": self._to(self.area, xlsx="1") if self.may_export else "",
        }

    def _cells(self, line: Line, heads: Mapping[str, Any], **asked: str) -> list[dict[str, Any]]:
        return [
            {
                "head": head,
                "count": line.households[state] if state else line.whole,
                "url": self._list(state=state, **asked),
            }
            for state, head in heads.items()
        ]

    def _list(self, area: str = "", **asked: str) -> str:
        return progress_list.link(self.since, area or self.area, **asked)

    def _length(self) -> int:
        """Digits of the places: townships of a county, else villages."""
        spans = [self.inside] if self.inside else self.user.reach(self.permission).spans
        levels = {codes.level(span.low) for span in spans}
        return codes.LENGTHS["village" if levels <= {"township", "village"} else "township"]

    @property
    def may_export(self) -> bool:
        return bool(self.user.may_anywhere(Permission.EXPORT))

    def _to(self, area: str, **more: str) -> str:
        asked = {"area": area, "since": self.request.GET.get("since", ""), **more}
        return addresses.asking(self.request.path, asked)
