"""Tokens for programs: issued by whoever holds the appointment, revoked by them or by who looks after the account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from shouwang.office.accounts import confirming, forms, tokens, users
from shouwang.office.accounts.models import Token, User
from shouwang.office.accounts.permission_labels import LABELS
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.kit import clock
from shouwang.office.kit.pages import FormPage, Page


def shown(user: User) -> list[dict[str, Any]]:
    """For tables of tokens, the newest first; never the text, which nobody has any more."""
    now, found = clock.now(), tokens.of(user)
    places = names.names_of(one.area_code for one in found)
    return [
        {
            "token": one,
            "held": f"{places.get(one.area_code, one.area_code)} · {one.appointment.duty.label}",
            "permissions": [LABELS[Permission(each)] for each in one.permissions],
            "state": _state(one, now),
            "open": one.is_open(now),
        }
        for one in found
    ]


def _state(one: Token, now: Any) -> dict[str, str]:
    if one.revoked_at:
        return {"text": gettext("已作废"), "colour": "secondary"}
    if not one.is_open(now):
        return {"text": gettext("已过期"), "colour": "secondary"}
    return {"text": gettext("有效"), "colour": "green"}


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class Issue(FormPage):
    permission = None
    form_class = forms.IssueToken
    title = _("签发令牌")
    about = _("给其他系统调用接口用。它能看到、能办的不超过所选岗位和权限；每天第一次使用记入日志。")
    submit = _("签发")
    adds = True
    done_before = _("这份表单已经提交过，没有重复签发。令牌只显示一次，没有抄下的请作废，另签一个。")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Anonymous visitors are sent to sign in before they get here.
        self.held = [one for one in getattr(self.user, "appointments_now", ()) if tokens.given(one)]

    def form_arguments(self) -> dict[str, Any]:
        if not self.held:
            raise Http404
        return super().form_arguments() | {"held": self.held, "places": self._places()}

    def _places(self) -> dict[str, str]:
        return names.names_of(one.area_code for one in self.held)

    def admit(self, answers: dict[str, Any]) -> None:
        # A screen left alone must not become a way in that stays open for a year.
        confirming.confirm(self.request, self.user, password=answers["password"])

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        issued = tokens.issue(
            next(one for one in self.held if answers["appointment"] in ("", str(one.pk))),
            label=answers["label"],
            permissions=answers["permissions"],
            days=int(answers["days"]),
            by=self.user,
            at=clock.now(),
        )
        address = self.request.build_absolute_uri("/api/v1/me")
        return self.render(template="accounts/issued.html", issued=issued, address=address)

    def next_url(self) -> str:
        return reverse("accounts:account")


class Revoke(Page):
    """An own one."""

    permission = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = get_object_or_404(Token, appointment__user=self.user, pk=kwargs["pk"])
        return revoked(self, token, reverse("accounts:account"))


class RevokeOfUser(Page):
    """Of somebody whom an administrator looks after."""

    permission = Permission.USER_EDIT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = get_object_or_404(Token.objects.select_related("appointment__user"), pk=kwargs["pk"])
        user = token.appointment.user
        if not users.looks_after(user, self.user, on=clock.today()):
            raise Http404
        return revoked(self, token, reverse("accounts:user", args=[user.username]))


def revoked(page: Page, token: Token, back: str) -> HttpResponse:
    if token.revoked_at is None:
        tokens.revoke(token, by=page.user, at=clock.now())
    page.tell(gettext("已作废。"))
    return HttpResponseRedirect(back)
