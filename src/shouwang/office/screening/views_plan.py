"""The regular screening: set by whoever may screen the area, with the last run and the next one."""

from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.jobs.models import Duty
from shouwang.office.kit import clock
from shouwang.office.kit.pages import FormPage
from shouwang.office.screening import forms, packs, plans
from shouwang.office.screening.models import Plan, Run

MOST = 100
DUTY = "screening.plans"
"""As handlers.py calls it."""
LEVELS = ("city", "county", "township")


class Plans(FormPage):
    """All plans within reach, and the form for one of them (`?area=`)."""

    permission = Permission.SCREENING_RUN
    form_class = forms.Regular
    template_name = "screening/plan.html"
    title = gettext_lazy("日常筛查设定")
    about = gettext_lazy("每个辖区设一项：用哪个政策包、是否每天运行。工作台和风险名单以最近一次为准。")
    submit = gettext_lazy("保存设定")
    done = gettext_lazy("已保存日常筛查设定。")

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "user": self.user, "levels": LEVELS}

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
            return {"area_code": code, **said}
        usual = packs.in_force(spans[0].low, clock.today()) if spans else None
        return {"area_code": code, "pack": usual.id if usual else "", "active": True}

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        plans.set_plan(by=self.user, **answers)
        return HttpResponseRedirect(reverse("screening:plan"))

    def next_url(self) -> str:
        return reverse("screening:runs")

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("筛查"), "url": reverse("screening:runs")}, {"label": self.title, "url": ""}]

    def context(self) -> dict[str, Any]:
        return {"plans": list(self._told())}

    def _told(self) -> Any:
        called = names.paths_of(plan.area_code for plan in self.plans)
        titles = {pack.id: forms.named(pack) for pack in self._packs()}
        last = self._last([plan.area_code for plan in self.plans])
        for plan in self.plans:
            run = last.get(plan.area_code)
            yield {
                "place": called[plan.area_code],
                "pack": titles.get(plan.pack, plan.pack),
                "active": plan.is_active,
                "as_if": plan.as_if,
                "by": str(plan.by),
                "last": run,
                "next": self._next(plan, run),
                "url": f"{reverse('screening:plan')}?area={plan.area_code}",
            }

    def _packs(self) -> Any:
        for name in {plan.pack for plan in self.plans} & packs.folders().keys():
            yield packs.load(name)

    def _last(self, codes: list[str]) -> dict[str, Run]:
        """The run of each area that was started last, in two queries."""
        standing = Run.objects.filter(area_code__in=codes, is_standing=True)
        last = standing.values("area_code").annotate(last=Max("pk")).values_list("last", flat=True)
        rows = Run.objects.filter(pk__in=list(last))
        return {run.area_code: run for run in rows.select_related("job").defer("summary")}

    @cached_property
    def looked_today(self) -> bool:
        """Plans are looked at once a day: one that is set after that begins tomorrow."""
        return Duty.objects.filter(name=DUTY, ran_on=clock.today()).exists()

    def _next(self, plan: Plan, run: Run | None) -> str:
        if not plan.is_active:
            return ""
        today = clock.today()
        ran = run is not None and run.on == today and not run.is_lost
        return (today + timedelta(days=1) if ran or self.looked_today else today).isoformat()
