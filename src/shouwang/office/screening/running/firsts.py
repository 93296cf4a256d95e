"""Since when the register knows somebody in an area: a run of an earlier day finds nothing but zeros."""

from datetime import date, datetime

from django.db.models import F, Min
from django.utils.translation import gettext as _

from shouwang.office.kit import codes
from shouwang.office.kit.scope import within
from shouwang.office.registry.models import Household, HouseholdPast
from shouwang.office.registry.past import history


def nobody(area_code: str, on: date, known_at: datetime | None = None) -> bool:
    """As known now, or by a moment."""
    inside = within([codes.span(area_code)])
    return not any(part.filter(inside).exists() for part in history.as_of(Household, on, known_at))


def day(area_code: str) -> date | None:
    """The first on which somebody was there; nothing where nobody ever was."""
    inside = within([codes.span(area_code)])
    # What turned out never to have been so lasted for no day.
    past = HouseholdPast.objects.filter(inside).exclude(until=F("since"))
    found = (rows.aggregate(first=Min("since"))["first"] for rows in (Household.objects.filter(inside), past))
    return min((first for first in found if first), default=None)


def told(area_code: str, on: date) -> str:
    """Why there are only zeros."""
    if not nobody(area_code, on):
        return _("做这次筛查时，登记簿里这里在 %(day)s 还没有农户。") % {"day": on.isoformat()}
    first = day(area_code)
    if first is None:
        return _("登记簿里这里还没有农户。")
    said = {"day": on.isoformat(), "first": first.isoformat()}
    if on < first:
        return _("登记簿里这里从 %(first)s 起才有农户，%(day)s 还没有。") % said
    return _("登记簿里这里在 %(day)s 没有农户。") % said


def remedy(area_code: str, on: date) -> str:
    first = day(area_code)
    if first is None:
        return _("请先导入登记簿。")
    if on < first:
        return _("日常筛查请用 %(first)s 或以后的日期。") % {"first": first.isoformat()}
    return _("请改基准日期。")
