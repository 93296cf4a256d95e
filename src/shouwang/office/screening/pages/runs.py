"""Runs: the list, starting one, and one run with its numbers."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import addresses, clock
from shouwang.office.kit.columns import Column
from shouwang.office.kit.lists import ListPage
from shouwang.office.kit.pages import ActionPage, FormPage, RecordPage
from shouwang.office.screening import advice, labels, offering, packs, queries
from shouwang.office.screening.completion import figures
from shouwang.office.screening.forms.runs import Start
from shouwang.office.screening.lists import columns
from shouwang.office.screening.models import Run
from shouwang.office.screening.pages import telling
from shouwang.office.screening.running import regular, reproducing, runs

LOOK = "look"
STARTED = ("pack", "on", "as_if", "standing", "known", "change", "assume")


class Runs(ListPage):
    name = "runs"
    model = Run
    permission = Permission.STATISTICS_VIEW
    export_permission = None
    title = gettext_lazy("筛查")
    about = gettext_lazy("按政策包对登记簿作的每次筛查；数字只含您管的地方。")
    noun = gettext_lazy("次")
    empty = gettext_lazy("还没有做过筛查。")
    order = ("id",)
    per_page = 20

    @cached_property
    def query(self) -> Any:
        asked = self.request.GET.copy()
        asked.setdefault("o", "-")  # the newest first
        return asked

    @cached_property
    def columns_declared(self) -> tuple[Column, ...]:  # type: ignore[override]
        return columns.runs(self._told)

    def _told(self, rows: Sequence[Any]) -> dict[Any, Any]:
        found = figures.tiers_of(rows, self.user)
        return {run.pk: telling.tiers(labels.of(run), found[run.pk]) for run in rows}

    def records(self) -> QuerySet[Any]:
        rows = queries.runs_for(self.user, self.permission)
        return rows.select_related("job")

    def link(self, row: Any) -> str:
        return reverse("screening:run", args=[row.pk])

    def actions(self) -> list[dict[str, Any]]:
        listed = {"label": _("政策包"), "url": reverse("screening:packs"), "icon": "book"}
        if not self.user.reach(Permission.SCREENING_RUN).spans:
            return [listed]
        return [
            listed,
            {"label": _("日常筛查设定"), "url": reverse("screening:plan"), "icon": "calendar-time"},
            {
                "label": _("发起筛查"),
                "url": reverse("screening:run-new"),
                "icon": "player-play",
                "primary": True,
            },
        ]


class NewRun(FormPage):
    """`look` sends the same form: it comes back with the parameters of the pack and day that are chosen by then."""

    permission = Permission.SCREENING_RUN
    form_class = Start
    template_name = "screening/run_new.html"
    title = gettext_lazy("发起筛查")
    about = gettext_lazy("在后台进行，九万户约二十秒；同样的登记簿、政策包和日期，结果一字不差。")
    submit = gettext_lazy("开始筛查")
    adds = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if LOOK not in request.POST:
            return super().post(request, *args, **kwargs)
        sent = self.form()
        # Not yet sent for good: nothing is wrong with it so far.
        typed = {name: sent[name].value() for name in sent.fields}
        return self.render(form=Start(initial=typed, **self.asker))

    @property
    def asker(self) -> dict[str, Any]:
        return {"user": self.user, "today": clock.today()}

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), **self.asker}

    def initial(self) -> dict[str, Any]:
        today = clock.today()
        spans = self.user.reach(self.permission).spans
        own = spans[0].low if spans else ""
        pack = packs.usual(own, today) if own else None
        day = packs.day_for(pack, today) if pack else today
        return {
            "on": day,
            "area_code": own,
            "pack": pack.id if pack else "",
            "standing": regular.is_usual(own, day, today=today),
        }

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        with advice.for_pages():
            made = runs.start(
                answers["area_code"],
                by=self.user,
                today=clock.today(),
                **{name: answers[name] for name in STARTED},
                period=answers["period"] or None,
            )
        return HttpResponseRedirect(reverse("screening:run", args=[made.pk]))

    def context(self) -> dict[str, Any]:
        return {"faulty": offering.faulty()}

    def next_url(self) -> str:
        return reverse("screening:runs")

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("筛查"), "url": reverse("screening:runs")}, {"label": self.title, "url": ""}]


class OneRun(RecordPage):
    permission = Permission.STATISTICS_VIEW
    model = Run
    template_name = "screening/run.html"

    @property
    def title(self) -> str:
        return labels.title(self.object)

    @property
    def may_complete(self) -> bool:
        return bool(self.user.may_anywhere(Permission.CHANGE_REQUEST))

    def records(self) -> Any:
        return queries.runs_for(self.user, self.permission).select_related("by", "job", "before")

    def context(self) -> dict[str, Any]:
        run = self.object
        told: dict[str, Any] = {"run": run, "facts": telling.facts(run, self.user)}
        if run.state == Run.State.WAITING:
            return told | {"job": telling.job(run, self.user)}
        return told | telling.found(run, self.user)

    def actions(self) -> list[dict[str, Any]]:
        run = self.object
        if run.state != Run.State.DONE:
            return []
        made = [*self._series(), *(self._questions() if run.archive else ())]
        if run.archive:
            url = reverse("screening:findings", args=[run.pk])
            made.append({"label": _("看名单"), "url": url, "icon": "list-details", "primary": True})
        return made

    def _series(self) -> Iterator[dict[str, Any]]:
        run = self.object
        if run.area_code not in self.user.reach(Permission.SCREENING_RUN):
            return
        if run.is_standing:
            url = reverse("screening:run-take-out", args=[run.pk])
            yield {"label": _("移出日常筛查"), "url": url, "icon": "calendar-x"}
        elif regular.is_taken_out(run):
            url = reverse("screening:run-put-back", args=[run.pk])
            yield {"label": _("重新作为日常筛查"), "url": url, "icon": "calendar-time"}

    def _questions(self) -> Iterator[dict[str, Any]]:
        """What can be asked of a run that is kept whole."""
        run = self.object
        if run.area_code in self.user.reach(Permission.SCREENING_RUN):
            again = reverse("screening:run-again", args=[run.pk])
            yield {"label": _("再算一遍核对"), "url": again, "icon": "repeat", "method": "post"}
        if self.user.may_anywhere(Permission.SCREENING_RUN):
            url = reverse("screening:whatif", args=[run.pk])
            yield {"label": _("假如标准变了"), "url": url, "icon": "adjustments"}
        asked = {"before": run.before_id, "after": run.pk}
        url = addresses.asking(reverse("screening:differences"), asked)
        yield {"label": _("与另一次比较"), "url": url, "icon": "arrows-exchange"}

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("筛查"), "url": reverse("screening:runs")},
            {"label": self.object.on.isoformat(), "url": ""},
        ]


class Again(ActionPage):
    permission = Permission.SCREENING_RUN
    model = Run

    def perform(self) -> HttpResponse:
        job = reproducing.ask(self.object, by=self.user)
        return HttpResponseRedirect(reverse("jobs:job", args=[job.pk]))

    def next_url(self) -> str:
        return reverse("screening:run", args=[self.object.pk])
