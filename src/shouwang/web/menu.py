"""The menu: one row per entry; who may use nothing of it does not see it."""

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


MENU = (
    Entry(_("工作台"), "desk", "home"),
    Entry(_("农户"), "registry:households", "users", P.HOUSEHOLD_VIEW),
    Entry(_("人员"), "registry:persons", "user", P.HOUSEHOLD_VIEW),
    Entry(_("变更"), "registry:changes", "arrows-exchange", P.HOUSEHOLD_VIEW),
    Entry(_("导入"), "imports:batches", "file-import", P.IMPORT),
    Entry(_("任务"), "jobs:jobs", "hourglass", P.EXPORT),
    Entry(_("区划"), "areas:areas", "map", P.AREA_EDIT),
    Entry(_("用户"), "accounts:users", "id", P.USER_EDIT),
    Entry(_("日志"), "journal:entries", "list-check", P.JOURNAL_VIEW),
)


def context(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": [], "version": __version__}
    open_to = [one for one in MENU if one.permission is None or user.may_anywhere(one.permission)]
    shown = [_shown(one, request.path) for one in open_to]
    return {
        "menu": shown,
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


def _shown(entry: Entry, path: str) -> dict[str, Any]:
    url = reverse(entry.address)
    active = path == url or (url != "/" and path.startswith(url))
    return {"label": entry.label, "url": url, "icon": entry.icon, "active": active}
