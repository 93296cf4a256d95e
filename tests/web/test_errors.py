"""What went wrong is said, and tells nobody what they may not know."""

import re
from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client
from tests.office.cast import FAR, Cast

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import User
from shouwang.office.kit import clock
from shouwang.office.registry.models import Household
from shouwang.web.pages.desk import Desk

As = Callable[[User | None], Client]


def plain(content: bytes, path: str) -> str:
    """Without what differs on every page: the forgery token and the page's own address."""
    text = re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"', "", content.decode())
    return text.replace(path, "")


@pytest.fixture
def far(cast: Cast, somebody: None) -> str:
    """A household of the next county."""
    code = f"{FAR}000001"
    today = clock.today()
    Household(
        household_id=code,
        area_code=FAR,
        head_name="田家",
        since=today,
        recorded_at=clock.now(),
        source="test",
    ).save()
    return code


def test_not_yours_looks_like_not_there(cast: Cast, as_: As, far: str) -> None:
    client = as_(cast.achun)
    theirs, none = f"/households/{far}/", f"/households/{FAR}999999/"

    answers = [client.get(path) for path in (theirs, none)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert plain(answers[0].content, theirs) == plain(answers[1].content, none)
    assert dict(answers[0].headers).keys() == dict(answers[1].headers).keys()


def test_a_page_without_permission_looks_like_no_page(cast: Cast, as_: As) -> None:
    client = as_(cast.achun)
    forbidden, none = client.get("/journal/"), client.get("/nothing-here/")

    assert (forbidden.status_code, none.status_code) == (404, 404)
    assert plain(forbidden.content, "/journal/") == plain(none.content, "/nothing-here/")


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.achun, backend="shouwang.office.accounts.backends.ByPassword")

    answer = client.post("/accounts/sign-out/")

    assert answer.status_code == 403
    assert client.get("/").status_code == 200  # still signed in


def test_a_refusal_that_no_page_caught_is_said_in_two_lines(
    cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refused("这件事做不到。", "请这样办。")

    monkeypatch.setattr(Desk, "get", refuse)

    answer = as_(cast.achun).get("/")

    assert answer.status_code == 409
    assert "这件事做不到。" in answer.content.decode()
    assert "请这样办。" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("gone"), 503), (KeyError("secret value"), 500)]
)
def test_what_broke_is_not_shown(
    cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Desk, "get", fail)
    client = as_(cast.achun)
    client.raise_request_exception = False

    answer = client.get("/")

    assert answer.status_code == status
    assert not re.search("Traceback|gone|secret value", answer.content.decode())


@pytest.mark.parametrize(
    "path",
    [
        "/static/../web/settings.py",
        "/static/%2e%2e/%2e%2e/web/settings.py",
        "/static/..%5c..%5cweb/settings.py",
        "/static//etc/passwd",
        "/papers/..%2f..%2fkeys/",
        "/files/keys/secret.key",
        "/households/..%2f..%2f/",
        "/households/%00/",
        "/media/x",
    ],
)
def test_paths_that_climb_lead_nowhere(cast: Cast, as_: As, path: str) -> None:
    assert as_(cast.achun).get(path).status_code in (301, 404)
    assert as_(None).get(path).status_code in (301, 302, 404)
