"""Incomes of many households at once: an amount for each kind, where nobody has begun a sheet of the period yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from shouwang.office.accounts.permissions import Permission
from shouwang.office.registry.models import Household, Income
from shouwang.office.registry.stated import incomes, marks
from shouwang.office.screening.completion.completing import Overtaken

COLUMN = "incomes.*"
UNTOUCHED = marks.of([])


@dataclass(frozen=True)
class Earned:
    """`amounts`: kind of income → yuan in the period, all of them; what there is none of is zero, and said to be."""

    household: Household
    amounts: Mapping[str, Decimal]


def blank(user: Any, period: str, keys: Sequence[int]) -> list[Household]:
    """Of households by primary key, those without any line of the period – not even a forecast – whose incomes somebody
    may write; in the same order."""
    begun = Income.objects.in_force().filter(household__in=keys, period=period).values("household")
    homes = Household.objects.visible_to(user, Permission.INCOME_EDIT).filter(pk__in=keys, ended_on=None)
    known = {home.pk: home for home in homes.exclude(pk__in=begun)}
    return [known[key] for key in keys if key in known]


def begun(user: Any, period: str, keys: Sequence[int]) -> list[Household]:
    """The others of those whose incomes somebody may write: somebody has begun their sheet."""
    homes = Household.objects.visible_to(user, Permission.INCOME_EDIT).filter(pk__in=keys, ended_on=None)
    left = {home.pk for home in blank(user, period, keys)}
    return list(homes.exclude(pk__in=left).order_by("pk"))


@transaction.atomic
def fill(period: str, earned: Iterable[Earned], *, by: Any, on: date, how: str = "") -> int:
    """All sheets or none; returns how many.  Overtaken where somebody began one of them meanwhile."""
    filled = sorted(earned, key=lambda one: one.household.pk)
    overtaken = []
    for one in filled:
        lines = [
            {"kind": kind, "amount": amount, "forecast": False, "how": how}
            for kind, amount in one.amounts.items()
        ]
        try:
            incomes.state(one.household, period, lines, by=by, on=on, seen=UNTOUCHED)
        except marks.Overtaken:
            overtaken.append(one.household)
    if overtaken:
        raise Overtaken(overtaken)
    return len(filled)
