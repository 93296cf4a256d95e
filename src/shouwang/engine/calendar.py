"""Dates as policies count them: completed years and months, accounting years.  No clock: `on` is always given."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


def age(birth: date, on: date) -> int:
    """Completed years; complete on the birthday, for those born on 29 February on 1 March of other years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def days(start: date, end: date) -> int:
    return (end - start).days


def months(start: date, end: date) -> int:
    """Completed months from `start` to `end`; negative when `end` comes first."""
    if end < start:
        return -months(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def months_before(day: date, count: int) -> date:
    """`count` months earlier, the end of a month kept: 12 months before 29 February is 28 February."""
    index = day.year * 12 + day.month - 1 - count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class AccountingYear:
    """When an accounting year ends.  The year "2022" ending on 30 September runs 2021-10-01 … 2022-09-30."""

    month: int = 9
    day: int = 30

    def last_day(self, year: int) -> date:
        return date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))

    def first_day(self, year: int) -> date:
        return self.last_day(year - 1) + timedelta(days=1)

    def running(self, on: date) -> str:
        """The accounting year that contains `on`."""
        return str(on.year if on <= self.last_day(on.year) else on.year + 1)

    def completed(self, on: date) -> str:
        """The last accounting year completed on or before `on`."""
        return str(on.year if on >= self.last_day(on.year) else on.year - 1)


def periods(year: AccountingYear, on: date) -> dict[str, str]:
    """`period`, `previous_period` and `running_period` as rules name them."""
    period = year.completed(on)
    return {"period": period, "previous_period": str(int(period) - 1), "running_period": year.running(on)}
