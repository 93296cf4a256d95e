"""The form of a quarter's watch: three questions that a thumb can answer, each also with “could not be found out”."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.office.registry import quarters
from shouwang.office.registry.care import watches
from shouwang.office.registry.forms.parts import day_field, note_field
from shouwang.office.registry.models import IncomeWatch


def question(label: Any, choices: Any, help_text: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, help_text=help_text)


class Watch(forms.Form):
    quarter = forms.TypedChoiceField(label=_("季度"), coerce=quarters.read)
    channel = question(
        _("有没有增收渠道"),
        IncomeWatch.Channel.choices,
        _("务工、产业、公益岗位、分红等，能增加收入的都算。"),
    )
    job = question(
        _("就业稳不稳"),
        IncomeWatch.Job.choices,
        _("本季度有事做、没有停工失业的算稳定；家里没有劳动力的选“没有人就业”。"),
    )
    level = question(
        _("收入水平，与上季度比"), IncomeWatch.Level.choices, _("季节性的收入，与上年同季度比。")
    )
    note = note_field(
        _("说明"), most=watches.MOST, help_text=_("新的收入来源，或为什么没有；收入下降的须写明原因。")
    )
    checked_on = day_field(_("监测日"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = quarters.choices(quarters.recent(on))  # type: ignore[attr-defined]
        self.fields["checked_on"].widget.attrs["max"] = on.isoformat()
