"""Sending the unknowns to the villages: what is open where, and the workbooks to take there."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.kit import codes, sayings
from shouwang.office.kit.pages import Page
from shouwang.office.screening import labels
from shouwang.office.screening.completion import handing_out
from shouwang.office.screening.completion.unknowns import Unknowns

P = Permission
MOST = 100
"""Villages in the table; a ZIP has all of them."""


class HandOut(Page):
    """A button: `area`, and `each` for a workbook per village."""

    permission = P.CHANGE_REQUEST

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        area = request.POST.get("area", "")
        if not codes.CODE.fullmatch(area):
            raise Http404
        try:
            job = handing_out.ask(area, each="each" in request.POST, by=self.user)
        except Refused as refused:
            told = sayings.refusal(refused)
            messages.error(request, f"{told.why}\n{told.remedy}", extra_tags="refused")
            return HttpResponseRedirect(reverse("screening:complete"))
        return HttpResponseRedirect(reverse("jobs:job", args=[job.pk]))


def card(unknown: Unknowns, user: Any) -> dict[str, Any]:
    """`handing`: the place, whether its workbook may be taken away, and its villages where there are several."""
    span = unknown.inside or unknown.reach.spans[0]
    may = user.reach(P.EXPORT)
    is_village = span.low == span.high
    found = [] if is_village else handing_out.villages(unknown, MOST)
    called = names.paths_of(one.area_code for one in found)
    return {
        "handing": {
            "area": span.low,
            "may_export": span.low in may and span.high in may,
            "return_url": reverse("screening:return"),
            "is_village": is_village,
            "most": MOST,
            "villages": [_shown(one, called[one.area_code]) for one in found],
        }
    }


def _shown(one: handing_out.Village, name: str) -> dict[str, Any]:
    asked = urlencode({"tier": labels.UNKNOWN, "area": one.area_code})
    return {
        "area": one.area_code,
        "name": name,
        "undecided": f"{one.undecided:,}",
        "undecided_url": f"{reverse('screening:now')}?{asked}",
        "columns": one.columns,
        "settles": one.settles,
        "settles_url": f"{reverse('screening:now')}?{urlencode({'settles': 1, 'area': one.area_code})}",
        "url": f"{reverse('screening:complete')}?{urlencode({'area': one.area_code})}",
    }
