"""The second factor: enrolled before anything else, asked for once per session, replaced by a code once."""

import re
from base64 import b32encode
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken

from shouwang.office.accounts import users
from shouwang.office.accounts.models import Authenticator, User
from shouwang.office.journal.models import Entry
from shouwang.office.kit import rotation

ACCOUNT, VERIFY, ENROL = "/accounts/me/", "/accounts/second-factor/", "/accounts/second-factor/enrol/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR = ("county_office",)


@pytest.fixture
def enrolled(cast, types, app) -> tuple[Client, list[str]]:
    """林姐 has enrolled: her browser, and her recovery codes."""
    client = Client()
    types(client, "linjie")
    client.get(ENROL)
    page = client.post(ENROL, {"token": app("linjie")})
    codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", page.content.decode())
    # So that the next one-time password need not be waited for.
    Authenticator.objects.update(last_t=-1)
    return client, codes


def test_a_county_officer_enrols_before_anything_else(cast, types, app):
    client = Client()
    types(client, "linjie")

    assert client.get(ACCOUNT)["Location"] == f"{ENROL}?next=%2Faccounts%2Fme%2F"
    page = client.get(ENROL).content.decode()
    assert 'src="data:image/svg+xml' in page
    assert client.post(ENROL, {"token": "000000"}).status_code == 409
    Authenticator.objects.update(throttling_failure_count=0)
    assert client.post(ENROL, {"token": app("linjie")}).status_code == 200
    assert client.get(ACCOUNT).status_code == 200


def test_reloading_keeps_the_scanned_picture(cast, types):
    client = Client()
    types(client, "linjie")

    client.get(ENROL)
    client.get(ENROL)

    assert Authenticator.objects.count() == 1


def test_others_need_none(cast, types):
    client = Client()
    types(client, "achun")

    assert client.get(ACCOUNT).status_code == 200


def test_it_is_asked_for_at_every_signing_in(enrolled, types, app):
    client = Client()
    types(client, "linjie")

    assert client.get(ACCOUNT)["Location"] == f"{VERIFY}?next=%2Faccounts%2Fme%2F"
    assert client.get(ENROL)["Location"].startswith(VERIFY)
    assert client.post(VERIFY, {"token": "000000"}).status_code == 409
    assert "秒后" in client.post(VERIFY, {"token": app("linjie")}).content.decode()
    Authenticator.objects.update(throttling_failure_count=0)
    before = client.session.session_key
    assert client.post(VERIFY, {"token": app("linjie"), "next": ACCOUNT})["Location"] == ACCOUNT
    assert client.session.session_key != before
    assert client.get(ACCOUNT).status_code == 200


def test_a_password_is_used_once(enrolled, types, app):
    token = app("linjie")
    for status in (302, 409):
        client = Client()
        types(client, "linjie")
        assert client.post(VERIFY, {"token": token}).status_code == status


def test_a_recovery_code_is_used_once_and_kept_as_a_digest(enrolled, types):
    _browser, codes = enrolled
    assert len(codes) == 10
    assert not set(codes) & set(StaticToken.objects.values_list("token", flat=True))
    for status in (302, 409):
        client = Client()
        types(client, "linjie")
        assert client.post(VERIFY, {"token": codes[0].upper()}).status_code == status
    assert Entry.objects.filter(action="second_factor.failed").count() == 1


def test_new_codes_replace_the_old(enrolled, app, types):
    browser, codes = enrolled

    page = browser.post(reverse("accounts:codes"), {"token": app("linjie")})

    assert page.status_code == 200
    client = Client()
    types(client, "linjie")
    assert client.post(VERIFY, {"token": codes[0]}).status_code == 409


def test_who_needs_it_cannot_drop_it(enrolled, app):
    browser, _codes = enrolled

    assert browser.post(reverse("accounts:drop"), {"token": app("linjie")}).status_code == 409


def test_who_does_not_need_it_may_have_it_and_drop_it(cast, types, app):
    client = Client()
    types(client, "achun")
    client.get(ENROL)
    client.post(ENROL, {"token": app("achun")})
    Authenticator.objects.update(last_t=-1)
    other = Client()
    types(other, "achun")
    assert other.get(ACCOUNT)["Location"] == f"{VERIFY}?next=%2Faccounts%2Fme%2F"

    assert client.post(reverse("accounts:drop"), {"token": app("achun")}).status_code == 302

    assert not Authenticator.objects.exists() and client.get(ACCOUNT).status_code == 200


def test_a_lost_telephone_is_reset_by_an_administrator(enrolled, cast, types, somebody):
    browser, _codes = enrolled

    users.reset_second_factor(
        User.objects.get(username="linjie"), by=cast.guanli, on=cast.guanli.created_at.date()
    )

    assert browser.get(ACCOUNT).status_code == 302
    client = Client()
    types(client, "linjie")
    assert client.get(ACCOUNT)["Location"] == f"{ENROL}?next=%2Faccounts%2Fme%2F"


def test_no_table_holds_a_secret_in_clear(enrolled):
    device = Authenticator.objects.get()
    spellings = (device.key, b32encode(device.secret).decode(), str(device.secret))

    said = "\n".join(everything())

    assert "linjie" in said and not any(spelling in said for spelling in spellings)


def everything() -> Iterator[str]:
    """All rows of all tables, as they are stored."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from (str(row) for row in cursor.fetchall())


def test_a_rotation_of_keys_reaches_secrets():
    assert "accounts.authenticator.key" in [place.label for place in rotation.places()]


CLEAR = "otp_totp_totpdevice"


def test_devices_kept_in_clear_are_carried_over_sealed(cast):
    columns = "user_id bigint, name text, confirmed boolean, key text, drift integer, last_t bigint"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {CLEAR} (id integer, {columns})")
        row = (cast.linjie.pk, "app", True, "3132" * 10, 1, 57)
        cursor.execute(f"INSERT INTO {CLEAR} VALUES (7, %s, %s, %s, %s, %s, %s)", row)
    migration = import_module("shouwang.office.accounts.migrations.0003_seal_authenticators")

    migration.carry_over(apps, SimpleNamespace(connection=connection))

    device = Authenticator.objects.get(user=cast.linjie, confirmed=True)
    assert (device.secret, device.drift, device.last_t) == (b"12" * 10, 1, 57)
    assert "3132" * 10 not in "\n".join(everything())
    assert CLEAR not in connection.introspection.table_names()
