"""The number of members after imports and their undoing: of every day the people of that day, and nothing rewritten."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office.imports.drawn import DAY, LATER, NEIGHBOUR, TOWNSHIP, asked, home, person, tables
from tests.office.visits import undone

from shouwang.engine.errors import Refused
from shouwang.office.imports.comparing import differences
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.facts import Ending
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.intake import loading, reversal
from shouwang.office.registry.models import Household, HouseholdPast, Person
from shouwang.office.registry.past import history
from shouwang.office.registry.writing.prepared import Stamp

HEADS = [person("P1", relation="head"), person("P2", "H2", relation="head")]


def send(people, *, on=LATER, number=1):
    """A full list of two households."""
    at, listed = (
        clock.now(),
        tables(households=[home("H1"), home("H2", NEIGHBOUR)], persons=[*HEADS, *people]),
    )
    found = differences.find(listed, asked(on=on, full=True))
    loading.apply(found.prepared, on=on, at=at, source=f"import:{number}", seal={})
    return at


def undo(at, *, on=LATER, number=1):
    stamp = Stamp(on, clock.now(), f"undo:import:{number}")
    reversal.take_back(f"import:{number}", committed_at=at, stamp=stamp, area_code=TOWNSHIP)


def members(code, day):
    row = history.at(Household.objects.get(household_id=code), day)
    return row and row.members


def test_a_child_that_a_list_brings_counts_from_its_day_on(county):
    send([person("P9", relation="child")])

    day_before = LATER - timedelta(1)
    assert (members("H1", day_before), members("H1", LATER)) == (1, 2)
    now, past = (
        Household.objects.get(household_id="H1"),
        HouseholdPast.objects.get(household__household_id="H1"),
    )
    assert (now.since, now.source, past.since, past.until, past.members) == (LATER, "import:1", DAY, LATER, 1)
    told = Entry.objects.filter(action="household.changed", ident="H1").last().detail
    assert '"members":[1,2]' in told and f'"since":["{DAY}","{LATER}"]' in told


def test_undone_it_never_was(county):
    before = list(Household.objects.order_by("pk").values("pk", "source", "members"))

    undo(send([person("P9", relation="child")]), on=LATER + timedelta(20))

    assert list(Household.objects.order_by("pk").values("pk", "source", "members")) == before
    assert {members("H1", LATER + timedelta(after)) for after in range(-5, 30)} == {1}


def test_past_rows_stay_as_they_were_written(county):
    at = send([person("P9", relation="child")])
    written = list(HouseholdPast.objects.order_by("pk").values())

    undo(at)
    send([person("P9", "H2", relation="child")], number=2)

    assert list(HouseholdPast.objects.order_by("pk").values())[: len(written)] == written


def test_a_household_corrected_since_does_not_hold_up_the_undoing_of_a_member(county):
    at = send([person("P9", relation="child")])
    one = Household.objects.get(household_id="H1")
    history.amend(one, {"address": "新址"}, on=LATER + timedelta(3), source="form")

    undo(at, on=LATER + timedelta(9))

    assert {members("H1", LATER + timedelta(after)) for after in range(-5, 30)} == {1}
    assert Household.objects.get(household_id="H1").address == "新址"


WHO = st.lists(
    st.tuples(st.integers(3, 5), st.sampled_from(["H1", "H2"])), max_size=3, unique_by=lambda one: one[0]
)
STEP = st.one_of(
    st.tuples(st.just("send"), st.integers(-9, 9), WHO),
    st.tuples(st.just("undo"), st.just(0), st.just([])),
    st.tuples(st.sampled_from(["come", "go", "home"]), st.integers(-9, 9), st.just([])),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=1, max_size=5))
def test_members_of_any_day_are_the_persons_of_that_day(steps, county, cast):
    sent = []
    with undone():
        for number, (deed, after, who) in enumerate(steps):
            on = LATER + timedelta(after)
            if deed == "send":
                people = [person(f"P{which}", code, relation="child") for which, code in who]
                sent.append((number, send(people, on=on, number=number)))
            elif deed != "undo":
                _by_hand(deed, number, on, cast)
            elif sent:
                _undone(*sent.pop())

        for day in (DAY, *(LATER + timedelta(after) for after in range(-10, 12))):
            assert _said(day) == _there(day), day


def _undone(number, at):
    with suppress(Refused):
        undo(at, on=LATER + timedelta(10), number=number)


def _by_hand(deed, number, on, cast):
    one = Household.objects.get(household_id="H1")
    children = [each for each in persons.members(one) if each.relation != "head"]
    if deed == "home":
        history.amend(one, {"address": f"{number}"}, on=on, source="form")
        return
    if deed == "come":
        persons.enter(one, {"name": f"新{number}", "relation": "other"}, on=on, source="form", by=cast.linjie)
    elif children:
        persons.end(children[0], ending=Ending.MOVED, on=on, source="form")
    households.recount(one, on=on, source="form")


def _said(day):
    present, past = history.as_of(Household, day)
    rows = [*present.values_list("pk", "members"), *past.values_list("household", "members")]
    return {key: members for key, members in rows if members}


def _there(day):
    present, past = history.as_of(Person, day)
    return Counter([*present.values_list("household", flat=True), *past.values_list("household", flat=True)])
