"""The last head lies in the home: an old copy of the data base put back as a whole does not fit it."""

import json

import pytest
from tests.office.journal.forging import COUNT, end_of, falsify, found, lane, place, restore, snapshot

from shouwang.cli import main
from shouwang.office.journal import entries, kept, seals
from shouwang.office.journal.acting import Actor, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def seal(django_capture_on_commit_callbacks):
    def sealed():
        with acting(Actor("system:tests")), django_capture_on_commit_callbacks(execute=True):
            entries.record("household.read")
            return seals.seal()

    return sealed


def test_the_last_head_is_kept_for_its_owner_only(seal):
    seal()
    last = seal()

    assert seals.last_kept() == last
    assert kept.path().stat().st_mode & 0o077 == 0


def test_a_seal_that_was_not_written_for_good_leaves_no_head(somebody):
    seals.seal()

    assert seals.last_kept() is None


def test_an_old_copy_of_the_data_base_is_found_and_where_it_ends(story, seal):
    before = snapshot()
    seal()
    assert found(seals.last_kept()) == []
    restore(before)

    assert end_of(lane())["number"] == COUNT and found() == []
    findings = found(seals.last_kept())
    assert [one.seal for one in findings if one.code == "seal_missing"] == [3]
    assert ("cut_off", COUNT + 1, COUNT + 1) in place(*findings)


def test_what_convicts_is_not_overwritten(story, seal):
    before = snapshot()
    convicts = seal()
    restore(before)
    seal()
    seal()

    assert seals.last_kept() == convicts
    assert "head" in [one.code for one in found(seals.last_kept())]


def test_a_late_writer_does_not_put_an_older_head_in_place_of_a_newer(seal):
    older, newer = seal(), seal()
    seals._keep(older)

    assert seals.last_kept() == newer


def test_a_damaged_file_is_replaced_by_the_next_head(seal):
    kept.path().write_text("{", "utf-8")

    made = seal()

    assert seals.last_kept() == made


def test_the_command_compares_with_it(story, seal, capfd):
    before = snapshot()
    seal()
    restore(before)

    assert main.status(["journal", "verify"]) == 1
    assert "封印第 3 号" in capfd.readouterr().out


def test_a_damaged_file_is_found_and_the_rest_is_verified_all_the_same(story, seal, capfd):
    seal()
    kept.path().write_text("{", "utf-8")
    falsify(2)

    assert main.status(["journal", "verify", "--json"]) == 1
    findings = json.loads(capfd.readouterr().out)["findings"]
    assert {"head_altered", "replaced"} <= {one["code"] for one in findings}


def test_a_disk_that_takes_no_file_does_not_undo_the_seal(seal, monkeypatch, caplog):
    def full(text, name=None):
        raise OSError("no space")

    monkeypatch.setattr(kept, "write", full)

    assert seal() == seals.earlier(1)
    assert "no space" in caplog.text
