"""Canonical tables for programs: what stands in them, within whose reach, masked."""

import json
from datetime import timedelta
from typing import get_args

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.office import cast as people
from tests.office.registry import dwellings, families

from shouwang.engine.tables import TABLES
from shouwang.office.api.columns import MODELS, is_personal
from shouwang.office.api.resources import tables
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.stated import statements

pytestmark = pytest.mark.django_db
ROWS = ("household.view", "export")
MEDICAL = {"kind": "medical", "amount": "500.5", "insurance_payout": "0", "period": "2026"}


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def home(cast, somebody):
    made = dwellings.home(cast, phone="13800000001", address="一组三号")
    statements.add("expenses", made, MEDICAL, by=cast.linjie)
    return made


@pytest.fixture
def neighbour(cast, somebody):
    return dwellings.home(cast, area=people.NEIGHBOUR, head="王五")


def codes(answer):
    return [row["household_id"] for row in answer.json()["rows"]]


def where(answer):
    assert answer["Content-Type"] == "application/problem+json"
    return [wrong["where"] for wrong in json.loads(answer.content)["errors"]]


def test_the_dictionary_tells_every_table_and_column(program):
    told = {one["name"]: one for one in program("laozhou").get("/tables").json()["tables"]}

    assert list(told) == list(TABLES) == list(get_args(tables.Name)) == list(MODELS)
    persons = {one["name"]: one for one in told["persons"]["columns"]}
    assert list(persons) == [column.name for column in TABLES["persons"]]
    assert persons["monthly_wage"]["unit"] == "yuan/month" and persons["monthly_wage"]["type"] == "money"
    assert persons["sex"]["values"][0] == {"code": "male", "label": "男"} and persons["sex"]["personal"]
    assert (told["expenses"]["key"], told["persons"]["key"], persons["person_id"]["personal"]) == (
        "id",
        "person_id",
        False,
    )


def test_rows_are_typed_as_the_dictionary_says(program, home):
    (spent,) = program("linjie").get("/tables/expenses").json()["rows"]
    (one,) = program("linjie").get("/tables/households").json()["rows"]

    assert spent.pop("id") == home.expenses.get().pk
    assert spent == {"household_id": home.household_id, "person_id": None, **MEDICAL} | {
        "amount": "500.50",
        "insurance_payout": "0.00",
    }
    assert (one["origin"], one["water_safe"], one["area_code"]) == ("lifted", True, people.VILLAGE)


def test_each_sees_the_own_area_only(program, home, neighbour):
    assert codes(program("achun").get("/tables/households")) == [home.household_id]
    assert codes(program("laobai").get("/tables/households")) == [neighbour.household_id]
    assert codes(program("laozhou").get("/tables/households")) == []
    assert codes(program("linjie").get("/tables/households", {"area": people.NEIGHBOUR})) == [
        neighbour.household_id
    ]
    assert program("achun").get("/tables/persons", {"area": people.NEIGHBOUR}).status_code == 404
    assert program("achun").get("/tables/persons", {"area": "430922"}).status_code == 404


def test_taking_tables_away_needs_the_permission(program, home, cast):
    dwellings.helped(home, cast)

    assert program("bangfu").get("/tables/households").status_code == 404
    assert program("linjie", "household.view").get("/tables/households").status_code == 404
    assert program("linjie", "export").get("/tables/households").status_code == 404


def test_personal_values_are_masked(program, home):
    said = program("linjie").get("/tables/persons").json()

    head = said["rows"][0]
    assert (head["id_number"], head["name"], head["health"]) == ("430921********", "****", "****")
    assert (head["birth_date"], head["disability_grade"]) == ("****", None)
    assert said["masked"] == [column.name for column in TABLES["persons"] if is_personal(column)]


def test_nothing_of_them_leaves_unless_revealed(program, home):
    asked, secrets = program("linjie"), ("张三", "19800101", "13800000001", "一组三号", "healthy")

    told = "".join(asked.get(f"/tables/{name}").content.decode() for name in ("households", "persons"))
    full = "".join(
        asked.get(f"/tables/{name}", {"reveal": "true"}).content.decode()
        for name in ("households", "persons")
    )

    assert [one for one in secrets if one in told] == []
    assert [one for one in secrets if one not in full] == []


