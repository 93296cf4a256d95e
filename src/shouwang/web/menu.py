"""The menu: one row per entry; who may use nothing of it does not see it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwang import __version__
from shouwang.office.accounts.models import User
from shouwang.office.accounts.permissions import Permission as P
from shouwang.office.areas import names


@dataclass(frozen=True)
class Entry:
    label: Any
    address: str
    icon: str
    permission: P | None = None
    other: P | None = None
    """Another permission that opens it."""

    def is_open_to(self, user: User) -> bool:
        return self.permission is None or any(
            user.may_anywhere(one) for one in (self.permission, self.other) if one
        )


MENU = (
    Entry(_("工作台"), "desk", "home"),
    Entry(_("辖区情况"), "screening:situation", "chart-bar", P.STATISTICS_VIEW),
    Entry(_("风险名单"), "screening:now", "alert-triangle", P.HOUSEHOLD_VIEW),
    Entry(_("筛查"), "screening:runs", "report-search", P.STATISTICS_VIEW),
    Entry(_("补齐信息"), "screening:complete", "checklist", P.CHANGE_REQUEST),
    Entry(_("农户"), "registry:households", "users", P.HOUSEHOLD_VIEW),
    Entry(_("人员"), "registry:persons", "user", P.HOUSEHOLD_VIEW),
    Entry(_("事件"), "registry:events", "bolt", P.HOUSEHOLD_VIEW),
    Entry(_("措施"), "registry:measures", "heart-handshake", P.HOUSEHOLD_VIEW),
    Entry(_("变更"), "registry:changes", "arrows-exchange", P.HOUSEHOLD_VIEW),
    Entry(_("导入"), "imports:batches", "file-import", P.IMPORT, P.IMPORT_FORCE),
    Entry(_("任务"), "jobs:jobs", "hourglass", P.EXPORT),
    Entry(_("区划"), "areas:areas", "map", P.AREA_EDIT),
    Entry(_("用户"), "accounts:users", "id", P.USER_EDIT),
    Entry(_("日志"), "journal:entries", "list-check", P.JOURNAL_VIEW),
)


def context(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": [], "version": __version__}
    open_to = [one for one in MENU if one.is_open_to(user)]
    urls = {one: reverse(one.address) for one in open_to}
    here = active([*urls.values()], request.path)
    return {
        "menu": [
            {"label": one.label, "url": url, "icon": one.icon, "active": url == here}
            for one, url in urls.items()
        ],
        "who": who(user),
        "may_find": user.may_anywhere(P.HOUSEHOLD_VIEW),
        "version": __version__,
    }


def who(user: User) -> dict[str, str]:
    """Name, role and place, as the bar at the top shows them; the first appointment where there are several."""
    said = {"name": str(user), "role": "", "area": ""}
    for appointment in user.appointments_now[:1]:
        said |= {
            "role": str(appointment.duty.label),
            "area": names.names_of([appointment.area_code]).get(appointment.area_code, ""),
        }
    return said


def active(urls: Collection[str], path: str) -> str:
    """The entry that a page belongs to; one that others lie below – the desk – is only its own page."""
    above = {url for url in urls for other in urls if other != url and other.startswith(url)}
    return next((url for url in urls if path == url or (url not in above and path.startswith(url))), "")
