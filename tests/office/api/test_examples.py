"""Every operation has an example on the page, which is run here as it stands there."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.office.api import running
from tests.office.api.calls import described
from tests.office.api.examples import EXAMPLES, RECEIVED, RULES
from tests.office.api.recording import kept, small_world
from tests.office.world import World

from shouwang.office.api import signing
from shouwang.office.kit import clock

pytestmark = pytest.mark.django_db
HOW = "add it to tests/office/api/examples.py, then: make docs"
LINES = 5


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), small_world() as made:
        yield made


def test_every_operation_has_its_example():
    shown = [example.operation for example in EXAMPLES]

    assert sorted(set(described()) - set(shown)) == [], HOW
    assert sorted(set(shown) - set(described())) == [], "these operations are gone"
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.operation)
def test_the_example_asks_for_it_in_five_lines_and_gets_it(world, example):
    wire = running.run(world, example)

    assert wire.operations == [example.operation]
    assert wire.answers[0].status_code < 300
    assert len(example.code.splitlines()) <= LINES + 1


def test_the_page_shows_what_is_answered(world):
    assert running.answers(world) == kept(), "run: make docs"


def test_the_rules_are_as_their_examples_show(world):
    pages, unchanged, refused = (running.run(world, RULES[name]) for name in RULES)

    assert len(pages.asked) > 2
    assert [answer.status_code for answer in unchanged.answers] == [200, 304]
    assert [answer.status_code for answer in refused.answers] == [422]


def test_a_receiver_can_check_what_it_was_sent():
    secret, body = signing.new_secret(), b'{"type": "run.done"}'
    headers = signing.headers("msg_1", body, keys=[signing.new_secret(), secret], at=clock.now())
    given: dict[str, Any] = {"SECRET": secret, "headers": headers, "body": body}
    exec(RECEIVED, given)  # as it stands on the page

    assert given["good"]
    given["body"] = body + b" "
    exec(RECEIVED, given)
    assert not given["good"]
