"""What is known of each place at once: counts and amounts of a run, and what the register says of it today."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count as Number
from django.db.models import QuerySet
from django.db.models.functions import Left

from shouwang.office.kit import codes
from shouwang.office.kit.codes import Span
from shouwang.office.kit.scope import Reach, within
from shouwang.office.registry import queries as register
from shouwang.office.registry.models import Change, Guarantee, Household
from shouwang.office.screening import divisions, queries
from shouwang.office.screening.counts import tallies
from shouwang.office.screening.models import Run
from shouwang.office.screening.places import assistance, burdens, money
from shouwang.office.screening.queries import Count

KINDS = (
    "tier",
    "origin",
    "watched",
    "allowance",
    "hardship",
    "move",
    burdens.KIND,
    assistance.KIND,
    assistance.YEAR,
    tallies.SINCE.name,
    "unsure",
)
INCOME, BURDEN = "income", "burden"
NOW = DUE, UNCOVERED, ASKED = "due", "uncovered", "asked"


@dataclass(frozen=True)
class Figures:
    """Of one place.  `known`: kind → of those whose value is known, and of the others; `now`: of the register today."""

    counted: Mapping[str, Mapping[str, Count]] = field(default_factory=dict)
    known: Mapping[str, tuple[Count, Count]] = field(default_factory=dict)
    now: Mapping[str, int] = field(default_factory=dict)

    def of(self, kind: str, is_so: Callable[[str], bool]) -> Count:
        return divisions.total(count for key, count in self.counted.get(kind, {}).items() if is_so(key))

    @property
    def whole(self) -> Count:
        return self.of("tier", bool)

    def number(self, kind: str) -> int:
        """Of measures: places/assistance.py."""
        return assistance.number(self.counted.get(kind, {}))

    @property
    def granted(self) -> Decimal:
        """Yuan, of measures whose amount is known."""
        found = self.counted.get(assistance.YEAR, {}).values()
        return sum((one.amount for one in found if one.amount), Decimal(0))

    def lacking(self, kind: str) -> int:
        """Households of which it is not known."""
        return self._known(kind)[1].households

    def amount(self, kind: str) -> Decimal:
        return self._known(kind)[0].amount or Decimal(0)

    @property
    def average(self) -> Decimal | None:
        """Yuan per head, over households whose income is known; none where they are few."""
        known = self._known(INCOME)[0]
        return (
            self.amount(INCOME) / known.persons if known.households >= money.FEW and known.persons else None
        )

    def _known(self, kind: str) -> tuple[Count, Count]:
        return self.known.get(kind, (Count(), Count()))


def by_place(run: Run, reach: Reach, span: Span, level: str) -> dict[str, Figures]:
    """Of a level inside a span, without what the register says today; two queries, however many places."""
    length = codes.LENGTHS[level]
    counted = queries.divisions_by_area(run, KINDS, reach, inside=span, length=length)
    known = queries.known_by_area(run, (INCOME, BURDEN), reach, inside=span, length=length)
    return {place: Figures(counted.get(place, {}), known.get(place, {})) for place in {*counted, *known}}


def today(span: Span, level: str, on: date) -> dict[str, dict[str, int]]:
    """Place → guarantees due by the day, households that nobody helps though somebody has to, and changes that wait for
    an approval."""
    length = codes.LENGTHS[level]
    due = _by_place(register.due(Guarantee.objects.filter(within([span])), on), length)
    uncovered = _by_place(register.uncovered(Household.objects.filter(within([span]))), length)
    submitted = Change.objects.filter(within([span]), state=Change.State.SUBMITTED)
    asked = _by_place(submitted, length)
    return {
        place: {DUE: due.get(place, 0), UNCOVERED: uncovered.get(place, 0), ASKED: asked.get(place, 0)}
        for place in {*due, *uncovered, *asked}
    }


def _by_place(rows: "QuerySet[Any]", length: int) -> dict[str, int]:
    found = rows.order_by().annotate(place=Left("area_code", length)).values("place").annotate(n=Number("pk"))
    return {row["place"].ljust(12, "0"): row["n"] for row in found}
