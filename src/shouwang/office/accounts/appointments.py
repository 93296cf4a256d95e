"""Who holds which role where, and from when to when.

`by` is an administrator whose area holds the place; None is the installation itself: whoever may type its commands
could write into its data base as well.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.accounts.roles import DEPARTMENTS, ROLES, Role, compatible
from shouwang.office.areas import successors
from shouwang.office.areas.models import LEVELS, Area
from shouwang.office.journal import entries


@transaction.atomic
def appoint(
    user: User,
    *,
    role: str,
    area_code: str,
    since: date,
    by: User | None,
    department: str = "",
    until: date | None = None,
) -> Appointment:
    """`until` is the first day on which it is no longer held."""
    made = Appointment(
        user=user, role=role, area_code=area_code, department=department, since=since, until=until
    )
    return _begin(made, by)


@transaction.atomic
def end(appointment: Appointment, *, by: User | None, on: date) -> None:
    """`on` is the first day on which it is no longer held."""
    held = _locked(appointment, by)
    if held.until and held.until <= on:
        raise Refused(_("这项任职已经在 %(day)s 终止。") % {"day": held.until}, _("不需要再办。"))
    _stop(held, on)
    entries.record("appointment.ended", held, on=on)


@transaction.atomic
def hand_over(appointment: Appointment, *, to: User, by: User | None, on: date) -> Appointment:
    """`to` holds it from `on`.  The line goes on, and with it whatever belongs to it: links, requests, imports."""
    held = _locked(appointment, by)
    if held.user_id == to.pk:
        raise Refused(_("交接人和接手人是同一个人。"), _("请选另一个人接手。"))
    _refuse_taken(held, on)
    over = held.until is not None and held.until <= on
    # What ended before somebody took it over has no end of its own to pass on.
    made = _anew(held, user=to, since=on, until=None if over else held.until)
    if not over:
        _stop(held, on)
    _begin(made, by)
    detail = {"from": held.user.username, "to": to.username, "line": held.line}
    entries.record("appointment.handed_over", made, on=on, detail=detail)
    return made


@transaction.atomic
def follow(area: Area, *, by: User | None, on: date) -> int:
    """After a merger: whoever works in the ended area works on in its successor; returns how many.

    Part of the merger, so whoever may merge may do it.
    """
    target = successors.final(area.code)
    if target == area.code:
        return 0
    if by:
        by.require(Permission.AREA_EDIT, area.code)
        by.require(Permission.AREA_EDIT, target)
    # Each keeps its line, also beside another of the same person there: the links of both have to stay.
    held_there = Appointment.objects.during(on, None).filter(area_code=area.code).select_related("user")
    for held in held_there:
        begins = max(on, held.since)
        made = _anew(held, area_code=target, since=begins)
        _stop(held, begins)
        _save(made)
    return len(held_there)


def _anew(held: Appointment, **changed: Any) -> Appointment:
    """The same work, held differently."""
    same = ("user", "role", "area_code", "department", "since", "until", "line")
    return Appointment(**{name: getattr(held, name) for name in same} | changed)


def _begin(made: Appointment, by: User | None) -> Appointment:
    # Two administrators may appoint the same person at the same minute.
    User.objects.get_queryset().select_for_update().get(pk=made.user_id)
    role = ROLES.get(made.role)
    if role is None:
        raise Refused(_("没有“%(role)s”这个角色。") % {"role": made.role}, _("请从“角色”页列出的角色中选。"))
    _refuse_by(made, by)
    _refuse_dates(made)
    _refuse_place(made, role)
    _refuse_department(made, role)
    _refuse_beside(made, role)
    return _save(made)


def _save(made: Appointment) -> Appointment:
    made.save()
    made.user.forget_appointments()
    return made


def _stop(held: Appointment, on: date) -> None:
    if on < held.since:
        raise Refused(
            _("终止日 %(on)s 早于任职日 %(since)s。") % {"on": on, "since": held.since},
            _("请填任职日当天或以后的日期；当天终止等于没有任职。"),
        )
    held.until = on
    held.save(update_fields=["until"])
    held.user.forget_appointments()


def _locked(appointment: Appointment, by: User | None) -> Appointment:
    held: Appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    _refuse_by(held, by)
    return held


def _refuse_by(made: Appointment, by: User | None) -> None:
    if by is None:
        return
    if by.pk == made.user_id:
        raise Refused(_("不能办理自己的任职。"), _("请由另一位管理员办理。"))
    by.require(Permission.USER_EDIT, made.area_code)


def _refuse_dates(made: Appointment) -> None:
    if made.until and made.until <= made.since:
        raise Refused(
            _("任职止日 %(until)s 不晚于起日 %(since)s。") % {"until": made.until, "since": made.since},
            _("止日是不再任职的第一天，请填得晚一些，或留空。"),
        )


def _refuse_place(made: Appointment, role: Role) -> None:
    area = Area.objects.on(made.since).filter(code=made.area_code).first()
    if area is None:
        raise Refused(
            _("%(day)s 没有区划代码为 %(code)s 的区划。") % {"day": made.since, "code": made.area_code},
            _("请核对十二位代码；新设的区划请先导入区划名单，已撤并的请填并入的区划。"),
        )
    if area.level not in role.levels:
        names = _("、").join(str(label) for code, label in LEVELS if code in role.levels)
        raise Refused(
            _("“%(area)s”的级别不能设“%(role)s”。") % {"area": area.name, "role": role.label},
            _("这个角色设在：%(levels)s。") % {"levels": names},
        )


def _refuse_department(made: Appointment, role: Role) -> None:
    if role.department and made.department not in DEPARTMENTS:
        raise Refused(
            _("“%(role)s”要写明部门。") % {"role": role.label},
            _("请填：%(names)s。") % {"names": _("、").join(map(str, DEPARTMENTS.values()))},
        )
    if made.department and not role.department:
        raise Refused(_("“%(role)s”不分部门。") % {"role": role.label}, _("请把部门留空。"))


def _refuse_beside(made: Appointment, role: Role) -> None:
    """Roles that do not go together, on any day that both would be held; and the same one twice."""
    for other in Appointment.objects.during(made.since, made.until).filter(user=made.user_id):
        words = {"role": role.label, "other": other.duty.label, "since": other.since}
        if not compatible(made.role, other.role):
            raise Refused(
                _("“%(role)s”不能与 %(since)s 起的“%(other)s”由同一人同时担任。") % words,
                _("请先终止其中一项，或由另一人担任。"),
            )
        same = (made.role, made.area_code, made.department)
        if same == (other.role, other.area_code, other.department):
            raise Refused(_("此人自 %(since)s 起已经担任“%(role)s”。") % words, _("不需要再办。"))


def _refuse_taken(held: Appointment, on: date) -> None:
    """Work has one holder at a time."""
    later = Appointment.objects.during(on, None).filter(line=held.line).exclude(pk=held.pk)
    if taken := later.select_related("user").first():
        raise Refused(
            _("这项工作已经交给“%(name)s”。") % {"name": taken.user}, _("请从接手人的任职办理交接。")
        )
