"""Careless clients, and those who try what happens."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from tests.office import cast as people
from tests.office import screened
from tests.office import world as w
from tests.office.api.conftest import V1, program_of

from shouwang.office.accounts import tokens
from shouwang.office.api import limits, problems
from shouwang.office.imports.models import Batch
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal.models import Entry
from shouwang.office.screening.models import Run

pytestmark = pytest.mark.django_db

PLACE = {"area_code": people.VILLAGE, "reference_on": "2026-02-01"}
WAGE = {"household_id": w.CODE, "period": "2025", "kind": "wage", "amount": "1.00", "forecast": False}
EVENT = {"household_id": w.CODE, "kind": "accident"}
RUN = {"area_code": people.VILLAGE, "pack": screened.PACK, "on": "2022-09-30"}
ROWS = "/tables/incomes/rows"


@pytest.fixture
def linjie(world: Any) -> Any:
    return program_of(world["linjie"])


def told(answer: Any) -> dict[str, Any]:
    assert answer["Content-Type"] == problems.TYPE
    found: dict[str, Any] = json.loads(answer.content)
    assert found["status"] == answer.status_code and found["title"] and found["detail"]
    return found


def where(answer: Any) -> list[str]:
    found = told(answer)
    assert found["status"] == 422
    return [one["where"] for one in found["errors"]]


# -- Said twice ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row", ['{"amount": "1.00", "kind": "wage", "amount": "999.00"}', '{"amount": "1.00", "amount": "1.00"}']
)
def test_of_two_values_under_one_name_neither_is_taken(linjie, row):
    body = f'{{"area_code": "{people.VILLAGE}", "reference_on": "2026-02-01", "rows": [{row}]}}'
    headers = {"Authorization": f"Bearer {linjie.text}"}

    answer = linjie.client.post(V1 + ROWS, body, content_type="application/json", headers=headers)

    assert where(answer) == ["body.amount"]


def test_of_two_places_in_a_form_neither_is_taken(linjie):
    form = {**PLACE, "area_code": [people.TOWNSHIP, people.VILLAGE], "files": w.table()}

    assert where(linjie.send("/imports", form)) == ["form.area_code"]


# -- Read otherwise than it was meant ------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-W05-6", "20260131", "2026-1-31", "２０２６-01-31", ["2026-01-31"]])
def test_a_day_in_a_row_is_written_as_one(linjie, day):
    answer = linjie.post("/tables/events/rows", {**PLACE, "rows": [{**EVENT, "occurred_on": day}]})

    assert where(answer) == ["body.rows.0.occurred_on"]


def test_a_regular_run_is_not_quietly_another_one(linjie):
    before = Run.objects.count()

    answer = linjie.post("/runs", {**RUN, "standing": True, "assume": ["households.water_safe=true"]})

    assert (answer.status_code, Run.objects.count()) == (409, before)
    assert "standing" in told(answer)["detail"]


# -- Very much -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {**PLACE, "rows": ["x"] * 20_000},
        {**PLACE, "rows": [WAGE], **{f"k{number}": 1 for number in range(20_000)}},
        {**PLACE, "rows": [{f"k{number}": 1 for number in range(20_000)}]},
        {**PLACE, "rows": [WAGE], "x" * 1_000_000: 1},
    ],
    ids=["rows", "names", "columns", "a name"],
)
def test_countless_mistakes_make_no_large_answer(linjie, body):
    answer = linjie.post(ROWS, body)

    assert 1 <= len(where(answer)) <= problems.MOST
    assert len(answer.content) < 50_000


def test_programs_wait_while_much_of_theirs_waits(world, linjie, monkeypatch):
    monkeypatch.setattr(
        limits, "MOST", Job.objects.filter(owner=world["linjie"], state=State.QUEUED).count() + 1
    )
    key = {"Idempotency-Key": "once"}
    first = linjie.post(ROWS, {**PLACE, "rows": [WAGE]}, **key)
    batches, runs = Batch.objects.count(), Run.objects.count()

    answers = [linjie.post("/runs", RUN), linjie.post(ROWS, {**PLACE, "rows": [WAGE]})]
    again = linjie.post(ROWS, {**PLACE, "rows": [WAGE]}, **key)

    assert first.status_code == again.status_code == 202
    assert first.json()["id"] == again.json()["id"]
    assert [told(one)["status"] for one in answers] == [409, 409]
    assert (Batch.objects.count(), Run.objects.count()) == (batches, runs)


# -- Answers -------------------------------------------------------------------------------------------------------


def test_a_precondition_that_fails_is_a_problem(linjie):
    assert told(linjie.get("/me", **{"If-Match": '"another"'}))["status"] == 412


def test_a_data_base_that_is_away_is_a_problem_with_a_time(linjie, monkeypatch):
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("FATAL: password authentication failed for user office at /var/run")

    monkeypatch.setattr(tokens, "bearer", away)
    client = Client(raise_request_exception=False)

    answer = client.get(f"{V1}/me", headers={"Authorization": f"Bearer {linjie.text}"})

    assert told(answer)["status"] == 503 and answer["Retry-After"] == "10"
    assert "office" not in answer.content.decode()


# -- Who it was ----------------------------------------------------------------------------------------------------


def test_reasons_read_by_a_program_are_noted_as_its(linjie):
    assert linjie.get(f"/households/{w.CODE.replace('/', '~1')}/reasons").status_code == 200

    entry = Entry.objects.filter(action="household.read").latest("pk")
    assert json.loads(entry.detail)["token"] == linjie.token.pk


def test_what_was_known_then_is_asked_for_by_its_name_and_told_again(linjie):
    world_is_younger = linjie.post("/runs", {**RUN, "known": "then"})
    other = linjie.post("/runs", {**RUN, "known": "yesterday"})
    made = linjie.post("/runs", {**RUN, "known": "now"}).json()

    assert (world_is_younger.status_code, other.status_code) == (409, 422)
    assert linjie.get(f"/runs/{made['id']}").json()["known"] == "now"
