"""What is done once a day, and what is cleared away."""

import io
import os
from datetime import date, timedelta

import pytest
from tests.office.cast import COUNTY

from shouwang.office.imports.models import Batch
from shouwang.office.jobs import duties
from shouwang.office.jobs.models import Beat, Duty, Job, State
from shouwang.office.kit import clock, files

TODAY = date(2026, 5, 1)


@pytest.fixture
def done(monkeypatch, db) -> list[date]:
    days: list[date] = []
    monkeypatch.setattr(duties, "DUTIES", {"tests.note": days.append})
    return days


def finished(owner, days: int) -> Job:
    ended = clock.now() - timedelta(days=days)
    return Job.objects.create(
        kind="tests.work", owner=owner, area_code=COUNTY, state=State.DONE, finished_at=ended
    )


def export(owner, *, days: int, of_a_job: bool = True) -> str:
    name = files.keep(io.BytesIO(b"x"), duties.EXPORTS).name
    stamp = clock.now().timestamp() - days * 86_400
    os.utime(files.place(name), (stamp, stamp))
    if of_a_job:
        Job.objects.filter(pk=finished(owner, days).pk).update(result={"file": name})
    return name


def test_a_duty_is_done_once_a_day(done):
    for day in (TODAY, TODAY, TODAY + timedelta(days=1), TODAY):
        duties.run_due(day)

    assert done == [TODAY, TODAY + timedelta(days=1)]


def test_a_duty_that_failed_is_tried_again(done, monkeypatch):
    monkeypatch.setitem(duties.DUTIES, "tests.fail", lambda on: 1 / 0)

    assert duties.run_due(TODAY) == ["tests.note"]
    assert Duty.objects.get(name="tests.fail").ran_on is None

    monkeypatch.setitem(duties.DUTIES, "tests.fail", lambda on: None)
    assert duties.run_due(TODAY) == ["tests.fail"]


def test_old_jobs_go_unless_something_keeps_them(cast, somebody):
    old, kept, young = finished(cast.linjie, 91), finished(cast.linjie, 91), finished(cast.linjie, 89)
    Batch(area_code=COUNTY, uploaded_by=cast.linjie, sender="医保局", reference_on=TODAY, job=kept).save()

    duties.clean(TODAY)

    assert set(Job.objects.all()) == {kept, young}
    assert old not in Job.objects.all()


def test_exports_go_after_a_week_and_those_of_no_job_after_a_day(cast):
    young, old = export(cast.linjie, days=6), export(cast.linjie, days=8)
    orphan, newborn = (export(cast.linjie, days=days, of_a_job=False) for days in (2, 0))

    duties.clean(TODAY)

    left = set(files.names(duties.EXPORTS))
    assert {young, newborn} <= left
    assert not {old, orphan} & left


def test_workers_that_were_not_heard_of_for_a_day_are_forgotten(db):
    now = clock.now()
    Beat.objects.create(worker="old", started_at=now, seen_at=now - timedelta(days=2))
    Beat.objects.create(worker="new", started_at=now, seen_at=now)

    duties.clean(TODAY)

    assert [beat.worker for beat in Beat.objects.all()] == ["new"]
