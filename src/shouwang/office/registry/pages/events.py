"""Events and where they came from, as a list; and the same event entered for many households of a village at once."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import EVENTS
from shouwang.office.areas import names
from shouwang.office.areas.fields import AreaField
from shouwang.office.areas.models import Area
from shouwang.office.kit import addresses, clock, codes, filters, orders, paging
from shouwang.office.kit.columns import Column, of_field
from shouwang.office.kit.pages import FormPage, RecordFormPage
from shouwang.office.kit.scope import within
from shouwang.office.registry import columns
from shouwang.office.registry.forms.events import Shock
from shouwang.office.registry.models import Event
from shouwang.office.registry.pages.lists import PlacedListPage
from shouwang.office.registry.stated import events

LATELY = timedelta(days=60)
"""Events that stand beside a household, so that nobody enters them once more."""
ASKED = ("kind", "occurred_on", "channel", "department")
"""What the address may say beforehand of an event."""
KEPT, AGAIN = "events-kept", "again"
"""What else was said of it in the village before, too long for an address: in the session, and that it is asked for."""
FOLLOWING = "following"
"""The button that leads on to the next village."""

COLUMNS = columns.ordered(
    [
        columns.head(),
        columns.place(phone="line"),
        of_field(Event, "kind", phone="badge"),
        of_field(Event, "occurred_on", phone="line"),
        of_field(Event, "channel", phone="line"),
        of_field(Event, "department", phone="line"),
        of_field(Event, "amount", unit=_("元"), phone="line"),
        of_field(Event, "note", phone="hide"),
        Column("recorded_at", _("登记日期"), show=lambda row: columns.day(row.recorded_at), phone="hide"),
        columns.code(),
    ],
    EVENTS,
    ("area_code", "household_id", "head_name"),
)


class Events(PlacedListPage):
    """`?since=2026-06-30`: entered since that day; `?department=医保`: whose department has that in its name."""

    name = "events"
    model = Event
    title = _("事件和线索")
    about = _("登记簿里辖区内农户遇到的事，一事一行，最近发生的在前；线索来源空着的是没有写明。")
    columns_declared = COLUMNS
    order = ("occurred_on", "id")
    filter_names = ("kind", "channel", "occurred_on")
    noun = _("件")
    empty = _("没有符合条件的事件。请放宽条件，或打开那一户登记。")

    @cached_property
    def query(self) -> Any:
        asked = super().query.copy()
        asked.setdefault("o", "-")  # the newest first
        return asked

    def more_filters(self) -> Any:
        return {
            "department": forms.CharField(label=_("推送部门"), required=False, max_length=60),
            "since": filters.day(_("哪天以来登记")),
        }

    def records(self) -> QuerySet[Any]:
        rows = events.counting(super().records(), self.user.reach(self.permission))
        asked = self.filters.cleaned_data
        if day := asked.get("since"):
            rows = events.recorded_since(rows, day)
        if department := asked.get("department"):
            rows = rows.filter(department__contains=department.strip())
        return rows

    def link(self, row: Any) -> str:
        return reverse("registry:household", args=[row.household.household_id]) + "#stated"

    def actions(self) -> list[dict[str, Any]]:
        if not self.user.may_anywhere(events.PERMISSION):
            return []
        return [
            {"label": gettext("成批登记"), "url": self.enter_url, "icon": "table-plus", "primary": True},
        ]

    @property
    def enter_url(self) -> str:
        """Of the village and for the event that is looked for: a flood goes from group to group."""
        asked = {name: self.query.get(f"f_{name}", "") for name in ASKED}
        asked |= {"occurred_on": self.query.get("f_occurred_on_from", "")}
        return enter_address(self.user, self.query.get("area", ""), asked)


def enter_address(user: Any, code: str, asked: dict[str, str]) -> str:
    """The village's page, or where one is chosen; whose only village it is has nothing to choose."""
    reach = user.reach(events.PERMISSION)
    spans = [*reach.spans, *(span for _line, span in reach.linked)]
    if len({span.low for span in spans}) == 1 and spans[0].low == spans[0].high:
        code = spans[0].low
    if codes.CODE.fullmatch(code) and codes.level(code) == "village":
        return addresses.asking(reverse("registry:events-place", args=[code]), asked)
    return reverse("registry:events-choose")


class ChooseVillage(forms.Form):
    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"] = AreaField(user, events.PERMISSION, ("village",), label=gettext("村"))


class ChoosePlace(FormPage):
    permission = events.PERMISSION
    title = _("成批登记事件")
    about = _("台风、洪涝、疫情这类一村多户同时遇到的事，一次登记。先选村。")
    submit = _("下一步")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not events.villages(self.user).exists():
            raise Http404

    def form(self) -> Any:
        return ChooseVillage(user=self.user, **self.form_arguments())

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        return HttpResponseRedirect(reverse("registry:events-place", args=[answers["area_code"]]))

    def next_url(self) -> str:
        return reverse("registry:events")

    def crumbs(self) -> list[dict[str, Any]]:
        return crumbs(str(self.title))


