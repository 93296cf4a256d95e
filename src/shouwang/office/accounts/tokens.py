"""Tokens: by these programs act for an appointment, within its area and with part of its permissions.

issued = tokens.issue(appointment, label="县民政接口", permissions=[…], days=90, by=user, at=now)
issued.text                      shown once, kept nowhere
tokens.bearer("sw_…", at=now)    the user, limited to the appointment and the permissions; nothing: opens nothing
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment, Token, User
from shouwang.office.accounts.permissions import FOR_PROGRAMS, Permission
from shouwang.office.journal import entries
from shouwang.office.journal.acting import Actor, acting

PREFIX = "sw_"
"""By which scanners of source code find one that was left lying about."""
TEXT = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
MOST = 10
"""Open ones of one user."""


@dataclass(frozen=True)
class Issued:
    token: Token
    text: str


@transaction.atomic
def issue(
    appointment: Appointment,
    *,
    label: str,
    permissions: Iterable[str],
    days: int,
    by: User,
    at: datetime,
) -> Issued:
    """For an own appointment in force, with permissions that it has."""
    label, wanted = " ".join(label.split())[:60], sorted(set(permissions))
    _refuse(appointment, label, wanted, days, by, at)
    text = PREFIX + secrets.token_urlsafe(32)
    made = Token(
        appointment=appointment,
        label=label,
        digest=digest(text),
        permissions=wanted,
        issued_at=at,
        expires_on=timezone.localdate(at) + timedelta(days=days),
    )
    made.save()
    return Issued(made, text)


def _refuse(
    appointment: Appointment, label: str, wanted: list[str], days: int, by: User, at: datetime
) -> None:
    if appointment.pk not in [one.pk for one in by.appointments_now]:
        raise Refused(_("只能为自己在任的岗位签发令牌。"), _("请从“我的账号”里选一个在任的岗位。"))
    if not label:
        raise Refused(_("没有写令牌的用途。"), _("请写明给哪个系统用，以后好辨认。"))
    possible = given(appointment)
    if not wanted or not set(wanted) <= set(possible):
        raise Refused(
            _("没有选权限，或选了这个岗位没有的权限。"),
            _("请选一项或几项：%(names)s。") % {"names": _("、").join(possible)},
        )
    if not 1 <= days <= settings.TOKEN_DAYS:
        raise Refused(
            _("令牌的有效期是 %(days)s 天。") % {"days": days},
            _("请选 1 至 %(most)s 天。") % {"most": settings.TOKEN_DAYS},
        )
    if len([one for one in of(by) if one.is_open(at)]) >= MOST:
        raise Refused(_("有效的令牌已经有 %(most)s 个。") % {"most": MOST}, _("请先作废不再使用的令牌。"))


def given(appointment: Appointment) -> list[str]:
    """What a token for the appointment can be given, in the order of FOR_PROGRAMS."""
    return [one.value for one in FOR_PROGRAMS if one in appointment.duty.permissions]


def of(user: User) -> list[Token]:
    """The newest first."""
    rows = Token.objects.filter(appointment__user=user).select_related("appointment")
    return list(rows.order_by("-issued_at", "-pk"))


@transaction.atomic
def revoke(token: Token, *, by: User, at: datetime) -> None:
    """By its owner, or by an administrator who looks after the place."""
    fresh: Token = (
        Token.objects.select_for_update(of=("self",)).select_related("appointment").get(pk=token.pk)
    )
    if fresh.appointment.user_id != by.pk:
        by.require(Permission.USER_EDIT, fresh.area_code)
    if fresh.revoked_at:
        raise Refused(_("这个令牌已经作废。"), _("不需要再办。"))
    fresh.revoked_at = at
    fresh.save(update_fields=["revoked_at"])


def revoke_all(user: User, *, at: datetime) -> None:
    """When somebody else may have had the password, or the account is closed."""
    for one in of(user):
        if one.is_open(at):
            one.revoked_at = at
            one.save(update_fields=["revoked_at"])


def bearer(text: str, *, at: datetime, address: str = "") -> User | None:
    """Whoever the token acts for; every wrong, expired or revoked one is the same nothing."""
    if not TEXT.fullmatch(text):
        return None
    token = Token.objects.select_related("appointment__user").filter(digest=digest(text)).first()
    if token is None or not token.is_open(at):
        return None
    user: User = token.appointment.user
    held = [one for one in user.appointments_now if one.pk == token.appointment_id]
    if not held:
        return None
    # Nothing but this appointment, and of it nothing but what was given.
    user.__dict__["appointments_now"] = held
    user.limited_to = frozenset(token.permissions)
    user.token = token
    _note(token, user, at, address)
    return user


def _note(token: Token, user: User, at: datetime, address: str) -> None:
    """Every request would otherwise write; a new address, and the first use of a day, stand in the journal."""
    known = token.used_at is not None and token.used_from == address
    if known and token.used_at is not None and at - token.used_at < timedelta(minutes=1):
        return
    first = not known or token.used_at is None or timezone.localdate(token.used_at) < timezone.localdate(at)
    with transaction.atomic():
        token.used_at, token.used_from = at, address
        token.save(update_fields=["used_at", "used_from"])
        if first:
            with acting(Actor(user.username, line=token.appointment.line, address=address)):
                entries.record("token.used", token)


def digest(text: str) -> str:
    """Of a random text of 256 bits: nothing to be guessed, so nothing slow is needed."""
    return hashlib.sha256(text.encode()).hexdigest()
