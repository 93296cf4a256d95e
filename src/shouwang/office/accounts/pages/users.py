"""Users, for their administrators."""

from base64 import b64encode
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from shouwang.office.accounts import forms, second_factor, signing, user_lists, users
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.pages import tokens
from shouwang.office.accounts.pages.account import shown
from shouwang.office.accounts.permission_labels import LABELS
from shouwang.office.accounts.permissions import Permission
from shouwang.office.accounts.roles import ROLES, compatible
from shouwang.office.areas import names
from shouwang.office.kit import clock
from shouwang.office.kit.columns import Column, of_field
from shouwang.office.kit.columns import shown as on_screen
from shouwang.office.kit.lists import ListPage
from shouwang.office.kit.pages import ActionPage, DetailPage, FormPage, Page

EDIT = Permission.USER_EDIT


def address(user: User) -> str:
    return reverse("accounts:user", args=[user.username])


def duties(rows: Any) -> dict[Any, str]:
    """What each user of a page of rows holds today, from two queries."""
    held = list(Appointment.objects.on(clock.today()).filter(user__in=rows).order_by("pk"))
    places = names.names_of(one.area_code for one in held)
    said: dict[Any, list[str]] = {}
    for one in held:
        said.setdefault(one.user_id, []).append(
            gettext("%(place)s%(role)s")
            % {"place": places.get(one.area_code, one.area_code), "role": one.duty.label}
        )
    return {row.pk: gettext("、").join(said.get(row.pk, [gettext("没有岗位")])) for row in rows}


def locked(rows: Any) -> dict[Any, str]:
    """Until when, of whoever is locked out."""
    ends = signing.locked(row.username for row in rows)
    said = {name: gettext("登录已锁定，至 %(time)s") % {"time": on_screen(end)} for name, end in ends.items()}
    return {row.pk: said.get(row.username, "") for row in rows}


def barred(value: Any) -> str:
    return "red" if value else ""


def lively(value: Any) -> str:
    return "green" if value else "secondary"


class Users(ListPage):
    permission = EDIT
    name = "users"
    model = User
    title = _("用户")
    about = _("在您辖区任职（或任过职）的用户，以及您辖区建了账号、还没有任职的用户。")
    order = ("username",)
    noun = _("人")
    export_permission = None
    filter_names = ("username", "full_name", "is_active", "idle")
    empty = _("没有符合条件的用户；可以新建或导入名单。")
    columns_declared = (
        of_field(User, "full_name", sortable=False, filter="text", phone="title"),
        of_field(User, "username", filter="text", sortable=False),
        Column("duties", _("现任"), batch=duties),
        Column("idle", _("没有岗位"), filter="yes", shown=False, phone="hide"),
        of_field(User, "phone", phone="hide"),
        of_field(User, "is_active", badge=lively, phone="badge"),
        Column("locked", _("登录"), batch=locked, badge=barred, phone="badge"),
        of_field(User, "last_login", label=_("上次登录"), phone="hide", filter=""),
    )

    def records(self) -> QuerySet[Any]:
        held = Appointment.objects.on(clock.today()).filter(user=OuterRef("pk"))
        rows: QuerySet[Any] = super().records().annotate(idle=~Exists(held))
        return rows

    def link(self, row: Any) -> str:
        return address(row)

    def actions(self) -> list[dict[str, Any]]:
        return [
            {"label": gettext("角色"), "url": reverse("accounts:roles"), "icon": "list-check"},
            {"label": gettext("导入名单"), "url": reverse("accounts:user-import"), "icon": "file-import"},
            {
                "label": gettext("新建用户"),
                "url": reverse("accounts:user-new"),
                "icon": "plus",
                "primary": True,
            },
        ]


def trail(*more: tuple[Any, str]) -> list[dict[str, Any]]:
    line = ((gettext("用户"), reverse("accounts:users")), *more)
    return [{"label": label, "url": url} for label, url in line]


@method_decorator(never_cache, name="dispatch")
class NewUser(FormPage):
    permission = EDIT
    form_class = forms.NewUser
    title = _("新建用户")
    about = _("一次性密码只显示一次，用户第一次登录时必须修改。任职在建好以后办理。")
    submit = _("新建")

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        given = users.create(by=self.user, **answers)
        return self.render(template="accounts/once.html", subject=given.user, password=given.password)

    def next_url(self) -> str:
        return reverse("accounts:users")

    def crumbs(self) -> list[dict[str, Any]]:
        return trail((self.title, ""))


@method_decorator(never_cache, name="dispatch")
class ImportUsers(FormPage):
    permission = EDIT
    form_class = forms.UserList
    title = _("导入用户名单")
    about = _(
        "整份名单一起导入：有一处错误就一个也不建。全部建好后，页面上列出一次性密码，可以下载，只有这一次。"
    )
    submit = _("导入")

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        given = user_lists.load(answers["file"].read(), by=self.user, on=clock.today())
        # In the page itself: kept nowhere, and whoever has it before them sees that the work is done.
        packed = b64encode(user_lists.passwords_csv(given)).decode()
        return self.render(
            template="accounts/loaded.html", given=given, file=f"data:text/csv;charset=utf-8;base64,{packed}"
        )

    def next_url(self) -> str:
        return reverse("accounts:users")

    def crumbs(self) -> list[dict[str, Any]]:
        return trail((self.title, ""))


