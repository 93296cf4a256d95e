"""A grid to fill in a year's incomes or expenses of many households (completion/amounts.py)."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.registry.forms.parts import MoneyField
from shouwang.office.registry.models import Household
from shouwang.office.screening.completion import amounts
from shouwang.office.screening.completion.amounts import Line, Yearly
from shouwang.office.screening.forms.complete import CELL, SEEN


class AmountGrid(forms.Form):
    """A line for each household, a cell for each kind of amount: all of a line, or none of it.

    Half a line would be taken for all that a household earns, or spends.
    """

    yearly: ClassVar[Yearly]
    is_odd = False
    """Whether something in it is asked again."""
    checked = forms.BooleanField(label=_("核对过了，就是这样"), required=False)

    def __init__(self, records: Sequence[Household], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.records, self.asked = records, self.yearly.cells()
        amount = self.yearly.table["amount"]
        for record in records:
            self.fields[f"{SEEN}{record.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=record.version
            )
            for name, label in self.asked.items():
                cell = MoneyField(label=label, low=amount.low, high=amount.high, required=False)
                said = {"column": label, "who": record}
                cell.widget.attrs["aria-label"] = gettext("%(column)s：%(who)s") % said
                self.fields[_cell(record, name)] = cell

    def clean(self) -> None:
        for record in self.records:
            names = [_cell(record, name) for name in self.asked]
            empty = [
                name for name in names if self.cleaned_data.get(name) is None and name not in self.errors
            ]
            if 0 < len(empty) < len(names):
                for name in empty:
                    self.add_error(name, gettext("没有的写 0；不知道的，这一户整行留空。"))
        self._ask_again()

    def _ask_again(self) -> None:
        found = {
            _cell(line.household, name): said
            for line in self.lines()
            for name, said in self.yearly.odd(line).items()
        }
        self.is_odd = bool(found)
        if found and not self.cleaned_data.get("checked"):
            for name, said in found.items():
                self.add_error(name, said)
            self.add_error("checked", gettext("有少见的数，请核对；确实如此的，请勾选这一项再保存。"))

    @property
    def heads(self) -> list[Any]:
        return [self["how"], *([self["checked"]] if self.is_odd else [])]

    def rows(self) -> Iterator[dict[str, Any]]:
        for record in self.records:
            cells = [self[_cell(record, name)] for name in self.asked]
            yield {"record": record, "cells": cells, "seen": self[f"{SEEN}{record.pk}"]}

    def lines(self) -> list[Line]:
        """Those that were filled in."""
        found = ((record, self._told(record)) for record in self.records)
        return [Line(record, told) for record, told in found if None not in told.values()]

    def _told(self, record: Household) -> dict[str, Any]:
        return {name: self.cleaned_data.get(_cell(record, name)) for name in self.asked}

    @classmethod
    def is_typed(cls, sent: Any, record: Household) -> bool:
        """Whether anything was filled in for a household in a sent grid."""
        return any(sent.get(_cell(record, name), "").strip() for name in cls.yearly.cells())


class IncomeGrid(AmountGrid):
    yearly = amounts.INCOMES
    how = forms.CharField(label=_("怎么算的"), required=False, max_length=200)


class ExpenseGrid(AmountGrid):
    yearly = amounts.EXPENSES
    how = forms.CharField(label=_("怎么知道的"), required=False, max_length=200)


def _cell(record: Household, name: str) -> str:
    return f"{CELL}{record.pk}-{name}"
