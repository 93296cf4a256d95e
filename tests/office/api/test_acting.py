"""Whatever a program does – at once, or by a job that it asked for – stands in the journal with its token."""

import json

import pytest
from tests.office import cast as people
from tests.office import screened
from tests.office.api.conftest import program_of

from shouwang.office.jobs import worker
from shouwang.office.jobs.models import Job
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.screening.running import runs

pytestmark = pytest.mark.django_db

RUN = {"area_code": people.VILLAGE, "pack": screened.PACK, "on": "2022-09-30"}
ROWS = {
    "area_code": people.VILLAGE,
    "reference_on": "2026-02-01",
    "tables": {
        "households": [{"household_id": "QS-8", "area_code": people.VILLAGE, "head_name": "周满仓"}],
        "persons": [{"household_id": "QS-8", "name": "周满仓", "relation": "head"}],
    },
}


@pytest.fixture
def linjie(world):
    worker.work_off()
    return program_of(world["linjie"])


def told(after):
    """Action → the tokens that its entries name."""
    found = Entry.objects.filter(pk__gt=after).exclude(actor__startswith="system:")
    return {(one.action, json.loads(one.detail).get("token")) for one in found}


def last():
    return Entry.objects.latest("pk").pk


def test_an_import_names_it_from_the_first_step_to_the_last(linjie):
    after = last()
    number = linjie.post("/imports/tables", ROWS).json()["id"]
    worker.work_off()
    for step in ("compare", "commit"):
        assert linjie.post(f"/imports/{number}/{step}").status_code == 202
        worker.work_off()

    found = told(after)
    assert {("batch.created", linjie.token.pk), ("import.read", linjie.token.pk)} <= found
    assert {("import.committed", linjie.token.pk), ("household.created", linjie.token.pk)} <= found
    assert {token for action, token in found if action != "token.used"} == {linjie.token.pk}


def test_a_run_names_it_when_it_begins_and_when_it_is_done(linjie):
    after = last()
    assert linjie.post("/runs", RUN).status_code == 202
    worker.work_off()

    found = told(after)
    assert {("screening.started", linjie.token.pk), ("screening.done", linjie.token.pk)} <= found


def test_what_a_person_asks_for_names_none(world, linjie, somebody):
    after = last()
    runs.start(
        people.VILLAGE, pack=screened.PACK, on=screened.WITHIN, by=world["linjie"], today=clock.today()
    )
    worker.work_off()

    assert {token for _action, token in told(after)} == {None}
    assert Job.objects.latest("pk").token is None
