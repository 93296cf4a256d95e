"""The box at the top: people and places within scope."""

import pytest
from tests.office import cast as people
from tests.office.registry import families

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", ["青山", "qs", "ＱＳ", people.VILLAGE])
def test_a_place_leads_to_its_households(cast, as_, asked):
    page = as_(cast.xiaoman).post("/find/", {"q": asked}).content.decode()
    assert f"/households/?area={people.VILLAGE}" in page
    assert people.NEIGHBOUR not in page


def test_a_place_elsewhere_is_not_found(cast, as_):
    page = as_(cast.laozhou).post("/find/", {"q": "青山"}).content.decode()
    assert people.VILLAGE not in page


def test_initials_lead_to_the_only_one_there_is(cast, as_, somebody):
    home = families.settle(cast.linjie)
    answer = as_(cast.achun).post("/find/", {"q": "ｚｘ"})
    assert (answer.status_code, answer["Location"]) == (302, f"/households/{home.household_id}/")
