"""An area's tables: its status, place by place, and its households in the five groups outside the register."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import LEVELS
from shouwang.office.kit import clock, codes
from shouwang.office.kit.sheets import Heading
from shouwang.office.screening import queries
from shouwang.office.screening.models import Run
from shouwang.office.screening.overview import summary
from shouwang.office.screening.overview.summary import Asked, Table
from shouwang.office.screening.pages.place import PlacePage
from shouwang.office.screening.places import groups, situation
from shouwang.office.screening.places.groups import Line
from shouwang.office.screening.queries import Count
from shouwang.office.screening.workbooks import Book, answer

P = Permission


class TablePage(PlacePage):
    """A line per place below; `?xlsx=1`: as a workbook."""

    permission = P.STATISTICS_VIEW
    action = ""
    """The journal's word for taking it away."""

    @property
    def may_export(self) -> bool:
        return self.run is not None and bool(self.user.may(P.EXPORT, self.area.code))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "xlsx" not in request.GET:
            return self.render()
        if not self.may_export or self.run is None:
            raise Http404
        headings, rows = self.sheet(self.run)
        return answer(
            Book(
                self.action,
                headings,
                rows,
                title=f"{self.area.name} {self.noun}",
                note=self.about,
                area_code=self.area.code,
                detail={"run": self.run.pk, "level": self.level},
            )
        )

    @property
    def actions(self) -> list[dict[str, Any]]:
        if not self.may_export:
            return []
        return [{"label": gettext("下载 Excel"), "url": self.here(xlsx="1"), "icon": "download"}]

    @property
    def noun(self) -> str:
        raise NotImplementedError

    def sheet(self, run: Run) -> tuple[Sequence[Heading], list[list[Any]]]:
        raise NotImplementedError

    def chosen(self) -> dict[str, Any]:
        said = dict(LEVELS)
        return {
            "levels": [
                {"label": said[level], "url": self.here(level=level), "active": level == self.level}
                for level in self.levels
            ],
            "day": clock.today(),
        }


class Summary(TablePage):
    permission = P.STATISTICS_VIEW
    address = "screening:summary"
    template_name = "screening/area_summary.html"
    action = "summary.exported"

    @property
    def noun(self) -> str:
        return gettext("情况汇总表")

    def table(self, run: Run) -> Table:
        asked = Asked(run, self.reach, self.area.code, self.level, self.links, clock.today())
        return summary.table(asked, self.known)

    def numbers(self, run: Run) -> dict[str, Any]:
        return self.chosen() | {"table": self.table(run)}

    def sheet(self, run: Run) -> tuple[Sequence[Heading], list[list[Any]]]:
        table = self.table(run)
        return summary.headings(table), summary.rows(table)


class Groups(TablePage):
    permission = P.STATISTICS_VIEW
    address = "screening:groups"
    template_name = "screening/area_groups.html"
    action = "groups.exported"

    @property
    def noun(self) -> str:
        return gettext("档外五类对象")

    @cached_property
    def counts(self) -> dict[str, Count]:
        """Of the whole area, counted apart from its places."""
        assert self.run
        return queries.counts(self.run, groups.KIND, self.reach, inside=self.area.span)

    @cached_property
    def card(self) -> groups.Card:
        return groups.card(self.counts, self.links)

    def lines(self, run: Run) -> tuple[list[Line], Line]:
        """The places, and their sum."""
        return (self._places(run) if self.level else []), groups.line(gettext("合计"), "", self.card)

    def _places(self, run: Run) -> list[Line]:
        span, length = self.area.span, codes.LENGTHS[self.level]
        found = queries.counts_by_area(run, groups.KIND, self.reach, inside=span, length=length)
        names = situation.names(span, self.level, run.on)
        return [self._line(place, names, found.get(place, {})) for place in sorted({*found, *names})]

    def _line(self, place: str, names: dict[str, str], counts: dict[str, Count]) -> Line:
        label = gettext("没有写明下级的") if place == self.area.code else names.get(place, place)
        links = replace(self.links, area_code=place, is_open=place in names and self.links.is_open)
        return groups.line(label, links.area(place), groups.card(counts, links))

    def numbers(self, run: Run) -> dict[str, Any]:
        if not self.counts and self.is_empty(run):
            return self.nobody(run)
        lines, sums = self.lines(run)
        return self.chosen() | {
            "lines": lines,
            "sums": sums,
            "wrong": groups.wrong(lines, sums) if lines else [],
            "counted": bool(self.counts),
            "equation": self.card.equation,
        }

    def sheet(self, run: Run) -> tuple[Sequence[Heading], list[list[Any]]]:
        lines, sums = self.lines(run)
        headings = [Heading(gettext("地方"))]
        for cell in sums.cells:
            headings += [Heading(cell.label, gettext("户"), True), Heading(cell.label, gettext("人"), True)]
        rows = [
            [line.label, *(n for cell in line.cells for n in (cell.count.households, cell.count.persons))]
            for line in (*lines, sums)
        ]
        return headings, rows
