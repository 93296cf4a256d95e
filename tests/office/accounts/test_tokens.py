"""Tokens: for an own appointment, with part of its permissions, for some time."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.office.cast import COUNTY, NEIGHBOUR, PASSWORD, VILLAGE

from shouwang.engine.errors import Refused
from shouwang.office.accounts import appointments, tokens, users
from shouwang.office.accounts.models import Token
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(cast, somebody):
    def issue(who="linjie", of="linjie", **asked):
        words = {"label": "县民政接口", "permissions": ["household.view"], "days": 90, **asked}
        held = getattr(cast, of).appointments_now[0]
        return tokens.issue(held, by=getattr(cast, who), at=clock.now(), **words)

    return issue


def test_the_text_stands_nowhere(issue):
    issued = issue()

    kept = Token.objects.get()
    assert issued.text not in f"{vars(kept)}{[entry.detail for entry in Entry.objects.all()]}"
    assert kept.digest not in f"{[entry.detail for entry in Entry.objects.all()]}"
    assert Entry.objects.filter(action="token.created").count() == 1


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"of": "achun"}, "自己在任"),
        ({"label": "  "}, "用途"),
        ({"permissions": []}, "权限"),
        ({"permissions": ["change.approve"]}, "权限"),
        ({"permissions": ["journal.view"]}, "权限"),
        ({"days": 0}, "有效期"),
        ({"days": 3_650}, "有效期"),
    ],
)
def test_what_is_not_issued(issue, asked, why):
    with pytest.raises(Refused, match=why):
        issue(**asked)


def test_nobody_has_more_than_anybody_can_keep_track_of(issue):
    for _ in range(tokens.MOST):
        issue()

    with pytest.raises(Refused, match="10 个"):
        issue()


def test_what_acts_has_what_was_given_and_nothing_else(issue, cast):
    user = tokens.bearer(issue().text, at=clock.now())

    assert user.may_anywhere("household.view") and not user.may_anywhere("personal.reveal")
    assert user.reach("household.view") == cast.linjie.reach("household.view")


def test_whoever_holds_two_appointments_acts_for_one(issue, cast):
    text = issue("achun", "achun").text
    appointments.appoint(cast.achun, role="village_cadre", area_code=NEIGHBOUR, since=clock.today(), by=None)

    assert [one.area_code for one in tokens.bearer(text, at=clock.now()).appointments_now] == [VILLAGE]


@pytest.mark.parametrize("ending", [users.disable, users.reset_password])
def test_what_signs_somebody_out_revokes_their_tokens(issue, cast, ending):
    text = issue().text

    ending(cast.linjie, by=None, on=clock.today())
    users.enable(cast.linjie, by=None, on=clock.today()) if ending is users.disable else None

    assert tokens.bearer(text, at=clock.now()) is None
    assert Token.objects.get().revoked_at


def test_it_is_over_on_the_day_it_says(issue):
    issued = issue(days=1)

    assert tokens.bearer(issued.text, at=clock.now())
    assert tokens.bearer(issued.text, at=clock.now() + timedelta(days=1)) is None


def signed_in(user):
    client = Client()
    client.force_login(user, backend="shouwang.office.accounts.backends.ByPassword")
    return client


def test_the_page_shows_it_once(cast):
    client = signed_in(cast.linjie)
    asked = {"label": "县民政接口", "permissions": ["household.view"], "days": "90", "password": PASSWORD}

    answer = client.post("/accounts/me/tokens/new/", asked)

    text = answer.content.decode().partition("<code>")[2].partition("</code>")[0]
    assert tokens.bearer(text, at=clock.now()).username == cast.linjie.username
    page = client.get("/accounts/me/").content.decode()
    assert "县民政接口" in page and text not in page


# -- The password once more ------------------------------------------------------------------------------------------


def asks(client, password=PASSWORD, once=""):
    asked = {"label": "县民政接口", "permissions": ["household.view"], "days": "90", "password": password}
    asked["once"] = once
    return client.post("/accounts/me/tokens/new/", asked)


def test_without_the_password_nothing_is_issued(cast):
    answer = asks(signed_in(cast.linjie), "x")

    assert answer.status_code == 409 and "密码不对" in answer.content.decode()
    assert not Token.objects.exists()
    told = Entry.objects.get(action="password.failed")
    assert (told.actor, told.ident, told.area_code) == ("linjie", "linjie", COUNTY)


def test_whoever_guesses_it_is_locked_out_as_at_signing_in(cast, types):
    client = signed_in(cast.linjie)

    assert [asks(client, "x").status_code for _try in range(5)] == [409] * 4 + [429]

    assert asks(client).status_code == 429 and not Token.objects.exists()
    assert types(Client(), "linjie", PASSWORD).status_code == 429
    assert types(Client(), "achun", PASSWORD).status_code == 302
    assert Entry.objects.filter(action="sign_in.locked").exists()


def test_failures_at_signing_in_count_along(cast, types):
    for _try in range(4):
        types(Client(), "linjie", "x")

    locked = asks(signed_in(cast.linjie), "x")

    assert locked.status_code == 429 and "我的账号" in locked.content.decode()


def test_the_right_one_ends_the_count_as_at_signing_in(cast):
    client = signed_in(cast.linjie)

    typed = ("x", "x", "x", PASSWORD, "x", "x")
    given = [asks(client, password, str(number)).status_code for number, password in enumerate(typed)]

    assert given == [409, 409, 409, 200, 409, 409]


def test_a_form_that_is_sent_again_issues_no_second_one(cast):
    client = signed_in(cast.linjie)
    assert asks(client).status_code == 200

    again = asks(client)

    assert (again.status_code, Token.objects.count()) == (302, 1)
    assert "没有重复签发" in client.get(again["Location"]).content.decode()
