"""What was filled in at once: the list, one of them record by record, and taking it back."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import TABLES
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock, sayings
from shouwang.office.kit.columns import Column, of_field, shown
from shouwang.office.kit.pages import DetailPage, RecordFormPage
from shouwang.office.registry import columns
from shouwang.office.registry.completed import completions
from shouwang.office.registry.completed.amounts import PAYOUT
from shouwang.office.registry.completed.cells import MODELS, Cells
from shouwang.office.registry.completed.completions import Looked
from shouwang.office.registry.completed.lines import Line
from shouwang.office.registry.forms.parts import note_field
from shouwang.office.registry.models import Completion, Household
from shouwang.office.registry.pages import showing
from shouwang.office.registry.pages.lists import PlacedListPage

MOST = 200
"""Cells on a page; beyond, their number says enough."""
STATES = (
    ("standing", _("已写入")),
    ("part", _("撤回了一部分")),
    ("back", pgettext_lazy("completion", "已撤回")),
)
COLOURS = {"standing": "green", "part": "yellow", "back": "secondary"}
WAYS = (("page", _("在页面上填")), ("workbook", _("交回待补表")))


def state(row: Completion) -> str:
    if row.taken_back_at is None:
        return "standing"
    return "back" if row.taken_back >= row.cells else "part"


def labels(row: Completion) -> str:
    """Of amounts not every kind: all of them were filled in."""
    asked = completions.columns(row)
    told = (label(table, name) if table in MODELS else whole(table) for table, name in asked)
    return gettext("、").join(dict.fromkeys(told))


def label(table: str, name: str) -> str:
    """Of a column, or of a kind of amount."""
    if table in MODELS:
        return str(showing.COLUMNS[MODELS[table]][name].label)
    kinds = {kind.code: sayings.label(kind.label) for kind in TABLES[table]["kind"].values}
    kind = name.removesuffix(PAYOUT)
    said = kinds.get(kind, kind)
    return gettext("%(kind)s：其中理赔") % {"kind": said} if name.endswith(PAYOUT) else said


def whole(table: str) -> str:
    return sayings.label(TABLES[table].label)


COLUMNS = (
    of_field(Completion, "at", filter="", phone="title"),
    Column("state", _("状态"), show=state, choices=STATES, badge=lambda one: COLOURS[one], phone="badge"),
    Column("area_code", _("地方"), batch=columns.places, phone="line"),
    Column("labels", _("补的是"), show=labels, phone="line"),
    Column("cells", _("格"), numeric=True),
    Column(
        "way",
        _("怎么补的"),
        show=lambda row: "workbook" if row.by_workbook else "page",
        choices=WAYS,
        phone="hide",
    ),
    Column("by", _("补齐人"), show=lambda row: str(row.by), needs=("by",), phone="line"),
)


def text(line: Line, name: str, value: Any) -> str:
    """What was filled in: a value of the record, or an amount."""
    if line.table in MODELS:
        return showing.shown(type(line.record), name, value)
    return gettext("%(period)s 年 %(amount)s 元") % {"period": value.period, "amount": f"{value.yuan:,.2f}"}


class Completions(PlacedListPage):
    name = "completions"
    model = Completion
    permission = Permission.CHANGE_REQUEST
    export_permission = None
    title = _("补齐记录")
    about = _(
        "每次补齐的信息，一次一行。填错了的可以整次撤回：补上的格恢复为补齐以前的样子，后来又改过的不动；一户一年的收入、支出，只要改过或添过一条，就整户不动。"
    )
    columns_declared = COLUMNS
    order = ("id",)
    per_page = 20
    noun = pgettext_lazy("completion", "次")
    empty = _("还没有补齐过信息。")

    @cached_property
    def query(self) -> Any:
        asked = super().query.copy()
        asked.setdefault("o", "-")  # the newest first
        return asked

    def link(self, row: Any) -> str:
        return reverse("registry:completion", args=[row.pk])

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": gettext("补齐信息"), "url": reverse("screening:complete")},
            {"label": self.title, "url": ""},
        ]


class OneCompletion(DetailPage):
    permission = Permission.CHANGE_REQUEST
    model = Completion
    template_name = "registry/completion.html"

    def records(self) -> Any:
        return super().records().select_related("by", "taken_back_by")

    @property
    def title(self) -> str:
        return str(self.object)

    @property
    def badges(self) -> list[dict[str, str]]:
        here = state(self.object)
        return [{"text": str(dict(STATES)[here]), "colour": COLOURS[here]}]

    @property
    def facts(self) -> list[dict[str, Any]]:
        row = self.object
        told = [
            {"label": gettext("补齐人"), "text": str(row.by)},
            {"label": gettext("补齐时间"), "text": shown(row.at)},
            {
                "label": gettext("怎么补的"),
                "text": str(dict(WAYS)["workbook" if row.by_workbook else "page"]),
            },
            # Amounts are of a year, and say so.
            *([{"label": gettext("从哪天起"), "text": self._since()}] if self._is_of_a_day() else ()),
            {"label": gettext("怎么知道的"), "text": row.reason},
        ]
        if row.taken_back_at:
            who = {"who": row.taken_back_by, "at": shown(row.taken_back_at), "cells": row.taken_back}
            told.append(
                {
                    "label": pgettext("completion", "撤回"),
                    "text": gettext("%(who)s，%(at)s，%(cells)s 格") % who,
                }
            )
            told.append({"label": gettext("为什么撤回"), "text": row.taken_back_why})
        return told

    def _is_of_a_day(self) -> bool:
        return any(table in MODELS for table, _name in completions.columns(self.object))

    def _since(self) -> str:
        """Whoever was registered later is said to be so from then on."""
        day = self.object.on
        if any(isinstance(line, Cells) and line.since > day for line in self.looked.lines):
            return gettext("%(day)s；登记得更晚的，从登记之日起") % {"day": day.isoformat()}
        return str(day.isoformat())

    @cached_property
    def looked(self) -> Looked:
        return completions.looked(self.object, self.user)

    @property
    def actions(self) -> list[dict[str, Any]]:
        if not self.looked.standing:
            return []
        url = reverse("registry:completion-back", args=[self.object.pk])
        return [{"label": gettext("整次撤回"), "url": url, "icon": "arrow-back-up"}]

    def context(self) -> dict[str, Any]:
        cells = list(islice(self._cells(self.looked.lines), MOST + 1))
        hidden = self.looked.hidden
        return {"cells": cells[:MOST], "is_cut": len(cells) > MOST, "most": MOST, "hidden": hidden}

    def _cells(self, lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
        for line in lines:
            home = line.record if isinstance(line.record, Household) else line.record.household
            told = {
                "name": str(line.record),
                "home": "" if line.record is home else str(home),
                "url": reverse("registry:household", args=[home.household_id]),
            }
            for name, value in line.given.items():
                yield told | {
                    "label": label(line.table, name),
                    "text": text(line, name, value),
                    "standing": name in line.standing,
                    "why": self._why(line, name),
                }

    def _why(self, line: Line, name: str) -> str:
        if line.why or name not in line.moved:
            return line.why
        return gettext("已撤回或后来又改过")

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": gettext("补齐信息"), "url": reverse("screening:complete")},
            {"label": Completions.title, "url": reverse("registry:completions")},
            {"label": self.title, "url": ""},
        ]


class Reason(forms.Form):
    reason = note_field(_("为什么撤回"), most=200, required=True)


class TakeCompletionBack(RecordFormPage):
    permission = Permission.CHANGE_REQUEST
    model = Completion
    form_class = Reason
    template_name = "kit/confirm.html"
    title = _("整次撤回")
    submit = pgettext_lazy("of all of it", "撤回")
    danger = True
    adds = True

    @cached_property
    def looked(self) -> Looked:
        return completions.looked(self.object, self.user)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.method == "GET" and not self.looked.standing:
            # Nothing is left of it: its page says why.
            raise Http404

    @property
    def question(self) -> str:
        return gettext("要撤回“%(what)s”补上的 %(count)s 格吗？") % {
            "what": self.object,
            "count": self.looked.standing,
        }

    @property
    def consequences(self) -> list[str]:
        told = [
            gettext("这些格恢复为补齐以前的样子，重新列入待补；填过的留在历次改动里。"),
            gettext("涉及的户几秒内重新计算。"),
        ]
        if left := self.object.cells - self.looked.standing:
            told.append(gettext("后来又改过的、已不归您办理的 %(count)s 格不动。") % {"count": left})
        return told

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        count = completions.take_back(self.object, by=self.user, on=clock.today(), reason=answers["reason"])
        self.tell(ngettext("撤回了 %(count)s 格。", "撤回了 %(count)s 格。", count) % {"count": count})
        return HttpResponseRedirect(self.next_url())

    def next_url(self) -> str:
        return reverse("registry:completion", args=[self.object.pk])

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": Completions.title, "url": reverse("registry:completions")},
            {"label": str(self.object), "url": self.next_url()},
            {"label": self.title, "url": ""},
        ]
