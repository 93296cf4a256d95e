"""What the register's lists show: declared once for screen, filter, order, chosen columns, export and print."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shouwang.engine.tables import HOUSEHOLDS, PERSONS, Type
from shouwang.office.areas import names
from shouwang.office.kit.columns import Column, of_field
from shouwang.office.registry import queries
from shouwang.office.registry.fields import SEALED
from shouwang.office.registry.models import Change, Guarantee, Household, Link, Person

MONITORING = {"unstable_lifted": "yellow", "marginal": "yellow", "sudden_hardship": "red"}
RISK = {"active": "red", "eliminated": "green"}
GRADE = {"A": "green", "B": "green", "C": "yellow", "D": "red"}
CHANGE = {
    "draft": "secondary",
    "submitted": "blue",
    "returned": "yellow",
    "approved": "green",
    "withdrawn": "secondary",
}
GUARANTEE = {"met": "green", "at_risk": "yellow", "unmet": "red"}


def coloured(colours: dict[str, str]) -> Callable[[Any], str]:
    """A badge for codes that have a colour; the others stay text."""
    return lambda value: colours.get(value, "")


def wanted(value: Any) -> str:
    """Of something everybody should have: red where it is known to be missing."""
    return "red" if value is False else ""


def places(rows: Sequence[Any]) -> dict[Any, Any]:
    """Village names for a page of rows, in one query."""
    known = names.names_of({row.area_code for row in rows})
    return {row.pk: known.get(row.area_code, row.area_code) for row in rows}


def day(moment: Any) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def place(**more: Any) -> Column:
    return Column("area_code", _("村"), batch=places, **more)


def head(**more: Any) -> Column:
    """Of the household that a row belongs to; one that nobody heads is called by its code."""
    return Column(
        "head_name",
        _("户主"),
        show=lambda row: row.household.head_name or row.household.household_id,
        needs=("household",),
        phone="title",
        **more,
    )


def code(**more: Any) -> Column:
    """Of the household that a row belongs to."""
    return Column(
        "household_id",
        _("户编码"),
        show=lambda row: row.household.household_id,
        needs=("household",),
        shown=False,
        phone="hide",
        **more,
    )


def ordered(columns: Iterable[Column], table: Any, first: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """With each column's place in the official order: that of the national form, as the engine declares it."""
    official = [*first, *(column.name for column in table)]
    spots = {name: spot for spot, name in enumerate(dict.fromkeys(official), start=1)}
    return tuple(replace(column, official=spots.get(column.name, len(spots) + 1)) for column in columns)


def rest(model: Any, table: Any, taken: Iterable[Column], **more: Any) -> list[Column]:
    """The engine's other columns: there to be chosen, not shown and not asked for at first."""
    known = {column.name for column in taken}
    return [
        of_field(model, column.name, shown=False, filter="", phone="hide", **in_words(column), **more)
        for column in table
        if column.name not in known and column.name != "household_id"
    ]


def in_words(column: Any) -> dict[str, Any]:
    """What is sealed as a code is taken away in words; on the screen it stays masked."""
    return {"choices": coded(column)} if column.name in SEALED else {}


def coded(column: Any) -> tuple[tuple[str, Any], ...]:
    """Code and label, as text, of a declared column."""
    if column.type is Type.BOOLEAN:
        return ("true", _("是")), ("false", _("否"))
    return tuple((value.code, _(value.label)) for value in column.values)


_households = [
    of_field(Household, "head_name", label=_("户主"), filter="text", sortable=True, phone="title"),
    place(phone="line"),
    of_field(Household, "group_name", label=_("村组"), phone="hide"),
    of_field(Household, "members", label=_("人口"), filter="", phone="line"),
    of_field(Household, "origin", filter="choice", phone="hide"),
    of_field(
        Household,
        "monitoring_type",
        label=_("监测类别"),
        badge=coloured(MONITORING),
        sortable=True,
        phone="badge",
    ),
    of_field(Household, "risk_state", badge=coloured(RISK), phone="badge"),
    of_field(Household, "subsistence_allowance", label=pgettext_lazy("column", "低保"), phone="hide"),
    of_field(Household, "house_grade", label=_("住房"), badge=coloured(GRADE), phone="hide"),
    of_field(Household, "water_safe", label=_("饮水"), badge=wanted, filter="", phone="hide"),
    Column("recorded_at", _("更新日期"), show=lambda row: day(row.recorded_at), phone="hide"),
    of_field(Household, "household_id", filter="text", shown=False, phone="hide"),
]
VILLAGE_CODE = Column(
    "village_code", _("行政村代码"), show=lambda row: row.area_code, shown=False, phone="hide"
)
"""By which a list that was taken away finds its villages when it comes back."""
HOUSEHOLD_COLUMNS = ordered(
    [*_households, VILLAGE_CODE, *rest(Household, HOUSEHOLDS, _households)],
    HOUSEHOLDS,
    ("household_id", "village_code", "area_code", "head_name"),
)