class UserPage(DetailPage):
    permission = EDIT
    model = User
    key = "username"
    template_name = "accounts/user.html"

    @property
    def title(self) -> str:
        return str(self.object)

    @cached_property
    def locked_until(self) -> datetime | None:
        return signing.locked_until(self.object.username)

    @property
    def badges(self) -> list[dict[str, str]]:
        active = {"text": pgettext("state", "启用"), "colour": "green"}
        made = [active if self.object.is_active else {"text": gettext("已停用"), "colour": "red"}]
        if self.locked_until:
            text = gettext("登录已锁定，至 %(time)s") % {"time": on_screen(self.locked_until)}
            made.append({"text": text, "colour": "red"})
        return made

    @property
    def facts(self) -> list[dict[str, Any]]:
        user = self.object
        device = second_factor.enrolled(user)
        return [
            {"label": gettext("用户名"), "text": user.username},
            {"label": gettext("办公电话"), "text": user.phone},
            {
                "label": gettext("密码"),
                "text": gettext("等待本人修改") if user.must_change_password else gettext("已由本人设定"),
            },
            {"label": gettext("动态口令"), "text": gettext("已启用") if device else gettext("未启用")},
            {
                "label": gettext("上次登录"),
                "text": on_screen(user.last_login) if user.last_login else gettext("从未登录"),
            },
        ]

    @property
    def actions(self) -> list[dict[str, Any]]:
        if not self.is_mine:
            return []
        return [_appoint(self.object)]

    @property
    def is_mine(self) -> bool:
        return users.looks_after(self.object, self.user, on=clock.today())

    def context(self) -> dict[str, Any]:
        held = self.object.appointments.order_by("-since", "-pk")
        # What somebody holds elsewhere is not this administrator's business.
        return {
            "appointments": shown(held.visible_to(self.user, EDIT), by=self.user),
            "mine": self.is_mine,
            "is_locked": self.locked_until is not None,
            "has_factor": second_factor.enrolled(self.object) is not None,
            "tokens": tokens.shown(self.object) if self.is_mine else [],
        }

    def crumbs(self) -> list[dict[str, Any]]:
        return trail((self.title, ""))


def _appoint(user: User) -> dict[str, Any]:
    url = reverse("accounts:appoint", args=[user.username])
    return {"label": gettext("任职"), "url": url, "icon": "plus", "primary": True}


class UserAction(ActionPage):
    """A button on a user's page."""

    permission = EDIT
    model = User
    key = "username"

    def next_url(self) -> str:
        return address(self.object)


class Disable(UserAction):
    permission = EDIT
    done = _("已停用，并在各处退出。")

    def perform(self) -> None:
        users.disable(self.object, by=self.user, on=clock.today())


class Enable(UserAction):
    permission = EDIT
    done = _("已启用。")

    def perform(self) -> None:
        users.enable(self.object, by=self.user, on=clock.today())


class Unlock(UserAction):
    permission = EDIT
    done = _("登录锁定已解除。")

    def perform(self) -> None:
        users.unlock(self.object, by=self.user, on=clock.today())


class ResetFactor(UserAction):
    permission = EDIT
    done = _("动态口令已重置，请用户重新登录并启用。")

    def perform(self) -> None:
        users.reset_second_factor(self.object, by=self.user, on=clock.today())


@method_decorator(never_cache, name="dispatch")
class ResetPassword(UserAction):
    permission = EDIT
    title = _("重置密码")

    def perform(self) -> HttpResponse:
        password = users.reset_password(self.object, by=self.user, on=clock.today())
        return self.render(template="accounts/once.html", subject=self.object, password=password)

    def crumbs(self) -> list[dict[str, Any]]:
        return trail((self.object, self.next_url()), (self.title, ""))


class Roles(Page):
    """The page of data that roles.py is, as a table."""

    permission = EDIT
    template_name = "accounts/roles.html"
    title = _("角色与权限")
    about = _("一人可以有几项任职，权限相加；互斥的角色不能由同一人同时担任。")

    def context(self) -> dict[str, Any]:
        roles = list(ROLES.values())
        return {
            "roles": roles,
            "lines": [
                {
                    "label": LABELS.get(one, one.value),
                    "code": one.value,
                    "cells": [one in role.permissions for role in roles],
                }
                for one in Permission
            ],
            "apart": [
                {
                    "role": role.label,
                    "others": [other.label for other in roles if not compatible(role.code, other.code)],
                }
                for role in roles
            ],
        }

    def crumbs(self) -> list[dict[str, Any]]:
        return trail((self.title, ""))
