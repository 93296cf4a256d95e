"""A grid to fill in one column of many households or persons."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import Column
from shouwang.office.imports.forms import FilesField
from shouwang.office.kit.addresses import is_key
from shouwang.office.registry.forms.parts import EARLIEST, day_field, field_for
from shouwang.office.screening.completion.completing import Cell

CELL, SEEN = "cell-", "seen-"


class Known(forms.Form):
    """Since when something is so, and how that is known."""

    on = day_field(_("从哪天起是这样"), earliest=EARLIEST, help_text=_("早于登记之日的，从登记之日起算。"))
    reason = forms.CharField(label=_("怎么知道的"), required=False, max_length=200)

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(gettext("这一天还没有到。"))
        if day < EARLIEST:
            raise forms.ValidationError(gettext("日期太早了。"))
        return day


class Back(forms.Form):
    """A workbook that comes back."""

    uploads = FilesField(label=_("填好的待补表"), help_text=_("就是下载的那本 Excel，表头不要改。"))


class Confirmed(Known):
    """What a workbook that came back would write (completion/returning.py)."""

    answers = forms.CharField(widget=forms.HiddenInput)


class Grid(Known):
    """`heads`: fields for all of it; `rows`: a line of cells for each record."""

    def __init__(
        self, column: Column, records: Sequence[Any], today: date, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(today, *args, **kwargs)
        self.records = records
        for record in records:
            self.fields[f"{SEEN}{record.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=record.version
            )
            cell = field_for(column)
            cell.label = gettext("%(column)s：%(who)s") % {"column": cell.label, "who": record}
            cell.widget.attrs["aria-label"] = cell.label
            self.fields[f"{CELL}{record.pk}"] = cell

    @property
    def heads(self) -> list[Any]:
        return [self["on"], self["reason"]]

    def rows(self) -> Iterator[dict[str, Any]]:
        for record in self.records:
            yield {
                "record": record,
                "cells": [self[f"{CELL}{record.pk}"]],
                "seen": self[f"{SEEN}{record.pk}"],
            }

    def cells(self) -> list[Cell]:
        """Those that were filled in."""
        found = []
        for record in self.records:
            value = self.cleaned_data[f"{CELL}{record.pk}"]
            if value not in (None, ""):
                found.append(Cell(record, value, self.cleaned_data[f"{SEEN}{record.pk}"]))
        return found


def named(sent: Any, most: int) -> list[int]:
    """Keys of the records that a sent grid has, in its order."""
    keys = (name.removeprefix(SEEN) for name in sent if name.startswith(SEEN))
    return [int(key) for key in keys if is_key(key)][:most]
