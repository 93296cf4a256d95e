"""A run reads all tables as of one moment, and keeps nobody from writing meanwhile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwang.office.jobs.models import Beat
from shouwang.office.screening.running.making import snapshot

pytestmark = pytest.mark.django_db(transaction=True)
BEGINS = {"sqlite": "BEGIN", "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"}
"""On SQLite a plain BEGIN: the first read fixes what is seen, and no lock is taken that writers want."""


def test_reading_takes_no_lock_and_sees_one_moment():
    with (
        CaptureQueriesContext(
            connection,
        ) as captured,
        snapshot(),
    ):
        Beat.objects.count()

    said = [query["sql"] for query in captured if query["sql"] != "BEGIN" or connection.vendor == "sqlite"]
    assert said[0] == BEGINS[connection.vendor]
    assert "SELECT" in said[1]


def test_afterwards_others_begin_by_locking_as_ever():
    mode = getattr(connection, "transaction_mode", None)
    with snapshot():
        assert connection.in_atomic_block
    assert getattr(connection, "transaction_mode", None) == mode
