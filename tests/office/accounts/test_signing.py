"""Signing in: who gets in, who learns nothing, who is locked out."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from tests.office.cast import PASSWORD

from shouwang.office.accounts import signing, users
from shouwang.office.accounts.models import User
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock

SIGN_IN = "/accounts/sign-in/"


def actions() -> list[str]:
    return list(Entry.objects.order_by("lane", "number").values_list("action", flat=True))


def without_tokens(body: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body.decode())


def test_the_right_password_opens_the_desk(cast, types):
    client = Client()

    response = types(client, "Achun")

    assert response.status_code == 302 and response["Location"] == reverse("desk")
    assert client.get(reverse("accounts:account")).status_code == 200
    entry = Entry.objects.get(action="sign_in")
    assert (entry.actor, entry.ident, entry.area_code) == ("achun", "achun", "430921104201")


def test_visitors_are_sent_to_sign_in_and_come_back(cast, types):
    client = Client()
    wanted = reverse("accounts:account")

    response = client.get(wanted)
    assert response["Location"] == f"{SIGN_IN}?next={wanted}"

    assert f'value="{wanted}"' in client.get(response["Location"]).content.decode()
    assert types(client, "achun", next=wanted)["Location"] == wanted


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "http:///evil"],
)
def test_nobody_is_sent_elsewhere(cast, types, target):
    assert types(Client(), "achun", next=target)["Location"] == reverse("desk")


def test_wrong_name_wrong_password_and_disabled_look_alike(cast, types, somebody):
    users.disable(cast.laobai, by=cast.guanli, on=cast.guanli.created_at.date())

    answers = [
        types(Client(), "achun", "wrong"),
        types(Client(), "nobody", "wrong"),
        types(Client(), "laobai", PASSWORD),
    ]

    assert {answer.status_code for answer in answers} == {409}
    bodies = [
        without_tokens(answer.content).replace(name, "")
        for answer, name in zip(answers, ("achun", "nobody", "laobai"), strict=True)
    ]
    assert bodies[0] == bodies[1] == bodies[2]


def test_unknown_names_cost_as_much_hashing_as_wrong_passwords(cast, types, settings, monkeypatch, somebody):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    rounds: list[int] = []
    encode = PBKDF2PasswordHasher.encode

    def counted(self, password, salt, iterations=None):
        rounds.append(iterations or self.iterations)
        return encode(self, password, salt, 1)

    user = User.objects.get(username="achun")
    user.set_password(PASSWORD)
    user.save()
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    types(Client(), "achun", "wrong")
    known, rounds[:] = sum(rounds), []
    types(Client(), "nobody", "wrong")

    assert sum(rounds) == known == PBKDF2PasswordHasher.iterations


def test_failures_are_noted_without_the_name(cast, types):
    types(Client(), "achun", "wrong")
    types(Client(), "my-secret-typed-here", "wrong")

    details = list(Entry.objects.filter(action="sign_in.failed").values_list("detail", flat=True))
    assert len(details) == 2
    assert not any("achun" in one or "secret" in one for one in details)


def test_five_failures_lock_the_name_out_and_say_how_long(cast, types):
    client = Client()
    for _try in range(4):
        assert types(client, "achun", "wrong").status_code == 409

    locked = types(client, "ACHUN", "wrong")

    assert locked.status_code == 429 and "分钟后再试" in locked.content.decode()
    assert 0 < int(locked["Retry-After"]) <= 15 * 60
    assert types(client, "achun", PASSWORD).status_code == 429
    assert types(client, "laobai", PASSWORD).status_code == 302
    assert actions().count("sign_in.locked") == 2


def test_unknown_names_are_locked_out_alike(cast, types):
    client = Client()

    assert [types(client, "nobody", "wrong").status_code for _try in range(5)] == [409] * 4 + [429]


def test_an_administrator_lifts_a_lock_out(cast, types, as_):
    for _try in range(5):
        types(Client(), "achun", "wrong")

    as_(cast.guanli).post(reverse("accounts:user-unlock", args=["achun"]))

    assert types(Client(), "achun").status_code == 302


def test_a_lock_out_is_seen_by_the_administrator_as_long_as_there_is_one(cast, types, as_):
    page = reverse("accounts:user", args=["achun"])
    unlock = reverse("accounts:user-unlock", args=["achun"])

    def seen():
        body = as_(cast.guanli).get(page).content.decode()
        listed = as_(cast.guanli).get(reverse("accounts:users")).content.decode()
        assert ("登录已锁定，至 " in body) is (unlock in body) is ("登录已锁定，至 " in listed)
        return unlock in body

    for _try in range(4):
        types(Client(), "achun", "wrong")
    assert not seen()
    types(Client(), "achun", "wrong")
    assert seen()

    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))
    assert not seen()


def test_failures_from_two_places_lock_none_and_browsers_of_one_place_count_together(cast, types):
    for number in range(6):
        types(Client(REMOTE_ADDR=f"10.0.0.{number % 2}"), "achun", "wrong")
    assert signing.locked_until("achun") is None

    for browser in "甲乙":
        types(Client(REMOTE_ADDR="10.0.0.1", headers={"user-agent": browser}), "achun", "wrong")

    assert signing.locked_until("achun") == AccessAttempt.objects.filter(ip_address="10.0.0.1").earliest(
        "attempt_time"
    ).attempt_time + timedelta(minutes=15)


def test_a_planted_session_is_not_signed_in(cast, types):
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key

    types(client, "achun")

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get(reverse("accounts:account")).status_code == 302


def test_signing_out_is_posted_and_noted(cast, as_):
    client = as_(cast.achun)
    assert client.get(reverse("accounts:sign-out")).status_code == 404

    client.post(reverse("accounts:sign-out"))

    assert client.get(reverse("accounts:account")).status_code == 302
    assert "sign_out" in actions()


def test_forged_requests_do_not_sign_in(cast):
    client = Client(enforce_csrf_checks=True)

    assert client.post(SIGN_IN, {"username": "achun", "password": PASSWORD}).status_code == 403


def test_what_was_typed_stays_text(cast, types):
    evil = "<script>alert(1)</script>"

    body = types(Client(), evil, "x").content.decode()

    assert evil not in body and escape(evil) in body


def test_a_first_password_has_to_be_changed_before_anything_else(cast, types, somebody):
    password = users.reset_password(cast.achun, by=cast.guanli, on=cast.guanli.created_at.date())
    client, change = Client(), reverse("accounts:password")
    types(client, "achun", password)

    assert client.get(reverse("accounts:account"))["Location"].startswith(change)
    assert client.get(reverse("desk"))["Location"].startswith(change)
    assert client.get(change).status_code == 200
    said = {"old": password, "new": "Yangliu-dabian-7", "again": "Yangliu-dabian-7"}
    assert client.post(change, {**said, "new": "short", "again": "short"}).status_code == 409
    assert client.post(change, {**said, "again": "other"}).status_code == 422
    assert client.post(change, {**said, "old": "wrong"}).status_code == 409
    assert client.post(change, {**said, "new": password, "again": password}).status_code == 409
    assert client.post(change, said)["Location"] == reverse("desk")
    assert client.get(reverse("accounts:account")).status_code == 200
    assert "password.changed" in actions()


def test_somebody_without_appointment_is_told_whom_to_ask(cast, as_, somebody):
    given = users.create(username="aman", full_name="阿满", by=cast.guanli)
    given.user.must_change_password = False
    given.user.save()
    client = as_(given.user)

    response = client.get(reverse("desk"), follow=True)

    assert response.redirect_chain == [(reverse("accounts:unappointed"), 302)]
    assert "关工" in response.content.decode()


def test_visitors_may_choose_the_language(cast):
    response = Client().post(reverse("set_language"), {"language": "en", "next": SIGN_IN})

    assert response["Location"] == SIGN_IN and "shouwang_language" in response.cookies


@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_says_what_it_is_before_anybody_signs_in(client, db, settings, demo):
    settings.DEMO = demo

    page = client.get(reverse("accounts:sign-in")).content.decode()

    assert ("二次验证已关闭" in page) is demo


def changes(client, old):
    told = {"old": old, "new": "Lvshui-2026-gao", "again": "Lvshui-2026-gao"}
    return client.post(reverse("accounts:password"), told)


def test_whoever_guesses_the_password_to_change_it_is_locked_out_as_at_signing_in(cast, types, as_):
    client = as_(cast.linjie)

    assert [changes(client, "x").status_code for _try in range(5)] == [409] * 4 + [429]

    assert changes(client, PASSWORD).status_code == 429
    assert types(Client(), "linjie", PASSWORD).status_code == 429
    assert User.objects.get(username="linjie").check_password(PASSWORD)
    assert [actions().count(one) for one in ("password.failed", "sign_in.locked")] == [4, 3]


def test_a_wrong_password_and_the_right_one_afterwards_changes_it(cast, as_):
    client = as_(cast.achun)

    assert (changes(client, "x").status_code, changes(client, PASSWORD).status_code) == (409, 302)
    assert client.get(reverse("accounts:account")).status_code == 200
    assert User.objects.get(username="achun").check_password("Lvshui-2026-gao")
