"""Hooks: where other programs are told what happened, within the reach of the appointment that each belongs to.

opened = hooks.open_(appointment, label="县民政", address="https://…", kinds=["run.done"], by=user, at=now)
opened.secret                    shown once
hooks.rotate(hook, by=user, at=now)            a new one; the old one signs for another day
hooks.switch_off(hook, by=…, at=…), switch_on  ping(hook, …) sends a `ping`; retry(delivery, …) sends once more
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.api import destinations, kinds, signing
from shouwang.office.api.kinds import Kind
from shouwang.office.api.models import Delivery, Hook
from shouwang.office.journal import following

MOST = 10
"""Switched on, of one user."""
IN_A_ROW = timedelta(minutes=1)


@dataclass(frozen=True)
class Opened:
    hook: Hook
    secret: str


@transaction.atomic
def open_(
    appointment: Appointment, *, label: str, address: str, kinds: Iterable[str], by: User, at: datetime
) -> Opened:
    """Tells of what happens from now on."""
    label, wanted = " ".join(label.split())[:60], sorted(set(kinds))
    _refuse(appointment, label, wanted, by)
    destinations.of(address)
    _refuse_many(by)
    secret = signing.new_secret()
    made = Hook(
        appointment=appointment,
        label=label,
        address=address,
        kinds=wanted,
        secret=secret,
        made_at=at,
        followed=following.ends(),
    )
    made.save()
    return Opened(made, secret)


def _refuse(appointment: Appointment, label: str, wanted: list[str], by: User) -> None:
    if appointment.pk not in [one.pk for one in by.appointments_now]:
        raise Refused(_("只能为自己在任的岗位建立推送。"), _("请选一个自己在任的岗位。"))
    if not label:
        raise Refused(_("没有写推送的用途。"), _("请写明推给哪个系统，以后好辨认。"))
    offered = possible(appointment)
    if not wanted or not set(wanted) <= {one.code for one in offered}:
        raise Refused(
            _("没有选事件，或选了这个岗位不能知道的事件。"),
            _("请选一项或几项：%(names)s。") % {"names": _("、").join(str(one.label) for one in offered)}
            if offered
            else _("这个岗位没有可以推送的事件；请由管整个辖区的岗位建立。"),
        )


def _refuse_many(by: User) -> None:
    if Hook.objects.filter(appointment__user=by, is_on=True).count() >= MOST:
        raise Refused(_("启用中的推送已经有 %(most)s 个。") % {"most": MOST}, _("请先停用不再使用的推送。"))


def possible(appointment: Appointment) -> list[Kind]:
    return kinds.possible(appointment.duty.permissions, linked_only=appointment.duty.linked_only)


def of(user: User) -> Any:
    """All own ones, the newest first."""
    return Hook.objects.filter(appointment__user=user).select_related("appointment__user").order_by("-pk")


@transaction.atomic
def rotate(hook: Hook, *, by: User, at: datetime) -> str:
    """Replaced twice in a row, as by a double click: the receiver knows neither of the new ones yet, but the old one."""
    fresh, secret = _own(hook, by), signing.new_secret()
    if fresh.rotated_at is None or at - fresh.rotated_at > IN_A_ROW:
        fresh.secret_before = fresh.secret
    fresh.secret, fresh.rotated_at = secret, at
    fresh.save(update_fields=["secret", "secret_before", "rotated_at"])
    return secret


@transaction.atomic
def switch_off(hook: Hook, *, by: User, at: datetime) -> None:
    fresh = _own(hook, by)
    if not fresh.is_on:
        raise Refused(_("这个推送已经停用。"), _("不需要再办。"))
    end(fresh, Hook.Off.BY_HAND, at=at)


def end(hook: Hook, why: Hook.Off, *, at: datetime) -> None:
    """In the caller's transaction, with the row locked.  What waits is given up; each can be sent again by hand."""
    hook.is_on, hook.off_why, hook.off_at = False, why, at
    hook.save(update_fields=["is_on", "off_why", "off_at"])
    waiting = Delivery.objects.filter(hook=hook, state=Delivery.State.WAITING)
    waiting.update(state=Delivery.State.GIVEN_UP, ended_at=at)


@transaction.atomic
def switch_on(hook: Hook, *, by: User, at: datetime) -> None:
    """Tells of what happens from now on; what happened meanwhile is in the API."""
    fresh = _own(hook, by)
    if fresh.is_on:
        raise Refused(_("这个推送已经启用。"), _("不需要再办。"))
    destinations.of(fresh.address)
    _refuse_many(by)
    fresh.is_on, fresh.off_why, fresh.off_at = True, "", None
    fresh.followed = following.ends()
    fresh.failures, fresh.failing_since, fresh.rest_until = 0, None, None
    fresh.save()


@transaction.atomic
def ping(hook: Hook, *, by: User, at: datetime) -> Delivery:
    fresh = _at_work(hook, by)
    waiting = Delivery.objects.filter(hook=fresh, kind=kinds.PING, state=Delivery.State.WAITING, tries=0)
    if asked := waiting.first():
        return asked
    made = Delivery(
        hook=fresh,
        message=f"msg_{secrets.token_hex(16)}",
        kind=kinds.PING,
        body=body_of(kinds.PING, at, {}),
        happened_at=at,
        next_at=at,
    )
    made.save()
    _awake(fresh)
    return made


@transaction.atomic
def retry(delivery: Delivery, *, by: User, at: datetime) -> None:
    """Sent once more, with all its tries before it; the receiver knows it by its id."""
    hook = _at_work(delivery.hook, by)
    found = Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.DELIVERED)
    if not found.update(state=Delivery.State.WAITING, tries=0, next_at=at, ended_at=None):
        raise Refused(_("这条已经送达。"), _("不需要再送。"))
    _awake(hook)


def body_of(kind: str, at: datetime, data: dict[str, Any]) -> str:
    return json.dumps(
        {"type": kind, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False, separators=(",", ":")
    )


def _own(hook: Hook, by: User) -> Hook:
    """As it is now, locked."""
    rows = Hook.objects.select_for_update(of=("self",)).select_related("appointment__user")
    fresh: Hook = rows.get(pk=hook.pk)
    if fresh.appointment.user_id != by.pk:
        raise Refused(_("这不是您的推送。"), _("请由建立它的人办理。"))
    if fresh.appointment.pk not in [one.pk for one in by.appointments_now]:
        raise Refused(_("这个推送所属的岗位已经终止。"), _("请为现在的岗位另建一个推送。"))
    return fresh


def _at_work(hook: Hook, by: User) -> Hook:
    fresh = _own(hook, by)
    if not fresh.is_on:
        raise Refused(_("这个推送已经停用。"), _("请先启用。"))
    destinations.of(fresh.address)
    return fresh


def _awake(hook: Hook) -> None:
    hook.rest_until = None
    hook.save(update_fields=["rest_until"])
