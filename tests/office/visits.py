"""Visiting an address of `addresses.py` as somebody, and seeing what came of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from tests.office.rows import Row, get, registered
from tests.office.world import MARKS, World

from shouwang.office.accounts.models import User
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry

APPS = ("journal", "areas", "accounts", "jobs", "registry", "imports", "screening", "api")
SIGNED_IN: dict[str, str] = {}
"""User name → session."""
PASSING = {"OpenSession", "Lane", "Beat", "Duty"}
"""Changed by visiting, or by nobody."""
ABSENT: dict[str, Any] = {
    "pk": 987_654_321,
    "household_id": "XX-0/0",
    "person_id": "XX-0/0-1",
    "ident": "XX-0/0",
    "username": "nobody-there",
    "code": "430999999000",
}
"""Parts of an address at which there is nothing."""


@dataclass(frozen=True)
class Visit:
    status: int
    text: str
    """What was answered and where it leads."""
    changed: bool
    noted: bool = False
    """Whether the journal says that somebody looked at something."""

    @property
    def traceless(self) -> bool:
        return not self.changed and not self.noted


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def url(row: Row, parts: dict[str, Any]) -> str:
    try:
        address = reverse(row.name, kwargs=parts)
    except NoReverseMatch:
        route = registered()[row.name][0]
        address = "/" + re.sub(r"<\w+:(\w+)>", lambda part: quote(str(parts[part[1]])), route)
    return f"{address}?{row.query}" if row.query else address


def signed_in(user: User | None, **more: Any) -> Client:
    # What breaks is a 500 here, too, as it is for people.
    client = Client(raise_request_exception=False, **more)
    if user and user.username in SIGNED_IN:
        client.cookies[settings.SESSION_COOKIE_NAME] = SIGNED_IN[user.username]
    elif user:
        client.force_login(user, backend="shouwang.office.accounts.backends.ByPassword")
    return client


def sign_in(world: World) -> None:
    """Everybody, once for all visits: signing in takes longer than looking at a page."""
    SIGNED_IN.clear()
    for user in User.objects.get_queryset().exclude(pk=world.account.pk):
        client = signed_in(user)
        client.get("/accounts/me/")
        SIGNED_IN[user.username] = client.cookies[settings.SESSION_COOKIE_NAME].value


def visit(world: World, row: Row, user: User | None, *, absent: bool = False, **more: Any) -> Visit:
    """As if nobody had visited anything before."""
    with undone(), acting(Actor("system:tests")):
        client = signed_in(user, **more)
        if row.first:
            row.first(client, world)
        parts = row.at(world)
        if absent:
            parts |= {name: value for name, value in ABSENT.items() if name in parts}
        told = held if row.method == "POST" else journal
        before, looked, sent = told(), reads(), row.sends(world)
        answer = getattr(client, row.method.lower())(url(row, parts), sent)
        text = without(text_of(answer), sent)
        return Visit(answer.status_code, text, told() != before, reads() != looked)


def text_of(answer: Any) -> str:
    """All of it: a stream that was read to its end is closed."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace") + answer.headers.get("Location", "")


def held() -> dict[str, list[Any]]:
    """Everything that the office holds, but for what the journal says of looking."""
    models = [model for name in APPS for model in apps.get_app_config(name).get_models()]
    rows = {
        model.__name__: list(model._base_manager.order_by("pk").values_list())
        for model in models
        if model.__name__ not in PASSING
    }
    return rows | {"Entry": [journal()]}


def journal() -> int:
    """How many entries say that something was done."""
    return Entry.objects.exclude(action__endswith=".read").count()


def reads() -> int:
    return Entry.objects.filter(action__endswith=".read").count()


def without(text: str, sent: dict[str, Any]) -> str:
    """A page may repeat what somebody typed, and the address they asked for."""
    for typed in filter(lambda value: isinstance(value, str) and value, sent.values()):
        text = text.replace(f'value="{escape(typed)}"', "").replace(f"“{escape(typed)}”", "")
    return re.sub(r'name="next" value="[^"]*"', "", text)


def plain(text: str) -> str:
    """Without what differs from one request to the next."""
    return re.sub(r'(name="csrf-token" content|name="csrfmiddlewaretoken" value)="[^"]*"', "", text)


def marks(user: User) -> tuple[str, ...]:
    """What somebody next door must never read; the other helper works in the same village."""
    return MARKS if user.username == "bangren" else (*MARKS, "青山村", "小满")


def found(text: str, marked: tuple[str, ...]) -> list[str]:
    return [mark for mark in marked if mark in text]


def page(world: World, username: str, name: str, query: str = "", **parts) -> str:
    answer = visit(world, get(name, username, query=query, at=lambda _: parts)[0], world[username])
    assert answer.status == 200, answer.text[-2000:]
    return answer.text


def status(world: World, username: str, name: str, **parts) -> int:
    return visit(world, get(name, username, at=lambda _: parts)[0], world[username]).status
