"""Signing in and out, the forced change of a password, the second factor."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from shouwang.office.accounts import forms, passwords, second_factor, sessions, signing
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock
from shouwang.office.kit.pages import FormPage, Page

WHY_OVER = {
    sessions.IDLE: _("您有一段时间没有操作，为了安全已自动退出。"),
    sessions.TIME: _("登录时间已满，请重新登录。"),
    sessions.ELSEWHERE: _("这次登录已被结束：在别处结束、登录数超限，或账号有变动。"),
}


@method_decorator([login_not_required, never_cache, sensitive_post_parameters("password")], name="dispatch")
class SignIn(FormPage):
    permission = None
    template_name = "accounts/sign_in.html"
    form_class = forms.SignIn
    title = _("登录")
    submit = _("登录")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user.is_authenticated:
            return HttpResponseRedirect(self.next_url())
        over = request.session.pop(sessions.OVER, "")
        return self.render(form=self.form(), over=WHY_OVER.get(over, ""))

    def context(self) -> dict[str, Any]:
        return {"next": self.next_url(), "demo": settings.DEMO}

    def perform(self, answers: dict[str, Any]) -> None:
        signing.sign_in(self.request, **answers)

    def next_url(self) -> str:
        return signing.local_next(self.request)


class SignOut(Page):
    permission = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        signing.sign_out(request)
        return HttpResponseRedirect(reverse("accounts:sign-in"))


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class Password(FormPage):
    permission = None
    template_name = "accounts/password.html"
    form_class = forms.ChangePassword
    title = _("修改密码")
    submit = _("修改密码")
    done = _("密码已修改，其他地方的登录已全部结束。")

    @property
    def is_first(self) -> bool:
        return bool(self.user.must_change_password)

    def perform(self, answers: dict[str, Any]) -> None:
        passwords.change(self.request, self.user, old=answers["old"], new=answers["new"])

    def next_url(self) -> str:
        return reverse("accounts:account")

    @property
    def cancel_url(self) -> str:
        return "" if self.is_first else self.next_url()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        first = self.is_first
        response = super().post(request, *args, **kwargs)
        if first and response.status_code == 302:
            return HttpResponseRedirect(reverse("desk"))
        return response


class TokenPage(FormPage):
    """Asks for a one-time password."""

    form_class = forms.Token
    permission = None

    def next_url(self) -> str:
        return reverse("accounts:account")


@method_decorator(never_cache, name="dispatch")
class Verify(TokenPage):
    permission = None
    template_name = "accounts/verify.html"
    title = _("动态口令")
    submit = _("继续")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user.is_verified() or not second_factor.enrolled(self.user):
            return HttpResponseRedirect(self.next_url())
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        return {"next": self.next_url()}

    def perform(self, answers: dict[str, Any]) -> None:
        second_factor.verify(self.request, self.user, token=answers["token"])

    def next_url(self) -> str:
        return signing.local_next(self.request)


@method_decorator(never_cache, name="dispatch")
class Enrol(TokenPage):
    permission = None
    template_name = "accounts/enrol.html"
    title = _("启用动态口令")
    submit = _("启用")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if second_factor.enrolled(self.user):
            # Enrolled meanwhile, in another window.
            request.session[sessions.FACTOR] = True
            return HttpResponseRedirect(self.next_url())
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        if second_factor.enrolled(self.user):
            return {}
        device = second_factor.offer(self.user)
        return {
            "picture": second_factor.picture(device),
            "secret": second_factor.secret(device),
            "needed": second_factor.needed(self.user),
        }

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        codes = second_factor.enrol(self.request, self.user, token=answers["token"])
        return self.render(template="accounts/codes.html", codes=codes)


@method_decorator(never_cache, name="dispatch")
class Codes(TokenPage):
    """New recovery codes."""

    permission = None
    template_name = "accounts/token.html"
    title = _("重新生成恢复码")
    about = _("旧的恢复码全部作废。请输入手机上现在的动态口令。")
    submit = _("重新生成")

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        codes = second_factor.renew_codes(self.user, token=answers["token"])
        return self.render(template="accounts/codes.html", codes=codes)


@method_decorator(never_cache, name="dispatch")
class Drop(TokenPage):
    permission = None
    template_name = "accounts/token.html"
    title = _("停用动态口令")
    about = _("停用后只凭密码登录。请输入手机上现在的动态口令。")
    submit = _("停用")
    done = _("动态口令已停用。")

    def perform(self, answers: dict[str, Any]) -> None:
        second_factor.drop(self.user, token=answers["token"])
        self.request.session[sessions.FACTOR] = False


class Unappointed(Page):
    """Signed in, and not yet anything: whom to ask."""

    permission = None
    template_name = "accounts/unappointed.html"
    title = _("还没有任职")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user.appointments_now:
            return HttpResponseRedirect(reverse("desk"))
        return self.render()

    def context(self) -> dict[str, Any]:
        return {"administrators": _administrators(self.user)}


def _administrators(user: User) -> list[User]:
    """Whoever looks after this account; names and office telephones only."""
    holding = Appointment.objects.on(clock.today()).filter(role="administrator")
    found = (
        User.objects.filter(appointments__in=holding, is_active=True).distinct().order_by("full_name")[:100]
    )
    return [one for one in found if User.objects.visible_to(one, Permission.USER_EDIT).filter(pk=user.pk)][:5]
