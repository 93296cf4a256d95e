"""Requests as no browser of ours sends them."""

import io
from collections.abc import Callable
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.test import Client
from tests.office.cast import FAR, Cast

from shouwang.office.accounts.models import User
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.models import Household
from shouwang.web.wsgi import application

As = Callable[[User | None], Client]
ENCODINGS = ["base64", "rot13", "unicode_escape", "utf-16", "gbk", "undefined", "no-such"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_another_encoding_is_not_understood(cast: Cast, as_: As, encoding: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\n\\ud800\r\n--x--\r\n'

    answer = as_(cast.achun).generic(
        "POST", "/find/", body, f"multipart/form-data; boundary=x; charset={encoding}"
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_not_even_the_address_is_decoded_as_the_client_says(db: None, encoding: str) -> None:
    environ: dict[str, Any] = {
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "QUERY_STRING": "next=%5Cud800",
        "CONTENT_TYPE": f"text/plain; charset={encoding}",
        "wsgi.input": io.BytesIO(),
    }
    setup_testing_defaults(environ)
    told: list[str] = []

    application(environ, lambda status, headers, *_: told.append(status))

    assert told == ["400 Bad Request"]


def test_asking_for_the_head_is_reading_and_brings_no_body(cast: Cast, as_: As, somebody: None) -> None:
    code, today = f"{FAR}000009", clock.today()
    more = {"since": today, "recorded_at": clock.now(), "source": "test"}
    Household(household_id=code, area_code=FAR, head_name="田家", **more).save()

    answer = as_(cast.laozhou).head(f"/households/{code}/")

    assert (answer.status_code, answer.content) == (200, b"")
    assert Entry.objects.filter(action="household.read", ident=code).count() == 1


def test_no_body_follows_a_head(db: None) -> None:
    environ: dict[str, Any] = {
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "REQUEST_METHOD": "HEAD",
        "PATH_INFO": "/accounts/sign-in/",
        "wsgi.input": io.BytesIO(),
    }
    setup_testing_defaults(environ)

    assert b"".join(application(environ, lambda *_: None)) == b""
