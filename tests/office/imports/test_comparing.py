"""Tables beside the register: what is new, changed, the same, gone, refused."""

import json
from datetime import date, timedelta

import pyarrow as pa
import pytest
from tests.office import cast as people

from shouwang.engine import schema
from shouwang.engine.errors import Refused
from shouwang.engine.tables import TABLES
from shouwang.office.imports.comparing import differences
from shouwang.office.imports.comparing.asked import Asked
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock, codes
from shouwang.office.registry import frames, history, loading, reversal
from shouwang.office.registry.models import Event, Household, HouseholdPast, Income, Person
from shouwang.office.registry.prepared import Stamp

VILLAGE, NEIGHBOUR, TOWNSHIP = people.VILLAGE, people.NEIGHBOUR, people.TOWNSHIP
DAY, LATER = date(2026, 3, 1), date(2026, 6, 1)
ANNA, BELA = "430921198001011231", "430921201001011232"


def tables(**rows):
    """Canonical tables of dictionaries; what is not said is null."""
    made = {}
    for name, listed in rows.items():
        full = [{column.name: row.get(column.name) for column in TABLES[name]} for row in listed]
        kinds = pa.schema([field.with_nullable(True) for field in schema.arrow(TABLES[name])])
        made[name] = pa.Table.from_pylist(full, schema=kinds)
    return made


def home(code="H1", area=VILLAGE, **facts):
    return {"household_id": code, "area_code": area, **facts}


def person(code="P1", home="H1", **facts):
    return {"person_id": code, "household_id": home, **facts}


def wage(amount, home="H1", period="2025", kind="wage"):
    return {"household_id": home, "period": period, "kind": kind, "amount": amount, "forecast": False}


def asked(**more):
    said = {
        "span": codes.span(TOWNSHIP),
        "on": LATER,
        "erase": False,
        "full": False,
        "used": {"households": frozenset({"phone", "group_name"})},
        "villages": frozenset({VILLAGE, NEIGHBOUR}),
    }
    return Asked(**{**said, **more})


def take(given, **more):
    """Compares and writes; gives the counts."""
    found = differences.find(given, asked(**more))
    loading.apply(found.prepared, on=more.get("on", LATER), at=clock.now(), source="import:1", seal={})
    return found


@pytest.fixture
def county(cast, somebody):
    given = tables(
        households=[
            home("H1", head_name="甲", phone="13900000001", group_name="一组"),
            home("H2", NEIGHBOUR),
        ],
        persons=[person("P1", "H1", name="甲", id_number=ANNA), person("P2", "H2", name="乙")],
        incomes=[wage(100), wage(50, kind="transfer")],
        events=[{"household_id": "H1", "kind": "fire", "occurred_on": DAY}],
    )
    loading.load_county(given, on=DAY, source="demo")
    return given


def test_the_same_file_again_changes_nothing(county):
    found = differences.find(county, asked())

    for name, counts in found.counts.items():
        assert (counts["new"], counts["changed"], counts["gone"], counts["refused"]) == (0, 0, 0, 0), name
    assert found.prepared.touched.num_rows == 0


def test_a_changed_field_goes_to_the_past(county):
    take(tables(households=[home("H1", group_name="二组")]))

    now = Household.objects.get(household_id="H1")
    past = HouseholdPast.objects.get(household=now)
    assert (now.group_name, now.since, now.source, now.version) == ("二组", LATER, "import:1", 2)
    assert (past.group_name, past.since, past.until, past.phone) == ("一组", DAY, LATER, "13900000001")


def test_blank_keeps_unless_it_erases_what_the_file_has_a_column_for(county):
    blank = tables(households=[home("H1")])
    assert differences.find(blank, asked()).counts["households"]["changed"] == 0

    take(blank, erase=True)

    now = Household.objects.get(household_id="H1")
    assert (now.phone, now.phone_digest, now.group_name, now.head_name) == (None, None, None, "甲")


def test_a_new_household_with_its_members(county):
    found = take(tables(households=[home("H3")], persons=[person("P3", "H3"), person("P4", "H3")]))

    assert found.counts["households"]["new"], found.counts["persons"]["new"] == (1, 2)
    assert Household.objects.get(household_id="H3").members == 2


def test_a_person_is_found_again_by_the_number_under_another_code(county):
    found = take(tables(persons=[person("OTHER", "H1", id_number=ANNA, name="甲甲")]))

    assert found.counts["persons"] == {"new": 0, "changed": 1, "same": 0, "gone": 0, "refused": 0}
    assert Person.objects.get(person_id="P1").name == "甲甲"


def test_a_code_made_of_an_id_number_is_not_kept(county):
    given = tables(persons=[person(BELA, "H1", id_number=BELA, name="丙")])
    take(given)

    assert not Person.objects.filter(person_id=BELA).exists()
    assert differences.find(given, asked()).counts["persons"]["same"] == 1


