"""A household's incomes or expenses of a year that were filled in, a row for each kind.

They say together what the year was: they are taken back together, or not at all.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shouwang.office.registry.completed.lines import Line, in_parts
from shouwang.office.registry.models import STATEMENTS, Completion, Household, Statement
from shouwang.office.registry.stated import statements

TABLES = ("incomes", "expenses")
PAYOUT = "_payout"
"""Behind a kind of expense: what insurance paid of it, in the same row."""


@dataclass(frozen=True)
class Amount:
    """Yuan in a year."""

    period: str
    yuan: Decimal


@dataclass(frozen=True)
class Amounts(Line):
    """`rows`: that were filled in, in force or not."""

    rows: Sequence[Statement] = ()

    def take_back(self, completion: Completion, *, by: Any, reason: str) -> int:
        for row in self.rows:
            statements.withdraw(row, reason=reason, by=by, source=f"undo:{completion.source}")
        return len(self.given)


def lines(
    completion: Completion, name: str, filled: Mapping[int, Sequence[str]], user: Any
) -> dict[int, Line]:
    """By the household's key, of those that somebody reaches.  `filled`: key → kinds, and kinds of pay-outs."""
    homes = Household.objects.visible_to(user, statements.PERMISSIONS[name])
    rows = STATEMENTS[name]._base_manager.order_by("pk")
    found: dict[int, Line] = {}
    for part in in_parts(filled):
        stated = defaultdict(list)
        for row in rows.filter(household__in=part):
            stated[row.household_id].append(row)
        for home in homes.filter(pk__in=part):
            found[home.pk] = _line(completion, name, home, filled[home.pk], stated[home.pk])
    return found


def _line(
    completion: Completion, name: str, home: Household, kinds: Sequence[str], stated: Sequence[Any]
) -> Line:
    own = {row.kind: row for row in stated if row.source == completion.source}
    if not own:
        return Line(name, home, why=_("登记簿里已经没有这次补齐留下的内容"))
    given = {kind: _amount(own[kind.removesuffix(PAYOUT)], kind) for kind in kinds}
    return Amounts(name, home, given, why=_why(home, list(own.values()), stated), rows=list(own.values()))


def _amount(row: Any, kind: str) -> Amount:
    return Amount(row.period, row.insurance_payout if kind.endswith(PAYOUT) else row.amount)


def _why(home: Household, own: Sequence[Any], stated: Sequence[Any]) -> str:
    """Why it stays; empty: it can be taken back."""
    if home.ended_on:
        return _("已不在册")
    if all(row.withdrawn_at for row in own):
        return _("已撤回")
    standing = [row for row in stated if row.withdrawn_at is None and row.period == own[0].period]
    # Somebody went on with the year: without these rows the rest of it would be taken for all.
    return "" if standing == own else _("这一户这一年后来有增减，整户不动")
