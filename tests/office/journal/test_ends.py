"""Whoever cuts off a tail and moves the end of its lane back cannot make the mark that the end must bear."""

import json
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office.journal.forging import (
    COUNT,
    cut_back,
    end_of,
    forget_seals,
    found,
    lane,
    place,
    restore,
    snapshot,
    sql,
)

from shouwang.office.journal import apps, chain, entries, exporting, kept, marks, seals
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import LANES, Entry, Lane, Seal
from shouwang.office.journal.sources import Exported
from shouwang.office.journal.verify import verify

pytestmark = pytest.mark.django_db
BY = Actor("system:tests")
SINCE = 7
"""The entry that tells of the story's last seal: what follows it, nothing binds but the end of the lane."""


def write_on():
    with acting(BY):
        entries.record("household.read")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, COUNT - 1),
    st.sampled_from(["left", "blank", "of the lane beside it", "of a seal", "of an entry", "of an export"]),
    st.booleans(),
    st.booleans(),
)
def test_a_tail_cut_off_with_the_end_of_its_lane_is_found(story, number, mark, with_seals, goes_on):
    before, whole = snapshot(), found()
    try:
        where, marks_to_be_had = lane(), had_by_everybody()
        cut_back(number, marks_to_be_had[mark])
        if with_seals:
            forget_seals(number)
        if goes_on:
            write_on()

        assert whole == []
        assert ("end_foreign", where, number or None) in [(one.code, one.lane, one.number) for one in found()]
    finally:
        restore(before)


def had_by_everybody():
    """Marks that whoever has the data base has, too."""
    return {
        "left": None,
        "blank": "",
        "of the lane beside it": end_of(lane() % LANES + 1)["mark"],
        "of a seal": Seal.objects.get(number=2).mark,
        "of an entry": Entry.objects.get(number=COUNT).digest,
        "of an export": marks.of_exported("2026-05-01T00:00:00.000000Z", lane(), COUNT, chain.FIRST),
    }


def test_where_everything_else_fits_the_mark_alone_convicts(story):
    cut_back(SINCE)

    (one,) = found()

    assert (one.code, one.lane, one.number) == ("end_foreign", lane(), SINCE)
    assert f"第 {SINCE} 条" in one.where and "截去" in one.what and "密钥目录" in one.remedy


def test_without_the_key_nothing_is_said_of_marks(story):
    cut_back(SINCE)

    assert found(keyed=False) == []


def test_what_is_written_next_does_not_cover_it_up(story):
    cut_back(SINCE)
    write_on()
    write_on()

    assert place(*found()) == [("end_foreign", SINCE, None)]
    told = Entry.objects.get(action=entries.FOREIGN)
    assert (told.number, told.actor, told.clause) == (SINCE + 1, "system:journal", "rule:keep")
    assert json.loads(told.detail) == {"lane": lane(), "number": SINCE}


def test_the_warning_is_no_line_of_whoever_writes(story):
    cut_back(SINCE)

    with acting(BY):
        assert entries.record_many([entries.Line("household.read")] * 3) == 3


def test_a_warning_that_was_removed_is_missed(story):
    cut_back(SINCE)
    write_on()
    write_on()
    sql("DELETE FROM journal_entry WHERE action = %s", entries.FOREIGN)

    assert place(*found()) == [("removed", SINCE + 1, SINCE + 1)]


def test_an_end_of_an_earlier_moment_is_good_until_something_binds_what_followed(story):
    """By the data base alone: who kept it, with its mark, can go back to it, but not behind a seal (test_reached.py)."""
    where, kept = lane(), end_of(lane())
    with acting(BY):
        entries.record("household.changed")
        entries.record("household.read")
    before = snapshot()
    sql("DELETE FROM journal_entry WHERE number > %s", COUNT)
    Lane.objects.filter(pk=where).update(**kept)
    assert found() == []

    restore(before)
    with acting(BY):
        seals.seal()
    sql("DELETE FROM journal_entry WHERE number > %s", COUNT)
    Lane.objects.filter(pk=where).update(**kept)
    assert ("cut_off", COUNT + 1, COUNT + 2) in place(*found())


def test_lanes_made_anew_while_writing_say_so(story):
    sql("DELETE FROM journal_entry")
    sql("DELETE FROM journal_seal")
    sql("DELETE FROM journal_lane")
    write_on()

    assert {(one.code, one.number) for one in found()} == {("end_foreign", None)}
    assert {one.lane for one in found()} == set(range(1, LANES + 1))


