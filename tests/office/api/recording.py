"""The answers to the examples of docs/api.md, as they are on a day of its own: `python -m tests.office.api.recording`."""

import importlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import django
from django.db import connection, transaction
from django.test.utils import setup_test_environment

ANSWERS = Path(__file__).with_name("answers.json")
NOW = datetime(2026, 6, 30, 1, tzinfo=UTC)
"""Every moment on the page."""


@contextmanager
def small_world() -> Iterator[Any]:
    """The world of the tests as if it were NOW; nothing of it stays."""
    worlds = importlib.import_module("tests.office.world")
    with mock.patch("django.utils.timezone.now", return_value=NOW), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


def kept() -> dict[str, str]:
    found: dict[str, str] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return found


def write() -> None:
    """In a data base of its own, which is gone afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.office.settings")
    django.setup()
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    running = importlib.import_module("tests.office.api.running")
    with small_world() as world:
        found = running.answers(world)
    ANSWERS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
