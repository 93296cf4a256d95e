"""Uploading a list of areas: read, preview, load."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.errors import Refused
from shouwang.office.areas import forms, lists
from shouwang.office.areas.models import KINDS, LEVELS
from shouwang.office.kit import clock
from shouwang.office.kit.pages import FormPage, Page

PERMISSION = "area.edit"
KEPT = "areas_list"
"""In the session: the list between preview and loading.  Areas are no personal data."""
SHOWN = 200
"""Rows of a preview shown one by one."""


class Upload(FormPage):
    permission = PERMISSION
    form_class = forms.Upload
    title = _("导入区划名单")
    about = _("先看会改动什么，确认后才写入。名单里没有的区划不受影响。")
    submit = _("预览")

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "today": clock.today()}

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        rows = _rows(answers["file"])
        lists.compare(rows, on=answers["on"], by=self.user)
        self.request.session[KEPT] = {
            "on": answers["on"].isoformat(),
            "rows": [[row.code, row.name, row.level, row.kind] for row in rows],
        }
        return HttpResponseRedirect(reverse("areas:preview"))

    def next_url(self) -> str:
        return reverse("areas:areas")

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": gettext("行政区划"), "url": self.next_url()}, {"label": self.title, "url": ""}]


def _rows(upload: Any) -> list[lists.Row]:
    """The name that somebody gave the file never becomes a path; only its known ending is kept."""
    with tempfile.TemporaryDirectory(prefix="shouwang-areas-") as folder:
        path = Path(folder) / f"list{Path(upload.name).suffix.lower()}"
        with path.open("xb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        return lists.read(path)


class Preview(Page):
    permission = PERMISSION
    template_name = "areas/preview.html"
    title = _("区划名单：会改动什么")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = request.session.get(KEPT)
        if not kept:
            return HttpResponseRedirect(reverse("areas:upload"))
        rows, on = _kept(kept)
        try:
            plan = lists.compare(rows, on=on, by=self.user)
        except Refused as refused:
            # Somebody changed the areas since the upload.
            return self.render(refused=refused, status=409)
        return self.render(plan=plan, on=on, **_shown(plan))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = request.session.get(KEPT)
        if not kept:
            return HttpResponseRedirect(reverse("areas:upload"))
        rows, on = _kept(kept)
        try:
            plan = lists.load(rows, on=on, by=self.user)
        except Refused as refused:
            return self.render(refused=refused, status=409)
        del request.session[KEPT]
        words = {"new": len(plan.new), "renamed": len(plan.renamed), "same": plan.unchanged}
        messages.success(
            request, gettext("已导入：新增 %(new)d 个，改名 %(renamed)d 个，不变 %(same)d 个。") % words
        )
        return HttpResponseRedirect(reverse("areas:areas"))

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": gettext("行政区划"), "url": reverse("areas:areas")},
            {"label": gettext("导入名单"), "url": reverse("areas:upload")},
            {"label": self.title, "url": ""},
        ]


def _kept(kept: dict[str, Any]) -> tuple[list[lists.Row], Any]:
    return [lists.Row(*row) for row in kept["rows"]], parse_date(kept["on"])


def _shown(plan: lists.Plan) -> dict[str, Any]:
    kinds, levels = dict(KINDS), dict(LEVELS)
    return {
        "new": [
            {"row": row, "level": levels[row.level], "kind": kinds.get(row.kind, "")}
            for row in plan.new[:SHOWN]
        ],
        "changes": [
            *(
                {"label": f"{row.code} {gettext('名称')}", "old": area.name, "new": row.name}
                for area, row in plan.renamed
            ),
            *(
                {
                    "label": f"{row.code} {row.name} {gettext('类型')}",
                    "old": kinds[area.kind],
                    "new": kinds[row.kind],
                }
                for area, row in plan.recast
            ),
        ][:SHOWN],
        "more": max(0, len(plan.new) - SHOWN),
    }
