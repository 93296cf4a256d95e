"""What a comparison writes, what the journal tells of it, and taking it back."""

import json
from datetime import timedelta

import pytest
from tests.office.imports.drawn import (
    BELA,
    DAY,
    LATER,
    NEIGHBOUR,
    TOWNSHIP,
    VILLAGE,
    asked,
    home,
    person,
    tables,
    take,
    wage,
)  # fmt: skip

from shouwang.engine.errors import Refused
from shouwang.office.imports.comparing import differences
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock, codes
from shouwang.office.registry.framing import frames
from shouwang.office.registry.homes import persons
from shouwang.office.registry.intake import loading, reversal
from shouwang.office.registry.models import Event, Household, Income, Person
from shouwang.office.registry.past import history
from shouwang.office.registry.writing.prepared import Stamp


def state():
    """The register as people see it."""
    homes = Household.objects.present().order_by("household_id")
    return [
        [(h.household_id, h.area_code, h.phone, h.group_name, h.members, h.ended_on) for h in homes],
        [
            (p.person_id, p.name, p.household.household_id)
            for p in Person.objects.present().order_by("person_id")
        ],
        sorted((i.household.household_id, i.kind, i.amount) for i in Income.objects.in_force()),
        Event.objects.in_force().count(),
    ]


EVERYTHING = {
    "households": [home("H1", NEIGHBOUR, group_name="二组"), home("H3")],
    "persons": [person("P1", "H3", name="甲甲"), person("P3", "H3"), person("P5", "H1")],
    "incomes": [wage(200), wage(7, "H3")],
    "events": [{"household_id": "H1", "kind": "flood", "occurred_on": LATER}],
}


GONE = "430921196001011018"


def undo(at):
    stamp = Stamp(LATER, clock.now(), "undo:import:1")
    return reversal.take_back("import:1", committed_at=at, stamp=stamp, area_code=TOWNSHIP)


def committed(given, **more):
    at = clock.now()
    found = differences.find(given, asked(**more))
    loading.apply(found.prepared, on=LATER, at=at, source="import:1", seal={})
    return at


def test_what_was_taken_back_is_as_before(county):
    before = state()
    at = committed(tables(**EVERYTHING), full=True)
    assert state() != before

    undo(at)

    assert state() == before


def test_taken_back_and_committed_again_comes_to_the_same(county):
    at = committed(tables(**EVERYTHING), full=True)
    after = state()
    undo(at)

    take(tables(**EVERYTHING), full=True)

    assert state() == after


def test_what_somebody_built_on_is_not_taken_back(county):
    at = committed(tables(**EVERYTHING))
    newer = differences.find(tables(households=[home("H3", group_name="五组")]), asked())
    loading.apply(newer.prepared, on=LATER, at=clock.now(), source="import:2", seal={})

    with pytest.raises(Refused, match="H3"):
        undo(at)


def test_who_left_by_an_import_and_is_elsewhere_by_now_is_not_brought_back_twice(cast, county):
    gone = [person("P1", "H1", name="甲"), person("P9", "H1", name="丁", id_number=GONE)]
    take(tables(households=[home()], persons=gone))
    at = clock.now()
    full = tables(
        households=[home(), home("H2", NEIGHBOUR)], persons=[gone[0], person("P2", "H2", name="乙")]
    )
    found = differences.find(full, asked(full=True))
    loading.apply(found.prepared, on=LATER, at=at, source="import:2", seal={})
    second = Household.objects.get(household_id="H2")
    persons.enter(second, {"name": "丁", "id_number": GONE}, on=LATER, source="change:1", by=cast.linjie)
    stamp = Stamp(LATER, clock.now(), "undo:import:2")

    def undone(by):
        reversal.take_back("import:2", committed_at=at, stamp=stamp, area_code=TOWNSHIP, by=by)

    for by, where in ((cast.linjie, "户编码 H2"), (cast.laozhou, "不在您的管理范围"), (None, "本县另一户")):
        with pytest.raises(Refused, match=f"有 1 人.*丁.*{where}"):
            undone(by)
    assert Person.objects.present().filter(name="丁").count() == 1

    persons.end(Person.objects.present().get(name="丁"), ending="moved", on=LATER, source="change:2")
    undone(None)
    assert [one.household.household_id for one in Person.objects.present().filter(name="丁")] == ["H1"]


def test_a_comparison_that_somebody_overtook_is_refused(county):
    found = differences.find(tables(households=[home("H1", group_name="二组")]), asked())
    committed(tables(households=[home("H1", group_name="四组")]))

    with pytest.raises(Refused, match="比对之后"):
        loading.apply(found.prepared, on=LATER, at=clock.now(), source="import:2", seal={})

    assert Household.objects.get(household_id="H1").group_name == "四组"


def lines(action, ident):
    """What the journal tells, without the digests of who and when."""
    found = Entry.objects.filter(action=action, ident=ident).order_by("pk")
    return [json.loads(entry.detail) for entry in found]


def test_who_was_in_a_village_before_its_household_moved_is_there_on_earlier_days(county):
    before = {name: rows.to_pylist() for name, rows in frames.tables(codes.span(VILLAGE), DAY).items()}

    take(tables(households=[home("H1", NEIGHBOUR)]))

    then = frames.tables(codes.span(VILLAGE), LATER - timedelta(days=1))
    assert {name: rows.to_pylist() for name, rows in then.items()} == before
    assert frames.tables(codes.span(NEIGHBOUR), LATER)["persons"].num_rows == 2


def test_the_journal_tells_of_a_listed_change_as_of_one_by_hand(cast, county):
    other = Household.objects.get(household_id="H2")
    facts = {"group_name": "二组", "house_grade": "C"}
    history.amend(other, facts, on=LATER, source="import:1")

    take(tables(households=[home("H1", **facts)]))

    by_hand, listed = lines("household.changed", "H2"), lines("household.changed", "H1")
    assert listed == [{**by_hand[0], "group_name": ["一组", "二组"]}]
    assert by_hand[0]["group_name"] == [None, "二组"]


def test_the_journal_tells_of_members_that_a_list_brings(county):
    take(tables(persons=[person("P9", "H1", name="丙")]))

    assert lines("household.changed", "H1") == [
        {
            "members": [1, 2],
            "since": [DAY.isoformat(), LATER.isoformat()],
            "source": ["demo", "import:1"],
        }
    ]


def test_what_is_taken_back_is_told_field_by_field(county):
    at = committed(tables(households=[home("H1", group_name="二组")]), full=True)

    undo(at)

    assert lines("household.changed", "H1")[-1] == {
        "group_name": ["二组", "一组"],
        "source": ["import:1", "demo"],
        "restored_by": ["", "undo:import:1"],
    }
    assert lines("household.changed", "H2")[-2]["ended_on"] == [LATER.isoformat(), None]


def test_what_an_import_taken_back_said_does_not_come_back_with_the_next(county):
    new = [person(BELA, "H9", id_number=BELA, name="丁", labour="ordinary")]
    undo(committed(tables(households=[home("H9", address="旧址")], persons=new)))

    take(tables(households=[home("H9")], persons=[{**new[0], "labour": None}]))

    household, one = (
        Household.objects.get(household_id="H9"),
        Person.objects.get(household__household_id="H9"),
    )
    assert (household.ended_on, household.address, household.members) == (None, None, 1)
    assert (one.ended_on, one.name, one.id_number, one.labour) == (None, "丁", BELA, None)
