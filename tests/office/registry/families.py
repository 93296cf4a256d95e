"""Households for tests of the register itself: the 周 family of 青山村, and whoever else a test needs."""

from datetime import date

from tests.office import cast as people

from shouwang.office.accounts.models import User
from shouwang.office.kit import codes
from shouwang.office.registry.homes import households
from shouwang.office.registry.models import Household, Person

BEGAN = date(2026, 1, 1)
MAY_1, MAY_2, JUNE_1 = date(2026, 5, 1), date(2026, 5, 2), date(2026, 6, 1)
COUNTY = codes.span(people.COUNTY)
NUMBER = "430921196001011018"
ZHOU = (
    {"name": "周大", "relation": "head", "id_number": NUMBER, "phone": "13800000001"},
    {"name": "李二", "relation": "spouse", "sex": "female", "birth_date": "1962-03-04"},
    {"name": "周小", "relation": "child", "sex": "male", "birth_date": "1990-05-06", "health": "healthy"},
)


def settle(
    by: User,
    *,
    area: str = people.VILLAGE,
    code: str = "430921104201000001",
    family: tuple[dict[str, str], ...] = ZHOU,
    on: date = BEGAN,
    **facts: object,
) -> Household:
    given = {"origin": "lifted", "house_grade": "B", "phone": "0737-1234567", **facts}
    return households.register(given, family, area_code=area, by=by, on=on, household_id=code)


def person(household: Household, name: str) -> Person:
    return household.persons.get(name=name)
