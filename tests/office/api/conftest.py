"""Programs that ask: a token for somebody of the cast, and a client that sends it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from tests.office.cast import Cast

from shouwang.office.accounts import tokens
from shouwang.office.accounts.models import Token, User
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.kit import clock

V1 = "/api/v1"


@dataclass(frozen=True)
class Program:
    client: Client
    text: str
    token: Token

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(V1 + path, query or {}, headers=self._headers(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.post(
            V1 + path, body or {}, content_type="application/json", headers=self._headers(headers)
        )

    def send(self, path: str, form: dict[str, Any], **headers: str) -> Any:
        """With files."""
        return self.client.post(V1 + path, form, headers=self._headers(headers))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}", **more}


def program_of(user: User, *permissions: str) -> Program:
    """With all that a token for the first appointment can have, or only these."""
    held = user.appointments_now[0]
    with acting(Actor(user.username)):
        issued = tokens.issue(
            held,
            label="县民政接口",
            permissions=permissions or tokens.given(held),
            days=90,
            by=user,
            at=clock.now(),
        )
    return Program(Client(), issued.text, issued.token)


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Tokens of tests that are undone have the same number, so all would ask in one minute's count."""
    cache.clear()


@pytest.fixture(autouse=True)
def chinese_afterwards() -> Iterator[None]:
    """A request's language stays with the thread until the next request."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def program(cast: Cast) -> Callable[..., Program]:
    return lambda who, *permissions: program_of(getattr(cast, who), *permissions)
