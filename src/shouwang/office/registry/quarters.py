"""Quarters of a year, as the office counts them: `2026Q4` is October to December 2026."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

CODE = re.compile(r"(19|20)[0-9]{2}Q[1-4]")
LATE = timedelta(days=15)
"""So long after its end somebody may still look at what a quarter brought."""
SHOWN = 6
"""Quarters to choose from: this one, and a year and a quarter before."""


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int
    """1 to 4."""

    @property
    def code(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.next().first - timedelta(days=1)

    @property
    def until(self) -> date:
        """The last day on which it may be looked at."""
        return self.last + LATE

    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def before(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def __str__(self) -> str:
        return _("%(year)s 年第 %(number)s 季度") % {"year": self.year, "number": self.number}


def of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def read(code: str) -> Quarter | None:
    """Nothing for what is no code of a quarter."""
    return Quarter(int(code[:4]), int(code[5])) if CODE.fullmatch(code) else None


def recent(on: date) -> list[Quarter]:
    """The newest first."""
    found = [of(on)]
    while len(found) < SHOWN:
        found.append(found[-1].before())
    return found


def since(first: Quarter | None, on: date) -> list[Quarter]:
    """The recent ones, and those before back to a first one."""
    found = recent(on)
    while first and found[-1] > first:
        found.append(found[-1].before())
    return found


def choices(of_these: list[Quarter]) -> list[tuple[str, str]]:
    return [(one.code, str(one)) for one in of_these]
