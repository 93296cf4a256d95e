"""What a page costs: as many queries for thirty rows as for three, and for a village as for a county."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.office import cast as people
from tests.office import screened
from tests.office import world as w
from tests.office.addresses import ROWS
from tests.office.imports.conftest import HEADER, book
from tests.office.pages import OTHERS, PAGES
from tests.office.rows import Row, registered
from tests.office.visits import signed_in, undone, url
from tests.office.world import World

from shouwang.office.accounts.models import Appointment, OpenSession, SavedView, User
from shouwang.office.areas.models import Area, FormerName
from shouwang.office.jobs.models import Job
from shouwang.office.journal import seals
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.kit import clock
from shouwang.office.kit.lists import ListPage
from shouwang.office.kit.pages import ActionPage, FormPage
from shouwang.office.registry import quarters
from shouwang.office.registry.care import guarantees, links, watches
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.requests import changes, papers
from shouwang.office.registry.stated import statements

pytestmark = pytest.mark.django_db
MORE = 27
Costs = dict[str, dict[str, int]]


@pytest.fixture(scope="module")
def costs(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Costs, Costs]]:
    """Queries per page and person: with few rows, and with many."""
    with django_db_blocker.unblock(), transaction.atomic(), acting(Actor("system:tests")):
        world = w.build()
        grow(world, 2)
        few = measured(world)
        grow(world, MORE)
        world.batch = large_batch(world)
        yield few, measured(world)
        transaction.set_rollback(True)


def measured(world: World) -> Costs:
    return {str(row): {name: queries(world, row, name) for name in row.who.split()} for row in PAGES}


def queries(world: World, row: Row, username: str) -> int:
    with undone():
        client = signed_in(world[username])
        client.get(reverse("accounts:account"))  # the session has begun
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = getattr(client, row.method.lower())(url(row, row.at(world)), row.sends(world))
        assert answer.status_code == row.gives, (row, username, answer.status_code)
        return len(asked)


@pytest.mark.parametrize("page", [str(row) for row in PAGES])
def test_no_page_asks_a_query_per_row(costs, page):
    few, many = costs

    assert many[page] == few[page]


def test_every_page_that_reads_is_measured_or_says_why_not():
    """A list always; any other page unless it only asks something, or does it."""
    pages = {name: getattr(view, "view_class", object) for name, (_route, view) in registered().items()}
    shown = {row.name for row in ROWS if row.method == "GET" and row.who}
    left = {
        name
        for name in shown.difference(row.name for row in PAGES)
        if not issubclass(pages[name], (FormPage, ActionPage))
    }

    assert left == {name for names in OTHERS.values() for name in names.split()}
    assert not any(issubclass(pages[name], ListPage) for name in left)


MORE_FOR_A_COUNTY = ("desk", "screening:complete", "screening:progress")
"""What it approves and imports, and how its villages stand; in this village nobody lacks anything."""
BOTH = [
    str(row)
    for row in PAGES
    if {"achun", "linjie"} <= set(row.who.split()) and row.name not in MORE_FOR_A_COUNTY
]


@pytest.mark.parametrize("page", BOTH)
def test_a_page_costs_a_county_what_it_costs_a_village(costs, page):
    for measured_then in costs:
        assert abs(measured_then[page]["achun"] - measured_then[page]["linjie"]) <= 1


def grow(world: World, count: int) -> None:
    start = Household.objects.count()
    for number in range(start, start + count):
        _grow_home(world, number)
        _grow_register(world, number)
        _grow_office(world, number)


def _grow_home(world: World, number: int) -> None:
    """The one household: people, statements, links, checks, requests, papers, and a past."""
    by, on, home = world["achun"], world.today, world.home
    same = {
        "household": home,
        "area_code": home.area_code,
        "since": w.SPRING,
        "recorded_at": clock.now(),
        "source": "form",
    }
    Person(person_id=f"QS-7/1-{number}", name=f"甄{number}妹", relation="child", **same).save()
    spent = {"period": "2025", "kind": "other", "amount": str(number), "insurance_payout": "0"}
    statements.add("expenses", home, spent, by=by, evidence=f"票{number}")
    helped = {"kind": "industry", "starts_on": "2026-01-05", "amount": str(number), "development": "true"}
    statements.add("measures", home, helped, by=by)
    earned = {
        "period": "2025",
        "kind": "wage",
        "amount": str(number),
        "forecast": "false",
        "item": f"第{number}项",
    }
    statements.add("incomes", home, earned, by=by)
    links.link(home, "grid", since=w.SPRING, by=by, name=f"网格员{number}")
    village = Area.objects.get(pk=people.VILLAGE)
    links.link_place(village, "grid", since=w.SPRING, by=by, name=f"网格员{number}")
    guarantees.check(home, "water", "met", checked_on=on - timedelta(days=number), by=by, on=on)
    well = {"channel": "yes", "job": "stable", "level": "same"}
    watches.check(home, quarters.of(on), well, checked_on=on, by=by, on=on, note=f"第{number}次")
    change = changes.draft(
        home,
        "birth",
        {"name": f"喜{number}", "sex": "female", "relation": "grandchild"},
        happens_on=on,
        by=by,
        on=on,
    )
    papers.attach(home, w.photo(f"第{number}份.jpg"), title=f"第{number}份", by=by, change=world.draft)
    papers.attach(home, w.photo(), title="材料", by=by, change=change)
    home.refresh_from_db()
    households.amend(home, {"group_name": f"{number}组"}, seen_version=home.version, by=by, on=on)
    world.child.refresh_from_db()
    wage = {"monthly_wage": str(number)}
    persons.amend(world.child, wage, seen_version=world.child.version, by=by, on=on)


def _grow_register(world: World, number: int) -> None:
    """More households, each with something due and something asked."""
    by, on = world["achun"], world.today
    home = w.settle(world["linjie"], people.VILLAGE, f"甄{number}号", code=f"QS-8-{number}")
    guarantees.check(
        home, "housing", "met", checked_on=on - timedelta(days=9), next_check_on=on, by=by, on=on
    )
    if number % 2:
        well = {"channel": "yes", "job": "stable", "level": "same"}
        watches.check(home, quarters.of(on), well, checked_on=on, by=by, on=on)
    for run in (world.county_run, world.run):
        screened.find(run, home, "unknown", missing=(screened.LACKING, "incomes.*", "expenses.*")[number % 3])
    for area in (people.VILLAGE, people.COUNTY):
        screened.run(area, world["linjie"], world.today - timedelta(days=60))
    facts = {"name": "新儿", "sex": "female", "relation": "grandchild"}
    waiting = changes.draft(home, "birth", facts, happens_on=on, by=by, on=on)
    changes.submit(waiting, by=by, on=on)
    links.link(home, "resident", since=w.SPRING, by=by, line=world["bangfu"].lines[0])


def _grow_office(world: World, number: int) -> None:
    """Users and their work, places, jobs, batches, seals."""
    user = User(username=f"user{number}", full_name=f"用户{number}", must_change_password=False)
    user.save()
    code = f"430921104{number + 300:03}"
    Area(code=code, name=f"第{number}村", level="village", valid_from=people.START).save(force_insert=True)
    FormerName(area_id=people.TOWNSHIP, name=f"旧名{number}", until=people.START).save()
    for one, place in ((user, people.VILLAGE), (world.account, code)):
        Appointment(user=one, role="village_cadre", area_code=place, since=people.START).save()
    SavedView(user=world["achun"], page="households", label=f"查询{number}", query="f_origin=lifted").save()
    now = clock.now()
    OpenSession(user=world["achun"], key=f"{number:040}", started_at=now, seen_at=now).save()
    Job(kind="lists.export", owner=world["xiaoman"], area_code=people.TOWNSHIP).save()
    batch = type(world.batch).objects.get(pk=world.batch.pk)
    batch.pk, batch._state.adding = None, True
    batch.area_code, batch.uploaded_by = people.TOWNSHIP, world["xiaoman"]
    batch.save()
    seals.seal()


def large_batch(world: World) -> Any:
    rows = [
        [f"QS-9-{n}", people.VILLAGE, f"甄{n}", "一组", f"甄{n}", "", "户主", "x", 100] for n in range(30)
    ]
    return w.compared(world, book(rows, HEADER), world["xiaoman"], people.TOWNSHIP, w.SENDER)
