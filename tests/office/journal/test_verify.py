"""Whoever alters the tables by hand is found, and it is said where."""

import pytest
from django.conf import settings
from django.db import connection
from tests.office.journal.forging import (
    COUNT,
    cut_back,
    falsify,
    found,
    lane,
    place,
    reseal,
    rewrite,
    said,
    sql,
)

from shouwang.engine.errors import Refused
from shouwang.office.journal import chain, exporting, guards, seals
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry, Seal
from shouwang.office.journal.sources import Exported
from shouwang.office.journal.verify import verify

pytestmark = pytest.mark.django_db


def test_a_whole_journal_has_no_findings(story):
    guards.install(connection)

    assert verify() == []


def test_missing_triggers_are_a_finding(story):
    assert [one.code for one in verify()] == ["unguarded"]


TOOTHLESS = {
    "sqlite": ["CREATE TRIGGER {0} BEFORE {2} ON {1} WHEN 0 BEGIN SELECT 1; END"],
    "postgresql": [
        "CREATE TRIGGER {0} BEFORE {2} ON {1} FOR EACH ROW WHEN (false) EXECUTE FUNCTION journal_refuse()"
    ],
}


def test_triggers_that_guard_nothing_are_as_good_as_missing(story):
    guards.install(connection)
    guards.lift(connection)
    for table in guards.TABLES:
        for deed in guards.DEEDS:
            for statement in TOOTHLESS[connection.vendor]:
                sql(statement.format(f"{table}_no_{deed}", table, deed))

    assert len(guards.lacking(connection)) == 4
    assert [one.code for one in verify()] == ["unguarded"]

    guards.install(connection)
    assert verify() == []


@pytest.mark.only_on("postgresql")  # triggers can be disabled there
def test_a_disabled_trigger_and_another_function_guard_nothing(story):
    guards.install(connection)
    sql("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_no_update")
    assert guards.lacking(connection) == ["journal_entry_no_update"]

    guards.install(connection)
    assert guards.lacking(connection) == []
    sql(guards.FUNCTION.replace("RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME;", "RETURN NEW;"))
    assert len(guards.lacking(connection)) == 4
    guards.install(connection)
    assert guards.lacking(connection) == []


@pytest.mark.only_on("sqlite")  # PostgreSQL takes no bytes that are no text
def test_bytes_that_are_no_text_are_found_where_they_stand_and_the_rest_is_read_on(story):
    sql("UPDATE journal_entry SET actor = CAST(x'ff80' AS TEXT) WHERE number = 3")
    sql("DELETE FROM journal_entry WHERE number = 5")
    sql("UPDATE journal_entry SET kind = 'x' WHERE number = 7")

    bad, gone, other = found()

    assert place(bad, gone, other) == [("altered", 3, None), ("removed", 5, 5), ("altered", 7, None)]
    assert "\\udcff\\udc80" in bad.about and bad.about.encode()
    sql("UPDATE journal_lane SET digest = CAST(x'ff80' AS TEXT) WHERE number > 0")
    assert "end" in [one.code for one in found()]


@pytest.mark.parametrize("table", ["journal_seal", "journal_entry", "journal_lane"])
def test_a_table_that_is_gone_is_said_to_be(story, table):
    sql(f"ALTER TABLE {table} RENAME TO elsewhere")

    (one,) = verify()

    assert (one.code, one.about) == ("table_missing", table) and "备份" in one.remedy
    sql(f"ALTER TABLE elsewhere RENAME TO {table}")


@pytest.mark.parametrize("column", [*chain.FIELDS, "digest"])
def test_an_altered_entry_is_found_whatever_was_altered(story, column):
    fresh = {
        "lane": (lane() + 1) % 64,
        "number": 900,
        "at": "2020-01-01 00:00:00+00:00",
        "line": 4,
        "day": "2020-01-01",
    }
    sql(f"UPDATE journal_entry SET {column} = %s WHERE number = 3", fresh.get(column, "x"))

    assert {3} & {one.number for one in found()} or "inserted" in [one.code for one in found()]


def test_a_finding_says_when_and_who(story):
    sql("UPDATE journal_entry SET actor = 'laobai' WHERE number = 3")

    (one,) = found()

    assert (one.lane, one.number) == (lane(), 3)
    assert "laobai" in one.about and "household.changed" in one.about
    assert one.what and one.remedy


def test_an_entry_altered_with_its_digest_is_found_by_the_next(story):
    falsify(3)

    assert place(*found()) == [("replaced", 3, None)]


