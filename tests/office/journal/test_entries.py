"""What is written can be read back and is still the same text."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwang.engine.errors import Refused
from shouwang.office.journal import chain, entries, guards
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.entries import Line
from shouwang.office.journal.models import LANES, Entry, Lane
from shouwang.office.journal.sources import Stored
from shouwang.office.journal.verify import verify

pytestmark = pytest.mark.django_db
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
words = st.text(max_size=30)
values = st.one_of(words, st.integers(), st.booleans(), st.none(), st.dates(), st.decimals(allow_nan=False))


def test_nothing_is_written_when_nobody_acts():
    with pytest.raises(Refused):
        entries.record("household.read")

    assert not Entry.objects.exists()


def test_an_actor_has_a_name():
    with pytest.raises(ValueError, match="without a name"):
        Actor(" ")


@SETTINGS
@given(st.dictionaries(words, values, max_size=4), words, st.none() | st.dates(), st.text(max_size=300))
def test_what_was_written_survives_the_data_base(detail, ident, on, clause):
    with acting(Actor("阿春", line=7, address="10.1.2.3")):
        entries.record_many(
            [Line("household.changed", "household", ident, detail=detail)], on=on, clause=clause
        )

    assert verify() == []


@pytest.mark.parametrize(
    "moment", ["2026-05-01T00:00:00", "2026-05-01T23:59:59.999999", "2026-05-01T12:00:00.120000"]
)
def test_a_moment_is_the_same_text_with_and_without_fractions(moment, monkeypatch, somebody):
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    monkeypatch.setattr(entries.timezone, "now", lambda: at)

    entries.record("household.read")

    assert [told.said[chain.AT] for told in Stored().told()] == [chain.moment(at)]


def test_a_time_zone_makes_no_other_moment():
    east = datetime.fromisoformat("2026-05-01T08:00:00+08:00")

    assert chain.moment(east) == chain.moment(east.astimezone(UTC)) == "2026-05-01T00:00:00.000000Z"


@given(
    st.lists(
        st.text()
        | st.integers()
        | st.none()
        | st.booleans()
        | st.floats(allow_nan=False, allow_infinity=False)
    )
)
def test_the_quick_text_is_the_canonical_text(said):
    assert chain.text(said) == chain.canonical(said)


@given(st.text(st.characters(categories=("Cs", "Cc", "Lo"))))
def test_the_quick_text_is_the_canonical_text_of_odd_characters_too(text):
    assert chain.text([text]) == chain.canonical([text])


def test_what_is_no_character_is_written_as_json_writes_it(somebody):
    entries.record("household.read", detail={"name": "\ud800\0"})

    assert Entry.objects.get().detail == '{"name":"\\ud800\\u0000"}'
    assert verify() == []


def test_amounts_and_days_are_written_as_text(somebody):
    entries.record(
        "income.created", detail={"amount": Decimal("12.50"), "on": date(2026, 5, 1)}, on=date(2026, 5, 2)
    )

    entry = Entry.objects.get()
    assert entry.detail == '{"amount":"12.50","on":"2026-05-01"}'
    assert entry.day == date(2026, 5, 2)


def test_names_longer_than_their_column_are_a_mistake_on_every_data_base(somebody):
    with pytest.raises(ValueError, match="ident"):
        entries.record_many([Line("household.read", ident="1" * 65)])


def test_an_overlong_clause_is_cut_where_one_sees_it(somebody):
    entries.record("household.read", clause="条" * 201)

    assert Entry.objects.get().clause == "条" * 199 + "…"


def test_all_lanes_stand_there_from_the_beginning():
    assert Lane.objects.filter(number=0, digest=chain.FIRST).count() == LANES


def test_many_lines_lie_in_one_lane_without_gaps(somebody):
    assert entries.record_many(Line("household.changed", ident=str(n)) for n in range(4_500)) == 4_500

    assert Entry.objects.values("lane").distinct().count() == 1
    assert verify() == []


def test_what_is_rolled_back_leaves_no_gap(somebody):
    entries.record("household.read")
    with pytest.raises(RuntimeError), transaction.atomic():
        entries.record("household.changed")
        raise RuntimeError
    entries.record("household.read")

    assert verify() == []
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("deed", ["UPDATE journal_entry SET actor = 'x'", "DELETE FROM journal_entry"])
def test_the_data_base_refuses_to_alter_what_was_written(deed, somebody):
    entries.record("household.read")

    with (
        pytest.raises(DatabaseError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(deed)

    assert guards.lacking(connection) == []


@pytest.mark.django_db(transaction=True)
def test_real_transactions_write_and_their_tables_can_be_emptied(somebody):
    with transaction.atomic():
        entries.record("household.read")

    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_after_emptying_lanes_and_guards_stand_there_again():
    assert Lane.objects.count() == LANES
    assert guards.lacking(connection) == []
