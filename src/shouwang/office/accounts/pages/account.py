"""My account: what I hold, where I am signed in, my saved views."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts import browsers, forms, saved_views, second_factor, sessions, tokens
from shouwang.office.accounts.models import Appointment, OpenSession, SavedView
from shouwang.office.accounts.pages import tokens as tokens_page
from shouwang.office.accounts.roles import DEPARTMENTS
from shouwang.office.areas import names
from shouwang.office.kit import clock
from shouwang.office.kit.pages import FormPage, Page


def shown(appointments: Any, *, by: Any = None) -> list[dict[str, Any]]:
    """For tables of appointments; `by`: who may end them and hand them over, if anybody looks who may."""
    found: list[Appointment] = list(appointments)
    places = names.paths_of(one.area_code for one in found)
    today = clock.today()
    return [
        {
            "appointment": one,
            "role": one.duty.label,
            "place": places.get(one.area_code, one.area_code),
            "department": DEPARTMENTS.get(one.department, ""),
            "state": _state(one, today),
            "open": one.until is None or one.until > today,
            "mine": bool(by and by.pk != one.user_id and by.may("user.edit", one.area_code)),
        }
        for one in found
    ]


def _state(one: Appointment, today: Any) -> dict[str, str]:
    if one.since > today:
        return {"text": gettext("还没开始"), "colour": "azure"}
    if one.until and one.until <= today:
        return {"text": gettext("已终止"), "colour": "secondary"}
    return {"text": gettext("在任"), "colour": "green"}


class Account(Page):
    permission = None
    template_name = "accounts/account.html"
    title = _("我的账号")

    def context(self) -> dict[str, Any]:
        key = self.request.session.get(sessions.KEY)
        device = second_factor.enrolled(self.user)
        return {
            "appointments": shown(self.user.appointments.order_by("-since")),
            "sessions": [
                {"row": row, "browser": browsers.named(row.agent), "here": row.key == key}
                for row in self._open()
            ],
            "tokens": tokens_page.shown(self.user),
            "may_issue": any(tokens.given(one) for one in self.user.appointments_now),
            "enrolled": device,
            "needed": second_factor.needed(self.user),
            "codes_left": second_factor.codes_left(self.user) if device else 0,
        }

    def _open(self) -> list[OpenSession]:
        over = sessions.expired(clock.now()).values("pk")
        return list(self.user.open_sessions.exclude(pk__in=over).order_by("-seen_at"))


class EndSession(Page):
    """One of the own sessions, or – without a number – all but this one."""

    permission = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "pk" in kwargs:
            sessions.finish(get_object_or_404(self.user.open_sessions, pk=kwargs["pk"]), why="by_hand")
        else:
            sessions.finish_all(self.user, why="by_hand", but=request.session.get(sessions.KEY, ""))
        self.tell(gettext("已结束。"))
        return HttpResponseRedirect(reverse("accounts:account"))


class SaveView(FormPage):
    """POST page, label, query; then back to the list."""

    permission = None
    form_class = forms.SaveView

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = forms.SaveView(request.POST)
        if not form.is_valid():
            raise Http404
        view = saved_views.save(self.user, **form.cleaned_data)
        self.tell(gettext("已存为“%(label)s”。") % {"label": view.label})
        return HttpResponseRedirect(back(request))


class DeleteView(Page):
    permission = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        saved_views.delete(get_object_or_404(SavedView, user=self.user, pk=kwargs["pk"]))
        self.tell(gettext("已删除。"))
        return HttpResponseRedirect(back(request))


def back(request: HttpRequest) -> str:
    """The page that the form stood on, if it is one of ours."""
    said = request.POST.get("next") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(
        said, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return said if said and safe else resolve_url("desk")
