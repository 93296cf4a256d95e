"""Households as they are: one head, a spouse of the other sex, parents older than children."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwang.engine import calendar
from shouwang.engine.county.draws import Stream
from shouwang.engine.county.people import RELATION, draw_people

ON = date(2022, 9, 30)


@pytest.fixture(scope="module")
def people():
    return draw_people(Stream(7, 0), 20_000, ON)


def of(people, relation):
    return people.relation == RELATION.index(relation)


def test_every_household_begins_with_its_only_head(people):
    heads = np.flatnonzero(of(people, "head"))

    assert (heads == people.start).all()


def test_spouses_are_of_the_other_sex(people):
    spouses = of(people, "spouse")

    assert (people.male[spouses] != people.male[people.start[people.home[spouses]]]).all()
    assert people.sum(spouses).max() == 1


def test_in_laws_are_of_the_other_sex_than_the_child_before_them(people):
    in_laws = np.flatnonzero(of(people, "child_in_law"))

    assert (people.relation[in_laws - 1] == RELATION.index("child")).all()
    assert (people.male[in_laws] != people.male[in_laws - 1]).all()


@pytest.mark.parametrize(
    ("younger", "older", "years"),
    [
        ("child", "head", 17),
        ("child", "spouse", 17),
        ("head", "parent", 17),
        ("grandchild", "child_in_law", 17),
    ],
)
def test_children_are_younger_than_parents(people, younger, older, years):
    pairs = people.any(of(people, younger)) & people.any(of(people, older))
    age = people.age.astype(int)
    oldest = np.maximum.reduceat(np.where(of(people, younger), age, -1), people.start)
    youngest = np.minimum.reduceat(np.where(of(people, older), age, 999), people.start)

    assert pairs.any()
    assert (youngest - oldest)[pairs & (oldest > 0)].min() >= years


@settings(max_examples=20)
@given(
    st.dates(date(1995, 1, 1), date(2090, 12, 31)) | st.just(date(2024, 2, 29)) | st.just(date(2023, 2, 28))
)
def test_the_day_of_birth_gives_the_age(on):
    people = draw_people(Stream(7, 0), 60, on)

    for born, age in zip(people.born.tolist(), people.age.tolist(), strict=True):
        assert calendar.age(date(1970, 1, 1) + timedelta(days=born), on) == age


def test_the_worst_is_the_first_with_the_highest_value():
    people = draw_people(Stream(7, 0), 500, ON)

    worst = people.worst(people.age)

    assert (people.home[worst] == np.arange(500)).all()
    assert (people.age[worst] == np.maximum.reduceat(people.age, people.start)).all()


def test_a_household_has_three_and_a_half_members_on_average(people):
    assert 3.4 <= len(people) / 20_000 <= 3.7
