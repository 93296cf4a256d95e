"""The home remembers how far every lane has come: an end that was good once does not become good again."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from django.conf import settings
from django.db import connection, transaction
from tests.office.journal.forging import cut_back, end_of, lane, place, sql

from shouwang.cli import main
from shouwang.engine.errors import Refused
from shouwang.office.jobs import duties
from shouwang.office.journal import ends, entries, guards, kept, lanes, seals
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import LANES, Entry, Lane
from shouwang.office.journal.verify import verify_office
from shouwang.office.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)
BY = Actor("system:tests")
FILE = kept.ENDS


def write(count=1):
    with acting(BY):
        for _time in range(count):
            entries.record("household.changed")


@contextmanager
def by_hand():
    """Whoever owns the data base can lift the triggers, and put them back."""
    guards.lift(connection)
    yield
    guards.install(connection)


def cut_back_to(end):
    """All that was stored of an end of before, mark included, and nothing behind it."""
    with by_hand():
        where = lane()
        sql("DELETE FROM journal_entry WHERE lane = %s AND number > %s", where, end["number"])
        Lane.objects.filter(pk=where).update(**end)


def found():
    return place(*verify_office())


@pytest.fixture
def cut():
    """Nine entries, kept; then an end of before was put back."""
    write(5)
    earlier = end_of(lane())
    write(4)
    ends.keep()
    cut_back_to(earlier)


def test_the_file_follows_what_is_written_and_is_for_its_owner_only():
    write(3)
    ends.keep()
    first = ends.last_kept()
    write(2)
    ends.keep()

    assert first == {lane(): (3, Entry.objects.get(number=3).digest)}
    assert ends.last_kept() == {lane(): (5, Entry.objects.get(number=5).digest)}
    assert kept.path(FILE).stat().st_mode & 0o077 == 0
    assert found() == []


def test_where_nothing_moved_nothing_is_written(monkeypatch):
    write()
    ends.keep()
    monkeypatch.setattr(kept, "write", None)

    ends.keep()


def test_what_may_still_be_rolled_back_is_not_kept():
    with transaction.atomic():
        write()
        ends.keep()
        assert ends.last_kept() is None


def test_what_it_tells_lies_on_the_disk_before_it_tells(monkeypatch):
    told = []
    monkeypatch.setattr(kept, "_settle", lambda: told.append(ends.last_kept()))
    write()

    ends.keep()

    assert told == [None] and ends.last_kept()


def test_an_end_that_was_good_once_is_told_of_at_once(cut):
    (one,) = verify_office()

    assert (one.code, one.lane, one.number, one.until) == ("cut_off", lane(), 6, 9)
    assert "journal-ends.json" in one.remedy


def test_writing_on_behind_it_does_not_cover_it_up(cut):
    for _time in range(6):
        write()
        ends.keep()

    assert ends.last_kept()[lane()][0] == 9
    assert found() == [("rewritten", 9, None)]


def test_a_lane_that_was_emptied_is_told_of():
    empty = {where: end_of(where) for where in range(1, LANES + 1)}
    write(3)
    ends.keep()
    cut_back_to(empty[lane()])

    assert found() == [("cut_off", 1, 3)]


def test_the_other_lanes_go_on_being_kept(cut, monkeypatch):
    other = lane() % LANES + 1
    monkeypatch.setattr(lanes, "_taken", lambda: lanes.Place(other, *end_of(other).values(), None))
    write()
    ends.keep()

    assert {where: number for where, (number, _) in ends.last_kept().items()} == {lane(): 9, other: 1}


def test_an_end_that_is_not_ours_is_not_kept():
    write(3)
    ends.keep()
    Lane.objects.filter(pk=lane()).update(number=99)
    ends.keep()

    assert ends.last_kept()[lane()][0] == 3


def test_a_file_older_than_the_data_base_is_nothing_to_tell_of():
    write(3)
    ends.keep()
    older = kept.path(FILE).read_text("utf-8")
    write(3)
    ends.keep()
    kept.path(FILE).write_text(older, "utf-8")

    assert found() == []
    ends.keep()
    assert ends.last_kept()[lane()][0] == 6


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"ends": "[]", "mark": ""}', '{"ends": 1, "mark": 1}']
)
def test_a_spoilt_file_is_told_of_and_stays(text):
    write(3)
    ends.keep()
    kept.path(FILE).write_text(text, "utf-8")
    write()
    ends.keep()

    assert kept.path(FILE).read_text("utf-8") == text
    assert found() == [("ends_altered", None, None)]


def test_who_puts_a_lower_number_into_the_file_cannot_mark_it(cut):
    told = json.loads(kept.path(FILE).read_text("utf-8"))
    told["ends"] = json.dumps({lane(): [5, end_of(lane())["digest"]]})
    kept.path(FILE).write_text(json.dumps(told), "utf-8")

    assert found() == [("ends_altered", None, None)]
    with pytest.raises(Refused, match="journal-ends"):
        ends.last_kept()


def test_with_another_key_it_is_not_ours(tmp_path):
    write()
    ends.keep()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "KEYS", tmp_path)

        assert "ends_altered" in [one.code for one in verify_office()]


def test_a_file_that_was_taken_away_is_missed_where_the_head_tells_of_it():
    write()
    with acting(BY):
        seals.seal()
    kept.path(FILE).unlink()
    write()
    ends.keep()
    with acting(BY):
        seals.seal()

    assert not kept.path(FILE).exists()
    (one,) = verify_office()
    assert one.code == "ends_missing" and "journal-head.json" in one.remedy

    kept.path().unlink()
    ends.keep()
    assert found() == [] and ends.last_kept()


def test_an_office_of_before_gets_its_file_by_itself():
    write()
    with pytest.MonkeyPatch.context() as patch, acting(BY):
        patch.setattr(ends, "keep", lambda: None)
        seals.seal()
    assert seals.last_kept() and not ends.are_missing()

    ends.keep()

    assert ends.last_kept() and found() == []


def test_a_head_that_is_carried_elsewhere_tells_nothing_of_the_home(tmp_path):
    write()

    assert main.status(["journal", "head", "--out", str(tmp_path / "head.json")]) == 0

    assert ends.BESIDE not in json.loads((tmp_path / "head.json").read_text("utf-8"))
    assert json.loads(kept.path().read_text("utf-8"))[ends.BESIDE] is True


def test_a_command_keeps_what_it_wrote(tmp_path):
    assert main.status(["journal", "export", "--out", str(tmp_path / "journal.jsonl")]) == 0

    assert ends.last_kept() == {lane(): (1, Entry.objects.get().digest)}


def test_a_worker_keeps_them_with_its_next_look():
    write()

    duties.WATCHES["journal.ends"](clock.today())

    assert ends.last_kept()


def test_of_several_that_keep_at_once_nobody_goes_back(monkeypatch):
    """One has read and is about to write; meanwhile another comes further, and keeps it or leaves it to the next look."""
    write(3)
    reading, written, text = Event(), Event(), ends._text

    def slowly(reached):
        reading.set()
        written.wait(10)
        return text(reached)

    def keep():
        try:
            ends.keep()
        finally:
            connection.close()

    monkeypatch.setattr(ends, "_text", slowly)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(keep)
        reading.wait(10)
        monkeypatch.setattr(ends, "_text", text)
        write()
        ends.keep()
        written.set()
        slow.result()
    ends.keep()

    assert ends.last_kept()[lane()][0] == 4


def test_two_homes_of_one_data_base_do_not_disturb_each_other(tmp_path):
    write(3)
    ends.keep()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "HOME", tmp_path)
        write(3)
        ends.keep()
        there = ends.last_kept()
        assert found() == []

    assert there[lane()][0] == 6 and ends.last_kept()[lane()][0] == 3
    assert found() == []


def test_lanes_are_bound_one_by_one(cut):
    assert Counter(one.lane for one in verify_office()) == {lane(): 1}


@pytest.fixture
def put_behind():
    """Two entries that fit, behind an end of ours, which stays as it is."""
    write(5)
    end = end_of(lane())
    write(2)
    Lane.objects.filter(pk=lane()).update(**end)


def test_entries_put_behind_the_end_keep_nobody_from_working_and_are_told_of(put_behind):
    assert found() == [("inserted", 6, 7)]

    with acting(BY):
        assert entries.record_many([entries.Line("household.read")] * 3) == 3
    write()

    assert found() == [("inserted", 6, 7)]
    told = Entry.objects.get(action=entries.OVERRUN)
    assert (told.number, told.actor, told.clause) == (8, "system:journal", "rule:keep")
    assert json.loads(told.detail) == {"lane": lane(), "number": 5, "until": 7}


def test_entries_put_far_behind_the_end_are_told_of_with_what_lacks(put_behind):
    with by_hand():
        sql("UPDATE journal_entry SET number = 70 WHERE number = 7")

    write()

    assert ("removed", 7, 69) in found() and ("inserted", 6, 70) in found()


def test_a_whole_journal_is_not_overrun():
    write(3)
    cut_back(3)

    write()

    assert not Entry.objects.filter(action=entries.OVERRUN).exists()
