"""The form of each kind of change, made from the declaration that also checks the answers (kinds.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import PERSONS
from shouwang.office.registry.forms import facts, parts
from shouwang.office.registry.kinds import Ask, Kind
from shouwang.office.registry.models import Household, Person

RELATION = "relation-of-"


@dataclass(frozen=True)
class About:
    """What the fields of a form need to know."""

    household: Household
    members: Sequence[Person]
    places: Sequence[tuple[str, str]]
    today: date
    subject: Household | Person
    """Whose facts are to be corrected."""
    others: Sequence[Person] = ()
    """Members of the household that is to be merged into this one."""

    @property
    def people(self) -> list[tuple[str, str]]:
        return [(one.person_id, named(one)) for one in self.members]


def named(person: Person) -> str:
    relation = person.get_relation_display() if person.relation else ""
    return gettext("%(who)s（%(what)s）") % {"who": person, "what": relation} if relation else str(person)


class ChangeForm(forms.Form):
    """`answers()` is what the kind's declaration asks; the day, the reason and papers stand beside it."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    """The version that was on the screen: whoever saves says which one they saw."""
    happens_on = parts.day_field(_("发生日期"))
    reason = parts.note_field(_("说明"))
    papers = parts.PapersField()

    def __init__(self, kind: Kind, about: About, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.about = kind, about
        self.fields["happens_on"].widget.attrs["max"] = about.today.isoformat()
        for ask in kind.asks:
            self.fields.update(_fields(ask, about))
        self.fields["reason"].required = kind.reason
        if kind.reason:
            self.fields["reason"].label = _("理由")
        if kind.papers:
            self.fields["papers"].label = _("佐证材料（提交审批前须有）")
        first = ["seen", "happens_on"]
        last = ["reason", "papers"]
        self.order_fields([*first, *(name for name in self.fields if name not in first + last), *last])

    def clean_happens_on(self) -> date:
        day: date = self.cleaned_data["happens_on"]
        if day > self.about.today:
            raise forms.ValidationError(gettext("发生日期还没有到。"))
        return day

    def answers(self) -> dict[str, Any]:
        return {ask.name: _given(ask, self) for ask in self.kind.asks}


def _fields(ask: Ask, about: About) -> dict[str, forms.Field]:
    if ask.what == "facts":
        return facts.fact_fields(about.subject, facts.by_request(type(about.subject)))
    if ask.what == "relations":
        return _relation_fields(ask, about)
    return {ask.name: _field(ask, about)}


def _field(ask: Ask, about: About) -> forms.Field:
    said: dict[str, Any] = {"label": ask.label, "required": ask.required, "help_text": ask.help}
    match ask.what:
        case "column":
            assert ask.column is not None
            return parts.field_for(ask.column, required=ask.required)
        case "person":
            return forms.ChoiceField(choices=[("", gettext("（请选择）")), *about.people], **said)
        case "persons":
            return forms.MultipleChoiceField(
                choices=about.people, widget=forms.CheckboxSelectMultiple, **said
            )
        case "area":
            return forms.ChoiceField(choices=[("", gettext("（请选择）")), *about.places], **said)
        case "whole":
            return forms.BooleanField(**said)
        case "subject":
            return forms.CharField(widget=forms.HiddenInput, required=False)
    return forms.CharField(max_length=200, **said)


def _relation_fields(ask: Ask, about: About) -> dict[str, forms.Field]:
    """One choice for everybody whose relation may change."""
    people = about.others if about.others and ask.name == "relations" else about.members
    made = {}
    for person in people:
        field = parts.field_for(PERSONS["relation"], blank=gettext("（按推定）"))
        field.label = gettext("%(person)s：%(ask)s") % {"person": person, "ask": ask.label}
        made[f"{RELATION}{ask.name}-{person.person_id}"] = field
    return made


def _given(ask: Ask, form: ChangeForm) -> Any:
    answers: Mapping[str, Any] = form.cleaned_data
    match ask.what:
        case "relations":
            start = f"{RELATION}{ask.name}-"
            return {
                name.removeprefix(start): value for name, value in answers.items() if name.startswith(start)
            }
        case "facts":
            subject = form.about.subject
            return facts.corrections(subject, facts.by_request(type(subject)), answers)
    return answers.get(ask.name)


def initial(kind: Kind, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Of a draft that is taken up again."""
    made: dict[str, Any] = {}
    for ask in kind.asks:
        value = answers.get(ask.name)
        match ask.what:
            case "relations":
                made |= {f"{RELATION}{ask.name}-{who}": relation for who, relation in (value or {}).items()}
            case "facts":
                made |= {f"{facts.FACT}{name}": facts.shown(each) for name, each in (value or {}).items()}
            case _:
                made[ask.name] = facts.shown(value)
    return made
