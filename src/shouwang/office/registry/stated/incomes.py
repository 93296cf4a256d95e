"""Income sheets: the lines of a household and a period, actual beside forecast.

Net income is computed and never stored: wages, business, property and transfers, less the cost of business.  Without
any line it is unknown, not zero.          Source: 青树嘴 2022
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.calendar import AccountingYear
from shouwang.engine.errors import Refused
from shouwang.engine.tables import INCOMES
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock
from shouwang.office.registry import guards, values
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.homes.persons import Life
from shouwang.office.registry.models import Household, Income
from shouwang.office.registry.past import mergers
from shouwang.office.registry.past.mergers import YEAR
from shouwang.office.registry.stated import marks, statements
from shouwang.office.registry.stated.marks import SAID

SIGNS = {"wage": 1, "business": 1, "property": 1, "transfer": 1, "business_cost": -1}
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Side:
    """Actual or forecast.  Without lines `net` and `per_head` are unknown."""

    lines: Sequence[Income]
    members: int | None

    @property
    def totals(self) -> dict[str, Decimal]:
        """Yuan per kind; kinds without a line are not in it."""
        found: dict[str, Decimal] = {}
        for line in self.lines:
            found[_of(line, "kind")] = found.get(_of(line, "kind"), Decimal(0)) + _of(line, "amount")
        return found

    @property
    def net(self) -> Decimal | None:
        """Yuan in the period."""
        if not self.lines:
            return None
        return sum((SIGNS[kind] * total for kind, total in self.totals.items()), Decimal(0))

    @property
    def per_head(self) -> Decimal | None:
        """Yuan per person, for showing; comparisons with a line multiply instead."""
        if self.net is None or not self.members:
            return None
        return (self.net / self.members).quantize(CENT, ROUND_HALF_UP)

    @property
    def updated_at(self) -> datetime | None:
        return max((line.recorded_at for line in self.lines), default=None)


@dataclass(frozen=True)
class Sheet:
    period: str
    counted_on: date
    """The last day of the period – of a household that came into the register later, the day on which it did –, or the
    day on which one looks back: whoever was a member then counts."""
    actual: Side
    forecast: Side

    @property
    def members(self) -> int | None:
        return self.actual.members

    @property
    def updated_at(self) -> datetime | None:
        """When its last line was written (INC-03)."""
        return max(filter(None, (self.actual.updated_at, self.forecast.updated_at)), default=None)


def sheet(household: Household, period: str, *, year: AccountingYear = YEAR) -> Sheet:
    lines = statements.counting("incomes", household, year, period=period)
    return _sheets(household, [period], lines, year, None)[0]


def sheets(
    household: Household,
    *,
    lines: Iterable[Income] | None = None,
    lives: Collection[Life] | None = None,
    by: date | None = None,
    year: AccountingYear = YEAR,
) -> list[Sheet]:
    """Of every period that has a line, newest first; six queries.  `lines`: those known on an earlier day, `by`;
    `lives`: of everybody who ever was in the household, where they are at hand."""
    lines = list(statements.counting("incomes", household, year) if lines is None else lines)
    periods = sorted({_of(line, "period") for line in lines}, reverse=True)
    return _sheets(household, periods, lines, year, by, lives)


def mark(shown: Sheet) -> str:
    """For the form that shows a sheet, so that whoever saves it says which one they saw."""
    return marks.of([*shown.actual.lines, *shown.forecast.lines])


@transaction.atomic
def state(
    household: Household,
    period: str,
    lines: Iterable[Mapping[str, Any]],
    *,
    by: Any,
    on: date,
    source: str = "form",
    seen: str | None = None,
) -> Sheet:
    """The lines of a sheet are these, actual and forecast, from now on.

    A line: kind, item, amount, forecast, how, evidence.  Lines that stay as they were are left alone – also those of
    a merged household –; the others are withdrawn or added.  Refused with everything that is wrong, and, with `seen`
    – mark() of the sheet that was on the screen –, Overtaken where somebody else saved it meanwhile.
    """
    guards.allow(by, Permission.INCOME_EDIT, household)
    # Two people may write the same sheet at the same minute; the second has to see the lines of the first.
    Household._base_manager.select_for_update().get(pk=household.pk)
    guards.in_the_register(household)
    _refuse_far(period, on)
    wanted, at = Counter(_line(period, given) for given in lines), clock.now()
    held = statements.counting("incomes", household, YEAR, period=period)
    if seen is not None and wanted != Counter(map(marks.said, held)):
        marks.check(seen, held, [household, *(one.household for one in mergers.into(household))])
    for row in held:
        said = marks.said(row)
        if wanted[said]:
            wanted[said] -= 1
        else:
            statements.take_back(row, at=at, source=source, why=_("收入表已重填"))
    for said in wanted.elements():
        facts = dict(zip(SAID, said, strict=True))
        statements.enter("incomes", household, {"period": period, **facts}, at=at, source=source)
    return sheet(household, period)


def _line(period: str, given: Mapping[str, Any]) -> tuple[Any, ...]:
    told = {name: given.get(name) for name in SAID if name in INCOMES}
    facts = values.row(INCOMES, {**told, "period": period, "forecast": bool(given.get("forecast"))})
    texts = {name: str(given.get(name) or "").strip() for name in ("how", "evidence")}
    for text in texts.values():
        statements.refuse_long(text)
    return tuple({**facts, **texts}[name] for name in SAID)


def _refuse_far(period: str, on: date) -> None:
    if not (
        len(period) == 4 and period.isascii() and period.isdigit() and 2000 <= int(period) <= on.year + 1
    ):
        raise Refused(
            _("核算年度“%(period)s”不对。") % {"period": period}, _("请写四位年份，最晚到明年，例如 2026。")
        )


def _sheets(
    household: Household,
    periods: Sequence[str],
    lines: Iterable[Income],
    year: AccountingYear,
    by: date | None,
    lives: Collection[Life] | None = None,
) -> list[Sheet]:
    lines, first = list(lines), households.registered_on(household)
    # Who came after the day on which one looks back did not count yet.
    days = {period: min(max(year.last_day(int(period)), first), by or date.max) for period in periods}
    counts = persons.counts_on(household, set(days.values()), lives)
    return [_sheet(period, days[period], counts[days[period]], lines) for period in periods]


def _sheet(period: str, day: date, members: int | None, lines: Iterable[Income]) -> Sheet:
    own = [line for line in lines if _of(line, "period") == period]
    own.sort(key=lambda line: (list(SIGNS).index(_of(line, "kind")), line.pk))
    sides = {
        forecast: [line for line in own if _of(line, "forecast") is forecast] for forecast in (False, True)
    }
    return Sheet(period, day, Side(sides[False], members), Side(sides[True], members))


def _of(line: Income, name: str) -> Any:
    return getattr(line, name)
