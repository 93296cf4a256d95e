"""A short journal, in hands that may do anything to it."""

import pytest
from django.conf import settings
from django.db import connection

from shouwang.office.journal import entries, guards, kept, seals
from shouwang.office.journal.acting import Actor, acting

# SQLite has one writer: nothing there is side by side.
collect_ignore = ["test_writers.py"] if settings.SQLITE else []


@pytest.fixture(autouse=True)
def nothing_kept():
    """A test with real transactions leaves the head and the ends of a journal that is then emptied."""
    for name in (kept.HEAD, kept.ENDS):
        kept.path(name).unlink(missing_ok=True)


@pytest.fixture
def story():
    """Seven things happen, two seals are made; whoever owns the data base has lifted the triggers."""
    with acting(Actor("achun")):
        for place in range(7):
            entries.record(f"household.{'read' if place % 2 else 'changed'}", detail={"n": place})
            if place in (2, 4):
                seals.seal()
    guards.lift(connection)
    yield
    # Some data bases remember the triggers of a transaction that is rolled back, some do not.
    guards.install(connection)
