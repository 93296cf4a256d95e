"""The list behind a number of an area's page: its households (rolls.py), their members, or the measures counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.journal import entries
from shouwang.office.kit import paging, sayings
from shouwang.office.kit.cells import Cells, joined, leading
from shouwang.office.kit.sheets import Heading
from shouwang.office.screening.lists import listings
from shouwang.office.screening.lists.listings import Asked, Listing
from shouwang.office.screening.pages.rolls import Roll
from shouwang.office.screening.workbooks import Book


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
        if self.listing is None or "xlsx" in request.GET:
            return super().get(request, *args, **kwargs)
        try:
            with listings.opened(self.wanted, self.listing) as rows:
                return self._listed(self.wanted, self.listing, rows)
        except Refused as refused:
            return self.render(refused=sayings.refusal(refused), status=409)

    @property
    def wanted(self) -> Asked:
        assert self.run
        return Asked(self.run, self.kind, self.measure, self.area.span, self.user, self.permission)

    @property
    def told(self) -> dict[str, Any]:
        return super().told | ({"rows": self.listing.table} if self.listing else {})

    @property
    def title(self) -> str:
        if self.listing is None:
            return super().title
        return _("%(what)s·%(rows)s") % {"what": super().title, "rows": self.listing.title}

    def _listed(self, which: Asked, listing: Listing, rows: str) -> HttpResponse:
        asked = self.request.GET.get("page")
        number = paging.within(asked, rows=listings.count(rows), size=listings.SIZE)
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

    @contextmanager
    def opened(self) -> Iterator[Book]:
        if self.listing is None:
            with super().opened() as book:
                yield book
            return
        with listings.opened(self.wanted, self.listing) as rows:
            yield self._book_of(self.wanted, self.listing, rows)

    def _book_of(self, which: Asked, listing: Listing, rows: str) -> Book:
        shown = [Cells(column) for column in listing.columns]
        return Book(
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
            count=listings.count(rows),
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
