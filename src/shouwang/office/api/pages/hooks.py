"""The own hooks: where events go, the key to check them by, and what became of each delivery."""

from typing import Any

from django.db.models import Max
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from shouwang.office.accounts.permissions import Permission
from shouwang.office.api import forms, hooks, showing
from shouwang.office.api.models import Delivery, Hook
from shouwang.office.areas import names
from shouwang.office.kit import clock
from shouwang.office.kit.pages import ActionPage, DetailPage, FormPage, Page, RecordPage

SHOWN = 50
"""Deliveries on a hook's page."""


class HooksPage(Page):
    """What all of these share; whoever sees households has something to be told."""

    permission = Permission.HOUSEHOLD_VIEW

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("推送"), "url": reverse("hooks:hooks")}, {"label": self.title, "url": ""}]


class Hooks(Page):
    permission = Permission.HOUSEHOLD_VIEW
    template_name = "api/hooks.html"
    title = gettext_lazy("推送")
    about = gettext_lazy("有事发生时，把编号和代码推给其他系统，带签名；送不到会反复再送。")

    def context(self) -> dict[str, Any]:
        rows = list(hooks.of(self.user))
        last = _last_of(rows)
        places = names.names_of(one.area_code for one in rows)
        return {
            "hooks": [showing.hook(one, self.user, places, last.get(one.pk)) for one in rows],
            "may_open": any(hooks.possible(one) for one in self.user.appointments_now),
        }


def _last_of(rows: list[Hook]) -> dict[int, Delivery]:
    newest = Delivery.objects.filter(hook__in=rows).values("hook").annotate(newest=Max("pk"))
    return {one.hook_id: one for one in Delivery.objects.filter(pk__in=newest.values("newest"))}


@method_decorator(never_cache, name="dispatch")
class NewHook(FormPage, HooksPage):
    form_class = forms.NewHook
    title = gettext_lazy("新建推送")
    about = gettext_lazy("只推送所选岗位管的辖区里的事；岗位终止，推送也就停止。")
    submit = gettext_lazy("建立")
    adds = True
    done_before = gettext_lazy(
        "这份表单已经提交过，没有重复建立。签名密钥只显示一次，没有抄下的请打开推送更换。"
    )

    @cached_property
    def held(self) -> list[Any]:
        return [one for one in self.user.appointments_now if hooks.possible(one)]

    def form_arguments(self) -> dict[str, Any]:
        if not self.held:
            raise Http404
        places = names.names_of(one.area_code for one in self.held)
        return super().form_arguments() | {"held": self.held, "places": places}

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        asked = answers.pop("appointment")
        opened = hooks.open_(
            next(one for one in self.held if asked in ("", str(one.pk))),
            by=self.user,
            at=clock.now(),
            **answers,
        )
        return self.render(template="api/secret.html", hook=opened.hook, secret=opened.secret)

    def next_url(self) -> str:
        return reverse("hooks:hooks")


class OwnHookPage(RecordPage, HooksPage):
    model = Hook

    def records(self) -> Any:
        return hooks.of(self.user)

    def next_url(self) -> str:
        return reverse("hooks:hook", args=[self.kwargs["pk"]])


class HookPage(OwnHookPage, DetailPage):
    permission = Permission.HOUSEHOLD_VIEW
    template_name = "api/hook.html"

    @property
    def title(self) -> str:
        return str(self.object.label)

    @cached_property
    def shown(self) -> dict[str, Any]:
        return showing.hook(self.object, self.user, names.names_of([self.object.area_code]), None)

    @property
    def badges(self) -> list[dict[str, str]]:
        return [self.shown["state"]]

    @property
    def facts(self) -> list[dict[str, Any]]:
        return showing.facts(self.object, self.shown)

    @property
    def actions(self) -> list[dict[str, Any]]:
        return showing.actions(self.object) if self.shown["held_now"] else []

    def context(self) -> dict[str, Any]:
        rows = self.object.deliveries.order_by("-pk")[:SHOWN]
        return {"deliveries": [showing.delivery(one) for one in rows], "most": SHOWN}


class OwnActionPage(OwnHookPage, ActionPage):
    pass


class Switch(OwnActionPage):
    permission = Permission.HOUSEHOLD_VIEW

    def perform(self) -> HttpResponse | None:
        # Said which way: sent twice, a switch that only turns would turn back.
        wanted = self.request.GET.get("to")
        if wanted not in ("on", "off"):
            raise Http404
        off = wanted == "off"
        (hooks.switch_off if off else hooks.switch_on)(self.object, by=self.user, at=clock.now())
        self.tell(_("已停用。") if off else _("已启用，从现在起的事会推送。"))
        return None


@method_decorator(never_cache, name="dispatch")
class Rotate(OwnActionPage):
    permission = Permission.HOUSEHOLD_VIEW
    title = gettext_lazy("更换签名密钥")

    def perform(self) -> HttpResponse:
        secret = hooks.rotate(self.object, by=self.user, at=clock.now())
        return self.render(template="api/secret.html", hook=self.object, secret=secret, rotated=True)


class Ping(OwnActionPage):
    permission = Permission.HOUSEHOLD_VIEW
    done = gettext_lazy("测试消息几秒内发出，结果见推送记录。")

    def perform(self) -> HttpResponse:
        made = hooks.ping(self.object, by=self.user, at=clock.now())
        return HttpResponseRedirect(reverse("hooks:delivery", args=[made.pk]))


class OwnDeliveryPage(RecordPage, HooksPage):
    model = Delivery

    def records(self) -> Any:
        own = Delivery.objects.filter(hook__appointment__user=self.user)
        return own.select_related("hook__appointment__user")

    def next_url(self) -> str:
        return reverse("hooks:delivery", args=[self.kwargs["pk"]])


class DeliveryPage(OwnDeliveryPage, DetailPage):
    permission = Permission.HOUSEHOLD_VIEW
    template_name = "api/delivery.html"

    @property
    def title(self) -> str:
        return str(self.object.get_kind_display())

    @property
    def badges(self) -> list[dict[str, str]]:
        return [showing.delivery(self.object)["state"]]

    @property
    def facts(self) -> list[dict[str, Any]]:
        return showing.delivery_facts(self.object)

    @property
    def actions(self) -> list[dict[str, Any]]:
        return showing.delivery_actions(self.object)

    def crumbs(self) -> list[dict[str, Any]]:
        hook = self.object.hook
        own = {"label": hook.label, "url": reverse("hooks:hook", args=[hook.pk])}
        first, last = super().crumbs()
        return [first, own, last]


class Retry(OwnDeliveryPage, ActionPage):
    permission = Permission.HOUSEHOLD_VIEW
    done = gettext_lazy("几秒内再送一次。")

    def perform(self) -> None:
        hooks.retry(self.object, by=self.user, at=clock.now())
