"""Whatever is sent twice – a double click, a page loaded anew, a program that repeats – makes one thing."""

from typing import Any

import pytest
from tests.office.addresses import ROWS
from tests.office.rows import Row
from tests.office.visits import held, signed_in, undone, url
from tests.office.world import World

from shouwang.office.journal.acting import Actor, acting

pytestmark = pytest.mark.django_db
SENT = [row for row in ROWS if row.method == "POST" and row.who and row.gives < 400]
AGAIN = {
    "accounts:user-password": ("User", "whoever asks again sees another password; only the last one counts"),
    "hooks:rotate": ("Hook", "a secret is shown once; the receiver's is known on (test_hooks.py)"),
    "hooks:retry": ("Delivery", "the same delivery, due a moment later"),
    "screening:plan": ("Plan", "the same plan of the place, saved a moment later"),
    "screening:outlines": ("Outline", "the same outline, loaded a moment later"),
}
"""Where sending again touches what sending once made, and why that is well.  More of anything arises nowhere."""
LEADS = {"areas:merge", "areas:end", "imports:undo"}
"""What cannot be done again: the second time shows what the first one made, not that it was done already."""
each_row = pytest.mark.parametrize("row", SENT, ids=str)


def send(world: World, row: Row, times: int) -> list[dict[str, list[Any]]]:
    """What the office holds before and after each time."""
    with undone(), acting(Actor("system:tests")):
        client = signed_in(world[row.who.split()[0]])
        if row.first:
            row.first(client, world)
        address, found = url(row, row.at(world)), [held()]
        # As the form was shown before it was sent at all.
        for told in [row.sends(world) for _time in range(times)]:
            answer = client.post(address, told)
            assert answer.status_code < 500, answer.content.decode()[-2000:]
            found.append(held())
        return found


@each_row
def test_it_makes_one_thing(world, row):
    before, once, again = send(world, row, 2)

    # The journal also tells who looked twice, and that somebody said the same once more.
    made = {name: len(rows) - len(before[name]) for name, rows in once.items() if name != "Entry"}
    more = {name: len(rows) - len(before[name]) for name, rows in again.items() if name != "Entry"}
    assert more == made
    other = [name for name in once if name != "Entry" and once[name] != again[name]]
    assert other == ([AGAIN[row.name][0]] if row.name in AGAIN else [])


@pytest.mark.parametrize("row", [row for row in SENT if row.name in LEADS], ids=str)
def test_the_second_time_leads_where_the_first_did(world, row):
    with undone(), acting(Actor("system:tests")):
        client = signed_in(world[row.who.split()[0]])
        answers = [client.post(url(row, row.at(world)), row.sends(world)) for _time in range(2)]

        assert [one.status_code for one in answers] == [302, 302]
        assert answers[0]["Location"] == answers[1]["Location"]
        assert client.get(answers[1]["Location"]).status_code == 200


def test_no_exception_is_out_of_date():
    assert {*AGAIN, *LEADS} <= {row.name for row in SENT}
