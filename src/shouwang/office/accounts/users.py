"""Accounts: made, closed, opened again; their passwords and second factors given anew.

`by` as in appointments.py: None is the installation itself.
"""

import re
from dataclasses import dataclass
from datetime import date

from axes.utils import reset
from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts import passwords, second_factor, sessions, tokens
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.accounts.signing import plain_name
from shouwang.office.journal import entries
from shouwang.office.kit import clock

NAME = re.compile(r"\w[\w.-]{1,39}")
"""As a part of an address: never `.`, `..` or `-`."""


@dataclass(frozen=True)
class Given:
    """A user and the one-time password, which is shown now and never again."""

    user: User
    password: str


@transaction.atomic
def create(*, username: str, full_name: str, by: User | None, phone: str = "", area_code: str = "") -> Given:
    """`area_code`: whose administrators look after the account; without it, the place of `by`."""
    name = plain_name(username)
    place = area_code or _place_of(by)
    if not NAME.fullmatch(name):
        raise Refused(
            _("用户名“%(name)s”不合要求。") % {"name": username[:40]},
            _("请用 2 至 40 个字母、数字、汉字，中间可以有点、短横或下划线。"),
        )
    if not full_name.strip():
        raise Refused(_("没有填姓名。"), _("请填真实姓名，日志和台账里要用。"))
    _refuse_place(place, by)
    if User.objects.filter(username__iexact=name).exists():
        raise Refused(_("已经有用户“%(name)s”。") % {"name": name}, _("请换一个用户名，或给已有的用户任职。"))
    user = User(username=name, full_name=full_name.strip()[:60], phone=phone.strip()[:20], area_code=place)
    password = passwords.give(user)
    user.save()
    return Given(user, password)


@transaction.atomic
def disable(user: User, *, by: User | None, on: date) -> None:
    """Signs the user out everywhere, programs included.  Appointments stay: whoever is opened again goes on where they
    were."""
    fresh = _locked(user, by, on)
    if not fresh.is_active:
        raise Refused(_("这个用户已经停用。"), _("不需要再办。"))
    fresh.is_active = False
    fresh.save(update_fields=["is_active"])
    entries.record("user.disabled", fresh, on=on)
    tokens.revoke_all(fresh, at=clock.now())
    sessions.finish_all(fresh, why="disabled")


@transaction.atomic
def enable(user: User, *, by: User | None, on: date) -> None:
    fresh = _locked(user, by, on)
    if fresh.is_active:
        raise Refused(_("这个用户没有停用。"), _("不需要再办。"))
    fresh.is_active = True
    fresh.save(update_fields=["is_active"])
    entries.record("user.enabled", fresh, on=on)


@transaction.atomic
def reset_password(user: User, *, by: User | None, on: date) -> str:
    """Returns a one-time password, to be shown once; the user is signed out everywhere, programs included."""
    fresh = _locked(user, by, on)
    password = passwords.give(fresh)
    fresh.save()
    entries.record("password.reset", fresh, on=on)
    tokens.revoke_all(fresh, at=clock.now())
    sessions.finish_all(fresh, why="password")
    return password


@transaction.atomic
def reset_second_factor(user: User, *, by: User | None, on: date) -> None:
    """For a lost telephone; whoever needs the second factor enrols anew at the next sign-in."""
    fresh = _locked(user, by, on)
    second_factor.forget(fresh)
    entries.record("second_factor.reset", fresh, on=on)
    sessions.finish_all(fresh, why="second_factor")


@transaction.atomic
def unlock(user: User, *, by: User | None, on: date) -> None:
    """Lifts a lock-out before its time."""
    fresh = _locked(user, by, on)
    entries.record("sign_in.unlocked", fresh, on=on)
    reset(username=fresh.username)


def looks_after(user: User, by: User, *, on: date) -> bool:
    """Whether every place where the user works on the day or later lies in the reach of `by`.

    Seeing takes one such place; whoever could reset the password of somebody above would be above.
    """
    if user.pk == by.pk or not User.objects.visible_to(by, Permission.USER_EDIT).filter(pk=user.pk).exists():
        return False
    held = Appointment.objects.during(on, None).filter(user=user)
    return all(by.may(Permission.USER_EDIT, one.area_code) for one in held)


def _locked(user: User, by: User | None, on: date) -> User:
    fresh: User = User.objects.get_queryset().select_for_update().get(pk=user.pk)
    if by and not looks_after(fresh, by, on=on):
        raise Refused(
            _("这个用户不全由您管理：是您本人，或在您的辖区之外也有任职。"),
            _("请由另一位管理员，或上级管理员办理。"),
        )
    return fresh


def _refuse_place(place: str, by: User | None) -> None:
    if by:
        by.require(Permission.USER_EDIT, place)
    elif not place:
        raise Refused(
            _("没有写明账号归哪里管：哪个管理员都看不到它。"), _("请写上区划代码，例如所在县的 430921。")
        )


def _place_of(by: User | None) -> str:
    """Where an administrator works; the first of several."""
    spans = by.reach(Permission.USER_EDIT).spans if by else ()
    return spans[0].low if spans else ""
