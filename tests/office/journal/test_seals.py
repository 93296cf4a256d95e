"""Seals, daily and printed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shouwang.office.journal import chain, entries, seals
from shouwang.office.journal.models import Entry, Seal
from shouwang.office.journal.verify import verify
from shouwang.office.kit import clock

pytestmark = pytest.mark.django_db


def test_a_seal_over_nothing_is_a_seal(somebody):
    assert seals.seal().count == 0
    assert verify() == []


def test_seals_are_chained_and_told_of(somebody):
    entries.record("household.read")
    first, second = seals.seal(), seals.seal()

    assert (first.number, second.number, second.previous) == (1, 2, first.digest)
    assert (first.count, second.count) == (1, 2)
    assert Entry.objects.filter(action=seals.SEALED).count() == 2
    assert verify(second) == []


@pytest.fixture
def after(monkeypatch):
    """What the worker does some minutes after noon – not after now: no midnight comes between; how many seals then."""
    began = timezone.localtime().replace(hour=12, minute=0)

    def later(minutes, *, days=0):
        monkeypatch.setattr(seals.timezone, "now", lambda: began + timedelta(minutes=minutes))
        assert not seals.seal_due(clock.today() + timedelta(days=days))
        return Seal.objects.count()

    return later


def test_one_an_hour_is_enough(somebody, after):
    assert after(0) == 1
    entries.record("household.read")
    assert after(59) == 1
    assert after(61) == 2


def test_where_nothing_was_written_one_a_day_is_enough(somebody, after):
    assert after(0) == 1
    assert after(61) == 1
    assert after(62, days=1) == 2


def test_a_seal_from_the_future_is_not_the_last(somebody, after):
    after(9_000)
    entries.record("household.read")
    assert after(0) == 2


def test_the_printed_head_fits_a_sheet_and_can_be_compared(somebody):
    head = seals.seal()
    lines = head.text().splitlines()

    assert len(lines) < 30 and max(map(len, lines)) <= 60
    assert chain.grouped(head.digest[:32]) in head.text()


def test_a_head_survives_its_file(somebody, tmp_path):
    head = seals.seal()
    file = tmp_path / "head.json"
    file.write_text(head.to_json(), "utf-8")

    assert seals.load(file) == head == seals.earlier(1)
