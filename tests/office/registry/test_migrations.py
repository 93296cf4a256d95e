"""A migration that moves values leaves them what they were, forth and back."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.office.registry import families

from shouwang.office.registry.care import guarantees
from shouwang.office.registry.models import Guarantee, Person, PersonPast
from shouwang.office.registry.past import history

OPEN = [("registry", "0001_initial")]


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, chronic_card FROM registry_person WHERE chronic_card IS NOT NULL")
        return {name: bool(value) for name, value in cursor.fetchall()}


def renew():
    """Of every app: going back took those above along."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_cards_of_the_chronically_ill_are_sealed_and_opened_again(cast, somebody):
    home = families.settle(cast.linjie)
    for name, value in (("周小", "true"), ("周小", "false"), ("李二", "true")):
        history.amend(families.person(home, name), {"chronic_card": value}, on=families.MAY_1, source="form")
    told = {
        model: list(model.objects.order_by("pk").values_list("chronic_card", flat=True))
        for model in (Person, PersonPast)
    }

    MigrationExecutor(connection).migrate(OPEN)
    try:
        assert stored() == {"周小": False, "李二": True}
    finally:
        renew()

    for model, values in told.items():
        assert list(model.objects.order_by("pk").values_list("chronic_card", flat=True)) == values


UNMARKED = [("registry", "0009_changes_of_a_place_and_of_somebody")]


@pytest.mark.django_db(transaction=True)
def test_of_guarantees_entered_before_the_latest_of_a_kind_is_due(cast, somebody):
    home = families.settle(cast.linjie)
    for kind, day in (("water", 1), ("water", 9), ("water", 5), ("food", 2)):
        dated = {"checked_on": date(2026, 3, day), "next_check_on": date(2026, 4, day)}
        guarantees.check(home, kind, "met", by=cast.achun, on=families.MAY_1, **dated)
    due = list(Guarantee.objects.order_by("pk").values_list("due_on", flat=True))

    MigrationExecutor(connection).migrate(UNMARKED)
    renew()

    assert due == [None, date(2026, 4, 9), None, date(2026, 4, 2)]
    assert list(Guarantee.objects.order_by("pk").values_list("due_on", flat=True)) == due
