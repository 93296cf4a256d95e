"""Papers that prove a change: given out to whoever may see personal values, each time noted."""

from collections.abc import Collection, Iterable
from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit.pages import Page
from shouwang.office.registry.models import Paper
from shouwang.office.registry.requests import papers


class PaperFile(Page):
    """Whoever attached it may open it without the right to reveal."""

    permission = Permission.HOUSEHOLD_VIEW

    def get(self, request: HttpRequest, *args: object, pk: int, **kwargs: object) -> HttpResponseBase:  # type: ignore[override]
        found = papers.open_for(self.user, pk)
        if found is None:
            raise Http404
        paper, stream = found
        # The content policy of our pages also stops a browser's own reader of PDF.
        aside = not paper.kind.startswith("image/")
        answer = FileResponse(stream, as_attachment=aside, content_type=paper.kind, filename=paper.title)
        # Nobody who sits down at this machine later finds it in the browser's store.
        answer["Cache-Control"] = "no-store"
        return answer


def listed(rows: Iterable[Paper], user: Any, may: Collection[Permission]) -> list[dict[str, Any]]:
    """As a page names them; without an address for whoever may not open them."""
    return [
        {
            "paper": row,
            "url": reverse("registry:paper", args=[row.pk]) if papers.opens(row, user, may) else "",
        }
        for row in rows
    ]