def test_an_end_moved_back_keeps_nobody_from_working_and_is_told(story):
    first = Entry.objects.order_by("number")[0]
    Lane.objects.filter(pk=lane()).update(number=first.number, digest=first.digest)

    write_on()

    assert [(one.code, one.number) for one in found()] == [("end_foreign", COUNT)]


def test_a_lane_that_was_removed_goes_on_behind_its_last_entry(story):
    Lane.objects.all().delete()

    write_on()

    # Where there are several, the entry may have gone to another one.
    assert {one.code for one in found()} <= {"end_foreign", "end", "inserted"} and found()
    assert Entry.objects.count() >= COUNT + 2


def test_lanes_made_anew_by_an_update_say_so(story):
    sql("DELETE FROM journal_lane WHERE id <> %s", lane())

    apps.settle(sender=entries.Entry._meta.app_config, using="default")

    assert {one.code for one in found()} == {"end_foreign"}
    assert len(found()) == LANES - 1


def test_with_another_key_no_end_is_ours(story, tmp_path, settings):
    settings.KEYS = tmp_path

    assert {one.lane for one in found() if one.code == "end_foreign"} == set(range(1, LANES + 1))


@pytest.mark.only_on("sqlite")  # PostgreSQL keeps no such number
def test_an_end_that_is_no_number_is_found(story):
    sql("UPDATE journal_lane SET number = 'x' WHERE id = %s", lane())

    assert "end" in [one.code for one in found()]


@pytest.fixture
def exported(story, tmp_path):
    """A function that exports and gives the parts of the file: about, its other lines, and the source."""
    file = tmp_path / "journal.jsonl"

    def export():
        with acting(BY):
            exporting.write(file)
        about, *rest = file.read_text("utf-8").splitlines()
        return json.loads(about), rest

    def rewritten(about, rest):
        file.write_text("\n".join([chain.canonical(about), *rest, ""]), "utf-8")
        return Exported(file)

    return export, rewritten


def test_an_export_bears_marks_of_its_own(exported):
    export, rewritten = exported
    stored = set(Lane.objects.values_list("mark", flat=True))
    about, rest = export()

    assert len(about["marks"]) == LANES and not stored & set(about["marks"].values())
    assert verify(source=rewritten(about, rest)) == []


def test_a_tail_cut_off_an_export_is_found_with_the_key(exported):
    export, rewritten = exported
    about, rest = export()
    cut = [line for line in rest if not (line.startswith("[") and json.loads(line)[1] > SINCE)]
    about["lanes"][str(lane())] = [SINCE, Entry.objects.get(number=SINCE).digest]
    source = rewritten(about, cut)

    assert verify(source=source, keyed=False) == []
    assert place(*verify(source=source)) == [("end_foreign", SINCE, None)]


def test_an_end_of_another_export_does_not_fit(exported):
    export, rewritten = exported
    earlier, _rest = export()
    about, rest = export()
    for name in ("lanes", "marks"):
        about[name][str(lane())] = earlier[name][str(lane())]
    cut = [line for line in rest if not (line.startswith("[") and json.loads(line)[1] > COUNT)]

    assert place(*verify(source=rewritten(about, cut))) == [("end_foreign", COUNT, None)]


def test_an_export_makes_no_end_ours(exported):
    export, rewritten = exported
    cut_back(SINCE)

    assert place(*verify(source=rewritten(*export()))) == [("end_foreign", SINCE, None)]


@pytest.mark.django_db(transaction=True)
def test_an_office_of_before_gets_its_marks_by_migrating(somebody):
    entries.record("household.read")

    with marks_made_anew():
        assert found() == []
        assert Lane.objects.exclude(mark="").count() == LANES


@pytest.mark.django_db(transaction=True)
def test_who_takes_the_marks_of_a_home_away_gets_no_others_by_migrating(somebody):
    entries.record("household.read")
    seals.seal()
    assert kept.path().exists()

    with marks_made_anew():
        assert {one.code for one in found()} == {"end_foreign"}


@contextmanager
def marks_made_anew():
    try:
        MigrationExecutor(connection).migrate([("journal", "0002_lanes_and_guards")])
        MigrationExecutor(connection).migrate([("journal", "0003_marks_of_ends")])
        yield
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
