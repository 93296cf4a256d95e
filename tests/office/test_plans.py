"""Which way the data base goes: along an index, also when there are many.  On PostgreSQL only: SQLite tells no such plan."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.office import world as w
from tests.office.visits import signed_in
from tests.office.world import World

from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.registry import queries
from shouwang.office.registry.models import Household

pytestmark = pytest.mark.django_db

if not settings.SQLITE:
    HOMES = 20_000

    @pytest.fixture(scope="module")
    def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
        """Many households in forty villages; the planner has heard of them."""
        with django_db_blocker.unblock(), transaction.atomic(), acting(Actor("system:tests")):
            world = w.build()
            _multiply(HOMES)
            yield world
            transaction.set_rollback(True)

    def _multiply(count: int) -> None:
        """Copies of one household, village by village, with codes as the national system makes them."""
        kept = [
            field.column
            for field in Household._meta.concrete_fields
            if field.column not in ("id", "household_id", "area_code")
        ]
        columns = ", ".join(kept)
        # Most households are owed no helper.
        usual = {"origin": "'ordinary'", "monitoring_type": "'none'"}
        values = ", ".join(
            f"CASE WHEN n %% 50 > 0 THEN {usual[name]} ELSE {name} END" if name in usual else name
            for name in kept
        )
        village = "'430921' || (100 + n / 2500) || (200 + n / 500 %% 5)"
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO registry_household (household_id, area_code, {columns}) "
                f"SELECT {village} || lpad(n::text, 6, '0'), {village}, {values} "
                "FROM registry_household, generate_series(1, %s) AS n WHERE household_id = %s",
                [count, w.CODE],
            )
            cursor.execute("ANALYZE registry_household")

    @pytest.mark.parametrize("username", ["achun", "xiaoman", "linjie"])
    @pytest.mark.parametrize("place", [0, 0.1, 0.8], ids=["first page", "second page", "far page"])
    def test_the_list_of_households_walks_along_its_index(county, username, place):
        address, seen = reverse("registry:households"), _seen(county, username)
        if place:
            address += f"?after={seen[int(place * len(seen))]}"
        with CaptureQueriesContext(connection) as asked:
            signed_in(county[username]).get(address)

        plan = _plan(one["sql"] for one in asked)

        assert "registry_household_place" in plan and "Index Cond" in plan, plan
        assert "Seq Scan" not in plan and "Sort" not in plan, plan

    def test_households_owed_a_helper_are_counted_in_their_index(county):
        owed = queries.uncovered(
            Household.objects.visible_to(county["linjie"], Permission.LINK_EDIT)
        ).order_by()

        plan = owed.values("pk")[:1000].explain()

        assert "registry_household_owed" in plan, plan

    def _seen(world: World, username: str) -> list[int]:
        """Keys in the order of the list."""
        rows = Household.objects.visible_to(world[username], "household.view").order_by(
            "area_code", "household_id"
        )
        return list(rows.values_list("pk", flat=True))

    def _plan(asked: Iterable[str]) -> str:
        """Of the query for the page's rows."""
        (rows,) = [sql for sql in asked if "LIMIT 51" in sql and "registry_household" in sql]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {rows}")
            return "\n".join(line for (line,) in cursor.fetchall())
