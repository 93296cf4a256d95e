"""Every operation, as everybody's program: who works there, who does the same next door, and all who have no business."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.office import cast as people
from tests.office import visits
from tests.office import world as w
from tests.office.api.calls import BY_NAME, CALLS, Call, described
from tests.office.api.conftest import program_of
from tests.office.audience import LIVES
from tests.office.visits import found, undone
from tests.office.world import MARKS, World

from shouwang.office.accounts import tokens
from shouwang.office.accounts.models import Appointment, Token, User
from shouwang.office.api import problems
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HELPER = "bangfu"
HOW = "add it to tests/office/api/calls.py: how it is asked for, who may, and what it gives next door"
each_call = pytest.mark.parametrize("call", CALLS, ids=str)
each_needing = pytest.mark.parametrize("call", [call for call in CALLS if call.needs], ids=str)


def revoked(token: Token) -> None:
    Token._base_manager.filter(pk=token.pk).update(revoked_at=clock.now())


def expired(token: Token) -> None:
    Token._base_manager.filter(pk=token.pk).update(expires_on=clock.today() - DAY)


def disabled(token: Token) -> None:
    User._base_manager.filter(pk=token.appointment.user_id).update(is_active=False)


def ended(token: Token) -> None:
    Appointment._base_manager.filter(pk=token.appointment_id).update(until=clock.today())


def not_begun(token: Token) -> None:
    Appointment._base_manager.filter(pk=token.appointment_id).update(since=clock.today() + DAY)


each_end = pytest.mark.parametrize("end", [revoked, expired, disabled, ended, not_begun])


@pytest.fixture(autouse=True)
def unhurried(settings):
    """Tokens of tests that are undone have the same number, so all ask in one minute's count."""
    settings.API_PER_MINUTE = 100_000


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    traceless: bool
    """Nothing was changed, and the journal says nothing of it."""


def ask(world: World, call: Call, user: User, *permissions: str, absent: bool = False) -> Answer:
    """With a token that has these permissions, or all it can have; as if nothing had been asked before."""
    with undone(), acting(Actor("system:tests")):
        program = program_of(user, *permissions)
        # What the first use of a token writes is not what the call does.
        program.get("/me")
        return sent(world, call, {"Authorization": f"Bearer {program.text}"}, Client(), absent=absent)


def sent(
    world: World, call: Call, headers: dict[str, str], client: Client, *, absent: bool = False
) -> Answer:
    client.raise_request_exception = False
    before = told()
    answer = call.send(client, world, headers, absent=absent)
    text = visits.text_of(answer)
    # Marks are looked for in it, so nothing in it may be escaped.
    assert "\\u" not in text
    return Answer(answer.status_code, text, told() == before)


def told() -> Any:
    return visits.held(), Entry.objects.count()


def test_every_operation_has_its_call():
    assert sorted(set(described()) - {call.operation for call in CALLS}) == [], HOW
    assert sorted({call.operation for call in CALLS} - set(described())) == [], "these operations are gone"


@each_call
def test_who_works_there_gets_it(world, call):
    for username in call.who.split():
        answer = ask(world, call, world[username])

        assert answer.status == call.gives, (username, answer.text[-3000:])
        assert [one for one in call.shows if one not in answer.text] == [], username
        assert call.is_read or not answer.traceless, username


@each_call
def test_what_it_needs_is_enough(world, call):
    least = [one.value for one in call.needs] or ["household.view"]
    answer = ask(world, call, world[call.who.split()[0]], *least)

    assert answer.status == call.gives, answer.text[-3000:]


@each_call
def test_nobody_is_named_unless_it_is_asked_for(world, call):
    answer = ask(world, call, world[call.who.split()[0]])

    assert found(answer.text, (w.HEAD, w.NUMBER, w.PHONE)) == []


@pytest.mark.parametrize("call", [call for call in CALLS if HELPER in call.who.split()], ids=str)
def test_a_helper_hears_of_linked_households_only(world, call):
    answer = ask(world, call, world[HELPER])
    beside = world.others[people.VILLAGE].household_id

    assert found(answer.text, (world.alone.household_id, beside)) == []


def test_a_helper_counts_linked_households_only(world):
    counted = json.loads(ask(world, BY_NAME["run"], world[HELPER]).text)["tiers"]

    assert [one["households"] for one in counted] == [1]


@each_needing
def test_without_a_permission_it_does_not_exist(world, call):
    user = world[call.who.split()[0]]
    for lacking in call.needs:
        rest = sorted(set(tokens.given(user.appointments_now[0])) - {lacking})
        answer = ask(world, call, user, *rest)

        assert (answer.status, answer.traceless) == (404, True), lacking
        assert answer.text == nowhere(), lacking


@each_call
def test_next_door_it_is_not_there(world, call):
    for username in call.who.split():
        if (twin := world.twins.get(username)) is None:
            continue
        answer = ask(world, call, world[twin.username])

        assert answer.status == call.next_door(twin.username), (twin.username, answer.text[-3000:])
        assert found(answer.text, visits.marks(twin)) == [], twin.username
        assert answer.traceless or answer.status < 300, twin.username
        if answer.status == 404:
            assert answer.text == nowhere(), twin.username


@each_call
def test_for_all_others_it_does_not_exist(world, call):
    for username in sorted(set(LIVES.split()) - set(call.who.split())):
        user = world[username]
        if not tokens.given(user.appointments_now[0]):
            continue
        answer = ask(world, call, user)

        assert (answer.status, answer.traceless) == (404, True), username
        assert answer.text == nowhere(), username


def test_who_sees_no_household_is_given_no_token(world):
    for username in ("shenji", "guanli"):
        assert tokens.given(world[username].appointments_now[0]) == []


@pytest.mark.parametrize("call", [call for call in CALLS if "{" in described()[call.operation][1]], ids=str)
def test_what_is_not_there_is_the_same_as_what_may_not_be_seen(world, call):
    answer = ask(world, call, world[call.who.split()[0]], absent=True)

    assert answer.traceless and found(answer.text, MARKS) == []
    if call.operation == "table_rows":
        # Its names are known to everybody.
        assert answer.status == 422
    else:
        assert (answer.status, answer.text) == (404, nowhere())


@each_call
def test_without_a_token_there_is_nothing(world, call):
    for headers in ({}, {"Authorization": "Bearer sw_" + "0" * 43}, {"Authorization": "Basic YTpi"}):
        with undone():
            closed(sent(world, call, headers, Client()))


@each_call
def test_a_session_of_a_browser_opens_nothing(world, call):
    with undone():
        closed(sent(world, call, {}, visits.signed_in(world[call.who.split()[0]])))


@each_call
@each_end
def test_a_token_that_is_over_opens_nothing(world, call, end):
    with undone(), acting(Actor("system:tests")):
        program = program_of(world[call.who.split()[0]])
        end(program.token)

        closed(sent(world, call, {"Authorization": f"Bearer {program.text}"}, Client()))


def nowhere() -> str:
    """What is said at an address that there is not."""
    return problems.of_status(404).content.decode()


def closed(answer: Answer) -> None:
    assert (answer.status, answer.traceless) == (401, True)
    assert found(answer.text, MARKS) == []
