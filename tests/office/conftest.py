"""Fixtures of the office: the cast, a browser signed in as one of them, and somebody acting."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.sqlite3.base import DatabaseOperations
from django.test import Client
from tests.office import cast as people
from tests.office import visits
from tests.office import world as worlds

from shouwang.office.accounts.models import User
from shouwang.office.journal import guards
from shouwang.office.journal.acting import Actor, acting


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only one data base can do is no test on the other, rather than a skipped one."""
    elsewhere = [
        item for item in items for mark in item.iter_markers("only_on") if mark.args[0] != connection.vendor
    ]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.assemble()


@pytest.fixture
def as_(db: None) -> Callable[[User | None], Client]:
    """A client signed in as somebody, past the password; None: an anonymous visitor."""

    def signed_in(user: User | None) -> Client:
        client = Client()
        if user:
            client.force_login(user, backend="shouwang.office.accounts.backends.ByPassword")
        return client

    return signed_in


@pytest.fixture
def somebody() -> Iterator[None]:
    """Records may be written: the tests act."""
    with acting(Actor("system:tests")):
        yield


@pytest.fixture(autouse=True, scope="session")
def flushable() -> Iterator[None]:
    """After a test with real transactions SQLite empties the tables with DELETE, which the journal's triggers refuse.

    They come back by themselves: emptying ends like a migration.
    """
    with pytest.MonkeyPatch.context() as patch:
        empty = DatabaseOperations.execute_sql_flush

        def lifted(self: DatabaseOperations, statements: list[str]) -> None:
            guards.lift(self.connection)
            empty(self, statements)

        patch.setattr(DatabaseOperations, "execute_sql_flush", lifted)
        yield


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[worlds.World]:
    """One record of everything, for tests that only visit; what a test does to it is undone.  Needs `django_db`."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = worlds.build()
        visits.sign_in(made)
        yield made
        visits.SIGNED_IN.clear()
        transaction.set_rollback(True)
