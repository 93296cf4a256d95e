"""A month in the demonstration's county: what became of some households, and the screenings before and after it."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from shouwang.office.accounts.models import User
from shouwang.office.jobs import worker
from shouwang.office.kit import clock
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.past import history
from shouwang.office.screening.running import plans, runs

PACK = "hunan-qingshuzui-2022"
SOURCE = "demo"
SHARE = 150
"""One household of so many for each kind of happening."""
LEAST = 3
WATER = ("water_safe", "water_quality_ok")


def screen(by: User, area_code: str, on: date) -> None:
    """A standing run, done at once."""
    runs.start(area_code, pack=PACK, on=on, by=by, today=clock.today(), standing=True)
    worker.work_off()


def plan(by: User, area_code: str) -> None:
    """Not running by itself: the pack's time is over, and the register stands still."""
    plans.set_plan(area_code, pack=PACK, as_if=False, active=False, by=by, on=clock.today())


def pass_by(township: str, *, on: date) -> None:
    """Some fare worse, some better, and of two villages nobody knows about the water any more.

    Not in `township`, whose workbook is still to be uploaded and to find the register as it was.
    """
    homes = Household.objects.present().exclude(area_code__startswith=township[:9]).order_by("household_id")
    each = max(LEAST, homes.count() // SHARE)
    fine = homes.filter(origin="lifted", house_grade__in=("A", "B"))
    for home in islice(fine, each):
        amend(home, {"house_grade": "D", "house_self_fix": False, "other_safe_house": False}, on)
    for home in islice(homes.filter(origin="lifted", house_grade__in=("C", "D"), house_self_fix=False), each):
        amend(home, {"house_grade": "A"}, on)
    whole = homes.filter(subsistence_allowance="whole")
    for person in some(whole, each):
        amend(person, {"health": "serious"}, on)
    low = homes.filter(allowance_edge=True)
    for person in some(low, each):
        amend(person, {"medical_insured": False}, on)
    for home in homes.filter(area_code__in=villages(homes)):
        amend(home, dict.fromkeys(WATER), on)


def some(homes: Any, count: int) -> Iterator[Person]:
    """The first member of each household."""
    people = Person.objects.present().filter(household__in=homes).order_by("household_id", "pk")
    seen: set[Any] = set()
    for person in people:
        if person.household_id not in seen and len(seen) < count:
            seen.add(person.household_id)
            yield person


def villages(homes: Any) -> Iterable[str]:
    """The last two."""
    return list(homes.order_by("-area_code").values_list("area_code", flat=True).distinct()[:2])


def amend(record: Household | Person, values: dict[str, Any], on: date) -> None:
    history.amend(record, values, on=on, source=SOURCE)
