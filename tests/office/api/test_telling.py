"""What happened becomes deliveries: within the reach of a hook, what it asked for, once each."""

import json
from datetime import timedelta

import pytest
from tests.office import cast as people
from tests.office.api.hooked import ALL, happens, opened

from shouwang.office.accounts import appointments
from shouwang.office.api import hooks, kinds, telling
from shouwang.office.api.models import Delivery
from shouwang.office.imports.models import Batch
from shouwang.office.jobs.models import Job
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.models import Change
from shouwang.office.registry.requests.flow import CHANGE
from shouwang.office.screening.models import Recheck, Run
from shouwang.office.screening.running import losses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("somebody")]


def follow():
    while telling.follow_up(clock.today(), at=clock.now()):
        pass


def told(hook):
    follow()
    return [json.loads(one.body) for one in Delivery.objects.filter(hook=hook).order_by("pk")]


def test_every_kind_says_codes_and_numbers(cast):
    hook = opened(cast.linjie)
    happens("screening.done", "run", "3", detail={"standing": True, "tiers": {}})
    happens("screening.lost", "run", "4")
    happens("screening.rechecked", "recheck", "QS-7/1", detail={"tier": [None, "assess"], "run": 3})
    happens("import.committed")
    happens("import.undone")
    happens("change.approve", "change", "9")

    found = told(hook)

    assert [one["type"] for one in found] == list(ALL)
    at = {"area_code": people.TOWNSHIP}
    assert [one["data"] for one in found] == [
        {**at, "run_id": 3, "on": None, "standing": True},
        {**at, "run_id": 4, "on": None, "standing": False},
        {**at, "household_id": "QS-7/1", "run_id": 3, "tier_before": None, "tier": "assess"},
        {**at, "import_id": 7},
        {**at, "import_id": 7},
        {**at, "change_id": 9},
    ]


def test_what_is_waited_for_is_what_the_office_writes():
    written = {
        f"import.{Batch.State.COMMITTED}",
        f"import.{Batch.State.UNDONE}",
        f"{CHANGE.name}.{next(step.name for step in CHANGE if step.target == Change.State.APPROVED)}",
        losses.LOST,
    }

    assert {one.about for one in kinds.KINDS} == {
        one._meta.model_name for one in (Batch, Change, Recheck, Run)
    }
    assert kinds.ACTIONS - written == {"screening.done", "screening.rechecked"}


def test_an_event_is_a_delivery_once_however_often_is_looked(cast):
    hook = opened(cast.linjie)
    happens()
    follow()
    # A worker that was cut off before it noted its place.
    hook.save(update_fields=["followed"])

    follow()

    one = Delivery.objects.get()
    assert one.message == f"msg_{Entry.objects.get(action='import.committed').digest[:32]}"


def test_of_two_workers_that_look_at_once_one_writes(cast):
    hook = opened(cast.linjie)
    happens()
    assert not telling.follow_up(clock.today(), at=clock.now())

    telling._write(hook, [Delivery(hook=hook, message="msg_2")], {"1": 1})

    assert Delivery.objects.count() == 1


def test_what_happened_before_is_not_told(cast):
    happens()

    assert told(opened(cast.linjie)) == []


def test_nor_what_happened_while_it_was_switched_off(cast):
    hook = opened(cast.linjie)
    hooks.switch_off(hook, by=cast.linjie, at=clock.now())
    happens()
    follow()
    hooks.switch_on(hook, by=cast.linjie, at=clock.now())

    assert told(hook) == []


def test_only_what_was_asked_for(cast):
    hook = opened(cast.linjie, "run.done")
    happens()

    assert told(hook) == []


def test_only_within_reach(cast):
    village, neighbour = opened(cast.achun), opened(cast.laobai)
    township, far = opened(cast.xiaoman), opened(cast.laozhou)
    happens("change.approve", "change", "9", area=people.VILLAGE)

    assert len(told(village)) == len(told(township)) == 1
    assert told(neighbour) == told(far) == []


def test_of_a_county_a_village_is_told_nothing(cast):
    village = opened(cast.achun)
    happens("screening.done", "run", "3", area=people.COUNTY)
    happens("screening.done", "run", "3", area="")

    assert told(village) == []


def test_an_undoing_is_told_once_though_the_journal_has_two_entries(cast):
    hook = opened(cast.linjie)
    happens("import.undone", "", "", detail={"source": "import:7"})
    happens("import.undone")

    assert [one["type"] for one in told(hook)] == ["import.undone"]


def test_what_an_appointment_may_not_know_any_more_is_not_told(cast):
    hook = opened(cast.xiaoman)
    hook.appointment.role = "resident_member"
    hook.appointment.save()
    happens()

    assert told(hook) == []


def test_after_the_appointment_nothing(cast):
    hook = opened(cast.achun)
    appointments.end(hook.appointment, on=clock.today(), by=cast.guanli)
    happens("change.approve", "change", "9", area=people.VILLAGE)

    assert told(hook) == []


def test_a_long_journal_is_read_piece_by_piece(cast, monkeypatch):
    hook = opened(cast.linjie)
    monkeypatch.setattr(telling, "PIECE", 2)
    for number in range(7):
        happens(ident=str(number))

    assert [one["data"]["import_id"] for one in told(hook)] == list(range(7))


def test_looking_when_nothing_happened_costs_two_queries(cast, django_assert_num_queries):
    opened(cast.linjie)
    follow()

    with django_assert_num_queries(2):
        follow()


def test_a_run_that_is_lost_is_told_once(cast):
    hook = opened(cast.linjie)
    job = Job(kind="screening.run", owner=cast.linjie, area_code=people.COUNTY, state="failed")
    job.save()
    on = clock.today() - timedelta(days=1)
    run = Run(
        area_code=people.COUNTY, pack="p", pack_hash="0", pack_title="p", on=on, by=cast.linjie, job=job
    )
    run.save()

    for _time in range(2):
        losses.tell(clock.today())

    assert [(one["type"], one["data"]) for one in told(hook)] == [
        (
            "run.lost",
            {"area_code": people.COUNTY, "run_id": run.pk, "on": on.isoformat(), "standing": False},
        )
    ]
