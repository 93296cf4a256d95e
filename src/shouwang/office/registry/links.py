"""Who looks after a household: helper, resident team, family doctor, grid worker, leader.

A person with an account is linked by the line of their appointments, so that handing over the appointment hands over
the household; others by name.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment
from shouwang.office.accounts.permissions import Permission
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
    if line is not None:
        _refuse_foreign(line, household, since, by)
    elif not name.strip():
        raise Refused(_("没有说明是谁。"), _("请选择岗位，或填写姓名。"))
    same = household.links.filter(kind=kind, until=None, line=line, name=name.strip())
    if same.exists():
        raise Refused(_("已经登记过这一联系关系。"), _("不必重复登记。"))
    made = Link(
        household=household,
        area_code=household.area_code,
        kind=kind,
        line=line,
        name=name.strip(),
        unit=unit.strip(),
        since=since,
    )
    made.save(force_insert=True)
    return made


@transaction.atomic
def unlink(existing: Link, *, until: date, by: Any) -> None:
    guards.allow(by, Permission.LINK_EDIT, existing)
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
    return link(existing.household, existing.kind, since=on, by=by, line=line, name=name, unit=unit)


def appointments_for(household: Household, on: date, *, by: Any) -> "list[Appointment]":
    """Appointments that could be linked: in force, of those who work with households, reaching the household's place
    and lying where `by` links people."""
    places = [household.area_code, *codes.parents(household.area_code)]
    reach = by.reach(Permission.LINK_EDIT)
    found = Appointment.objects.on(on).filter(
        area_code__in=[place for place in places if place in reach], role__in=LINKED
    )
    return list(found.select_related("user").order_by("role", "user__full_name", "pk"))


def _refuse_foreign(line: int, household: Household, on: date, by: Any) -> None:
    if not any(one.line == line for one in appointments_for(household, on, by=by)):
        raise Refused(
            _("这个岗位不在任、不联系农户，或不在您管理的地方。"), _("请从表单里选择本地在任的岗位。")
        )
