"""What is said after an event was entered: what it changes, and nothing that will not be."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.office.screening.conftest import COUNTY, ON, screened

from shouwang.office.kit import clock
from shouwang.office.registry.models import Household
from shouwang.office.registry.stated import statements
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import rechecks, shocks

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(office):
    return Household.objects.filter(ended_on=None).order_by("pk").first()


def test_without_a_run_the_next_one_counts_it(home):
    assert "还没有日常筛查" in shocks.told(home.area_code, "flood", ON)


def test_no_clause_looks_at_such_events(office, home):
    screened(office)

    assert "没有按“台风”判断的条款" in shocks.told(home.area_code, "typhoon", ON)


def test_what_happened_after_the_day_of_the_run_waits_for_the_next(office, home):
    screened(office, pack="seven-step-2020", as_if=True)

    assert "只算到 2022-09-30" in shocks.told(home.area_code, "flood", ON + timedelta(days=1))


def test_what_a_clause_looks_at_is_worked_out_anew_and_so_it_is(office, home):
    run = screened(office, pack="seven-step-2020", as_if=True)
    calm = Household.objects.filter(findings=None, events=None, ended_on=None).first()

    assert shocks.told(calm.area_code, "typhoon", ON) == "分级几秒内重新计算。"

    tier = rechecks.evaluate(calm, run, on=clock.today())["tier"]
    facts = {"kind": "typhoon", "occurred_on": ON}
    statements.enter("events", calm, facts, at=clock.now(), source="test")
    assert rechecks.evaluate(calm, run, on=clock.today())["tier"] == "red" != tier


def test_a_run_whose_pack_is_no_more_promises_nothing(office, home):
    run = screened(office, pack="seven-step-2020", as_if=True)
    Run.objects.filter(pk=run.pk).update(pack_hash="0" * 12, archive="")

    assert shocks.told(home.area_code, "flood", ON) == "下一次筛查时计入。"


def test_it_is_said_after_saving(office, home, as_):
    screened(office)
    client = as_(office)

    sent = {"kind": "flood", "occurred_on": ON.isoformat(), "home": [home.pk]}
    shown = client.post(reverse("registry:events-place", args=[home.area_code]), sent, follow=True)

    text = shown.content.decode()
    assert "已给 1 户登记。" in text and "没有按“洪涝”判断的条款" in text and "几秒" not in text
    assert COUNTY[:6] == home.area_code[:6]
