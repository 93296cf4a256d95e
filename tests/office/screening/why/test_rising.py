"""A household that came into a graver tier: since when, what the tier asks, and what of it is lacking."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.office.screening.conftest import ON, screened
from tests.office.screening.why.test_reasons import UNSAFE, text, url

from shouwang.office.kit import clock
from shouwang.office.registry.models import Household, Measure
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import statements
from shouwang.office.screening.running import rechecks
from shouwang.office.screening.why import rising

LATER = ON + timedelta(days=30)
TIERS = ["must_enter", "assess", "none"]


@given(st.sampled_from(TIERS), st.sampled_from(TIERS))
def test_there_and_back_are_opposite_ways(one, other):
    ways = {rising.way(one, other, TIERS), rising.way(other, one, TIERS)}

    assert ways == ({""} if one == other else {rising.UP, rising.DOWN})
    assert rising.way("unknown", one, TIERS) == rising.way(one, "of-another-pack", TIERS) == ""


@pytest.fixture
def calm(office):
    """In no tier at first, without a measure."""
    run = screened(office)
    silent = Household.objects.filter(house_grade="A", origin="lifted", monitoring_type="none")
    home = silent.exclude(findings__run=run).order_by("pk").first()
    Measure._base_manager.filter(household=home).update(
        withdrawn_at=clock.now(), withdrawn_by="test", withdrawn_why="x"
    )
    return home


@pytest.mark.django_db
def test_what_the_new_tier_asks_and_what_is_lacking(office, as_, calm):
    client = as_(office)
    assert "升为" not in text(client.get(url(calm)))
    history.amend(calm, UNSAFE, on=LATER, source="test")
    screened(office, on=LATER)

    told = text(client.get(url(calm)))
    assert f"{LATER} 起由“未见风险”升为“应纳入”" in told and "每月走访一次" in told
    assert told.count("还缺") == 3 and "升级 2022-10-30" in told

    given = {"kind": "housing", "starts_on": LATER, "ends_on": None, "amount": None, "development": False}
    statements.enter("measures", calm, given, at=clock.now(), source="test")
    history.amend(calm, {"monitoring_type": "marginal", "risk_state": "active"}, on=LATER, source="test")
    assert "还缺" not in text(client.get(url(calm)))
    assert "升为" in text(client.get(url(calm) + "?print"))


@pytest.mark.django_db
def test_risen_since_the_run_by_a_change_it_says_so_at_once(office, as_, calm):
    history.amend(calm, UNSAFE, on=ON, source="test")

    for _before_and_after_the_worker in range(2):
        assert f"{clock.today()} 起由“未见风险”升为“应纳入”" in text(as_(office).get(url(calm)))
        while rechecks.follow_up(ON):
            pass


@pytest.mark.django_db
def test_whoever_came_down_has_no_such_card(office, as_, calm):
    history.amend(calm, UNSAFE, on=ON, source="test")
    screened(office, on=LATER)
    history.amend(calm, {"house_grade": "A"}, on=LATER + timedelta(days=1), source="test")
    screened(office, on=LATER + timedelta(days=1))

    told = text(as_(office).get(url(calm)))
    assert "升为" not in told and "降级 2022-10-31" in told
