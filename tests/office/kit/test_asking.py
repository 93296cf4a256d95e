"""A query that is put together once and asked with other values."""

from datetime import date, datetime, timedelta

import pytest
from tests.office.registry import families

from shouwang.office.accounts.models import User
from shouwang.office.kit.asking import Question
from shouwang.office.registry.models import Household, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes(cast, somebody):
    return [
        families.settle(cast.linjie),
        families.settle(cast.linjie, code="7", family=({"name": "周弟", "relation": "head"},)),
    ]


def test_rows_are_those_of_the_query_itself(homes):
    people = Question(
        lambda key, day: Person.objects.filter(household=key, since__lte=day).values_list(
            "name", "birth_date"
        ),
        key=int,
        day=date,
    )

    for home in homes:
        for day in (families.BEGAN, date(2025, 1, 1)):
            asked = Person.objects.filter(household=home, since__lte=day).values_list("name", "birth_date")
            assert sorted(people.rows(key=home.pk, day=day), key=str) == sorted(asked, key=str)


def test_records_are_whole_and_unsealed(homes):
    people = Question(lambda key: Person.objects.filter(household=key).order_by("-pk"), key=int)

    found = people.records(Person, key=homes[0].pk)

    assert found == list(homes[0].persons.order_by("-pk"))
    assert {one.id_number for one in found} == {families.NUMBER, None}
    assert found[0].household == homes[0]
    found[0].name = "周大山"
    found[0].save()
    assert Person.objects.get(pk=found[0].pk).name == "周大山"


def test_several_queries_are_asked_as_one(homes, django_assert_num_queries):
    both = Question(
        lambda one, other: [
            Household.objects.filter(pk=one).values_list("household_id"),
            Household.objects.filter(pk=other).values_list("household_id"),
        ],
        one=int,
        other=int,
    )

    with django_assert_num_queries(1):
        found = both.rows(one=homes[1].pk, other=homes[0].pk)

    assert sorted(found) == [("430921104201000001",), ("7",)]


def test_a_value_may_stand_in_several_places(homes):
    twice = Question(
        lambda key: Household.objects.filter(pk=key, persons__household=key).distinct().values_list("pk"),
        key=int,
    )

    assert twice.rows(key=homes[0].pk) == [(homes[0].pk,)]


def test_texts_and_moments_are_values_too(cast):
    made = Question(
        lambda name, at: User.objects.filter(username=name, created_at__lte=at).values_list("pk"),
        name=str,
        at=datetime,
    )

    for user in (cast.linjie, cast.xiaoman):
        assert made.rows(name=user.username, at=user.created_at) == [(user.pk,)]
        assert made.rows(name=user.username, at=user.created_at - timedelta(seconds=1)) == []


def test_a_value_that_the_lookup_alters_is_a_mistake_of_ours(homes):
    like = Question(
        lambda code: Household.objects.filter(household_id__contains=code).values_list("pk"), code=str
    )

    with pytest.raises(ValueError, match="code"):
        like.rows(code="7")
