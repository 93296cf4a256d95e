"""Sessions: planted, left, ended; and what signing in tells to whoever tries."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from tests.office import cast as people
from tests.office import world as w
from tests.office.visits import text_of

pytestmark = pytest.mark.django_db


def test_signing_in_changes_the_key_of_the_session(world):
    client = Client()
    client.get(reverse("accounts:sign-in"))
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key

    client.post(reverse("accounts:sign-in"), {"username": "achun", "password": people.PASSWORD})

    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != planted and not Session.objects.filter(session_key=planted).exists()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get(reverse("accounts:account")).status_code == 302
    assert client.get(reverse("accounts:account")).status_code == 200


def test_a_session_that_was_left_opens_nothing(world):
    client = Client()
    client.post(reverse("accounts:sign-in"), {"username": "achun", "password": people.PASSWORD})
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("accounts:sign-out"))

    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get(reverse("registry:household", args=[w.CODE])).status_code == 302


def test_nobody_is_told_whether_a_name_exists(world):
    said = {
        name: text_of(Client().post(reverse("accounts:sign-in"), {"username": name, "password": "x" * 12}))
        for name in ("achun", "nobody-there")
    }
    assert len({re.sub(r'value="[^"]*"', "", text) for text in said.values()}) == 1
