"""A household's file as of a day: who belonged to it then, wherever they are now."""

from datetime import timedelta

import pytest
from tests.office.registry import families

from shouwang.office.registry.homes import household_file, households, persons
from shouwang.office.registry.models import Ending
from shouwang.office.registry.past import history

pytestmark = pytest.mark.django_db
ON = families.MAY_1
BEFORE = ON - timedelta(days=1)


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie)


def members(household, day):
    return [row.name for row in household_file.on(household, day).members]


def test_who_died_belonged_to_it_until_then(home):
    persons.end(families.person(home, "周小"), ending=Ending.DIED, on=ON, source="form")

    assert members(home, BEFORE) == ["周大", "李二", "周小"]
    assert members(home, ON) == ["周大", "李二"]


def test_who_went_to_another_household_belonged_to_it_until_then(cast, home):
    other = households.enter({}, area_code=home.area_code, on=ON, source="form")
    history.amend(families.person(home, "周小"), {"household": other}, on=ON, source="form")

    assert (members(home, BEFORE), members(other, BEFORE)) == (["周大", "李二", "周小"], [])
    assert (members(home, ON), members(other, ON)) == (["周大", "李二"], ["周小"])


def test_the_head_of_the_day_stands_first_and_is_linked_by_code(home):
    old, new = families.person(home, "周大"), families.person(home, "李二")
    history.amend(old, {"relation": "spouse"}, on=ON, source="form")
    history.amend(new, {"relation": "head"}, on=ON, source="form")

    assert members(home, ON)[0] == "李二"
    first = household_file.on(home, BEFORE).members[0]
    assert (first.name, first.ident) == ("周大", old.person_id)
