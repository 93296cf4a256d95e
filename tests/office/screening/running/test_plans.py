"""The regular screening: what cannot run is said when it is set, shown before the night, and told after it."""

import shutil
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from tests.office.screening.conftest import COUNTY, ON, PACK, screened

from shouwang.engine.errors import Refused
from shouwang.engine.policy import shelf
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.jobs import duties, worker
from shouwang.office.jobs.models import Job
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.screening import packs
from shouwang.office.screening.models import Plan, Run
from shouwang.office.screening.running import losses, plans

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
SET = {"area_code": COUNTY, "pack": PACK, "active": "on"}


@pytest.fixture
def spoilt(tmp_path, monkeypatch):
    """A pack of one's own, and a way to make a mistake in it."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    own = tmp_path / "packs" / "nanxian"
    shutil.copytree(shelf.packs()[PACK], own)
    head = own / "pack.yaml"
    head.write_text(head.read_text().replace(f"id: {PACK}", "id: nanxian"))
    assert packs.load("nanxian").id == "nanxian"

    def spoil():
        head.write_text(head.read_text() + "\nno_such_field: 1\n")

    return spoil


def kept(office, *, pack=PACK, active=True, as_if=False):
    """As earlier versions set it."""
    plan = Plan(area_code=COUNTY, pack=pack, as_if=as_if, is_active=active, by=office)
    plan.save()
    return plan


def saved(client, **said):
    """From the page that shows the plan."""
    seen = client.get(reverse("screening:plan"), {"area": COUNTY}).context["form"]["seen"].value()
    return client.post(reverse("screening:plan"), {"area_code": COUNTY, "seen": seen or "", **said})


def nightly(client):
    return {str(fact["label"]): fact for fact in client.get(reverse("desk")).context["nightly"]}


def test_a_plan_that_cannot_run_tomorrow_is_not_saved(office, as_):
    page = as_(office).post(reverse("screening:plan"), SET)

    refused = page.context["page"].refused
    assert page.status_code == 409 and not Plan.objects.exists()
    assert "施行期" in refused.why and "施行期以外也套用" in refused.remedy and "--" not in refused.remedy


@pytest.mark.parametrize("said", [{"as_if": True, "active": True}, {"as_if": False, "active": False}])
def test_outside_its_time_it_is_applied_all_the_same_or_switched_off(office, said):
    plans.set_plan(COUNTY, pack=PACK, by=office, on=TODAY, **said)

    assert Plan.objects.get().is_active == said["active"]


def test_the_second_of_two_sees_what_the_first_set(office, as_):
    client, address = as_(office), reverse("screening:plan")
    opened = client.get(address).context["form"]["seen"].value() or ""
    assert client.post(address, {**SET, "as_if": "on", "seen": opened}).status_code == 302

    page = client.post(address, {"area_code": COUNTY, "pack": PACK, "seen": opened})

    assert page.status_code == 409 and Plan.objects.get().is_active
    assert f"每日运行，{office}设定" in page.context["page"].refused.why
    shown = client.get(f"{address}?area={COUNTY}").context["form"]["seen"].value()
    assert shown == page.context["form"]["seen"].value() != opened
    assert client.post(address, {"area_code": COUNTY, "pack": PACK, "seen": shown}).status_code == 302
    assert not Plan.objects.get().is_active


def test_the_last_night_of_a_pack_is_no_next_one(office):
    end = packs.load(PACK).end
    plans.set_plan(COUNTY, pack=PACK, as_if=False, active=True, by=office, on=end)
    assert plans.next_day(COUNTY, on=end) == end
    screened(office, on=end)

    assert plans.next_day(COUNTY, on=end) == end + timedelta(days=1)
    with pytest.raises(Refused, match="施行期"):
        plans.set_plan(COUNTY, pack=PACK, as_if=False, active=True, by=office, on=end)


def test_why_the_next_one_will_not_run_is_shown_in_yellow(office, as_):
    kept(office)
    client = as_(office)

    page = client.get(reverse("screening:plan"))
    facts = nightly(client)

    assert f"下次（{clock.today()}）不会运行" in page.text and "不会运行</span>" in page.text
    assert facts["每日运行"]["badge"] == "下次不会运行" and facts["每日运行"]["colour"] == "yellow"
    assert "施行期" in facts["为什么"]["text"]


def test_a_night_that_could_not_start_is_shown_with_its_sentence(office, as_):
    kept(office)
    duties.run_due(clock.today())
    plans.start_due(clock.today())
    losses.tell(clock.today())
    client = as_(office)

    page = client.get(reverse("screening:plan")).text
    facts = nightly(client)
    run = Run.objects.get()

    assert f"{clock.today()} 没有完成：" in page and "施行期" in page
    assert facts["最近一次"]["badge"] == "没有完成" and "施行期" in facts["没有完成的原因"]["text"]
    assert facts["最近一次"]["url"] == reverse("screening:run", args=[run.pk])
    assert "施行期" in client.get(reverse("screening:run", args=[run.pk])).text
    assert Job.objects.get(state="refused").why and Entry.objects.filter(action="screening.lost").count() == 1
    assert worker.work_off() == 0


@pytest.mark.parametrize("night", ["zh-hans", "en"])
def test_why_a_night_failed_is_said_in_the_language_of_whoever_looks(office, night):
    kept(office)
    with translation.override(night):
        plans.start_due(clock.today())
    run = Run.objects.select_related("job").get()

    with translation.override("zh-hans"):
        assert "施行期内" in plans.failure(run).why and plans.failure(run).remedy.startswith("请换一个")
    with translation.override("en"):
        assert "is not in force" in plans.failure(run).why and plans.failure(run).remedy.startswith(
            "Choose a pack"
        )


def test_one_that_cannot_start_does_not_stop_the_others(office, somebody):
    gone = User.objects.create(username="lixiang", full_name="离乡", must_change_password=False)
    township = "430921100000"
    Plan(area_code=COUNTY, pack=PACK, by=gone).save()
    Plan(area_code=township, pack=PACK, by=office).save()

    plans.start_due(ON)

    lost, run = Run.objects.order_by("area_code")
    assert lost.is_lost and "设定人离乡现在不能在这里筛查" in lost.job.why
    assert run.area_code == township and not run.is_lost


def test_once_it_runs_again_the_failure_is_over(office, as_):
    plan = kept(office)
    plans.start_due(clock.today())
    plan.as_if = True
    plan.save()
    client = as_(office)

    plans.start_due(clock.today() + timedelta(days=1))
    run = Run.objects.latest("pk")

    assert not run.is_lost and plans.failure(run) is None
    assert "施行期" not in str(nightly(client).get("为什么", ""))


def test_a_spoilt_pack_leaves_the_page_open_and_the_plan_can_be_switched_off(office, as_, spoilt):
    plan, client = kept(office, pack="nanxian", as_if=True), as_(office)
    spoilt()

    page = client.get(reverse("screening:plan") + f"?area={COUNTY}")
    refused = client.post(reverse("screening:plan"), {**SET, "pack": "nanxian", "as_if": "on"})
    answer = saved(client, pack="nanxian")

    assert page.status_code == 200 and "政策包“nanxian”有误" in page.text and "（现在不能用）" in page.text
    assert refused.status_code == 409
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert not plan.is_active
    assert "政策包不能用：" in client.get(reverse("screening:plan")).text


def test_a_spoilt_pack_fails_its_night_with_a_sentence(office, as_, spoilt):
    kept(office, pack="nanxian", as_if=True)
    spoilt()

    plans.start_due(clock.today())

    run = Run.objects.get()
    assert run.pack_title == "nanxian" and "政策包“nanxian”有误" in plans.failure(run).why
    assert as_(office).get(reverse("screening:runs")).status_code == 200
    assert as_(office).get(reverse("screening:run", args=[run.pk])).status_code == 200


def test_a_spoilt_pack_is_named_where_a_run_is_started(office, as_, spoilt):
    assert "不能选用" not in as_(office).get(reverse("screening:run-new")).text
    spoilt()

    page = as_(office).get(reverse("screening:run-new")).text

    assert "不能选用" in page and "政策包“nanxian”有误" in page and "no_such_field" in page


def test_a_pack_that_was_taken_away_can_be_switched_off(office, as_, somebody):
    kept(office, pack="no-such", as_if=True)
    client = as_(office)

    assert "没有政策包“no-such”" in client.get(reverse("screening:plan")).text
    saved(client, pack="no-such")
    assert not Plan.objects.get().is_active


def test_the_county_is_told_while_nothing_ran_yet(office, as_):
    kept(office, as_if=True)

    assert set(nightly(as_(office))) == {"每日运行"}
    other = User.objects.create(username="cunganbu", full_name="村干部", must_change_password=False)
    Appointment(user=other, role="village_cadre", area_code="430921100200", since=date(2020, 1, 1)).save()
    assert nightly(as_(other)) == {}
