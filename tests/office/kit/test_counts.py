"""What is counted quickly is counted each time; what is not is kept for a while, and asked anew by one."""

import threading

import pytest
from tests.office import cast as people
from tests.office.world import settle

from shouwang.office.kit import counts, paging
from shouwang.office.registry.care import watches
from shouwang.office.registry.models import Household
from shouwang.office.registry.quarters import Quarter


class Clock:
    def __init__(self):
        self.now, self.step = 1000.0, 0.0
        """`step`: how much later it is each time that somebody looks."""

    def monotonic(self):
        self.now += self.step
        return self.now


@pytest.fixture
def clock(monkeypatch, settings):
    """Counting takes no time but what a test says; slow is what takes longer than a hundredth of a second."""
    made = Clock()
    monkeypatch.setattr(counts, "time", made)
    settings.QUICK_COUNT = 0.01
    counts.forget()
    yield made
    counts.forget()


def answers(clock, *, takes):
    """A question that is answered 1, 2, 3 …"""
    asked = []

    def ask():
        asked.append(1)
        clock.now += takes
        return len(asked)

    return ask


def test_quick_answers_are_asked_for_each_time(clock):
    ask = answers(clock, takes=0.005)

    assert [counts.worth("q", ask) for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(("takes", "kept"), [(0.1, 10.0), (0.5, 50.0), (3.0, 60.0)])
def test_a_slow_answer_is_kept_for_a_hundred_times_as_long_and_a_minute_at_most(clock, takes, kept):
    ask = answers(clock, takes=takes)

    assert counts.worth("q", ask) == 1
    clock.now += kept - 0.01
    assert counts.worth("q", ask) == 1
    clock.now += 0.02
    assert counts.worth("q", ask) == 2
    assert counts.worth("another", answers(clock, takes=0)) == 1


def test_while_one_asks_anew_the_others_are_told_what_was_known(clock):
    ask = answers(clock, takes=1)
    counts.worth("q", ask)
    clock.now += 61
    told = []

    def slowly():
        thread = threading.Thread(target=lambda: told.append(counts.worth("q", ask)))
        thread.start()
        thread.join()
        clock.now += 1
        return "new"

    assert counts.worth("q", slowly) == "new" and told == [1]


def test_of_all_who_come_first_one_asks(clock):
    told, threads = [], []

    def slowly():
        threads.append(
            threading.Thread(target=lambda: told.append(counts.worth("q", answers(clock, takes=1))))
        )
        threads[0].start()
        threads[0].join(0.2)
        assert not told
        clock.now += 1
        return "found"

    assert counts.worth("q", slowly) == "found"
    threads[0].join()
    assert told == ["found"]


def test_nobody_waits_for_ever_for_one_who_hangs(clock, monkeypatch):
    monkeypatch.setattr(counts, "LONGEST", 0.05)

    def hangs():
        return counts.worth("q", answers(clock, takes=1))

    assert counts.worth("q", hangs) == 1


def test_who_waited_for_what_was_quick_asks(clock):
    told, threads = [], []

    def quickly():
        threads.append(
            threading.Thread(target=lambda: told.append(counts.worth("q", answers(clock, takes=0))))
        )
        threads[0].start()
        threads[0].join(0.2)
        assert not told
        return "found"

    assert counts.worth("q", quickly) == "found"
    threads[0].join()
    assert told == [1]


def test_what_was_known_long_ago_nobody_is_told_they_wait_for_the_one_who_asks(clock):
    ask = answers(clock, takes=1)
    counts.worth("q", ask)
    clock.now += 8 * 3600
    told, threads = [], []

    def slowly():
        threads.append(threading.Thread(target=lambda: told.append(counts.worth("q", ask))))
        threads[0].start()
        threads[0].join(0.2)
        assert not told
        clock.now += 1
        return "new"

    assert counts.worth("q", slowly) == "new"
    threads[0].join()
    assert told == ["new"]


def test_what_fails_is_not_kept_and_the_next_one_asks(clock):
    def fails():
        clock.now += 1
        raise ValueError

    with pytest.raises(ValueError):
        counts.worth("q", fails)
    assert counts.worth("q", answers(clock, takes=0)) == 1


def test_no_more_answers_are_kept_than_there_is_room_for(clock, monkeypatch):
    monkeypatch.setattr(counts, "MOST", 2)
    ask = answers(clock, takes=1)
    for question in "abc":
        counts.worth(question, ask)

    assert counts.worth("c", ask) == 3
    assert counts.worth("a", ask) == 4


@pytest.mark.django_db
def test_two_who_reach_different_places_are_never_told_each_others_number(clock, cast, somebody):
    clock.step = 0.1  # everything is kept
    settle(cast.linjie, people.VILLAGE, "周一旺")
    settle(cast.linjie, people.NEIGHBOUR, "白一旺")
    settle(cast.linjie, people.NEIGHBOUR, "白二旺")

    def seen(user):
        return paging.count(Household.objects.visible_to(user, "household.view"))

    assert [seen(user) for user in (cast.achun, cast.laobai, cast.xiaoman)] == [
        (1, False),
        (2, False),
        (3, False),
    ]
    assert seen(type(cast.achun)(username="nobody")) == (0, False)
    rows = {
        user: watches.coverage(
            Household.objects.visible_to(user, "household.view"), Quarter(2026, 4), "village"
        )
        for user in (cast.achun, cast.laobai)
    }
    assert [sum(one.whole for one in found.values()) for found in rows.values()] == [1, 2]
