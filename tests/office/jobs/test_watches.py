"""What a worker looks after all the time."""

from datetime import date

import pytest

from shouwang.office.jobs import duties
from shouwang.office.jobs.worker import _Round

TODAY = date(2026, 5, 1)


@pytest.fixture
def watched(monkeypatch, db):
    """Says in turn whether more waits; an exception is raised."""
    waits, days = [], []

    def look(on):
        days.append(on)
        said = waits.pop(0) if waits else False
        if isinstance(said, Exception):
            raise said
        return said

    monkeypatch.setattr(duties, "WATCHES", {"tests.look": look})
    monkeypatch.setattr(duties, "RESTING", {})
    return waits, days


@pytest.mark.parametrize(
    ("said", "wait"), [(True, duties.AT_ONCE), (False, duties.SOON), (ValueError("x"), duties.LATER)]
)
def test_the_next_look_comes_when_it_is_worth_it(watched, said, wait):
    waits, days = watched
    waits.append(said)

    assert duties.look(TODAY) == wait
    assert days == [TODAY]


def test_a_worker_looks_again_as_long_as_more_waits_and_then_rests(watched):
    waits, days = watched
    waits += [True, True]
    round_ = _Round("tests:1", None)

    busy = [round_.go() for _time in range(5)]

    assert busy == [True, True, False, False, False]
    assert len(days) == 3


def test_a_watch_that_fails_rests_while_the_others_go_on(watched, monkeypatch, caplog):
    _waits, days = watched
    failed = []

    def fail(on):
        failed.append(on)
        raise ValueError("x")

    monkeypatch.setitem(duties.WATCHES, "tests.fail", fail)

    assert [duties.look(TODAY) for _time in range(3)] == [duties.SOON] * 3
    assert (len(days), len(failed)) == (3, 1)
    assert caplog.text.count("watch tests.fail failed") == 1
