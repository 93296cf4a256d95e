"""The list behind a number of an area's page: its households (rolls.py), their members, or the measures counted."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.journal import entries
from shouwang.office.kit import paging, sayings
from shouwang.office.kit.cells import Cells, joined, leading
from shouwang.office.kit.sheets import Heading
from shouwang.office.screening import workbooks
from shouwang.office.screening.lists import listings
from shouwang.office.screening.lists.listings import Asked, Listing
from shouwang.office.screening.pages.rolls import Roll


class RollOf(Roll):
    """`?rows=persons` or `?rows=measures`; without: households."""

    listing: Listing | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        asked = request.GET.get("rows", "")
        self.listing = listings.LISTINGS.get(asked)
        if asked and not (self.listing and self.listing.is_offered(self.kind, self.measure)):
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.listing is None:
            return super().get(request, *args, **kwargs)
        assert self.run
        which = Asked(self.run, self.kind, self.measure, self.area.span, self.user, self.permission)
        try:
            with listings.opened(which, self.listing) as rows:
                if "xlsx" in request.GET:
                    return self._workbook(which, self.listing, rows)
                return self._listed(which, self.listing, rows)
        except Refused as refused:
            return self.render(refused=sayings.refusal(refused), status=409)

    @property
    def told(self) -> dict[str, Any]:
        return super().told | ({"rows": self.listing.table} if self.listing else {})

    @property
    def title(self) -> str:
        if self.listing is None:
            return super().title
        return _("%(what)s·%(rows)s") % {"what": super().title, "rows": self.listing.title}

    def _listed(self, which: Asked, listing: Listing, rows: str) -> HttpResponse:
        number = max(paging.number(self.request.GET.get("page")), 1)
        found = listings.page(which, listing, rows, number)
        entries.record("roll.read", area_code=self.area.code, detail=self.told)
        return self.render(
            template="screening/roll_rows.html",
            columns=listing.columns,
            rows=list(_html(listing, found[: listings.SIZE])),
            count=listings.counted(listing, rows),
            previous_url=self.asked(page=number - 1) if number > 1 else "",
            next_url=self.asked(page=number + 1) if len(found) > listings.SIZE else "",
        )

    def _workbook(self, which: Asked, listing: Listing, rows: str) -> HttpResponse:
        if not self.may_export:
            raise Http404
        shown = [Cells(column) for column in listing.columns]
        return workbooks.answer(
            "roll.exported",
            [Heading(str(one.label), str(one.unit), one.numeric) for one in listing.columns],
            (
                [cells.labelled(row[cells.column.name]) for cells in shown]
                for row in listings.every(which, listing, rows)
            ),
            title=self.title,
            note=self.about,
            area_code=self.area.code,
            detail=self.told,
        )


def _html(listing: Listing, found: list[listings.Row]) -> Iterator[dict[str, Any]]:
    columns = list(listing.columns)
    shown, title = [Cells(column) for column in columns], leading(columns)
    for row in found:
        url = listing.link(row)
        values = [row[column.name] for column in columns]
        cells = (
            cell.html(value, url if place == title else "")
            for place, (cell, value) in enumerate(zip(shown, values, strict=True))
        )
        yield {"url": url, "html": joined(cells)}
