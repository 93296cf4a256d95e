"""Key areas: the list of those in reach, one of them, and marking and ending them."""

from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission as P
from shouwang.office.areas import names
from shouwang.office.areas.models import Area
from shouwang.office.kit import clock, codes
from shouwang.office.kit.columns import Column, of_field, shown
from shouwang.office.kit.filters import Choices
from shouwang.office.kit.pages import DetailPage, FormPage, Page, RecordFormPage
from shouwang.office.registry import columns
from shouwang.office.registry.care import keyareas
from shouwang.office.registry.forms.keyareas import CHOSEN, Choose, End, Mark
from shouwang.office.registry.models import KeyArea
from shouwang.office.registry.pages.lists import PlacedListPage

COLUMNS = (
    Column(
        "area_code",
        _("地方"),
        batch=lambda rows: _paths(rows),
        sortable=True,
        phone="title",
        official=1,
    ),
    of_field(KeyArea, "group_name", phone="line", official=2),
    of_field(KeyArea, "resettlement_site", phone="line", official=3),
    of_field(KeyArea, "kind", badge=columns.coloured(keyareas.COLOURS), phone="badge", official=4),
    of_field(KeyArea, "reason", phone="line", official=5),
    of_field(KeyArea, "since", phone="line", official=6),
    of_field(KeyArea, "until", phone="line", official=7),
    Column(
        "marked_by",
        _("标记人"),
        show=lambda row: str(row.marked_by),
        needs=("marked_by",),
        phone="hide",
        official=8,
    ),
)


def _paths(rows: Any) -> dict[Any, Any]:
    known = names.paths_of(row.area_code for row in rows)
    return {row.pk: known.get(row.area_code, row.area_code) for row in rows}


def visible(user: Any) -> QuerySet[KeyArea]:
    """Also those around where somebody works: they hold for the households there."""
    rows: QuerySet[KeyArea] = KeyArea.objects.filter(keyareas.around(user.reach(P.STATISTICS_VIEW).spans))
    return rows


class KeyAreas(PlacedListPage):
    """`?which=ended` or `all`; without: those in force today."""

    name = "keyareas"
    model = KeyArea
    permission = P.STATISTICS_VIEW
    title = _("重点区域名册")
    about = _("要防止规模性返贫的集中安置点、灾害多发区和其他重点区域；结束的留在名册里。")
    columns_declared = COLUMNS
    order = ("area_code", "id")
    filter_names = ("kind",)
    noun = _("个")
    empty = _("没有符合条件的重点区域。由县级主管部门标记。")

    @cached_property
    def filters(self) -> Any:
        form = super().filters
        form.fields["which"] = forms.ChoiceField(
            label=_("是否现行"), required=False, widget=Choices, choices=CHOSEN
        )
        return form

    def records(self) -> QuerySet[Any]:
        rows, now = visible(self.user), keyareas.in_force(clock.today())
        match self.query.get("which", ""):
            case "all":
                return rows
            case "ended":
                return rows.exclude(now)
        return rows.filter(now)

    def link(self, row: Any) -> str:
        return reverse("registry:keyarea", args=[row.pk])

    def actions(self) -> list[dict[str, Any]]:
        if not may_mark(self.user):
            return []
        url = reverse("registry:keyarea-choose")
        return [{"label": gettext("标记重点区域"), "url": url, "icon": "flag", "primary": True}]


def may_mark(user: Any) -> bool:
    """Whoever marks sees afterwards what came of it."""
    return bool(user.may_anywhere(P.AREA_EDIT) and user.may_anywhere(P.STATISTICS_VIEW))


