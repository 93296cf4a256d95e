"""The lists of measures, and of watched households that have none."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import MEASURES
from shouwang.office.kit import clock, filters
from shouwang.office.kit.columns import Column, of_field
from shouwang.office.registry import columns
from shouwang.office.registry.care import measures
from shouwang.office.registry.models import Household, Measure
from shouwang.office.registry.models.present import WATCHED
from shouwang.office.registry.pages.lists import PlacedListPage

KIND = "f_monitoring_type"
COLUMNS = columns.ordered(
    [
        columns.head(),
        columns.place(phone="line"),
        of_field(Measure, "kind", phone="badge"),
        of_field(Measure, "starts_on", phone="line"),
        of_field(Measure, "ends_on", phone="line"),
        of_field(Measure, "amount", unit=_("元"), phone="line"),
        of_field(Measure, "development", phone="hide"),
        Column("recorded_at", _("登记日期"), show=lambda row: columns.day(row.recorded_at), shown=False),
        columns.code(),
    ],
    MEASURES,
    ("area_code", "household_id", "head_name"),
)


class Measures(PlacedListPage):
    """`?on=2026-06-30`: those in force on that day."""

    name = "measures"
    model = Measure
    title = _("帮扶措施")
    about = _("登记簿里辖区内在册农户的帮扶措施，一项一行；金额空着的是没有填，不是 0。")
    columns_declared = COLUMNS
    order = ("area_code", "id")
    filter_names = ("kind", "starts_on", "amount")
    noun = _("项")
    empty = _("没有符合条件的措施。请放宽条件，或打开那一户登记措施。")

    def more_filters(self) -> Any:
        return {"on": filters.day(_("哪天在实施"))}

    def records(self) -> QuerySet[Any]:
        rows = measures.counting(super().records())
        day = self.filters.cleaned_data.get("on")
        return rows.filter(measures.running(day)) if day else rows

    def link(self, row: Any) -> str:
        return reverse("registry:household", args=[row.household.household_id]) + "#stated"

    def actions(self) -> list[dict[str, Any]]:
        url = reverse("registry:unaided")
        return [{"label": gettext("没有措施的监测户"), "url": url, "icon": "heart-off"}]


class Unaided(PlacedListPage):
    name = "unaided"
    model = Household
    title = _("没有措施的监测户")
    about = _("监测对象风险没有消除、今天却没有一项措施在实施；风险状态没有填的也在内。点开一户登记措施。")
    columns_declared = columns.UNCOVERED_COLUMNS
    order = ("area_code", "household_id")
    filter_names = ("head_name", "monitoring_type")
    noun = _("户")
    empty = _("监测户都有措施在实施。")

    @cached_property
    def filters(self) -> Any:
        form = super().filters
        # Only watched households are listed: whoever is not, or of whom that is not known, is none of them.
        kind: Any = form.fields[KIND]
        kind.choices = [(code, label) for code, label in kind.choices if code in ("", *WATCHED)]
        # Asked once already, with all of them.
        form.full_clean()
        return form

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": Measures.title, "url": reverse("registry:measures")},
            {"label": self.title, "url": ""},
        ]

    def records(self) -> QuerySet[Any]:
        return measures.unaided(super().records(), on=clock.today())

    def link(self, row: Any) -> str:
        return reverse("registry:household", args=[row.household_id]) + "#stated"