class EnterEvents(RecordFormPage):
    """`?group=` shows one group, `?page=` so many households further; ASKED say what the form begins with."""

    permission = events.PERMISSION
    model = Area
    key = "code"
    template_name = "registry/events_enter.html"
    adds = True
    submit = _("登记")

    def records(self) -> Any:
        return events.villages(self.user)

    @property
    def title(self) -> str:
        return gettext("成批登记事件：%(place)s") % {"place": self.object.name}

    @property
    def group(self) -> str | None:
        """None: the whole village; empty: those of no group."""
        return self.request.GET.get("group")

    @cached_property
    def number(self) -> int:
        return paging.number(self.request.GET.get("page"))

    @cached_property
    def everybody(self) -> QuerySet[Any]:
        return events.homes(self.object.code, self.user)

    @cached_property
    def found(self) -> list[Any]:
        """Of this page, and one more if there are."""
        rows = self.everybody
        if self.group is not None:
            rows = rows.filter(group_name=self.group or None)
        start = max(self.number - 1, 0) * events.MOST
        return list(rows[start : start + events.MOST + 1])

    def form(self) -> Any:
        more = self.form_arguments()
        more.pop("files")
        return Shock(self.found[: events.MOST], clock.today(), **more)

    def initial(self) -> dict[str, Any]:
        asked = {name: self.request.GET[name] for name in ASKED if name in self.request.GET}
        kept = self.request.session.get(KEPT, {}) if AGAIN in self.request.GET else {}
        return {"occurred_on": clock.today().isoformat(), **kept, **asked}

    def render(self, **more: Any) -> HttpResponse:
        since = clock.today() - LATELY
        lately = events.lately(self.object.code, self.user, since)
        return super().render(**more, rows=list(more["form"].rows(lately)))

    def context(self) -> dict[str, Any]:
        return {
            "place": names.path_of(self.object.code),
            "groups": list(self.groups()),
            "next_url": self.address(page=self.number + 1) if len(self.found) > events.MOST else "",
            "previous_url": self.address(page=self.number - 1) if self.number > 1 else "",
            "following": self.following,
        }

    @cached_property
    def following(self) -> Any:
        """The township's next village for which somebody may enter events: a typhoon goes from one to the other."""
        code = self.object.code
        around = within([codes.span(codes.parents(code)[-1])], "code")
        return self.records().filter(around, code__gt=code).order_by("code").first()

    def groups(self) -> Iterator[dict[str, Any]]:
        """To choose one from, where there are several."""
        counted = self.everybody.order_by().values_list("group_name").annotate(Count("pk"))
        found = sorted(counted, key=lambda row: orders.of_group(row[0]))
        if len(found) < 2:
            return
        everybody = sum(count for _name, count in found)
        yield self._group(None, gettext("全村"), everybody)
        for name, count in found:
            yield self._group(name or "", name or gettext("未填小组"), count)

    def _group(self, name: str | None, label: str, count: int) -> dict[str, Any]:
        url = self.address(group=name, page=None)
        return {"label": label, "count": count, "url": url, "is_chosen": name == self.group}

    def address(self, **changes: Any) -> str:
        asked = {name: value for name, value in self.request.GET.items() if name in (*ASKED, AGAIN, "group")}
        asked |= changes
        told = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"{self.request.path}?{told}" if told else self.request.path

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        given = {name: value for name, value in answers.items() if name != "evidence"}
        count = events.enter(
            self.object.code, given, self.sent.amounts, by=self.user, evidence=answers["evidence"]
        )
        what, day = answers["kind"], answers["occurred_on"]
        said = ngettext("已给 %(count)s 户登记。", "已给 %(count)s 户登记。", count) % {"count": count}
        for text in (said, *events.consequences(self.object.code, what, day)):
            self.tell(text)
        if FOLLOWING in self.request.POST and self.following:
            return HttpResponseRedirect(self.onwards(answers))
        return HttpResponseRedirect(self.entered(what, day))

    def onwards(self, answers: dict[str, Any]) -> str:
        """The next village's form, with everything but the households."""
        self.request.session[KEPT] = {name: answers[name] for name in ("note", "evidence")}
        told = {name: str(answers[name]) for name in ASKED if answers[name]} | {AGAIN: "1"}
        return f"{reverse('registry:events-place', args=[self.following.code])}?{urlencode(told)}"

    def _performed(self, form: Any) -> HttpResponse:
        self.sent = form
        return super()._performed(form)

    def entered(self, kind: str, day: date) -> str:
        """The list, with what was entered."""
        asked = {
            "area": self.object.code,
            "f_kind": kind,
            "f_occurred_on_from": day.isoformat(),
            "f_occurred_on_to": day.isoformat(),
        }
        return f"{reverse('registry:events')}?{urlencode(asked)}"

    def next_url(self) -> str:
        return reverse("registry:events")

    def crumbs(self) -> list[dict[str, Any]]:
        return crumbs(self.object.name)


def crumbs(here: str) -> list[dict[str, Any]]:
    return [{"label": gettext("事件和线索"), "url": reverse("registry:events")}, {"label": here, "url": ""}]
