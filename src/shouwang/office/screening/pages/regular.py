"""Taking a run out of the regular ones, putting it back, and asking for the base of the year."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.kit import clock
from shouwang.office.kit.pages import RecordFormPage
from shouwang.office.registry.forms.parts import Reason
from shouwang.office.screening import advice, labels, packs, queries
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import bases, basing, regular


class SeriesPage(RecordFormPage):
    permission = Permission.SCREENING_RUN
    model = Run
    form_class: ClassVar[type[forms.BaseForm]] = Reason
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
        found = queries.present(self.object.area_code, today=clock.today(), apart_from=self.object.pk)
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


class Base(SeriesPage):
    """Of the year before a regular run that has none."""

    permission = Permission.SCREENING_RUN
    form_class = forms.Form
    submit = _("开始筛查")
    adds = True

    def records(self) -> Any:
        return super().records().filter(is_standing=True)

    @property
    def year(self) -> int:
        return int(self.object.on.year) - 1

    @property
    def title(self) -> str:
        return gettext("以 %(year)s 年末为底数") % {"year": self.year}

    @property
    def question(self) -> str:
        pack, _as_if = basing.pack_for(self.object)
        said = {
            "day": bases.last_day(self.year).isoformat(),
            "place": names.path_of(self.object.area_code),
            "pack": packs.title(pack),
        }
        return gettext("按 %(day)s 当天已知的情况筛查%(place)s，用政策包“%(pack)s”。") % said

    @property
    def consequences(self) -> list[str]:
        if why := basing.nobody(self.object):
            return [why]
        _pack, as_if = basing.pack_for(self.object)
        outside = gettext("那一天没有施行中的政策包：用这次筛查的政策包套用，结果会注明。")
        return [
            gettext("在后台进行，做好以后各页面写明与它相比谁进、谁出、加重、减轻。"),
            gettext("它一直完整保留，不随清理删去；要换，先把它移出日常筛查。"),
            gettext("那时还没有用登记簿的，按以后补录的那一天的情况。"),
            *([outside] if as_if else []),
        ]

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        with advice.for_pages():
            made = basing.ask(self.object, by=self.user, today=clock.today())
        return HttpResponseRedirect(reverse("screening:run", args=[made.pk]))
