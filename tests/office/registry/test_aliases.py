"""Codes in place of ID numbers."""

import string

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office.imports.drawn import home, person, tables
from tests.office.registry import families

from shouwang.engine import identity
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry
from shouwang.office.registry import aliases, kinds
from shouwang.office.registry.homes import households, lookup
from shouwang.office.registry.intake import loading
from shouwang.office.registry.models import Change, Household

pytestmark = pytest.mark.django_db
NUMBER = "430921195503071239"
SHORT = "430921550307123"
UPPER = identity.to_18(SHORT)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (NUMBER, True),
        (NUMBER[:17] + "0", True),
        (NUMBER + "42B1", True),
        (f"户-{NUMBER}", True),
        (f"{NUMBER}-1", True),
        (f"99{families.NUMBER}7", True),
        (SHORT, True),
        ("430921104201000001", False),
        ("430921104201001", False),
        ("1000123456", False),
        ("H1", False),
        ("", False),
    ],
)
def test_what_holds_a_number_is_told_from_what_does_not(cast, code, told):
    assert aliases.tells(code) == told
    assert set(aliases.of_column(pa.array([code, None, "H1"]))) == ({code} if told else set())


def test_a_village_and_a_place_in_its_list_are_no_number_even_where_they_look_so(cast, somebody):
    Area.objects.create(code="430921100000", name="镇", level="township", valid_from=families.BEGAN)

    assert aliases.tells("430921550307123")
    assert not aliases.tells("430921100201001")


@given(st.text(string.digits + "Xx-", min_size=10, max_size=24))
def test_a_column_says_of_each_code_what_the_code_alone_says(code):
    there = code in aliases.of_column(pa.array([code]))

    assert there == aliases.tells(code)


def test_an_alias_is_short_the_same_every_time_and_shows_nothing(cast):
    made = aliases.kept(NUMBER)

    assert made == aliases.kept(NUMBER) and aliases.MADE.fullmatch(made)
    assert aliases.alias(SHORT) == aliases.alias(UPPER) == aliases.alias(UPPER.lower())
    assert made != aliases.kept(families.NUMBER) and not aliases.tells(made)


def test_who_types_a_number_as_the_code_gets_an_alias_and_finds_the_household_by_the_number(cast, somebody):
    made = households.enter(
        {}, area_code=people.VILLAGE, on=families.BEGAN, source="form", household_id=f" {NUMBER} "
    )

    assert made.household_id == aliases.alias(NUMBER)
    for text in (NUMBER, f"{NUMBER[:6]} {NUMBER[6:]}", made.household_id):
        assert [hit.household for hit in lookup.find(text, by=cast.achun)] == [made]
    assert not Entry.objects.filter(ident__contains=NUMBER).exists()


def test_a_number_finds_whoever_has_it_and_the_household_that_was_called_by_it(cast, somebody):
    own = families.settle(cast.linjie)
    other = households.enter(
        {}, area_code=people.VILLAGE, on=families.BEGAN, source="form", household_id=families.NUMBER
    )

    assert {hit.household for hit in lookup.find(families.NUMBER, by=cast.achun)} == {own, other}


def test_a_request_that_names_a_household_by_a_number_keeps_the_alias(db):
    kept = kinds.cleaned(Change.Kind.MERGE, {"household": NUMBER})

    assert kept["household"] == aliases.alias(NUMBER)


def test_a_county_that_is_loaded_whole_has_aliases_too(cast, somebody):
    given = tables(
        households=[home(NUMBER), home("H2")], persons=[person(f"{NUMBER}-01", NUMBER), person("P2", "H2")]
    )

    loading.load_county(given, on=families.BEGAN, source="demo")

    kept = aliases.alias(NUMBER)
    assert set(Household.objects.values_list("household_id", "persons__person_id")) == {
        (kept, f"{kept}-01"),
        ("H2", "P2"),
    }


def test_sentences_show_numbers_masked(cast):
    said = [f"户编码“{NUMBER}”", f'["{SHORT}", "430921104201001"]', None, ""]

    assert aliases.hidden(said) == [
        "户编码“430921********”",
        '["430921********", "430921104201001"]',
        None,
        "",
    ]