def test_the_last_entry_altered_with_its_digest_is_found_by_the_end_of_the_lane(story):
    falsify(COUNT)

    assert place(*found()) == [("end", COUNT, None)]


def test_removed_entries_are_found(story):
    sql("DELETE FROM journal_entry WHERE number IN (5, 6)")

    assert place(*(one for one in found() if one.lane)) == [("removed", 5, 6)]


def test_swapped_entries_are_found(story):
    for old, new in ((2, -1), (6, 2), (-1, 6)):
        sql("UPDATE journal_entry SET number = %s WHERE number = %s", new, old)

    assert place(*found()) == [("swapped", 2, None), ("swapped", 6, None)]


def test_a_cut_off_tail_is_found(story):
    sql("DELETE FROM journal_entry WHERE number >= 8")

    assert place(*found()) == [("cut_off", 8, COUNT)]


def test_a_tail_cut_off_with_the_end_of_its_lane_is_found_by_the_seals(story):
    cut_back(2)

    assert ("cut_off", 3, 6) in place(*found()) or ("cut_off", 3, 3) in place(*found())


def test_an_entry_added_by_hand_is_found(story):
    last = Entry.objects.latest("number")
    last.pk, last.number, last.previous = None, COUNT + 1, last.digest
    last.digest = chain.digest(said(last))
    last.save(force_insert=True)

    assert place(*found()) == [("inserted", COUNT + 1, COUNT + 1)]


@pytest.mark.parametrize(("column", "value"), [("number", 4), ("number", 90), ("digest", "0" * 64)])
def test_an_altered_end_of_a_lane_is_found(story, column, value):
    sql(f"UPDATE journal_lane SET {column} = %s WHERE id = %s", value, lane())

    assert [(one.code, one.lane) for one in found()] == [("end", lane())]


def test_a_lane_that_vanished_is_found(story):
    sql("DELETE FROM journal_lane WHERE id = 40")

    assert [(one.code, one.lane) for one in found()] == [("lane_missing", 40)]


def test_a_removed_seal_is_found_also_the_last(story):
    for number in (1, 2):
        kept = Seal.objects.filter(number=number).values().get()
        sql("DELETE FROM journal_seal WHERE number = %s", number)
        assert [(one.code, one.seal) for one in found()] == [("seal_missing", number)]
        Seal.objects.create(**kept)


def test_a_seal_without_our_key_is_found(story):
    made = Seal.objects.get(number=2)
    digest = seals.digest_of(2, chain.moment(made.at), "{}", made.previous)
    sql("UPDATE journal_seal SET heads = '{}', digest = %s WHERE number = 2", digest)

    assert [(one.code, one.seal) for one in found()] == [("seal_foreign", 2)]


def test_a_wholly_rewritten_chain_is_found_by_the_seals(story):
    rewrite(2)

    assert [(one.code, one.number, one.seal) for one in found()][:1] == [("rewritten", 3, 1)]


def test_a_chain_rewritten_with_seals_and_key_is_found_by_the_head_kept_elsewhere(story, tmp_path):
    file = tmp_path / "head.json"
    file.write_text(seals.earlier(2).to_json(), "utf-8")
    rewrite(2)
    reseal()

    assert "head" in [one.code for one in found(seals.load(file))]
    assert "rewritten" in [one.code for one in found(seals.load(file))]


def test_a_head_file_that_was_altered_itself_is_refused(story, tmp_path):
    file = tmp_path / "head.json"
    file.write_text(seals.earlier(2).to_json().replace('"number": 2', '"number": 1'), "utf-8")

    with pytest.raises(Refused):
        seals.load(file)


def test_what_is_no_head_file_is_refused(tmp_path):
    file = tmp_path / "head.json"
    for text in ("", "[]", "{}", '{"format": "shouwang-journal-head-1"}'):
        file.write_text(text, "utf-8")
        with pytest.raises(Refused):
            seals.load(file)


def test_an_exported_journal_is_verified_without_the_data_base(story, tmp_path):
    file = tmp_path / "journal.jsonl"
    with acting(Actor("system:tests")):
        assert exporting.write(file) == COUNT

    assert verify(source=Exported(file), keyed=False) == []
    text = file.read_text("utf-8").replace('"n\\":3', '"n\\":4')
    file.write_text(text, "utf-8")
    assert verify(source=Exported(file), keyed=False)


if settings.SQLITE:  # PostgreSQL keeps no such text

    def test_text_that_is_no_text_is_found(story):
        sql("UPDATE journal_entry SET clause = CAST(x'ff' AS TEXT) WHERE number = 4")

        assert found()
