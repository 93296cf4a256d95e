"""A household's incomes or expenses of a year that were filled in, a row for each kind.

They say together what the year was: they are taken back together, or not at all.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shouwang.office.registry.completed.lines import Line
from shouwang.office.registry.models import STATEMENTS, Completion, Household, Statement
from shouwang.office.registry.stated import statements

TABLES = ("incomes", "expenses")
SOME = 500
"""Households at a time: data bases limit how many keys a question names."""


@dataclass(frozen=True)
class Amounts(Line):
    """`rows`: that were filled in, in force or not."""

    rows: Sequence[Statement] = ()

    def take_back(self, completion: Completion, *, by: Any, reason: str) -> int:
        for row in self.rows:
            statements.withdraw(row, reason=reason, by=by, source=f"undo:{completion.source}")
        return len(self.rows)


def lines(
    completion: Completion, name: str, filled: Mapping[int, Sequence[str]], user: Any
) -> dict[int, Line]:
    """By the household's key, of those that somebody reaches.  `filled`: key → kinds."""
    keys = list(filled)
    homes = Household.objects.visible_to(user, statements.PERMISSIONS[name])
    rows = STATEMENTS[name]._base_manager.order_by("pk")
    found: dict[int, Line] = {}
    for part in (keys[start : start + SOME] for start in range(0, len(keys), SOME)):
        stated = defaultdict(list)
        for row in rows.filter(household__in=part):
            stated[row.household_id].append(row)
        for home in homes.filter(pk__in=part):
            found[home.pk] = _line(completion, name, home, stated[home.pk])
    return found


def _line(completion: Completion, name: str, home: Household, stated: Sequence[Any]) -> Line:
    own = [row for row in stated if row.source == completion.source]
    if not own:
        return Line(name, home, why=_("登记簿里已经没有这次补齐留下的内容"))
    standing = [row for row in stated if row.withdrawn_at is None and row.period == own[0].period]
    given = {row.kind: row for row in own}
    # Somebody went on with the year: without these rows the rest of it would be taken for all.
    moved = frozenset(given) if standing != own else frozenset()
    return Amounts(name, home, given, moved, _("已不在册") if home.ended_on else "", rows=own)
