"""Every address, as everybody: who works with it, who does the same next door, and all who have no business there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office.addresses import LIVES, PAPER, ROWS
from tests.office.rows import Row, methods, registered
from tests.office.visits import found, marks, plain, undone, visit
from tests.office.world import MARKS, World

from shouwang.office.accounts.models import Appointment, User
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.kit.lists import ListPage

pytestmark = pytest.mark.django_db
HOW = "add rows for it to tests/office/addresses.py: who may, with what, and what it gives next door"
each_row = pytest.mark.parametrize("row", ROWS, ids=str)
OPEN = ("set_language", "health", "accounts:sign-in")
"""For whoever is not signed in."""


def test_every_address_has_its_rows():
    assert sorted(set(registered()) - {row.name for row in ROWS}) == [], HOW
    assert sorted({row.name for row in ROWS} - set(registered())) == [], "these addresses are gone"


def test_every_method_has_its_rows():
    asked = {row.place for row in ROWS}
    lacking = [
        (name, method)
        for name, (_route, view) in registered().items()
        for method in methods(view)
        if (name, method) not in asked
    ]

    assert sorted(lacking) == [], HOW


def test_every_list_is_walked_on_paper_too():
    lists = {name for name, (_route, view) in registered().items() if _is_list(view)}

    assert lists == {row.name for row in PAPER}


def _is_list(view):
    kind = getattr(view, "view_class", None)
    return kind is not None and issubclass(kind, ListPage)


@each_row
def test_who_works_there_finds_it(world, row):
    for username in row.who.split():
        answer = visit(world, row, world[username])

        assert answer.status == row.gives, (username, answer.text[-3000:])
        assert [one for one in row.shows if one not in answer.text] == [], username
        if row.method == "POST":
            assert answer.changed or row.quiet, username


@each_row
def test_who_may_not_do_it_is_refused(world, row):
    for username in row.refused.split():
        answer = visit(world, row, world[username])

        assert answer.status in (302, 409) and not answer.changed, username
    for username in row.less.split():
        answer = visit(world, row, world[username])

        assert answer.status in (200, 302) and not found(answer.text, row.shows), username


@each_row
def test_next_door_it_is_not_there(world, row):
    for username in f"{row.who} {row.refused} {row.less}".split():
        if (twin := world.twins.get(username)) is None:
            continue
        answer = visit(world, row, world[twin.username])
        around = row.around_gives or row.gives
        beside = around if twin.username in row.around.split() else row.beside

        assert answer.status == beside, (twin.username, answer.text[-3000:])
        assert row.same or found(answer.text, marks(twin)) == [], twin.username
        if answer.status == 404 or (answer.status > 400 and not row.quiet):
            assert answer.traceless, twin.username
        if answer.status == 404 and row.at(world):
            missing = visit(world, row, world[twin.username], absent=True)
            assert plain(answer.text) == plain(missing.text), twin.username


@each_row
def test_for_all_others_it_does_not_exist(world, row):
    for username in others(row):
        answer = visit(world, row, world[username])

        assert (answer.status, answer.traceless) == (404, True), username
        assert found(answer.text, MARKS) == [], username
    if others(row) and row.at(world):
        missing = visit(world, row, world[others(row)[-1]], absent=True)
        assert plain(answer.text) == plain(missing.text)


def others(row: Row) -> list[str]:
    """Who works in the place, and has no business there."""
    return sorted(set(LIVES.split()) - set(f"{row.who} {row.refused} {row.less}".split()))


@each_row
def test_without_appointment_there_is_nothing(world, row):
    answer = visit(world, row, world["xiaochen"])

    assert answer.status == row.newcomer
    assert found(answer.text, (*MARKS, "青山")) == []
    if answer.status == 404:
        assert answer.traceless


def held(world: World, *times: tuple[date, date | None]) -> User:
    """Was and will be cadre of 青山村."""
    with acting(Actor("system:tests")):
        for since, until in times:
            same = {"user": world["xiaochen"], "role": "village_cadre", "area_code": people.VILLAGE}
            Appointment(**same, since=since, until=until).save()
    return world["xiaochen"]


@pytest.mark.parametrize("row", [row for row in ROWS if "achun" in row.who.split()], ids=str)
def test_an_appointment_gives_nothing_before_and_after(world, row):
    today, day = world.today, timedelta(days=1)
    with undone():
        answer = visit(world, row, held(world, (people.START, today), (today + day, None)))

    assert answer.status == row.newcomer
    assert found(answer.text, MARKS) == []


@each_row
def test_whoever_is_not_signed_in_is_sent_to_sign_in(world, row):
    answer = visit(world, row, None)

    assert answer.status == row.visitor
    assert found(answer.text.partition("?next=")[0], MARKS) == []
    if row.name not in OPEN:
        assert reverse("accounts:sign-in") in answer.text and answer.traceless


@each_row
def test_a_disabled_account_opens_nothing(world, row):
    with undone():
        for username in (row.who or "achun").split()[:1]:
            user = world[username]
            User._base_manager.filter(pk=user.pk).update(is_active=False)
            answer = visit(world, row, user)

    assert answer.status == row.visitor and found(answer.text.partition("?next=")[0], MARKS) == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "POST"], ids=str)
def test_a_forged_request_does_nothing(world, row):
    answer = visit(world, replace(row, first=None), world[row.who.split()[0]], enforce_csrf_checks=True)

    assert (answer.status, answer.traceless) == (403, True)
    assert found(answer.text, MARKS) == []


READ_ONLY = [
    row
    for row in ROWS
    if row.method == "GET" and row.who and "POST" not in methods(registered()[row.name][1])
]


@pytest.mark.parametrize("row", READ_ONLY, ids=str)
def test_what_is_only_read_cannot_be_posted_to(world, row: Row):
    answer = visit(world, replace(row, method="POST"), world[row.who.split()[0]])

    assert (answer.status, answer.changed) == (405, False)
