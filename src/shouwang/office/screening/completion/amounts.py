"""A year's incomes or expenses of many households at once: a line of amounts for each, where nobody has begun one yet."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine import tables
from shouwang.engine.errors import Refused
from shouwang.engine.tables import Table
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import sayings
from shouwang.office.registry.completed import completions
from shouwang.office.registry.completed.amounts import PAYOUT
from shouwang.office.registry.models import STATEMENTS, Household
from shouwang.office.registry.stated import incomes, marks, odd, statements
from shouwang.office.screening import labels
from shouwang.office.screening.completion.completing import Overtaken

UNTOUCHED = marks.of([])
MEDICAL, MEDICAL_PAYOUT = "medical", f"medical{PAYOUT}"


@dataclass(frozen=True)
class Line:
    """`amounts`: cell → yuan in the period, all of them; what there is none of is zero, and said to be."""

    household: Household
    amounts: Mapping[str, Decimal]


class Yearly(ABC):
    """A table of which a household's year is known as a whole, or not at all: one row of it is taken for everything."""

    table: ClassVar[Table]
    overtaken: ClassVar[type[Refused]]
    """What `write` raises where somebody has begun the household's year."""

    @property
    def column(self) -> str:
        """As rules name it: `incomes.*`."""
        return f"{self.table.name}.{labels.WHOLE}"

    @property
    def permission(self) -> Permission:
        return statements.PERMISSIONS[self.table.name]

    def cells(self) -> dict[str, str]:
        """What a line is made of → its heading, in the language of whoever looks."""
        return {kind.code: sayings.label(kind.label) for kind in self.table["kind"].values}

    def blank(self, user: Any, period: str, keys: Sequence[int]) -> list[Household]:
        """Of households by primary key, those without any row of the period – not even a forecast – for whom somebody
        may write them; in the same order."""
        rows = STATEMENTS[self.table.name].objects.in_force()
        begun = rows.filter(household__in=keys, period=period).values("household")
        known = {home.pk: home for home in self._within_reach(user, keys).exclude(pk__in=begun)}
        return [known[key] for key in keys if key in known]

    def begun(self, user: Any, period: str, keys: Sequence[int]) -> list[Household]:
        """The others of those for whom somebody may write: somebody has begun their year."""
        left = {home.pk for home in self.blank(user, period, keys)}
        return list(self._within_reach(user, keys).exclude(pk__in=left).order_by("pk"))

    def _within_reach(self, user: Any, keys: Sequence[int]) -> Any:
        return Household.objects.visible_to(user, self.permission).filter(pk__in=keys, ended_on=None)

    @transaction.atomic
    def fill(self, period: str, lines: Iterable[Line], *, by: Any, on: date, how: str = "") -> int:
        """All lines or none; returns how many.  Overtaken where somebody began one of them meanwhile.

        `how`: it was worked out, or came to be known; kept with each row.  It can be taken back as one
        (registry/completed).
        """
        # In one order, whoever fills in what: two people who save at once wait for each other only once.
        filled = sorted(lines, key=lambda one: one.household.pk)
        kept = completions.begun([one.household for one in filled], by=by, on=on, reason=how)
        overtaken = []
        for one in filled:
            try:
                self.write(one, period, by=by, on=on, source=kept.source, how=how)
            except self.overtaken:
                overtaken.append(one.household)
        if overtaken:
            raise Overtaken(overtaken)
        cells = list(self.cells())
        completions.done(kept, {(self.table.name, one.household.pk): cells for one in filled})
        return len(filled)

    @abstractmethod
    def odd(self, line: Line) -> dict[str, str]:
        """Cell → what to look at again, of what can be and is seldom."""

    @abstractmethod
    def write(self, line: Line, period: str, *, by: Any, on: date, source: str, how: str) -> None:
        """A row for each kind, as the household's own form does."""


class Incomes(Yearly):
    table = tables.INCOMES
    overtaken = marks.Overtaken

    def odd(self, line: Line) -> dict[str, str]:
        return odd.incomes(line.amounts, line.household.members)

    def write(self, line: Line, period: str, *, by: Any, on: date, source: str, how: str) -> None:
        rows = [
            {"kind": kind, "amount": amount, "forecast": False, "how": how}
            for kind, amount in line.amounts.items()
        ]
        incomes.state(line.household, period, rows, by=by, on=on, source=source, seen=UNTOUCHED)


class Expenses(Yearly):
    table = tables.EXPENSES
    overtaken = statements.Begun

    def cells(self) -> dict[str, str]:
        """With what insurance paid of medical bills, on which rules look; of other kinds it has no cell of its own."""
        made: dict[str, str] = {}
        for kind, label in super().cells().items():
            made[kind] = label
            if kind == MEDICAL:
                made[MEDICAL_PAYOUT] = _("其中医疗理赔")
        return made

    def odd(self, line: Line) -> dict[str, str]:
        said = odd.expense(MEDICAL, line.amounts[MEDICAL], line.amounts[MEDICAL_PAYOUT])
        return {MEDICAL_PAYOUT: said} if said else {}

    def write(self, line: Line, period: str, *, by: Any, on: date, source: str, how: str) -> None:
        amounts = dict(line.amounts)
        payouts = {MEDICAL: amounts.pop(MEDICAL_PAYOUT)}
        rows = [
            {"kind": kind, "amount": amount, "insurance_payout": payouts.get(kind, Decimal(0))}
            for kind, amount in amounts.items()
        ]
        statements.begin(self.table.name, line.household, period, rows, by=by, source=source, evidence=how)


INCOMES, EXPENSES = Incomes(), Expenses()
