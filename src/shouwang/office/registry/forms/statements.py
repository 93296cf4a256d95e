"""What is stated of a household: expenses, events, measures as their tables are declared; lines of an income sheet."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import EVENTS, EXPENSES, INCOMES, MEASURES, Table
from shouwang.office.registry.forms.parts import MoneyField, field_for, note_field

TABLES: dict[str, Table] = {"expenses": EXPENSES, "events": EVENTS, "measures": MEASURES}


def statement_form(table: str, members: Iterable[tuple[str, str]], period: str) -> type[forms.Form]:
    """The form of an expense, event or measure, as its table is declared."""
    made: dict[str, forms.Field] = {}
    for column in TABLES[table]:
        if column.name == "person_id":
            choices = [("", gettext("（全家）")), *members]
            made["person_id"] = forms.ChoiceField(label=_("是谁的"), required=False, choices=choices)
        elif column.name == "period":
            made["period"] = period_field(initial=period)
        elif column.name == "note":
            made["note"] = note_field(_(column.label))
        elif column.name != "household_id":
            made[column.name] = field_for(column, required=column.known)
    made["evidence"] = forms.CharField(label=_("佐证"), required=False, max_length=200)
    if "insurance_payout" in made:
        made["insurance_payout"].initial = 0
    return type("StatementForm", (forms.Form,), made)


def period_field(**more: Any) -> forms.CharField:
    return forms.RegexField(
        r"^(19|20)[0-9]{2}$",
        label=_("核算年度"),
        help_text=_("四位年份，如 2026。"),
        error_messages={"invalid": _("请写四位年份。")},
        **more,
    )


class Period(forms.Form):
    period = period_field()


class IncomeLine(forms.Form):
    """One line of an income sheet."""

    kind = forms.ChoiceField(label=_("类别"), choices=[(v.code, _(v.label)) for v in INCOMES["kind"].values])
    item = forms.CharField(label=_("项目"), required=False, max_length=100)
    amount = MoneyField(label=_("金额（元）"), low=0, high=100_000_000)
    forecast = forms.TypedChoiceField(
        label=_("实际或预估"),
        choices=[("false", _("实际")), ("true", _("预估"))],
        coerce=lambda text: text == "true",
    )
    how = forms.CharField(label=_("怎么算的"), required=False, max_length=200)
    evidence = forms.CharField(label=_("佐证"), required=False, max_length=200)


IncomeLines = forms.formset_factory(IncomeLine, extra=0, max_num=60, absolute_max=60)
