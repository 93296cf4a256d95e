"""Requests that reach for a second household: what they tell of it, and to whom."""

import pytest
from tests.office import cast as people
from tests.office import world as w
from tests.office.rows import post
from tests.office.visits import found, page, visit
from tests.office.world import MARKS

from shouwang.office.registry.requests import changes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("somebody")]


def test_a_merger_cannot_reach_out_for_a_foreign_household(world):
    foreign = world.others[people.NEIGHBOUR]
    sent = {
        "household": foreign.household_id,
        "happens_on": world.today.isoformat(),
        "seen": world.home.version,
    }
    row = post("registry:change-new", "achun", sends=lambda _: sent,
               at=lambda _: {"household_id": w.CODE, "kind": "merge"})[0]  # fmt: skip

    answer = visit(world, row, world["achun"])

    assert answer.status == 409 and not answer.changed and "白家福" not in answer.text


def test_a_number_that_stands_elsewhere_tells_nothing_of_where(world):
    """Whoever types a number learns at most that it is taken."""
    home = world.others[people.NEIGHBOUR]
    sent = {"name": "甲", "sex": "male", "relation": "child", "id_number": w.NUMBER, "seen": home.version,
            "happens_on": world.today.isoformat(), "birth_date": "1980-01-01"}  # fmt: skip
    for kind in ("birth", "marriage_in", "move_in"):
        row = post("registry:change-new", "laobai", sends=lambda _: sent,
                   at=lambda _, kind=kind: {"household_id": home.household_id, "kind": kind})[0]  # fmt: skip
        answer = visit(world, row, world["laobai"])
        assert answer.status in (409, 422) and found(answer.text, ("甄", "QS-7", "青山村")) == [], kind


def test_a_request_that_reaches_out_shows_everybody_only_what_is_theirs(world):
    """The county merges a household of 青山村 into one of 白云村, whose cadre sees that something is asked for."""
    home, on = world.others[people.NEIGHBOUR], world.today
    merger = changes.draft(
        home, "merge", {"household": w.CODE}, happens_on=on, by=world["linjie"], on=on, reason="并户"
    )

    assert "甄小苗" in page(world, "linjie", "registry:change", pk=merger.pk)
    assert found(page(world, "laobai", "registry:change", pk=merger.pk), MARKS) == []
