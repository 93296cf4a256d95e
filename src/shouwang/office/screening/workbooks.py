"""What pages of screening show as workbooks: a small one while whoever asked waits, a large one as a job of theirs."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import resolve, reverse

from shouwang.office.accounts.permissions import Permission
from shouwang.office.jobs import exporting, filing, queue
from shouwang.office.jobs.running import Running
from shouwang.office.journal import entries
from shouwang.office.kit import sheets, workroom
from shouwang.office.kit.files import Kept
from shouwang.office.kit.kinds import MEDIA
from shouwang.office.kit.pages import Page
from shouwang.office.kit.sheets import Heading

KIND = "screening.workbook"
AT_ONCE = 5_000
"""Rows for which somebody waits, about a second; a county's would keep the page for minutes."""


@dataclass(frozen=True)
class Book:
    """`action`, `area_code`, `detail`: what the journal says of whoever takes it away.  `count`: rows, where these may
    be many."""

    action: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Any]]
    title: str
    note: str
    area_code: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    count: int = 0

    def write(self, target: Any, room: Path, rows: Iterable[Sequence[Any]] | None = None) -> int:
        """Returns the number of rows."""
        rows = self.rows if rows is None else rows
        return sheets.write(target, self.headings, rows, title=self.title, note=self.note, room=room)

    def record(self, rows: int, **more: Any) -> None:
        entries.record(self.action, area_code=self.area_code, detail={**self.detail, "rows": rows, **more})


def answer(book: Book) -> HttpResponse:
    """To be sent."""
    made = BytesIO()
    with workroom.private() as room:
        count = book.write(made, room)
    book.record(count)
    made.seek(0)
    sent = FileResponse(made, as_attachment=True, filename=f"{book.title}.xlsx", content_type=MEDIA["xlsx"])
    sent["Cache-Control"] = "private, no-store"
    # FileResponse is what a server sends; it is no HttpResponse by type only.
    return sent  # type: ignore[return-value]


class BookPage(Page):
    """A list whose workbook may be large: `?xlsx=1` asks for it."""

    @property
    def may_export(self) -> bool:
        raise NotImplementedError

    def opened(self) -> AbstractContextManager[Book]:
        """Refused where it cannot be made."""
        raise NotImplementedError

    def taken_away(self) -> HttpResponse:
        """The workbook, or the job that makes it; 404 for whoever may not take it away."""
        if not self.may_export:
            raise Http404
        with self.opened() as book:
            if book.count <= AT_ONCE:
                return answer(book)
        payload = {"address": self.request.get_full_path()}
        job = queue.once(KIND, payload, by=self.user, area_code=exporting.place(self.user))
        return HttpResponseRedirect(reverse("jobs:job", args=[job.pk]))


def write(running: Running, *, address: str) -> dict[str, Any]:
    """The job: what the page would show its owner now."""
    if filing.is_made(running):
        return dict(running.job.result)
    page = _page(address, running.owner)
    with page.opened() as book:
        rows = exporting.watched(book.rows, running)
        return filing.keep(
            running,
            write=lambda target, room: book.write(target, room, rows),
            record=lambda kept, count: _record(book, kept, count),
            title=book.title,
            reaches=exporting.reaches(page.user, [page.permission, Permission.EXPORT]),
        )


def _record(book: Book, kept: Kept, count: int) -> None:
    book.record(count, checksum=kept.checksum)


def _page(address: str, user: Any) -> BookPage:
    path, _mark, query = address.partition("?")
    request: Any = HttpRequest()
    request.method, request.path, request.user, request.GET = "GET", path, user, QueryDict(query)
    try:
        found = resolve(path)
        kind: Any = getattr(found.func, "view_class", Page)
        if not issubclass(kind, BookPage):
            raise Http404
        page: BookPage = kind()
        page.setup(request, *found.args, **found.kwargs)
        if not page.may_export:
            raise Http404
    except Http404 as error:
        raise exporting.gone() from error
    return page
