"""One household for programs, within the same reach as its page."""

import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.office import cast as people
from tests.office.registry import dwellings, families

from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.models import Ending
from shouwang.office.registry.stated import statements

pytestmark = pytest.mark.django_db
FLOOD = {"kind": "flood", "occurred_on": "2026-02-01", "amount": "1200"}


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie, phone="13800000001")


def get(asked, home, **query):
    return asked.get(f"/households/{home.household_id}", query)


def test_a_household_with_its_people_and_what_was_stated(program, home, cast):
    statements.add("events", home, FLOOD, by=cast.achun)
    statements.withdraw(
        statements.add("events", home, FLOOD, by=cast.achun), reason="录错了户", by=cast.achun
    )
    persons.end(families.person(home, "周小"), ending=Ending.DIED, on=families.MAY_1, source="form")

    said = get(program("achun"), home).json()

    assert (said["household"]["household_id"], said["household"]["origin"]) == (home.household_id, "lifted")
    assert [one["relation"] for one in said["persons"]] == ["head", "spouse"]
    assert [one["amount"] for one in said["events"]] == ["1200.00"]
    assert (said["incomes"], said["ended_on"], said["ending"]) == ([], None, "")


def test_who_may_not_see_it_finds_nothing(program, home, cast):
    assert get(program("laobai"), home).status_code == 404
    assert get(program("laozhou"), home).status_code == 404
    assert get(program("linjie", "export"), home).status_code == 404
    assert get(program("bangfu"), home).status_code == 404

    dwellings.helped(home, cast)
    assert get(program("bangfu"), home).status_code == 200


def test_it_is_masked_until_it_is_revealed(program, home):
    masked, full = get(program("achun"), home), get(program("achun"), home, reveal="true")

    assert masked.json()["household"]["phone"] == "138******01"
    assert "name" in masked.json()["masked"]["persons"]
    assert "周大" not in masked.content.decode()
    assert (full.json()["persons"][0]["name"], full.json()["masked"]) == ("周大", {})


def test_reading_is_journalled_as_on_the_page_and_revealing_as_well(program, home):
    asked = program("achun")
    get(asked, home)
    assert [(one.ident, one.area_code) for one in Entry.objects.filter(action="household.read")] == [
        (home.household_id, people.VILLAGE)
    ]
    assert not Entry.objects.filter(action="api.revealed").exists()

    get(asked, home, reveal="true")

    told = [json.loads(one.detail) for one in Entry.objects.filter(action="api.revealed").order_by("pk")]
    assert [(one["table"], one["count"], one["token"]) for one in told] == [
        ("households", 1, asked.token.pk),
        ("persons", 3, asked.token.pk),
    ]


def test_revealing_without_the_permission_is_refused(program, home):
    answer = get(program("achun", "household.view"), home, reveal="true")

    assert (answer.status_code, json.loads(answer.content)["status"]) == (409, 409)
    assert not Entry.objects.filter(action="household.read").exists()


def test_one_that_left_is_still_there_to_be_read(program, home, cast):
    households.end(home, ending=Ending.MOVED, by=cast.linjie, on=families.MAY_1)

    said = get(program("linjie"), home).json()

    assert (said["ended_on"], said["ending"], said["persons"]) == ("2026-05-01", "moved", [])


def test_what_is_known_already_is_not_sent_again(program, home):
    asked = program("achun")
    tag = get(asked, home)["ETag"]

    again = asked.get(f"/households/{home.household_id}", **{"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


def test_codes_with_slashes_are_written_as_in_addresses_of_pages(program, cast, somebody):
    families.settle(cast.linjie, code="甲/1", family=({"name": "周弟", "relation": "head"},))

    assert program("linjie").get("/households/甲~11").json()["household"]["household_id"] == "甲/1"


@pytest.mark.parametrize("code", ["nobody", "%00", "x%00", "y" * 300, "%F0%9F", "..", "'--", "~", "%2F"])
def test_a_code_that_is_none_is_told(program, home, code):
    assert program("linjie").get(f"/households/{code}").status_code in (404, 422)


def test_it_costs_the_same_however_much_was_stated(program, home, cast):
    asked = program("achun")
    few = queries(asked, home)

    for _number in range(9):
        statements.enter("events", home, FLOOD, at=clock.now(), source="form")

    assert queries(asked, home) == few <= 16


def queries(asked, home):
    get(asked, home)
    with CaptureQueriesContext(connection) as caught:
        get(asked, home)
    return len(caught)
