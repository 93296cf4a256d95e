"""Households that were merged into another one: what was stated of them counts where their people count.

Statements stay with the household of which they were stated, so that earlier days go on telling the truth.  From the
day of the merger on they are read together with those of the household that took the people in.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from shouwang.engine.calendar import AccountingYear
from shouwang.office.kit.asking import Question
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history

YEAR = AccountingYear()


@dataclass(frozen=True)
class Merger:
    household: int
    """Primary key of the household that ended; `code`: its code."""
    code: str
    heir: int
    """Primary key of the household that it was merged into; `heir_code`: its code."""
    heir_code: str
    on: date


def into(household: Household, day: date | None = None) -> list[Merger]:
    """Everything that was merged into a household – by a day, or until now –, and into what was merged into it."""
    found: dict[int, Merger] = {}
    heirs: Collection[int] = [household.pk]
    while heirs:
        ended = {one.household: one for heir in heirs for one in _into(heir, day)}
        heirs = [key for key in ended if key not in found and key != household.pk]
        found |= {key: _no_earlier(ended[key], found) for key in heirs}
    return list(found.values())


def _no_earlier(one: Merger, found: Mapping[int, Merger]) -> Merger:
    """Of a household merged in two steps the people came with the second."""
    step = found.get(one.heir)
    return replace(one, on=max(one.on, step.on)) if step else one


def heirs(day: date, known_at: datetime | None = None) -> dict[str, str]:
    """Household merged by a day → the one with which it counted on the day, by their codes."""
    steps = {one.code: one.heir_code for one in _mergers(day, known_at, merged_into__isnull=False)}
    return {code: _last(code, steps) for code in steps}


def into_any(keys: Iterable[int], day: date, known_at: datetime | None = None) -> dict[str, str]:
    """The part of `heirs` that concerns a few households, by primary key."""
    steps: dict[str, str] = {}
    heirs = list(keys)
    while heirs:
        found = [one for one in _mergers(day, known_at, merged_into__in=heirs) if one.code not in steps]
        steps |= {one.code: one.heir_code for one in found}
        heirs = [one.household for one in found]
    return {code: _last(code, steps) for code in steps}


def keys_into(key: int, day: date) -> list[int]:
    """The same for one household: primary keys of those that counted with it on the day."""
    found: list[int] = []
    heirs = [key]
    while heirs:
        ended = [one.household for heir in heirs for one in _into(heir, day)]
        heirs = [one for one in dict.fromkeys(ended) if one not in found and one != key]
        found += heirs
    return found


def _last(code: str, steps: Mapping[str, str]) -> str:
    passed = {code}
    while (following := steps.get(code)) is not None and following not in passed:
        code = following
        passed.add(code)
    return code


def first_periods(year: AccountingYear = YEAR) -> list[tuple[int, str, str]]:
    """As things stand: merged household (primary key), the one with which it counts (code), and from which accounting
    year on."""
    steps = {one.code: one for one in _mergers(None, None, merged_into__isnull=False)}
    heir_of = {code: one.heir_code for code, one in steps.items()}
    return [
        (one.household, _last(code, heir_of), year.running(_since(one, steps))) for code, one in steps.items()
    ]


def _since(one: Merger, steps: Mapping[str, Merger]) -> date:
    """When its people came where they count now."""
    passed, day = {one.code}, one.on
    while (following := steps.get(one.heir_code)) is not None and following.code not in passed:
        passed.add(following.code)
        one, day = following, max(day, following.on)
    return day


def _mergers(day: date | None, known_at: datetime | None, **which: Any) -> Iterator[Merger]:
    return (Merger(*row) for rows in _told(day, known_at, **which) for row in rows)


def _told(day: date | None, known_at: datetime | None, **which: Any) -> list[Any]:
    """Rows of the present, and of the past."""
    if day is None:
        return [_of(Household._base_manager.filter(**which), "pk", "household_id")]
    present, past = (
        part.filter(ended_on__lte=day, **which) for part in history.holding(Household, day, known_at)
    )
    return [_of(present, "pk", "household_id"), _of(past, "household", "household__household_id")]


def _of(rows: Any, key: str, code: str) -> Any:
    return rows.values_list(key, code, "merged_into", "merged_into__household_id", "ended_on")


def _into(heir: int, day: date | None) -> Iterator[Merger]:
    rows = INTO_NOW.rows(heir=heir) if day is None else INTO_BY.rows(heir=heir, day=day)
    return (Merger(*row) for row in rows)


INTO_NOW = Question(lambda heir: _told(None, None, merged_into=heir), heir=int)
INTO_BY = Question(lambda heir, day: _told(day, None, merged_into=heir), heir=int, day=date)


def counting(rows: Iterable[Any], merged: Iterable[Merger], year: AccountingYear = YEAR) -> list[Any]:
    """Without what was stated of merged households for accounting years that had ended before the merger: in those the
    people counted where they were.  Rows without a year – events, measures – all stay."""
    since = {one.household: one.on for one in merged}
    return [row for row in rows if _counts(row, since.get(row.household_id), year)]


def _counts(row: Any, since: date | None, year: AccountingYear) -> bool:
    period = getattr(row, "period", None)
    return since is None or not period or bool(period >= year.running(since))