def test_revealing_needs_the_permission_and_is_journalled(program, home):
    asked = program("linjie", *ROWS, "personal.reveal")

    refused = program("linjie", *ROWS).get("/tables/persons", {"reveal": "true"})
    rows = asked.get("/tables/persons", {"reveal": "true", "columns": "name,works"}).json()["rows"]

    assert refused.status_code == 409
    assert rows[0]["name"] == "张三"
    entry = Entry.objects.get(action="api.revealed")
    assert (entry.actor, entry.area_code) == ("linjie", people.COUNTY)
    assert json.loads(entry.detail) == {
        "table": "persons",
        "count": 3,
        "columns": ["name"],
        "token": asked.token.pk,
    }


def test_each_page_is_journalled_once(program, home):
    asked = program("linjie")

    asked.get("/tables/persons", {"area": people.VILLAGE})
    asked.get("/tables/households", {"reveal": "true", "columns": "origin"})

    read = [
        (one.area_code, json.loads(one.detail))
        for one in Entry.objects.filter(action="api.read").order_by("pk")
    ]
    token = {"token": asked.token.pk}
    assert read == [
        (people.VILLAGE, {"table": "persons", "count": 3, **token}),
        (people.COUNTY, {"table": "households", "count": 1, **token}),
    ]
    assert not Entry.objects.filter(action="api.revealed").exists()


def test_columns_are_picked_and_codes_are_always_there(program, home):
    asked = program("linjie")

    assert asked.get("/tables/persons", {"columns": "works, sex,"}).json()["rows"][0] == {
        "person_id": home.persons.first().person_id,
        "household_id": home.household_id,
        "sex": "****",
        "works": None,
    }
    answer = asked.get("/tables/persons", {"columns": "sex,bank_account,id_number_digest"})
    assert (answer.status_code, where(answer)) == (422, ["query.columns", "query.columns"])
    assert "person_id" in json.loads(answer.content)["errors"][0]["why"]


def test_an_earlier_copy_begins_again_before_long_imports(program, home):
    now = clock.now()

    first = program("linjie").get("/tables/households").json()["as_of"]
    again = program("linjie").get("/tables/households", {"changed_since": first})

    assert first.endswith("Z") and first <= (now - timedelta(hours=1)).isoformat()
    assert codes(again) == [home.household_id]


def test_a_page_without_changes_is_not_sent_again(program, home, monkeypatch):
    asked, moment = program("linjie"), clock.now().replace(minute=10)
    monkeypatch.setattr(clock, "now", lambda: moment)
    tag = asked.get("/tables/households")["ETag"]
    monkeypatch.setattr(clock, "now", lambda: moment + timedelta(minutes=40))

    assert asked.get("/tables/households", **{"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"limit": "0"}, 422),
        ({"limit": "1000000"}, 422),
        ({"limit": "9" * 400}, 422),
        ({"limit": "viele"}, 422),
        ({"after": "x"}, 409),
        ({"after": "\0"}, 409),
        ({"area": "43092"}, 422),
        ({"area": "430921\0"}, 422),
        ({"area": "４３０９２１"}, 422),
        ({"area": "999999"}, 404),
        ({"columns": "\0"}, 422),
        ({"columns": "name;DROP TABLE person"}, 422),
        ({"columns": "x" * 3000}, 422),
        ({"reveal": "vielleicht"}, 422),
        ({"changed_since": "gestern"}, 422),
        ({"changed_since": "2026-11-26T04:00:00"}, 422),
        ({"changed_since": "0001-01-01T00:00:00+14:00"}, 422),
        ({"changed_since": "9999-12-31T23:59:59-14:00"}, 422),
        ({"changed_since": "9" * 30}, 422),
        ({"aera": "430921"}, 422),
    ],
)  # fmt: skip
def test_bad_input_is_told(program, home, query, status):
    answer = program("linjie").get("/tables/households", query)

    assert answer.status_code == status
    assert json.loads(answer.content)["title"]


@pytest.mark.parametrize("name", ["person", "users", "%00", "accounts_user", "a/b"])
def test_an_unknown_table_is_told(program, cast, name):
    assert program("linjie").get(f"/tables/{name}").status_code in (404, 422)


def test_a_page_costs_the_same_however_long_it_is(program, home, cast):
    asked = program("linjie")
    few = [queries(asked, name) for name in TABLES]

    for number in range(9):
        more = families.settle(cast.linjie, code=f"M{number}", family=({"name": "周弟", "relation": "head"},))
        statements.add("expenses", more, MEDICAL, by=cast.linjie)

    assert [queries(asked, name) for name in TABLES] == few


def queries(asked, name):
    asked.get(f"/tables/{name}")
    with CaptureQueriesContext(connection) as caught:
        asked.get(f"/tables/{name}", {"changed_since": "2026-01-01T00:00:00Z"})
    return len(caught)
