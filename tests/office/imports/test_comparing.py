"""Tables beside the register: what is new, changed, the same, gone, refused."""

from datetime import date

import pytest
from tests.office import cast as people
from tests.office.imports.drawn import (
    ANNA,
    BELA,
    DAY,
    LATER,
    NEIGHBOUR,
    VILLAGE,
    asked,
    home,
    person,
    tables,
    take,
    wage,
)  # fmt: skip

from shouwang.engine import identity
from shouwang.office.imports.comparing import differences
from shouwang.office.kit import codes
from shouwang.office.registry.models import Event, Household, HouseholdPast, Income, Person


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


def test_a_list_that_says_no_channel_does_not_make_events_again_that_were_told_one(county):
    flood = {"household_id": "H1", "kind": "flood", "occurred_on": DAY, "note": "淹了"}
    take(tables(events=[flood | {"channel": "grid_worker"}]))

    found = take(tables(events=[flood]))

    assert found.counts["events"]["new"] == 0


def test_a_list_that_is_sent_again_with_the_channel_tells_more_of_the_same_events(county):
    """Two alike without a channel, one of them told one now: it is that one, and the other stays."""
    flood = {"household_id": "H1", "kind": "flood", "occurred_on": DAY, "note": "淹了"}
    take(tables(events=[flood, flood]))
    for event in Event.objects.filter(kind="flood"):
        event.evidence = "照片三张"
        event.save(update_fields=["evidence"])

    found = take(tables(events=[flood | {"channel": "hotline"}, flood, flood | {"note": "又淹了"}]))

    told = found.counts["events"]
    assert (told["new"], told["changed"], told["same"]) == (1, 1, 1)
    standing = Event.objects.in_force().filter(kind="flood")
    assert sorted((row.note, row.channel or "") for row in standing) == [
        ("又淹了", ""),
        ("淹了", ""),
        ("淹了", "hotline"),
    ]
    assert Event.objects.exclude(withdrawn_at=None).count() == 1
    assert Event.objects.get(channel="hotline").evidence == "照片三张"
    assert [event for event in found.prepared.created["events"]["replaces"].to_pylist() if event] == [
        Event.objects.exclude(withdrawn_at=None).get().pk
    ]


def test_a_list_that_names_the_channel_of_some_does_not_make_the_others_twice(county):
    flood = {"household_id": "H1", "kind": "flood", "occurred_on": DAY}
    take(tables(events=[flood | {"channel": "hotline"}]))

    found = take(tables(events=[flood, {**flood, "note": "又一次", "channel": "hotline"}]))

    assert (found.counts["events"]["new"], found.counts["events"]["same"]) == (1, 1)


def test_events_of_two_channels_are_two(county):
    flood = {"household_id": "H1", "kind": "flood", "occurred_on": DAY}
    take(tables(events=[flood | {"channel": "grid_worker"}]))

    found = take(tables(events=[flood | {"channel": "hotline"}]))

    assert found.counts["events"]["new"] == 1


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
    take(tables(persons=[person("P1", "H2", name="甲"), person("P5", "H1", name="戊")]))

    assert Person.objects.get(person_id="P1").household.household_id == "H2"
    assert [h.members for h in Household.objects.order_by("household_id")] == [1, 2]


def test_older_than_what_the_register_knows_is_counted(county):
    found = differences.find(tables(households=[home("H1", group_name="三组")]), asked(on=date(2026, 1, 1)))

    assert found.older == 1


def test_another_number_under_the_same_name_is_not_a_second_person(county):
    given = tables(
        households=[home("H1"), home("H2", NEIGHBOUR)],
        persons=[person(BELA, "H1", id_number=BELA, name="甲"), person("P2", "H2", name="乙")],
    )

    found = take(given, full=True)

    assert [row["reason"] for row in found.refused.to_pylist()] == ["number_differs"]
    known = {p.person_id: p.id_number for p in Person.objects.present()}
    assert known == {"P1": ANNA, "P2": None}


@pytest.mark.parametrize("wrong", ["430921", "430921198001011239", "不详"])
def test_a_number_that_fails_its_check_takes_the_place_of_none_that_does_not(county, wrong):
    right = "43092119800101123" + identity.check_digit("43092119800101123")
    take(tables(persons=[person("P1", "H1", id_number=right, name="甲", phone="13900000003")]))

    found = take(tables(persons=[person("P1", "H1", id_number=wrong, name="甲", phone="12")]))

    now = Person.objects.get(person_id="P1")
    assert (now.id_number, now.phone, found.counts["persons"]["refused"]) == (right, "13900000003", 0)


def test_a_telephone_that_fails_its_check_takes_the_place_of_none_that_does_not(county):
    take(tables(households=[home("H1", phone="1390")]))
    assert Household.objects.get(household_id="H1").phone == "13900000001"

    take(tables(households=[home("H1", phone="13900000002")]))
    assert Household.objects.get(household_id="H1").phone == "13900000002"


def test_two_of_one_name_are_two_where_both_are_listed(county):
    both = [person(number, "H1", id_number=number, name="甲") for number in (ANNA, BELA)]

    found = take(tables(persons=both))

    assert found.counts["persons"] == {"new": 1, "changed": 0, "same": 1, "gone": 0, "refused": 0}


def test_a_number_that_was_not_known_is_added_to_the_person(county):
    take(tables(persons=[person(BELA, "H2", id_number=BELA, name="乙")]))

    assert Person.objects.get(person_id="P2").id_number == BELA
