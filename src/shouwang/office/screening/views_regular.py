"""Taking a run out of the regular ones, and putting it back."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock
from shouwang.office.kit.pages import RecordFormPage
from shouwang.office.registry.forms import Reason
from shouwang.office.screening import labels, queries, regular
from shouwang.office.screening.models import Run


class SeriesPage(RecordFormPage):
    permission = Permission.SCREENING_RUN
    model = Run
    form_class = Reason
    template_name = "kit/confirm.html"

    def records(self) -> Any:
        return super().records().filter(state=Run.State.DONE)

    @property
    def question(self) -> str:
        said = {"run": labels.title(self.object), "day": self.object.on.isoformat()}
        return gettext("%(run)s，基准日期 %(day)s。") % said

    def next_url(self) -> str:
        return reverse("screening:run", args=[self.object.pk])

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": gettext("筛查"), "url": reverse("screening:runs")},
            {"label": self.object.on.isoformat(), "url": self.next_url()},
            {"label": self.title, "url": ""},
        ]


class TakeOut(SeriesPage):
    permission = Permission.SCREENING_RUN
    title = _("移出日常筛查")
    submit = _("移出")
    danger = True
    done = _("已移出日常筛查。")

    @property
    def consequences(self) -> list[str]:
        return [
            self._instead(),
            gettext("它的结果不改动，仍在“筛查”里；一个月内可以放回，以后按专项测算清理。"),
        ]

    def _instead(self) -> str:
        """By what pages go afterwards."""
        found = queries.latest(self.object.area_code, on=clock.today(), apart_from=self.object.pk)
        if found is None:
            return gettext("这里没有别的日常筛查：工作台、辖区页面和风险名单会空着，直到下一次。")
        said = {"day": found.on.isoformat()}
        return gettext("工作台、辖区页面和风险名单以 %(day)s 的日常筛查为准，趋势里不再有这一次。") % said

    def perform(self, answers: dict[str, Any]) -> None:
        regular.take_out(self.object, reason=answers["reason"], by=self.user, on=clock.today())


class PutBack(SeriesPage):
    permission = Permission.SCREENING_RUN
    title = _("重新作为日常筛查")
    submit = _("放回")
    done = _("已重新作为日常筛查。")

    @property
    def consequences(self) -> list[str]:
        return [gettext("它重新计入工作台、辖区页面、风险名单和变化趋势。")]

    def perform(self, answers: dict[str, Any]) -> None:
        regular.put_back(self.object, reason=answers["reason"], by=self.user, on=clock.today())
