"""Households that the files would leave without members, or without exactly one head, are not taken."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office.imports.drawn import DAY, NEIGHBOUR, home, person, tables, take, wage

from shouwang.office.imports.comparing import soundness
from shouwang.office.registry.intake import loading
from shouwang.office.registry.models import Household, Income, Person


def member(code, home, relation, **facts):
    return person(code, home, relation=relation, name=code, **facts)


@pytest.fixture
def county(cast, somebody):
    """H1: a head and a spouse; H2: a head; H3: nobody ever said who is the head of the two heads."""
    listed = [
        member("A1", "H1", "head"),
        member("A2", "H1", "spouse"),
        member("B1", "H2", "head"),
        member("C1", "H3", "head"),
        member("C2", "H3", "head"),
    ]
    homes = [home("H1"), home("H2", NEIGHBOUR), home("H3")]
    loading.load_county(tables(households=homes, persons=listed), on=DAY, source="demo")


def reasons(found):
    return {(row["name"], row["household_id"]): row["reason"] for row in found.refused.to_pylist()}


def heads():
    """Household in the register → its present members' relations."""
    found = {h.household_id: [] for h in Household.objects.present()}
    for one in Person.objects.present().select_related("household"):
        found[one.household.household_id].append(one.relation)
    return {code: sorted(relations) for code, relations in found.items()}


def test_a_second_head_is_not_taken_nor_anything_else_of_that_household(county):
    rows = tables(
        households=[home("H1", group_name="九组"), home("H2", NEIGHBOUR, group_name="九组")],
        persons=[member("A3", "H1", "head")],
        incomes=[wage(100), wage(100, "H2")],
    )

    found = take(rows)

    assert reasons(found) == {(name, "H1"): "two_heads" for name in ("households", "persons", "incomes")}
    assert found.unsound == {"two_heads": 1}
    assert heads()["H1"] == ["head", "spouse"]
    assert {h.household_id: h.group_name for h in Household.objects.all()} == {
        "H1": None,
        "H2": "九组",
        "H3": None,
    }
    assert [row.household.household_id for row in Income.objects.in_force()] == ["H2"]


def test_a_household_does_not_lose_its_head_to_a_full_list(county):
    rows = tables(
        households=[home("H1"), home("H2", NEIGHBOUR), home("H3")],
        persons=[member("A2", "H1", "spouse"), member("B1", "H2", "head"), member("C1", "H3", "head")],
    )

    found = take(rows, full=True)

    assert reasons(found) == {("households", "H1"): "no_head", ("persons", "H1"): "no_head"}
    assert heads() == {"H1": ["head", "spouse"], "H2": ["head"], "H3": ["head"]}


def test_a_household_that_a_full_list_does_not_have_ends_with_all_its_members(county):
    rows = tables(households=[home("H1")], persons=[member("A1", "H1", "head"), member("A2", "H1", "spouse")])

    found = take(rows, full=True)

    assert (found.unsound, found.counts["households"]["gone"], heads()) == ({}, 2, {"H1": ["head", "spouse"]})


def test_a_new_household_without_members_or_without_a_head_is_not_taken(county):
    rows = tables(households=[home("H8"), home("H9")], persons=[member("Z1", "H9", "child")])

    found = take(rows)

    assert reasons(found)[("households", "H8")] == "no_members"
    assert reasons(found)[("persons", "H9")] == "no_head"
    assert set(heads()) == {"H1", "H2", "H3"}


def test_where_nobody_says_who_is_what_nothing_is_missed(county):
    take(tables(households=[home("H9")], persons=[person("Z1", "H9")]))

    assert heads()["H9"] == [None]


def test_another_head_takes_the_place_of_the_old_one(county):
    take(tables(persons=[member("A1", "H1", "parent"), member("A2", "H1", "head")]))

    assert heads()["H1"] == ["head", "parent"]


def test_what_was_wrong_before_stands_in_nobodys_way(county):
    found = take(tables(households=[home("H3", group_name="九组")], persons=[member("C3", "H3", "child")]))

    assert (found.unsound, heads()["H3"]) == ({}, ["child", "head", "head"])


def test_households_between_which_people_move_are_taken_together_or_not_at_all(county):
    """The head of H1 would become the head of a new household; H1, which the files do not name, would have none."""
    found = take(
        tables(households=[home("H9")], persons=[member("A1", "H9", "head"), member("Z1", "H9", "child")])
    )

    assert found.unsound == {"no_head": 1, "tied": 1}
    assert set(reasons(found).values()) == {"tied"}
    assert heads() == {"H1": ["head", "spouse"], "H2": ["head"], "H3": ["head", "head"]}


def test_whoever_moved_out_of_a_household_that_is_gone_has_not_left(county):
    rows = tables(
        households=[home("H1"), home("H3")],
        persons=[
            member("A1", "H1", "head"),
            member("A2", "H1", "spouse"),
            member("B1", "H1", "parent"),
            member("C1", "H3", "head"),
        ],
    )

    found = take(rows, full=True)

    assert (found.unsound, found.counts["persons"]["gone"]) == ({}, 1)
    assert heads() == {"H1": ["head", "parent", "spouse"], "H3": ["head"]}
    assert Household.objects.get(household_id="H2").ended_on


def test_nobody_is_gone_with_a_household_that_could_not_be_left(county):
    """B1 of H2 – which the list does not have – would be a second head of H1."""
    rows = tables(
        households=[home("H1"), home("H3")],
        persons=[
            member("A1", "H1", "head"),
            member("A2", "H1", "spouse"),
            member("B1", "H1", "head"),
            member("C1", "H3", "head"),
        ],
    )

    found = take(rows, full=True)

    assert (found.unsound, found.counts["households"]["gone"]) == ({"two_heads": 1, "tied": 1}, 0)
    assert heads() == {"H1": ["head", "spouse"], "H2": ["head"], "H3": ["head"]}


def test_ties_are_followed_however_far_they_reach():
    moves = [("A", "B"), ("C", "B"), ("C", "D"), ("X", "Y")]

    assert soundness.with_tied({"D": "no_head"}, moves) == {
        "D": "no_head",
        "C": "tied",
        "B": "tied",
        "A": "tied",
    }


RELATIONS = st.sampled_from(["head", "spouse", "child"])
LISTED = st.lists(
    st.tuples(st.sampled_from(["A1", "A2", "B1", "C1", "C2", "Z1", "Z2"]), st.sampled_from(["H1", "H2", "H3", "H9"]), RELATIONS),
    max_size=7,
    unique_by=lambda one: one[0],
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(listed=LISTED, named=st.sets(st.sampled_from(["H1", "H2", "H3", "H9"])), full=st.booleans())
def test_whatever_is_listed_no_household_is_left_worse(county, listed, named, full):
    with transaction.atomic():
        homes = [home(code, NEIGHBOUR if code == "H2" else home()["area_code"]) for code in sorted(named)]
        before = heads()

        take(tables(households=homes, persons=[member(*one) for one in listed]), full=full)

        for code, relations in heads().items():
            sound = relations.count("head") == 1
            assert sound or (code == "H3" and relations.count("head") <= before["H3"].count("head")), code
        transaction.set_rollback(True)
