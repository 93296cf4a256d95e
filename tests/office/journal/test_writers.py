"""Many write at once; the chains hold, and verifying does not mistake their work for somebody's hand."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from shouwang.office.journal import entries, seals
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry, Seal
from shouwang.office.journal.verify import verify

WRITERS, EACH = 8, 12

pytestmark = pytest.mark.django_db(transaction=True)


def writing(number):
    try:
        with acting(Actor(f"writer{number}")):
            for _ in range(EACH):
                with transaction.atomic():
                    entries.record("household.read")
                    entries.record("household.changed")
    finally:
        connection.close()


def sealing():
    try:
        with acting(Actor("system:tests")):
            return seals.seal().number
    finally:
        connection.close()


def test_writers_side_by_side_use_several_lanes_and_leave_whole_chains():
    with ThreadPoolExecutor(WRITERS) as pool:
        running = [pool.submit(writing, number) for number in range(WRITERS)]
        meanwhile = [verify() for _ in range(3)]
        for one in running:
            one.result()

    assert meanwhile == [[], [], []]
    assert verify() == []
    assert Entry.objects.count() == WRITERS * EACH * 2
    assert Entry.objects.values("lane").distinct().count() > 1


def test_more_writers_than_lanes_wait_for_each_other(monkeypatch):
    monkeypatch.setattr("shouwang.office.journal.lanes.LANES", 2)

    with ThreadPoolExecutor(WRITERS) as pool:
        for one in [pool.submit(writing, number) for number in range(WRITERS)]:
            one.result()

    assert verify() == []
    assert Entry.objects.values("lane").distinct().count() <= 2


def test_seals_made_at_once_have_numbers_of_their_own():
    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(one.result() for one in [pool.submit(sealing) for _ in range(4)])

    assert numbers == [1, 2, 3, 4]
    assert verify() == []
    assert Seal.objects.count() == 4
