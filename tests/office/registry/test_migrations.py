"""A migration that moves values leaves them what they were, forth and back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.office.registry import families

from shouwang.office.registry import history
from shouwang.office.registry.models import Person, PersonPast

OPEN = [("registry", "0001_initial")]


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, chronic_card FROM registry_person WHERE chronic_card IS NOT NULL")
        return {name: bool(value) for name, value in cursor.fetchall()}


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
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes("registry"))

    for model, values in told.items():
        assert list(model.objects.order_by("pk").values_list("chronic_card", flat=True)) == values
