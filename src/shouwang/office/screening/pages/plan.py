"""The regular screening: set by whoever may screen the area, with the last run and the next one."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.kit import clock
from shouwang.office.kit.pages import FormPage
from shouwang.office.screening import offering, packs
from shouwang.office.screening.forms.runs import Regular
from shouwang.office.screening.models import Plan, Run
from shouwang.office.screening.running import plans

MOST = 100
LEVELS = ("city", "county", "township")


class Plans(FormPage):
    """All plans within reach, and the form for one of them (`?area=`)."""

    permission = Permission.SCREENING_RUN
    form_class = Regular
    template_name = "screening/plan.html"
    title = gettext_lazy("日常筛查设定")
    about = gettext_lazy("每个辖区设一项：用哪个政策包、是否每天运行。工作台和风险名单以最近一次为准。")
    submit = gettext_lazy("保存设定")
    done = gettext_lazy("已保存日常筛查设定。")

    def form_arguments(self) -> dict[str, Any]:
        return {
            **super().form_arguments(),
            "user": self.user,
            "levels": LEVELS,
            "kept": [plan.pack for plan in self.plans],
        }

    @cached_property
    def plans(self) -> list[Plan]:
        found = Plan.objects.visible_to(self.user, self.permission).select_related("by")
        return list(found.order_by("area_code")[:MOST])

    def initial(self) -> dict[str, Any]:
        spans = self.user.reach(self.permission).spans
        code = self.request.GET.get("area") or (spans[0].low if spans else "")
        set_before = next((plan for plan in self.plans if plan.area_code == code), None)
        if set_before:
            said = {"pack": set_before.pack, "as_if": set_before.as_if, "active": set_before.is_active}
            return {"area_code": code, "seen": plans.mark(set_before), **said}
        usual = packs.in_force(spans[0].low, clock.today()) if spans else None
        return {"area_code": code, "pack": usual.id if usual else "", "active": True}

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        plans.set_plan(by=self.user, on=clock.today(), **answers)
        return HttpResponseRedirect(reverse("screening:plan"))

    def next_url(self) -> str:
        return reverse("screening:runs")

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("筛查"), "url": reverse("screening:runs")}, {"label": self.title, "url": ""}]

    def context(self) -> dict[str, Any]:
        return {"plans": list(self._told()), "faulty": offering.faulty()}

    def _told(self) -> Iterator[dict[str, Any]]:
        called = names.paths_of(plan.area_code for plan in self.plans)
        last = plans.last_runs([plan.area_code for plan in self.plans], on=clock.today())
        due = {plan: self._next(plan, last.get(plan.area_code)) for plan in self.plans}
        hindered = plans.hindrances(due)
        for plan, following in due.items():
            run = last.get(plan.area_code)
            yield {
                "place": called[plan.area_code],
                "pack": offering.called(plan.pack),
                "active": plan.is_active,
                "as_if": plan.as_if,
                "by": str(plan.by),
                "last": run,
                "failure": plans.failure(run),
                "next": following.isoformat() if following else "",
                "hindrance": hindered.get(plan),
                "url": f"{reverse('screening:plan')}?area={plan.area_code}",
            }

    @cached_property
    def looked_today(self) -> bool:
        return plans.looked(clock.today())

    def _next(self, plan: Plan, run: Run | None) -> date | None:
        if not plan.is_active:
            return None
        today = clock.today()
        ran = run is not None and run.on == today and not run.is_lost
        return today + timedelta(days=1) if ran or self.looked_today else today
