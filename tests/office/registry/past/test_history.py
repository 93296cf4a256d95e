"""What a register said, on any day and as known at any moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office.registry import families

from shouwang.office.journal.models import Entry
from shouwang.office.registry.models import Household, HouseholdPast, PersonPast
from shouwang.office.registry.past import history

pytestmark = pytest.mark.django_db
DAY_0 = date(2026, 3, 1)
MOMENT_0 = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie)


def test_what_was_said_before_stays(home):
    history.amend(home, {"house_grade": "C"}, on=families.MAY_1, source="form")

    assert history.at(home, families.MAY_1).house_grade == "C"
    assert history.at(home, date(2026, 4, 30)).house_grade == "B"
    assert history.at(home, date(2025, 12, 31)) is None
    assert home.version == 2


def test_the_same_again_is_no_change(home):
    assert history.amend(home, {"house_grade": "B"}, on=families.MAY_1, source="form") == {}

    assert not HouseholdPast.objects.exists()


def test_sealed_values_are_copied_as_they_are_stored(home):
    person = families.person(home, "周大")
    stored = _stored(person, "registry_person", "id")
    history.amend(person, {"works": True}, on=families.MAY_1, source="form")

    assert _stored(person, "registry_person", "id") == stored
    assert _stored(person, "registry_personpast", "person_id") == stored
    assert PersonPast.objects.get().id_number == "430921196001011018"


def _stored(person, table, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id_number FROM {table} WHERE {column} = %s", [person.pk])
        return cursor.fetchone()[0]


def test_a_change_that_reaches_back_leaves_what_was_learnt_of_later_days(home):
    history.amend(home, {"house_grade": "C"}, on=families.MAY_1, source="import:1")
    history.amend(home, {"water_safe": True}, on=date(2026, 3, 1), source="change:1")

    march, may = history.at(home, date(2026, 3, 15)), history.at(home, families.MAY_1)
    assert (march.house_grade, march.water_safe) == ("B", True)
    assert (may.house_grade, may.water_safe) == ("C", True)
    assert history.at(home, date(2026, 2, 1)).water_safe is None


def test_the_journal_tells_old_and_new(home):
    history.amend(home, {"house_grade": "C"}, on=families.MAY_1, source="form")

    assert '"house_grade":["B","C"]' in Entry.objects.filter(action="household.changed").last().detail


def test_a_change_costs_the_same_however_long_the_history(home, django_assert_max_num_queries):
    for number in range(6):
        history.amend(home, {"address": f"{number}组"}, on=families.MAY_1 + timedelta(number), source="form")

    with django_assert_max_num_queries(9):
        history.amend(home, {"address": "新址"}, on=families.JUNE_1, source="form")


CHANGE = st.tuples(
    st.integers(-3, 12),
    st.dictionaries(
        st.sampled_from(["address", "group_name", "water_safe"]), st.sampled_from([None, True]), min_size=1
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGE, max_size=5))
def test_any_day_as_known_at_any_moment_equals_a_replay_of_the_changes(changes, somebody):
    changes = [
        (day, {name: _text(name, value, at) for name, value in new.items()})
        for at, (day, new) in enumerate(changes)
    ]
    home = _fresh()
    for number, (day, new) in enumerate(changes, 1):
        moment = MOMENT_0 + timedelta(hours=number)
        history.amend(home, new, on=DAY_0 + timedelta(day), source="form", at=moment)

    for day in range(-4, 14):
        for known in (None, *range(len(changes) + 1)):
            moment = None if known is None else MOMENT_0 + timedelta(hours=known)
            row = history.at(home, DAY_0 + timedelta(day), moment)
            assert _said(row) == _replayed(changes, day, known), (day, known)


def _text(name, value, at):
    return value if name == "water_safe" or value is None else f"{name}{at}"


def _fresh():
    home = Household(
        household_id=f"{Household.objects.count():018}",
        area_code="430921104201",
        since=DAY_0,
        recorded_at=MOMENT_0,
        source="form",
    )
    home.save(force_insert=True)
    return home


def _said(row):
    return None if row is None else (row.address, row.group_name, row.water_safe)


def _replayed(changes, day, known):
    """Of the changes known by then, those that were so by that day, in the order of becoming known."""
    if day < 0:
        return None
    said = {"address": None, "group_name": None, "water_safe": None}
    for number, (since, new) in enumerate(changes, 1):
        if max(since, 0) <= day and (known is None or number <= known):
            said |= new
    return tuple(said.values())
