"""Kinds of jobs that exist for tests only."""

from collections.abc import Callable, Iterator

import pytest
from tests.office.cast import COUNTY

from shouwang.office.jobs import handlers, queue
from shouwang.office.jobs.models import Job


@pytest.fixture
def kind() -> Iterator[Callable[..., str]]:
    """Registers a function as a kind of job for the length of a test."""
    made: list[str] = []

    def register(function: handlers.Handler, name: str = "tests.work") -> str:
        handlers.handler(name)(function)
        made.append(name)
        return name

    yield register
    for name in made:
        del handlers.HANDLERS[name]


@pytest.fixture
def queued(cast, somebody, kind) -> Callable[..., Job]:
    """A job of 林姐 that does what the function does."""

    def enqueue(function: handlers.Handler, **payload) -> Job:
        return queue.enqueue(kind(function), payload, by=cast.linjie, area_code=COUNTY)

    return enqueue
