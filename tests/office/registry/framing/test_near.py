"""One household for a page is the same household that a run over everybody reads, whatever happened to it."""

from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office.registry import families

from shouwang.engine.errors import Refused
from shouwang.office.kit import clock
from shouwang.office.registry.framing import frames, near
from shouwang.office.registry.homes import household_file, persons
from shouwang.office.registry.models import STATEMENTS, Ending, PersonPast
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import incomes, statements

pytestmark = pytest.mark.django_db
DAYS = [families.BEGAN + timedelta(days=number) for number in (-1, 0, 40, 120, 150, 400)]
FACTS = {"house_grade": "D", "members": 4, "water_safe": False}
ILL = {"health": "serious", "disability_grade": "2", "chronic_card": True}


def settled(cast):
    home = families.settle(cast.linjie)
    return home, families.settle(
        cast.linjie, code="7", family=({"name": "周弟", "relation": "head"},), area=people.NEIGHBOUR
    )


@contextmanager
def happened(steps, cast):
    """What the two households have become, and nothing of it afterwards."""
    with transaction.atomic():
        home, other = settled(cast)
        for step, day in steps:
            home.refresh_from_db()
            other.refresh_from_db()
            # Nothing more is stated of who has left.
            with suppress(Refused):
                step(home, other, DAYS[day], cast)
        yield home, other
        transaction.set_rollback(True)


def amend(home, other, day, cast):
    history.amend(home, FACTS, on=day, source="form")


def fall_ill(home, other, day, cast):
    history.amend(home.persons.order_by("pk").first(), ILL, on=day, source="form")


def go_over(home, other, day, cast):
    history.amend(home.persons.order_by("-pk").first(), {"household": other}, on=day, source="form")


def die(home, other, day, cast):
    persons.end(home.persons.order_by("-pk").first(), ending=Ending.DIED, on=day, source="form")


def earn(home, other, day, cast):
    incomes.state(home, str(day.year), [{"kind": "wage", "amount": "10.50"}], by=cast.linjie, on=day)


def spend(home, other, day, cast):
    given = {"kind": "medical", "amount": "500", "insurance_payout": "0", "period": str(day.year)}
    statements.add("expenses", other, given, by=cast.linjie)


def suffer(home, other, day, cast):
    statements.add("events", home, {"kind": "flood", "occurred_on": str(day)}, by=cast.linjie)


def take_back(home, other, day, cast):
    for row in home.events.in_force():
        statements.take_back(row, at=clock.now(), source="form", why="")


def merge(home, other, day, cast):
    said = {"merged_into": home, "ended_on": day, "ending": Ending.MERGED}
    history.amend(other, said, on=day, source="form")


def leave(home, other, day, cast):
    said = {"merged_into": None, "ended_on": day, "ending": Ending.MOVED}
    history.amend(other, said, on=day, source="form")


STEPS = (amend, fall_ill, go_over, die, earn, spend, suffer, take_back, merge, leave)


def rows_of(one):
    """Also of the same types: 1 is not True, and 5 not 5.00."""
    if one is None:
        return None
    return repr(one.row), {name: sorted(map(repr, rows)) for name, rows in one.children.items()}


EXAMPLES = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
HAPPENINGS = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 4)), max_size=6)


@EXAMPLES
@given(steps=HAPPENINGS)
def test_on_every_day_both_say_the_same(steps, cast, somebody):
    with happened(steps, cast) as homes:
        for home in homes:
            for day in DAYS:
                one = near.household(home.pk, day)
                other = frames.of_households([home.pk], day).get(home.household_id)
                assert rows_of(one) == rows_of(other), (home.household_id, day)


@EXAMPLES
@given(steps=HAPPENINGS)
def test_a_file_has_the_records_that_plain_queries_give(steps, cast, somebody):
    with happened(steps, cast) as homes:
        for home in homes:
            file = household_file.now(home)
            past = PersonPast.objects.filter(person__in=[one.pk for one in file.everybody])

            assert whole(file.person_past) == whole(past.order_by("pk"))
            assert whole(file.household_past) == whole(home.past.order_by("pk"))
            for name, model in STATEMENTS.items():
                rows = model.objects.in_force().filter(household=home).order_by(*household_file.ORDERS[name])
                assert file.merged or whole(file.statements[name]) == whole(rows)


def whole(rows):
    return [
        {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} for row in rows
    ]


def test_it_costs_seven_queries(cast, somebody, django_assert_num_queries):
    home, _other = settled(cast)

    with django_assert_num_queries(7):
        assert near.household(home.pk, clock.today())


def test_who_is_not_in_the_register_is_nobody(cast, somebody):
    home, _other = settled(cast)

    assert near.household(home.pk, DAYS[0]) is None
