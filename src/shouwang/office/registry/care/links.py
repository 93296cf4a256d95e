"""Who looks after a household, or after all households of a place: helper, resident team, family doctor, grid worker,
leader.

Being linked to a place opens no household to anybody, and does not count as a household's helper.  A person with an
account is linked by the line of their appointments, so that handing over the appointment hands over the household;
others by name.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.kit import codes
from shouwang.office.registry import guards
from shouwang.office.registry.models import Household, Link

LINKED = frozenset(
    {
        "village_cadre",
        "helper",
        "resident_member",
        "township_clerk",
        "township_leader",
        "county_office",
        "department_officer",
    }
)
"""Roles whose people look after households; inspectors, auditors and administrators look after none."""
PLACES = ("village", "township")
"""Levels of area that somebody can be linked to."""


@transaction.atomic
def link(
    household: Household,
    kind: str,
    *,
    since: date,
    by: Any,
    line: int | None = None,
    name: str = "",
    unit: str = "",
) -> Link:
    """Refused for somebody who is linked that way already, and for an appointment that does not reach the place."""
    guards.allow(by, Permission.LINK_EDIT, household)
    guards.in_the_register(household)
    made = Link(household=household, area_code=household.area_code, kind=kind, since=since)
    return _name(made, line, name, unit, by)


@transaction.atomic
def link_place(
    place: Area,
    kind: str,
    *,
    since: date,
    by: Any,
    group_name: str = "",
    line: int | None = None,
    name: str = "",
    unit: str = "",
) -> Link:
    """Somebody looks after all households of a village or township, or of one group there."""
    guards.allow_place(by, Permission.LINK_EDIT, place.code)
    if place.valid_to or place.level not in PLACES:
        raise Refused(
            _("“%(place)s”不是在用的村或乡镇。") % {"place": place.name}, _("请登记到在用的村或乡镇。")
        )
    made = Link(area_code=place.code, kind=kind, group_name=group_name.strip(), since=since)
    return _name(made, line, name, unit, by)


def _name(made: Link, line: int | None, name: str, unit: str, by: Any) -> Link:
    """Says who it is, and saves it."""
    made.line, made.name, made.unit = line, name.strip(), unit.strip()
    if line is not None:
        _refuse_foreign(line, made.area_code, made.since, by)
    elif not made.name:
        raise Refused(_("没有说明是谁。"), _("请选择岗位，或填写姓名。"))
    if _open_like(made).exists():
        raise Refused(_("已经登记过这一联系关系。"), _("不必重复登记。"))
    made.save(force_insert=True)
    return made


@transaction.atomic
def unlink(existing: Link, *, until: date, by: Any) -> None:
    guards.allow(by, Permission.LINK_EDIT, existing)
    # Two may replace the same person at the same minute; the second has to see that it was done.
    existing.refresh_from_db(from_queryset=Link._base_manager.select_for_update())
    if existing.until is not None:
        raise Refused(_("这一联系关系已经结束。"), _("请刷新页面。"))
    if until < existing.since:
        raise Refused(_("结束的日期早于开始的日期。"), _("请改结束的日期。"))
    existing.until = until
    existing.save(update_fields=["until"])


@transaction.atomic
def replace(
    existing: Link, *, on: date, by: Any, line: int | None = None, name: str = "", unit: str = ""
) -> Link:
    """Somebody else takes over from a day on; both stay in the history."""
    unlink(existing, until=on, by=by)
    who = {"since": on, "by": by, "line": line, "name": name, "unit": unit}
    if existing.household:
        return link(existing.household, existing.kind, **who)
    place = Area.objects.get(pk=existing.area_code)
    return link_place(place, existing.kind, group_name=existing.group_name, **who)


def follow_place(code: str, successor: str, *, on: date) -> int:
    """Whoever looks after all households of a place looks after them where they lie from a day on; returns how many.

    With a past: on the day before it was another place.  Inside the caller's transaction.
    """
    held = Q(until=None) | Q(until__gt=on)
    found = list(Link.objects.filter(held, household=None, area_code=code).select_for_update().order_by("pk"))
    for one in found:
        _go_on(one, successor, on=on)
    return len(found)


def _go_on(one: Link, successor: str, *, on: date) -> None:
    who = {name: getattr(one, name) for name in ("kind", "group_name", "line", "name", "unit")}
    goes_on = Link(area_code=successor, since=max(one.since, on), until=one.until, **who)
    if same := _open_like(goes_on).first():
        # The same person looked after the successor as well, perhaps from a later day on.
        goes_on.until = same.since
    elif one.since >= on:
        one.area_code = successor
        one.save(update_fields=["area_code"])
        return
    one.until = goes_on.since
    one.save(update_fields=["until"])
    if goes_on.until is None or goes_on.until > goes_on.since:
        goes_on.save(force_insert=True)


def _open_like(made: Link) -> Any:
    same = {field: getattr(made, field) for field in ("household", "kind", "line", "name", "group_name")}
    return Link.objects.filter(area_code=made.area_code, until=None, **same)


def appointments_for(household: Household, on: date, *, by: Any) -> "list[Appointment]":
    return appointments_at(household.area_code, on, by=by)


def appointments_at(code: str, on: date, *, by: Any) -> "list[Appointment]":
    """Appointments that could be linked: in force, of those who work with households, reaching the place and lying
    where `by` links people."""
    places = [code, *codes.parents(code)]
    reach = by.reach(Permission.LINK_EDIT)
    found = Appointment.objects.on(on).filter(
        area_code__in=[place for place in places if place in reach], role__in=LINKED
    )
    return list(found.select_related("user").order_by("role", "user__full_name", "pk"))


def _refuse_foreign(line: int, code: str, on: date, by: Any) -> None:
    if not any(one.line == line for one in appointments_at(code, on, by=by)):
        raise Refused(
            _("这个岗位不在任、不联系农户，或不在您管理的地方。"), _("请从表单里选择本地在任的岗位。")
        )
