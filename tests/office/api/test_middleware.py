"""A token first; answers as programs read them."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from tests.office.api.conftest import V1

from shouwang.office.accounts import appointments, tokens, users
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock

pytestmark = pytest.mark.django_db


def problem(answer):
    assert answer["Content-Type"] == "application/problem+json"
    return json.loads(answer.content)


def test_a_token_says_who_it_acts_for(program, cast):
    said = program("linjie").get("/me").json()

    assert (said["username"], said["role"]) == (cast.linjie.username, "county_office")
    assert "import" in said["permissions"] and "change.approve" not in said["permissions"]


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer sw_wrong", "Basic YTpi", f"Bearer sw_{'a' * 43}"])
def test_without_a_token_that_opens_nothing_is_told(cast, sent):
    answer = Client().get(f"{V1}/me", headers={"Authorization": sent} if sent else {})

    assert (answer.status_code, problem(answer)["status"]) == (401, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_session_opens_nothing_here(cast):
    client = Client()
    client.force_login(cast.linjie, backend="shouwang.office.accounts.backends.ByPassword")

    assert client.get(f"{V1}/me").status_code == 401


def test_a_token_opens_no_page(program):
    asked = program("linjie")

    answer = asked.client.get("/households/", headers={"Authorization": f"Bearer {asked.text}"})

    assert answer.status_code == 302 and "sign-in" in answer["Location"]


def test_what_ends_a_token(program, cast, somebody):
    revoked, handed, closed = program("linjie"), program("achun"), program("xiaoman")

    tokens.revoke(revoked.token, by=cast.linjie, at=clock.now())
    appointments.end(handed.token.appointment, by=None, on=clock.today())
    users.disable(closed.token.appointment.user, by=None, on=clock.today())

    assert [one.get("/me").status_code for one in (revoked, handed, closed)] == [401, 401, 401]


def test_an_expired_token_opens_nothing(program, monkeypatch):
    asked = program("linjie")
    later = clock.now() + timedelta(days=90)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert asked.get("/me").status_code == 401


def test_what_somebody_has_already_is_not_sent_again(program):
    asked = program("linjie")
    tag = asked.get("/me")["ETag"]

    again = asked.get("/me", **{"If-None-Match": tag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert "private" in asked.get("/me")["Cache-Control"]


def test_too_many_requests_are_told_when_to_come_back(program, settings):
    settings.API_PER_MINUTE = 2
    asked = program("linjie")

    *answered, last = [asked.get("/me") for _ in range(3)]

    assert [one.status_code for one in answered] == [200, 200]
    assert last.status_code == 429 and 1 <= int(last["Retry-After"]) <= 60
    assert problem(last)["status"] == 429


def test_the_first_use_of_a_day_stands_in_the_journal(program):
    asked = program("linjie")
    for _ in range(3):
        asked.get("/me")

    assert Entry.objects.filter(action="token.used", ident=str(asked.token.pk)).count() == 1


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/nothing", {}, 404),
        ("/areas", {"limit": "many"}, 422),
        ("/areas", {"limit": "1000000"}, 422),
        ("/areas", {"aera": "430921"}, 422),
        ("/areas", {"level": "planet"}, 422),
        ("/areas", {"limit": ["1", "2"]}, 422),
        ("/areas", {"after": "elsewhere"}, 409),
    ],
)
def test_mistakes_are_told_as_problems(program, path, query, status):
    answer = program("linjie").get(path, query)

    said = problem(answer)
    assert (answer.status_code, said["status"]) == (status, status)
    assert said["title"] and said["detail"]
    assert (status == 422) == bool(said["errors"])


def test_another_method_is_told_as_a_problem(program):
    answer = program("linjie").post("/me")

    assert (answer.status_code, problem(answer)["status"]) == (405, 405)
    assert answer["Allow"] == "GET"
