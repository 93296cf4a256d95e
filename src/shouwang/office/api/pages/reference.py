"""The reference of the API inside the office: for whoever writes a program where there is no internet."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.tables import TABLES
from shouwang.office.accounts.permissions import Permission
from shouwang.office.api import reference
from shouwang.office.api.resources.tables import about
from shouwang.office.kit.pages import Page


class Reference(Page):
    permission = Permission.HOUSEHOLD_VIEW
    template_name = "api/reference.html"
    title = gettext_lazy("接口说明")
    about = gettext_lazy("给编写程序的人：每个调用的地址、参数、例子和答复。")

    def crumbs(self) -> list[dict[str, Any]]:
        own = {"label": _("我的账号"), "url": reverse("accounts:account")}
        return [own, {"label": self.title, "url": ""}]

    def context(self) -> dict[str, Any]:
        address = self.request.build_absolute_uri("/api/v1")
        return {
            "address": address,
            "groups": reference.groups(),
            "first": reference.first(address),
            "problems": reference.problems(),
            "per_minute": settings.API_PER_MINUTE,
            "tables": [about(table) for table in TABLES.values()],
        }


class Document(Page):
    """The same for programs, to be taken along."""

    permission = Permission.HOUSEHOLD_VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = json.dumps(reference.document(), ensure_ascii=False, indent=1)
        answer = HttpResponse(f"{text}\n", content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="openapi.json"'
        return answer