def test_incomes_are_replaced_as_a_set_only_where_they_differ(county):
    found = take(tables(incomes=[wage(200), wage(50, kind="transfer")]))

    assert found.counts["incomes"]["changed"] == 1
    assert sorted(row.amount for row in Income.objects.in_force()) == [50, 200]
    assert Income.objects.exclude(withdrawn_at=None).count() == 2


def test_a_list_of_wages_leaves_other_kinds_alone(county):
    take(tables(incomes=[wage(200)]))

    assert sorted(row.amount for row in Income.objects.in_force()) == [50, 200]


def test_an_event_twice_in_the_file_and_once_in_the_register_is_new_once(county):
    fire = {"household_id": "H1", "kind": "fire", "occurred_on": DAY}

    found = take(tables(events=[fire, fire]))

    assert (found.counts["events"]["new"], Event.objects.count()) == (1, 2)


def test_a_full_list_ends_whom_it_does_not_have(county):
    found = take(tables(households=[home("H1")]), full=True)

    gone = Household.objects.get(household_id="H2")
    assert (found.counts["households"]["gone"], found.counts["persons"]["gone"]) == (1, 1)
    assert (gone.ended_on, gone.ending, gone.members) == (LATER, "absent", 0)
    assert Person.objects.get(person_id="P2").ended_on == LATER


def test_a_full_list_does_not_end_a_household_whose_row_could_not_be_read(county):
    found = take(tables(households=[home("H1")]), full=True, unread=frozenset({"H2"}))

    assert found.counts["households"]["gone"] == 0
    assert Household.objects.get(household_id="H2").ended_on is None
    assert Person.objects.get(person_id="P2").ended_on is None


def test_whoever_left_for_want_of_a_line_comes_back_with_one(county):
    take(tables(households=[home("H1")]), full=True)

    take(county)

    assert Household.objects.get(household_id="H2").ended_on is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (home("H9", people.FAR), "outside"),
        (home("H9", "430921104299"), "no_village"),
        (home("H9", group_name="长" * 101), "unfit"),
    ],
)
def test_rows_that_cannot_be_taken_are_listed(county, given, reason):
    found = take(tables(households=[given], persons=[person("P9", "H9")]))

    assert [row["reason"] for row in found.refused.to_pylist()] == [reason, "no_household"]
    assert not Household.objects.filter(household_id="H9").exists()


def test_a_household_of_another_township_is_not_touched(county):
    found = differences.find(
        tables(households=[home("H2", VILLAGE)]),
        asked(span=codes.span(VILLAGE), villages=frozenset({VILLAGE})),
    )

    assert [row["reason"] for row in found.refused.to_pylist()] == ["elsewhere"]


def test_a_household_that_moves_takes_everything_along(county):
    take(tables(households=[home("H1", NEIGHBOUR)]))

    assert set(Income.objects.values_list("area_code", flat=True)) == {NEIGHBOUR}
    assert Person.objects.get(person_id="P1").area_code == NEIGHBOUR


def test_a_person_listed_in_another_household_moves_there(county):
    take(tables(persons=[person("P1", "H2", name="甲")]))

    assert Person.objects.get(person_id="P1").household.household_id == "H2"
    assert [h.members for h in Household.objects.order_by("household_id")] == [0, 2]


def test_older_than_what_the_register_knows_is_counted(county):
    found = differences.find(tables(households=[home("H1", group_name="三组")]), asked(on=date(2026, 1, 1)))

    assert found.older == 1


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
    "persons": [person("P1", "H3", name="甲甲"), person("P3", "H3")],
    "incomes": [wage(200), wage(7, "H3")],
    "events": [{"household_id": "H1", "kind": "flood", "occurred_on": LATER}],
}


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

    assert lines("household.changed", "H1") == [{"members": [1, 2]}]


def test_what_is_taken_back_is_told_field_by_field(county):
    at = committed(tables(households=[home("H1", group_name="二组")]), full=True)

    undo(at)

    assert lines("household.changed", "H1")[-1] == {
        "group_name": ["二组", "一组"],
        "source": ["import:1", "demo"],
    }
    assert lines("household.changed", "H2")[-2]["ended_on"] == [LATER.isoformat(), None]


def test_another_number_under_the_same_name_is_not_a_second_person(county):
    given = tables(
        households=[home("H1"), home("H2", NEIGHBOUR)],
        persons=[person(BELA, "H1", id_number=BELA, name="甲")],
    )

    found = take(given, full=True)

    assert [row["reason"] for row in found.refused.to_pylist()] == ["number_differs"]
    assert [(p.person_id, p.id_number) for p in Person.objects.present()] == [("P1", ANNA)]


def test_two_of_one_name_are_two_where_both_are_listed(county):
    both = [person(number, "H1", id_number=number, name="甲") for number in (ANNA, BELA)]

    found = take(tables(persons=both))

    assert found.counts["persons"] == {"new": 1, "changed": 0, "same": 1, "gone": 0, "refused": 0}


def test_a_number_that_was_not_known_is_added_to_the_person(county):
    take(tables(persons=[person(BELA, "H2", id_number=BELA, name="乙")]))

    assert Person.objects.get(person_id="P2").id_number == BELA


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
