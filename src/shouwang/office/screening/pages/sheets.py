"""What is missing as a workbook: one column to fill in, with headers by which the import wizard knows it again.

No pages of their own: the page of a column exports them.  `column` and `area` stand in the query.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from shouwang.engine.tables import HOUSEHOLDS, PERSONS, Table
from shouwang.office.accounts.permissions import Permission
from shouwang.office.imports import own
from shouwang.office.kit.columns import Column
from shouwang.office.kit.lists import ListPage
from shouwang.office.registry import queries as register
from shouwang.office.registry.models import Household, Person
from shouwang.office.screening import labels
from shouwang.office.screening.completion import completing
from shouwang.office.screening.completion.completing import Asked
from shouwang.office.screening.models import Run
from shouwang.office.screening.pages.findings import current


class SheetPage(ListPage):
    permission = Permission.CHANGE_REQUEST
    run: Run | None
    column: Asked

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.run = current(self.user, self.permission)
        found = completing.asked(self.query.get("column", ""))
        if found is None or found.model is not self.model or found.short == labels.WHOLE or self.run is None:
            raise Http404
        self.column = found

    @property
    def title(self) -> str:
        return _(own.TITLE_OF_COLUMN) % {"column": self.column.label}

    def places(self) -> list[tuple[str, str]]:
        return register.places_for(self.user, self.permission, self.query.get("area", ""))

    def waiting(self) -> "QuerySet[Any]":
        assert self.run
        return completing.waiting(self.run, self.user, self.column).order_by().values("household")

    def empty_column(self) -> Column:
        """Nothing on every row: nobody knows it."""
        return _column(
            HOUSEHOLDS if self.model is Household else PERSONS, self.column.short, lambda row: None
        )


def _column(table: Table, name: str, show: Callable[[Any], Any] | None = None, **more: Any) -> Column:
    # In Chinese whoever looks: the wizard reads Chinese headers.
    return Column(name, table[name].label, show=show, **more)


class HouseholdSheet(SheetPage):
    permission = Permission.CHANGE_REQUEST
    name = "to-complete-households"
    model = Household
    order = ("area_code", "household_id")

    def records(self) -> QuerySet[Any]:
        return super().records().filter(pk__in=self.waiting(), ended_on=None)

    @cached_property
    def columns_declared(self) -> tuple[Column, ...]:  # type: ignore[override]
        given = (_column(HOUSEHOLDS, name) for name in ("household_id", "area_code", "head_name"))
        return (*given, self.empty_column())


class PersonSheet(SheetPage):
    permission = Permission.CHANGE_REQUEST
    name = "to-complete-persons"
    model = Person
    order = ("area_code", "person_id")

    def records(self) -> QuerySet[Any]:
        return (
            super()
            .records()
            .filter(household__in=self.waiting(), ended_on=None, **{f"{self.column.short}__isnull": True})
        )

    @cached_property
    def columns_declared(self) -> tuple[Column, ...]:  # type: ignore[override]
        home = ("household",)
        return (
            _column(PERSONS, "household_id", lambda row: row.household.household_id, needs=home),
            _column(HOUSEHOLDS, "area_code", lambda row: row.area_code),
            _column(HOUSEHOLDS, "head_name", lambda row: row.household.head_name, needs=home),
            _column(PERSONS, "person_id"),
            _column(PERSONS, "name"),
            self.empty_column(),
        )


NAMES = {HOUSEHOLDS.name: HouseholdSheet.name, PERSONS.name: PersonSheet.name}
"""Table of the column → the workbook that asks for it."""
