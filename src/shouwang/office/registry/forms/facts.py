"""Fields for what is held of a household or person, and what somebody changed in them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import Column
from shouwang.office.registry import values
from shouwang.office.registry.fields import SEALED
from shouwang.office.registry.forms import parts
from shouwang.office.registry.homes import persons
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.past.differences import Stale

FACT = "fact-"
APPROVED: dict[type, frozenset[str]] = {
    Household: persons.HOUSEHOLD_BY_REQUEST,
    Person: persons.BY_REQUEST,
}
"""What only a request that another person approves may change."""
ELSEWHERE = ("id_number", "head_name")
"""Changes of their own kind."""


def direct(kind: type) -> list[Column]:
    """Facts that whoever may request changes corrects without a second person."""
    return [column for column in values.facts(kind) if column.name not in APPROVED[kind]]


def by_request(kind: type) -> list[Column]:
    return [
        column
        for column in values.facts(kind)
        if column.name in APPROVED[kind] and column.name not in ELSEWHERE
    ]


def fact_fields(subject: Household | Person, columns: Iterable[Column]) -> dict[str, forms.Field]:
    """With the present values.  Personal numbers are not shown: whoever types one corrects it."""
    made = {}
    for column in columns:
        sealed = column.name in SEALED
        field = parts.field_for(column, blank=gettext("（不改）") if sealed else "")
        if sealed:
            field.help_text = gettext("已登记的内容不显示；只在要更正时填写。")
        else:
            field.initial = shown(getattr(subject, column.name))
        made[f"{FACT}{column.name}"] = field
    return made


def shown(value: Any) -> Any:
    """As a choice of yes and no is sent."""
    return str(value).lower() if isinstance(value, bool) else value


def corrections(
    subject: Household | Person, columns: Iterable[Column], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Only what differs from what is held: somebody else's change of another field stays."""
    found = {}
    for column in columns:
        value = _known(answers.get(f"{FACT}{column.name}"))
        held = _known(getattr(subject, column.name))
        if column.name in SEALED:
            if value is not None and values.typed(column, value) != held:
                found[column.name] = value
        elif value != held:
            found[column.name] = value
    return found


def _known(value: Any) -> Any:
    return None if value == "" else value


class Facts(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    """The version that was on the screen: whoever saves says which one they saw."""
    on = parts.day_field(_("从哪天起是这样"))
    reason = parts.note_field(_("更正的理由"), most=200)

    def __init__(self, subject: Household | Person, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.today = subject, today
        self.columns = direct(type(subject))
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        self.fields.update(fact_fields(subject, self.columns))
        self.order_fields(["seen", *(name for name in self.fields if name.startswith(FACT)), "on", "reason"])

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(gettext("这一天还没有到。"))
        return day

    def given(self) -> dict[str, Any]:
        return corrections(self.subject, self.columns, self.cleaned_data)


def taken_up(form: Facts, stale: Stale) -> dict[str, Any]:
    """What was sent, on top of what somebody else saved meanwhile: own typing stays, untouched fields follow."""
    sent = {name: form.data.get(name) for name in form.data}
    sent["seen"] = stale.version
    for each in stale.differences:
        name = f"{FACT}{each.field}"
        if name in form.cleaned_data and _known(form.cleaned_data[name]) == _known(each.old):
            sent[name] = shown(each.new)
    return sent


def told(stale: Stale) -> list[dict[str, Any]]:
    """What the other changed, for the table of differences."""
    return [{"label": one.label, "old": one.old_text, "new": one.new_text} for one in stale.differences]
