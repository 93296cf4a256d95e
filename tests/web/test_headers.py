"""What every answer carries, and whom the office answers at all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from tests.office.cast import PASSWORD, Cast

from shouwang.office.accounts.models import User
from shouwang.office.kit import clients

As = Callable[[User | None], Client]
PAGES = ["/accounts/sign-in/", "/nothing-here/", "/health/"]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_from_elsewhere_runs_in_a_page(db: None, path: str) -> None:
    policy = Client().get(path, follow=True).headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} & set(
        policy.replace(";", " ").split()
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_browsers_are_told_to_be_careful(db: None, name: str, value: str) -> None:
    assert Client().get("/accounts/sign-in/").headers[name] == value


def test_pages_are_not_kept_by_anybody_on_the_way(cast: Cast, as_: As) -> None:
    answer = as_(cast.achun).get("/")

    assert "Cookie" in answer.headers["Vary"]
    assert "public" not in answer.headers.get("Cache-Control", "")


def test_another_host_name_is_not_answered(db: None) -> None:
    answer = Client().get("/accounts/sign-in/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_a_session_is_not_read_by_scripts_nor_sent_to_others(cast: Cast) -> None:
    client = Client()
    client.post("/accounts/sign-in/", {"username": "achun", "password": PASSWORD})
    cookie: Any = client.cookies[settings.SESSION_COOKIE_NAME]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_behind_https_cookies_travel_encrypted_only(cast: Cast, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.post("/accounts/sign-in/", {"username": "achun", "password": PASSWORD}, secure=True)

    assert client.cookies[settings.SESSION_COOKIE_NAME]["secure"]


def test_the_environment_turns_all_of_it_on() -> None:
    assert settings.SESSION_COOKIE_SECURE == settings.CSRF_COOKIE_SECURE == settings.HTTPS
    assert bool(settings.SECURE_HSTS_SECONDS) == settings.HTTPS


@pytest.mark.parametrize(
    ("behind", "said", "address"),
    [
        (False, "1.2.3.4", "10.0.0.9"),
        (True, "1.2.3.4", "1.2.3.4"),
        # What comes before the last one was claimed by the client.
        (True, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (True, "", "10.0.0.9"),
        (True, "x" * 300, "x" * 45),
    ],
)
def test_only_our_own_proxy_is_believed(settings: Any, behind: bool, said: str, address: str) -> None:
    settings.BEHIND_PROXY = behind
    request = RequestFactory().get("/", headers={"x-forwarded-for": said}, REMOTE_ADDR="10.0.0.9")

    assert clients.address(request) == address
