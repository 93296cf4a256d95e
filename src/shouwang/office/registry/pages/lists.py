"""The lists: households, persons, changes, guarantees due, households that nobody helps."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import successors
from shouwang.office.kit import clock
from shouwang.office.kit.columns import Column
from shouwang.office.kit.lists import ListPage
from shouwang.office.kit.sealing import sealed_of
from shouwang.office.registry import columns, queries
from shouwang.office.registry.care import keyareas
from shouwang.office.registry.models import Change, Guarantee, Household, KeyArea, Person
from shouwang.office.registry.models.present import CLOSED_OF_HOME
from shouwang.office.registry.pages import marked


class PlacedListPage(ListPage):
    """A list of things that lie somewhere: filtered by place, within what somebody reaches."""

    permission = Permission.HOUSEHOLD_VIEW

    @cached_property
    def query(self) -> QueryDict:
        return successors.followed(super().query)

    def places(self) -> list[tuple[str, str]]:
        return queries.places_for(self.user, self.permission, self.query.get("area", ""))

    @cached_property
    def matching(self) -> QuerySet[Any]:
        """Personal columns that are not shown stay sealed: opening them costs more than the page."""
        shown = {column.name for column in self.chosen}
        sealed = [name for name in sealed_of(self.model) if name not in shown]
        needs = {need for column in self.chosen for need in column.needs}
        return super().matching.defer(*sealed, *(CLOSED_OF_HOME if "household" in needs else ()))

    def export_rows(self, columns: Sequence[Column], *, revealed: bool = False) -> Iterator[list[Any]]:
        # The columns of a file are others than those of the screen.
        self.matching = self.matching.defer(None)
        return super().export_rows(columns, revealed=revealed)


class Households(PlacedListPage):
    name = "households"
    model = Household
    title = _("农户")
    about = _("辖区内在册农户；点开一户看成员、收入、保障和变更。")
    columns_declared = columns.HOUSEHOLD_COLUMNS
    order = ("area_code", "household_id")
    filter_names = (
        "head_name",
        "monitoring_type",
        "risk_state",
        "origin",
        "subsistence_allowance",
        "house_grade",
    )
    noun = _("户")
    empty = _("没有符合条件的农户。请放宽条件，或先导入农户名单。")

    @cached_property
    def marked(self) -> list[KeyArea]:
        return keyareas.for_user(self.user, self.permission, on=clock.today())

    @cached_property
    def filters(self) -> Any:
        form = super().filters
        if self.marked or self.query.get(marked.NAME):
            form.fields[marked.NAME] = marked.field(self.marked)
        return form

    def records(self) -> QuerySet[Any]:
        rows = super().records().filter(ended_on=None)
        asked = self.query.get(marked.NAME)
        return rows.filter(marked.condition(asked, self.marked)) if asked else rows

    def link(self, row: Any) -> str:
        return reverse("registry:household", args=[row.household_id])

    def actions(self) -> list[dict[str, Any]]:
        more: list[dict[str, Any]] = [
            {
                "label": gettext("没有帮扶人的户"),
                "url": reverse("registry:uncovered"),
                "icon": "user-question",
            },
            {
                "label": gettext("待核查保障"),
                "url": reverse("registry:guarantees-due"),
                "icon": "shield-check",
            },
            {
                "label": gettext("季度监测"),
                "url": reverse("registry:watches"),
                "icon": "coin-yuan",
            },
            {
                "label": gettext("联系人员"),
                "url": reverse("registry:place-links"),
                "icon": "users",
            },
        ]
        if self.user.may_anywhere(Permission.CHANGE_APPROVE):
            more.append(
                {"label": gettext("登记新户"), "url": reverse("registry:household-new"), "icon": "home-plus"}
            )
        if self.user.may_anywhere(Permission.IMPORT):
            more.append(
                {
                    "label": gettext("导入"),
                    "url": reverse("imports:batches"),
                    "icon": "file-import",
                    "primary": True,
                }
            )
        return more


class Uncovered(PlacedListPage):
    name = "uncovered"
    model = Household
    title = _("没有帮扶责任人的户")
    about = _("脱贫户和监测对象都应有帮扶责任人；名单按村列出。")
    columns_declared = columns.UNCOVERED_COLUMNS
    order = ("area_code", "household_id")
    filter_names = ("head_name", "monitoring_type", "origin")
    noun = _("户")
    empty = _("都有帮扶责任人了。")

    def records(self) -> QuerySet[Any]:
        return queries.uncovered(super().records())

    def link(self, row: Any) -> str:
        return reverse("registry:household", args=[row.household_id])


class Persons(PlacedListPage):
    name = "persons"
    model = Person
    title = _("人员")
    about = _("辖区内在册人员。证件号码只显示头尾，查看全号会记入日志。")
    columns_declared = columns.PERSON_COLUMNS
    order = ("area_code", "person_id")
    filter_names = ("name", "student_stage", "labour", "medical_insured", "works")
    noun = _("人")
    empty = _("没有符合条件的人员。请放宽条件。")

    def records(self) -> QuerySet[Any]:
        return super().records().filter(ended_on=None)

    def link(self, row: Any) -> str:
        return reverse("registry:person", args=[row.person_id])


class Changes(PlacedListPage):
    name = "changes"
    model = Change
    about = _("农户自然变更和登记更正：一人申请，另一人审批，审批后生效。")
    columns_declared = columns.CHANGE_COLUMNS
    order = ("state", "area_code", "id")
    parts = ("me", "decision")
    noun = _("件")
    empty = _("没有符合条件的申请。要登记变更，请打开那一户。")

    @property
    def title(self) -> str:
        titles = {"me": gettext("我的变更申请"), "decision": gettext("待我审批的变更申请")}
        return titles.get(self.asked_for, gettext("变更申请"))

    @property
    def filter_names(self) -> tuple[str, ...]:  # type: ignore[override]
        """What waits for a decision is in one state."""
        return ("kind",) if self.asked_for == "decision" else ("state", "kind")

    def records(self) -> QuerySet[Any]:
        """`?for=me`: the own ones; `?for=decision`: those that wait for the own approval."""
        rows = super().records()
        match self.asked_for:
            case "me":
                return rows.filter(pk__in=queries.own_changes(self.user).values("pk"))
            case "decision":
                return rows.filter(pk__in=queries.to_decide(self.user).values("pk"))
        return rows

    def link(self, row: Any) -> str:
        return reverse("registry:change", args=[row.pk])


class GuaranteesDue(PlacedListPage):
    name = "guarantees-due"
    model = Guarantee
    title = _("待核查的保障")
    about = _("保障卡上已到核查日的项目；点开一户办理核查。")
    columns_declared = columns.DUE_COLUMNS
    order = ("due_on", "id")
    filter_names = ("kind", "state")
    noun = _("项")
    empty = _("没有到期的核查。")

    def records(self) -> QuerySet[Any]:
        return queries.due(super().records(), on=clock.today())

    def link(self, row: Any) -> str:
        return reverse("registry:household", args=[row.household.household_id]) + "#guarantees"
