"""Which way the data base goes: nobody waits for rows that are not theirs, also when there are many.

Every page of pages.py is opened over many households, and the data base is asked for its plans (reads.py).  Of the
people of a village or township no question reads more rows of a large table than a township may have; for a county it
does only where WHOLE says why.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.office import many, reads, visits
from tests.office import world as w
from tests.office.pages import PAGES
from tests.office.reads import Read
from tests.office.visits import signed_in
from tests.office.world import World

from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.registry import queries
from shouwang.office.registry.models import Household

pytestmark = pytest.mark.django_db
OF_A_COUNTY = {"linjie", "laohe", "yibao", "ducha", "guanli", "shenji"}
Found = dict[str, dict[str, list[Read]]]
"""Page → user name → what was too much."""

UP_TO_TEN_THOUSAND = "a number on the screen is counted up to ten thousand, and no further"
OF_THE_RUN = "which findings are so, no index tells: of a run there are as many as households, and no more"
OF_EACH_BATCH = "where an import stands follows from it and its job; a county has some thousands of them"
WHOLE = {
    UP_TO_TEN_THOUSAND: {
        "registry_household": "registry:households registry:households-by-name registry:households-by-monitoring"
        " registry:measures registry:events registry:events-oldest-of-a-kind registry:events-since",
        "registry_measure": "registry:measures",
        "registry_person": "registry:persons registry:persons-by-name",
        "registry_event": "registry:events registry:events-oldest-of-a-kind registry:events-since"
        " registry:events-told-by",
        "registry_change": "registry:changes",
        "jobs_job": "jobs:jobs",
        "screening_finding": "screening:now screening:findings",
        "journal_entry": "journal:entries journal:entries-revealed",
    },
    OF_THE_RUN: {"screening_finding": "screening:now-lacking"},
    OF_EACH_BATCH: {
        "imports_batch": "desk desk-others imports:batches imports:batches-own imports:batches-stopped"
    },
    "those without a helper are counted along an index of all who have one": {
        "registry_link": "desk desk-others registry:uncovered"
    },
    "of ten villages the findings are counted": {"screening_finding": "desk desk-others"},
    "whom nobody looked at in a quarter is counted along an index of all who were": {
        "registry_incomewatch": "desk desk-others registry:watches-unseen registry:watch-coverage"
    },
    "what came from where is counted over all events of a year": {
        "registry_event": "screening:clues-county",
        "registry_household": "screening:clues-county",
        "screening_finding": "screening:clues-county",
        "sorted": "screening:clues-county",
    },
    "which measures were in force on a day, each of them says": {
        "registry_measure": "registry:measures-on-a-day"
    },
    "what is lacking in a whole county is counted anew, and sorted by what one answer settles": {
        "screening_finding": "screening:complete screening:complete-column screening:complete-column-settled"
        " screening:complete-incomes screening:complete-expenses screening:progress",
        "registry_household": "screening:complete screening:complete-column screening:complete-incomes"
        " screening:progress",
        "registry_expense": "screening:complete-expenses",
        "registry_income": "screening:complete-incomes",
    },
}
"""Why a county's page reads more → table → pages."""
EITHER = {"GET-screening:complete-expenses": {"registry_household"}}
"""Joined by its index or read whole: which is cheaper hangs on how many rows of earlier tests still lie in its pages."""
WHOLE_ON_SQLITE = {"own jobs and those of a place are two questions in one": {"jobs_job": "jobs:jobs"}}
LARGE = {
    *("registry_household", "registry_person", "registry_householdpast", "registry_personpast"),
    *("registry_income", "registry_expense", "registry_event", "registry_measure", "registry_guarantee"),
    *(
        "registry_incomewatch",
        "registry_link",
        "registry_change",
        "registry_paper",
        "imports_batch",
        "jobs_job",
        "journal_entry",
    ),
    *("screening_finding", "screening_tally"),
}


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Many households in forty villages."""
    with django_db_blocker.unblock(), transaction.atomic(), acting(Actor("system:tests")):
        world = w.build()
        many.grow(world)
        visits.sign_in(world)
        if not settings.SQLITE:
            with connection.cursor() as cursor:
                # As docs/running.md advises: nobody turns a disk any more.
                cursor.execute("SET LOCAL random_page_cost = 1.1")
        yield world
        visits.SIGNED_IN.clear()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def large(county: World) -> dict[str, int]:
    return reads.large_tables()


@pytest.fixture(scope="module")
def found(county: World, large: dict[str, int]) -> Found:
    return {str(row): {name: reads.of(county, row, name, large) for name in row.who.split()} for row in PAGES}


def test_there_are_many_of_everything(large):
    assert set(large) == LARGE


def test_a_table_that_is_read_through_is_noticed(large):
    sql, params = Household.objects.filter(address="新街").query.sql_with_params()

    (read,) = reads.found(large, sql, params)

    assert (read.table, read.rows) == ("registry_household", large["registry_household"])


def test_pages_of_villages_and_townships_read_what_is_theirs(found):
    assert not told(found, lambda name: name not in OF_A_COUNTY)


def test_pages_of_a_county_read_more_only_for_a_reason(found):
    over = told(found, OF_A_COUNTY.__contains__)

    assert {page: set(tables) - EITHER.get(page, set()) for page, tables in over.items()} == excused(), over


def told(found: Found, who: Callable[[str], bool]) -> dict[str, dict[str, str]]:
    """Page → table → how it was read, for whoever is concerned."""
    over = {
        page: {read.table: read.how for name, much in by.items() if who(name) for read in much}
        for page, by in found.items()
    }
    return {page: tables for page, tables in over.items() if tables}


def excused() -> dict[str, set[str]]:
    """Page → tables."""
    pages: dict[str, set[str]] = {}
    for tables in (WHOLE_ON_SQLITE if settings.SQLITE else WHOLE).values():
        for table, named in tables.items():
            for page in named.split():
                pages.setdefault(f"GET-{page}", set()).add(table)
    return pages


if not settings.SQLITE:

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
