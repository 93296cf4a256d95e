"""A worker takes a job, does it as its owner, and says how it ended."""

import logging
from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError
from tests.office.cast import COUNTY

from shouwang.engine.errors import Refused
from shouwang.office.jobs import outcomes, queue, running, worker
from shouwang.office.jobs.heart import LEASE
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal.acting import Actor, acting, actor
from shouwang.office.kit import clock, workroom


def ended(job: Job) -> Job:
    worker.work_off()
    job.refresh_from_db()
    return job


def expire(job: Job, **more) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1), **more)


def test_a_job_is_done_in_the_name_of_its_owner(queued, cast):
    job = queued(lambda running, add: {"who": actor().name, "line": actor().line, "sum": add + 1}, add=2)

    assert ended(job).state == State.DONE
    assert job.result == {"who": "linjie", "line": cast.linjie.lines[0], "sum": 3}


def test_what_a_job_writes_comes_from_where_it_was_asked_for(queued, cast):
    with acting(Actor("linjie", address="10.1.2.3")):
        job = queued(lambda running: {"from": actor().address})

    assert (ended(job).result, job.payload) == ({"from": "10.1.2.3"}, {})


def test_a_kind_that_nobody_handles_is_refused(cast, somebody):
    with pytest.raises(Refused, match="没有"):
        queue.enqueue("tests.unknown", {}, by=cast.linjie, area_code=COUNTY)


def test_a_refusal_comes_back_as_two_sentences(queued):
    def refuse(running):
        raise Refused("没有表头。", "请补上表头。")

    job = ended(queued(refuse))

    assert (job.state, job.why, job.remedy) == (State.REFUSED, "没有表头。", "请补上表头。")


def test_a_mistake_is_told_by_a_number_and_logged_without_values(queued, caplog):
    secret = "430921199001011234x"
    job = ended(queued(lambda running, number: {"number": int(number)}, number=secret))

    assert job.state == State.FAILED
    number = job.why.split("编号 ")[1][:8]
    assert number in caplog.text
    assert "ValueError" in caplog.text
    assert secret not in caplog.text + job.why


def test_a_result_that_is_no_json_is_a_mistake(queued):
    assert ended(queued(lambda running: {"when": clock.now()})).state == State.FAILED


def test_a_full_disk_is_a_refusal(queued):
    def fill(running):
        raise OSError(28, "No space left on device")

    assert "空间" in ended(queued(fill)).why


def test_the_owner_was_disabled_meanwhile(queued, cast):
    job = queued(lambda running: {})
    cast.linjie.is_active = False
    cast.linjie.save()

    assert ended(job).state == State.REFUSED


def test_progress_is_written_and_kept_at_the_end(queued):
    job = queued(lambda running: running("读取", 3, 4))

    ended(job)

    assert (job.step, job.done, job.total) == ("读取", 3, 4)


def test_a_waiting_job_is_called_off_at_once(queued):
    job = queued(lambda running: {})

    queue.cancel(job)

    assert ended(job).state == State.CANCELLED
    assert job.attempts == 0
    with pytest.raises(Refused):
        queue.cancel(job)


def test_a_running_job_notices_that_it_was_called_off(queued, monkeypatch):
    monkeypatch.setattr("shouwang.office.jobs.heart.TICK", 0)

    def work(running):
        queue.cancel(running.job)
        running.progress("下一步")
        raise AssertionError("goes on")

    assert ended(queued(work)).state == State.CANCELLED


def test_a_job_that_somebody_else_has_taken_is_left_alone(queued, monkeypatch):
    monkeypatch.setattr("shouwang.office.jobs.heart.TICK", 0)

    def work(running):
        Job.objects.filter(pk=running.job.pk).update(worker="another")
        running.progress("下一步")
        raise AssertionError("goes on")

    job = ended(queued(work))

    assert (job.state, job.worker) == (State.RUNNING, "another")


def test_a_worker_that_is_to_stop_hands_its_job_back(queued, monkeypatch):
    monkeypatch.setattr(running, "PATIENCE", 0)
    stop = Event()

    def work(running):
        stop.set()
        running.progress("下一步")
        raise AssertionError("goes on")

    job = queued(work)
    worker.once(workroom.name(), stop=stop, threaded=False)
    job.refresh_from_db()

    assert (job.state, job.attempts, job.worker, job.lease_until) == (State.QUEUED, 0, "", None)


def test_a_job_whose_lease_runs_is_not_taken_again(queued):
    job = queued(lambda running: {})

    assert worker.take("one") == job
    assert worker.take("other") is None


def test_a_job_whose_worker_died_is_taken_again(queued):
    job = queued(lambda running: {})
    worker.take("one")
    expire(job)

    again = worker.take("other")

    assert (again.worker, again.attempts) == ("other", 2)
    assert again.lease_until > clock.now() + LEASE / 2


def test_a_process_that_still_lives_keeps_its_job_though_the_lease_ran_out(queued, monkeypatch):
    job = queued(lambda running: {})
    worker.take(workroom.name())
    expire(job)

    assert worker.take("other") is None

    monkeypatch.setattr(worker, "STUCK", timedelta())
    assert worker.take("other") == job


def test_a_job_that_never_ends_is_given_up(queued):
    job = queued(lambda running: {})
    for name in ("one", "two", "three"):
        worker.take(name)
        expire(job)

    assert worker.take("four") is None
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.FAILED, outcomes.TRIES)
    assert "3" in job.why


def test_a_data_base_that_was_away_for_a_moment_is_tried_again(queued):
    def work(running):
        if running.job.attempts == 1:
            raise OperationalError("server closed the connection")
        return {"attempts": running.job.attempts}

    job = ended(queued(work))

    assert (job.state, job.result) == (State.DONE, {"attempts": 2})


def test_a_data_base_that_stays_away_ends_the_job(queued):
    def work(running):
        raise OperationalError("server closed the connection")

    job = ended(queued(work))

    assert (job.state, job.attempts) == (State.FAILED, outcomes.TRIES)


def test_jobs_are_taken_in_the_order_in_which_they_came(cast, somebody, kind):
    seen = []
    name = kind(lambda running, place: seen.append(place))
    for place in range(5):
        queue.enqueue(name, {"place": place}, by=cast.linjie, area_code=COUNTY)

    assert worker.work_off() == 5
    assert seen == [0, 1, 2, 3, 4]


def test_the_end_is_written_once_the_data_base_is_back(queued, monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(worker, "GONE", 0)
    monkeypatch.setattr(worker, "IDLE", 0)
    job = queued(lambda running: {})
    taken = worker.take(workroom.name())
    update, tried = worker.Heart.mine, []

    def away(self):
        tried.append(1)
        if len(tried) < 3:
            raise OperationalError("away")
        return update(self)

    monkeypatch.setattr(worker.Heart, "mine", away)
    worker._do(taken, Event(), threaded=False)
    job.refresh_from_db()

    assert (job.state, len(tried)) == (State.DONE, 3)