_uncovered = (
    "head_name",
    "area_code",
    "group_name",
    "members",
    "origin",
    "monitoring_type",
    "risk_state",
    "household_id",
)
UNCOVERED_COLUMNS = tuple(column for column in HOUSEHOLD_COLUMNS if column.name in _uncovered)

_persons = [
    of_field(Person, "name", filter="text", sortable=True, phone="title"),
    Column(
        "head_name", _("户主"), show=lambda row: row.household.head_name, needs=("household",), phone="line"
    ),
    place(phone="line"),
    of_field(Person, "relation", phone="hide"),
    of_field(Person, "sex", phone="hide"),
    of_field(Person, "birth_date", filter="range", phone="hide"),
    of_field(Person, "id_number", shown=True, phone="hide"),
    of_field(Person, "student_stage", label=_("在校"), phone="hide"),
    of_field(Person, "labour", phone="hide"),
    of_field(Person, "medical_insured", label=_("基本医保"), badge=wanted, phone="badge"),
    of_field(Person, "works", label=_("务工"), phone="hide"),
    of_field(Person, "person_id", shown=False, phone="hide"),
]
PERSON_COLUMNS = ordered(
    [
        *_persons,
        code(),
        *rest(Person, PERSONS, _persons),
    ],
    PERSONS,
    ("household_id", "person_id", "name"),
)

CHANGE_COLUMNS = (
    Column(
        "head_name", _("户主"), show=lambda row: row.household.head_name, needs=("household",), phone="title"
    ),
    place(phone="line"),
    of_field(Change, "kind", label=_("变更"), phone="badge"),
    of_field(Change, "state", badge=coloured(CHANGE), phone="badge"),
    of_field(Change, "happens_on", phone="line"),
    Column("asked_by", _("申请人"), show=lambda row: str(row.asked_by), needs=("asked_by",), phone="hide"),
    of_field(Change, "asked_on", phone="line"),
    Column(
        "decided_by",
        _("审批人"),
        show=lambda row: str(row.decided_by) if row.decided_by else None,
        needs=("decided_by",),
        phone="hide",
    ),
    of_field(Change, "decided_on", filter="", phone="hide"),
)


def _held(rows: Sequence[Any]) -> dict[Any, Any]:
    """Who it is of each link: whoever holds the appointment now, or the name."""
    known = queries.holders([row.line for row in rows if row.line])
    return {row.pk: known.get(row.line or 0) or row.name or _("（岗位空缺）") for row in rows}


PLACE_LINK_COLUMNS = (
    Column("area_code", _("村或乡镇"), batch=places, sortable=True, phone="line"),
    of_field(Link, "group_name", phone="line"),
    of_field(Link, "kind", phone="badge"),
    Column("who", _("姓名"), batch=_held, phone="title"),
    of_field(Link, "unit", phone="line"),
    of_field(Link, "since", phone="line"),
)

DUE_COLUMNS = (
    Column(
        "head_name", _("户主"), show=lambda row: row.household.head_name, needs=("household",), phone="title"
    ),
    place(phone="line"),
    of_field(Guarantee, "kind", phone="badge"),
    of_field(Guarantee, "state", badge=coloured(GUARANTEE), phone="badge"),
    of_field(Guarantee, "next_check_on", phone="line"),
    of_field(Guarantee, "checked_on", label=_("上次核查"), filter="", phone="hide"),
    Column(
        "checked_by", _("核查人"), show=lambda row: str(row.checked_by), needs=("checked_by",), phone="hide"
    ),
)
