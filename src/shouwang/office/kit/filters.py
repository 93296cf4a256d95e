"""Filters of a list, made from its columns: form fields on the page, conditions on the query."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwang.office.kit import codes
from shouwang.office.kit.columns import Column
from shouwang.office.kit.scope import NOTHING, within

SELECTED = SafeString(" selected")
UNKNOWN = "unknown"
"""Chosen in a filter: the column is empty.  Unknown is a thing to look for, not nothing."""
DAYS = (MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31)))
"""The calendar's own ends have no moment before or after them."""


class Choices(forms.Select):
    """A plain select, made in one go: Django's own renders a template per option, a hundred of them on a page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) == chosen else "", label) for key, label in self.choices),
        )
        more = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, more, options)


def day(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput({"type": "date"}), validators=DAYS
    )


def one_of(label: Any, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    """Or all."""
    return forms.ChoiceField(label=label, required=False, widget=Choices, choices=[("", _("全部")), *choices])


def form(
    columns: Iterable[Column],
    model: type[models.Model],
    places: list[tuple[str, str]],
    sent: Any,
    more: Mapping[str, forms.Field] = MappingProxyType({}),
) -> forms.Form:
    """A form over what was sent in the address; fields that were filled in wrongly say so.  `more`: those that no column
    asks for."""
    made: dict[str, forms.Field] = {}
    if places:
        made["area"] = forms.ChoiceField(
            label=_("地方"), required=False, widget=Choices, choices=[("", _("全部地方")), *places]
        )
    for column in columns:
        made |= _fields(column, model)
    made |= more
    kind = type("Filters", (forms.Form,), made)
    filled: forms.Form = kind(sent)
    filled.is_valid()
    return filled


def _fields(column: Column, model: type[models.Model]) -> dict[str, forms.Field]:
    name = f"f_{column.name}"
    match column.filter:
        case "text":
            return {name: forms.CharField(label=column.label, required=False, max_length=60)}
        case "choice":
            choices = [("", _("全部")), *column.choices, *_unknown(column, model)]
            return {
                name: forms.ChoiceField(label=column.label, required=False, widget=Choices, choices=choices)
            }
        case "yes":
            choices = [("", _("全部")), ("1", _("是")), ("0", _("否")), *_unknown(column, model)]
            return {
                name: forms.ChoiceField(label=column.label, required=False, widget=Choices, choices=choices)
            }
        case "range":
            return {f"{name}_{end}": _end(column, model, end) for end in ("from", "to")}
    return {}


def _unknown(column: Column, model: type[models.Model]) -> list[tuple[str, Any]]:
    """Only of what may be empty: elsewhere it would find nothing.  What a query works out always says something."""
    try:
        field: Any = model._meta.get_field(column.name)
    except FieldDoesNotExist:
        return []
    return [(UNKNOWN, _("未填写"))] if field.null or field.blank else []


def _end(column: Column, model: type[models.Model], end: str) -> forms.Field:
    label = _("%(label)s起") if end == "from" else _("%(label)s止")
    said: dict[str, Any] = {"label": label % {"label": column.label}, "required": False}
    field = model._meta.get_field(column.name)
    if isinstance(field, models.DateField):
        return forms.DateField(widget=forms.DateInput({"type": "date"}), validators=DAYS, **said)
    return forms.DecimalField(max_digits=16, **said)


def condition(columns: Iterable[Column], answers: Mapping[str, Any]) -> Q:
    """All filters together; an area that is no code lets nothing through rather than everything."""
    made = Q()
    if area := answers.get("area"):
        made &= within([codes.span(area)]) if codes.CODE.fullmatch(area) else NOTHING
    for column in columns:
        made &= _condition(column, answers)
    return made


def _condition(column: Column, answers: Mapping[str, Any]) -> Q:
    value = answers.get(f"f_{column.name}")
    match column.filter:
        case "text" if value:
            return Q(**{f"{column.name}__startswith": value.strip()})
        case "choice" | "yes" if value == UNKNOWN:
            return Q(**{f"{column.name}__isnull": True}) | _empty(column)
        case "choice" if value:
            return Q(**{column.name: value})
        case "yes" if value:
            return Q(**{column.name: value == "1"})
        case "range":
            return _between(column, answers)
    return Q()


def _empty(column: Column) -> Q:
    return Q(**{column.name: ""}) if column.filter == "choice" else NOTHING


def _between(column: Column, answers: Mapping[str, Any]) -> Q:
    made = Q()
    for end, sign in (("from", "gte"), ("to", "lte")):
        value = answers.get(f"f_{column.name}_{end}")
        if value is not None:
            made &= Q(**{f"{column.name}__{sign}": value})
    return made
