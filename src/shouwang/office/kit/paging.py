"""Paging by key: the page after a row costs the same wherever the row stands, and a row added meanwhile moves nothing.

An order is a tuple of columns, the last ones together unique; `-` before the first turns all around.  Unknown comes
last, turned around first, so that a turned order is the exact mirror and one index serves both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from shouwang.office.kit import counts

ENOUGH = 10_000
"""Counting stops here: more tells nobody anything and costs a scan."""

MOST_PAGES = 100_000


@dataclass(frozen=True)
class Slice:
    rows: list[Any]
    after: Any
    """Key of the row behind which the next page begins; nothing: there is none."""
    before: Any


@dataclass(frozen=True)
class Order:
    columns: tuple[str, ...]
    turned: bool = False

    def apply(self, rows: QuerySet[Any], *, back: bool = False) -> QuerySet[Any]:
        turned = self.turned is not back
        terms = [
            F(name).desc(nulls_first=True) if turned else F(name).asc(nulls_last=True)
            for name in self.columns
        ]
        return rows.order_by(*terms)

    def behind(self, row: Any, *, back: bool = False) -> Q:
        """What comes after a row in this order – before it, when looking back."""
        turned = self.turned is not back
        condition = Q(pk__in=())
        for name in reversed(self.columns):
            value, null = attribute(row, name), _may_be_null(type(row), name)
            condition = _farther(name, value, turned, null) | (_same(name, value) & condition)
        # Says nothing new, but an index can start from it.
        first = self.columns[0]
        nearest = _not_nearer(first, attribute(row, first), turned, _may_be_null(type(row), first))
        return nearest & condition


def attribute(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _may_be_null(model: Any, name: str) -> bool:
    """Asked after null for nothing, the data base could not start at a place of the index."""
    *through, last = name.split("__")
    for part in through:
        field = model._meta.get_field(part)
        if field.null:
            return True
        model = field.related_model
    return bool((model._meta.pk if last == "pk" else model._meta.get_field(last)).null)


def _farther(name: str, value: Any, turned: bool, null: bool) -> Q:
    if turned:
        return ~Q(**{f"{name}__isnull": True}) if value is None else Q(**{f"{name}__lt": value})
    if value is None:
        return Q(pk__in=())
    farther = Q(**{f"{name}__gt": value})
    return farther | Q(**{f"{name}__isnull": True}) if null else farther


def _same(name: str, value: Any) -> Q:
    return Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})


def _not_nearer(name: str, value: Any, turned: bool, null: bool) -> Q:
    if value is None:
        return Q() if turned else Q(**{f"{name}__isnull": True})
    if turned:
        return Q(**{f"{name}__lte": value})
    behind = Q(**{f"{name}__gte": value})
    return behind | Q(**{f"{name}__isnull": True}) if null else behind


def cut(rows: QuerySet[Any], order: Order, size: int, *, after: Any = None, before: Any = None) -> Slice:
    """One page.  `after`, `before`: keys of rows as an earlier page gave them; unknown ones give the first page."""
    back = before is not None
    anchor = _anchor(rows, before if back else after)
    chosen = order.apply(rows, back=back)
    if anchor is not None:
        chosen = chosen.filter(order.behind(anchor, back=back))
    found = list(chosen[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    return _slice(found, ahead=more or back, behind=(more if back else anchor is not None))


def _slice(found: Sequence[Any], *, ahead: bool, behind: bool) -> Slice:
    if not found:
        return Slice([], None, None)
    return Slice(list(found), found[-1].pk if ahead else None, found[0].pk if behind else None)


def _anchor(rows: QuerySet[Any], key: Any) -> Any:
    """Only among the rows that may be seen: a foreign key tells nothing about where its row stands."""
    if key in (None, "") or not str(key).isascii() or len(str(key)) > 40:
        return None
    try:
        return rows.filter(pk=key).first()
    except ValueError:
        return None


def count(rows: QuerySet[Any]) -> tuple[int, bool]:
    """How many, and whether there are more than were counted."""
    counted = counts.of(rows, ENOUGH + 1)
    return min(counted, ENOUGH), counted > ENOUGH


def number(said: str | None) -> int:
    """Of a page, from what the address says: lists that are no query are paged by number."""
    return min(int(said[:6]), MOST_PAGES) or 1 if said and said.isascii() and said.isdigit() else 1


def within(said: str | None, *, rows: int, size: int) -> int:
    """As `number`; behind the end the last page, for an empty one would say that the list has nobody."""
    return min(number(said), max(1, -(-rows // size)))