class OneKeyArea(DetailPage):
    permission = P.STATISTICS_VIEW
    model = KeyArea

    def records(self) -> Any:
        return visible(self.user).select_related("marked_by")

    @cached_property
    def title(self) -> str:
        return gettext("重点区域：%(place)s") % {"place": keyareas.titles([self.object])[self.object.pk]}

    @property
    def badges(self) -> list[dict[str, str]]:
        kind = self.object.kind
        made = [{"text": self.object.get_kind_display(), "colour": keyareas.COLOURS.get(kind, "")}]
        if self.object.until:
            made.append({"text": gettext("已结束"), "colour": "secondary"})
        return made

    @property
    def facts(self) -> list[dict[str, Any]]:
        return [
            {"label": column.label, "text": shown(value)}
            for column in map(partial(of_field, KeyArea), ("reason", "since", "until", "marked_by"))
            if (value := getattr(self.object, column.name)) is not None
        ]

    @property
    def actions(self) -> list[dict[str, Any]]:
        one = self.object
        made, reach = [], self.user.reach(self.permission)
        if all(code in reach for code in codes.span(one.area_code)):
            situation = reverse("screening:keyareas", args=[one.area_code])
            made.append({"label": gettext("看风险情况"), "url": situation, "icon": "chart-bar"})
        if one.until is None and may_mark(self.user) and self.user.may(P.AREA_EDIT, one.area_code):
            url = reverse("registry:keyarea-end", args=[one.pk])
            made.append({"label": gettext("结束"), "url": url, "icon": "flag"})
        return made

    def crumbs(self) -> list[dict[str, Any]]:
        return crumbs(self.title)


class MarkingPage(Page):
    permission = P.AREA_EDIT

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not may_mark(self.user):
            raise Http404

    def crumbs(self) -> list[dict[str, Any]]:
        return crumbs(str(self.title))


class ChooseKeyArea(MarkingPage, FormPage):
    permission = P.AREA_EDIT
    title = _("标记重点区域")
    about = _("先选县、乡镇或村。")
    submit = _("下一步")

    def form(self) -> Any:
        return Choose(user=self.user, permission=self.permission, **self.form_arguments())

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        return HttpResponseRedirect(reverse("registry:keyarea-new", args=[answers["area_code"]]))

    def next_url(self) -> str:
        return reverse("registry:keyareas")


class MarkKeyArea(MarkingPage, RecordFormPage):
    permission = P.AREA_EDIT
    model = Area
    key = "code"
    adds = True
    about = _("标记以后，这里的户数、分级和新增风险每次筛查都单独统计，并与全部农户相比。")
    submit = _("标记")
    done = _("已标记重点区域。")

    @property
    def title(self) -> str:
        return gettext("标记重点区域：%(place)s") % {"place": names.path_of(self.object.code)}

    def records(self) -> Any:
        return super().records().in_force().filter(level__in=keyareas.LEVELS)

    def form(self) -> Any:
        return Mark(place=self.object, today=clock.today(), **self.form_arguments())

    def initial(self) -> dict[str, Any]:
        return {"since": clock.today()}

    def perform(self, answers: dict[str, Any]) -> None:
        keyareas.mark(self.object, answers.pop("kind"), by=self.user, **answers)

    def next_url(self) -> str:
        return reverse("registry:keyareas")


class EndKeyArea(MarkingPage, RecordFormPage):
    permission = P.AREA_EDIT
    model = KeyArea
    template_name = "kit/confirm.html"
    submit = _("结束")
    done = _("已结束，留在名册里。")

    @cached_property
    def title(self) -> str:
        return gettext("结束重点区域：%(place)s") % {"place": keyareas.titles([self.object])[self.object.pk]}

    @property
    def question(self) -> str:
        return gettext("这里不再作为%(kind)s重点关注？") % {"kind": self.object.get_kind_display()}

    @property
    def consequences(self) -> list[str]:
        return [gettext("以前各次筛查仍按当时的重点区域统计；以后的不再统计。")]

    def records(self) -> Any:
        return super().records().filter(until=None)

    def form(self) -> Any:
        return End(today=clock.today(), **self.form_arguments())

    def initial(self) -> dict[str, Any]:
        return {"until": clock.today()}

    def perform(self, answers: dict[str, Any]) -> None:
        keyareas.end(self.object, until=answers["until"], by=self.user)

    def next_url(self) -> str:
        return reverse("registry:keyarea", args=[self.object.pk])


def crumbs(title: str) -> list[dict[str, Any]]:
    return [
        {"label": gettext("重点区域名册"), "url": reverse("registry:keyareas")},
        {"label": title, "url": ""},
    ]
