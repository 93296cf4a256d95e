"""Which runs count: none of a day after today or before the first record, and none that was taken out."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.office.screening.conftest import COUNTY, ON, PACK, Running, screened

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.models import Household
from shouwang.office.screening import queries
from shouwang.office.screening.models import Plan, Run
from shouwang.office.screening.places import situation
from shouwang.office.screening.running import cleaning, firsts, making, rechecks, regular, runs

pytestmark = pytest.mark.django_db
FAR = date(2099, 1, 1)
ASKED = {"area_code": COUNTY, "pack": PACK, "as_if": "on", "standing": "on"}


def taken_out(run, by):
    regular.take_out(run, reason="日期选错了", by=by, on=clock.today())
    return Run.objects.get(pk=run.pk)


def test_a_day_to_come_is_no_regular_run_and_the_form_says_what_to_do(office, as_):
    page = as_(office).post(reverse("screening:run-new"), {**ASKED, "on": FAR.isoformat()})

    refused = page.context["page"].refused
    assert page.status_code == 409 and not Run.objects.exists()
    assert "以后，不能作为日常筛查" in refused.why and "请不要作为日常筛查" in refused.remedy


def test_a_day_to_come_can_be_looked_at_by_itself(office, as_):
    answer = as_(office).post(reverse("screening:run-new"), {**ASKED, "on": "2099-01-01", "standing": ""})

    assert answer.status_code == 302
    assert not Run.objects.get().is_standing


def test_today_is_the_last_day_of_the_series(office):
    with pytest.raises(Refused):
        regular.refuse_unfit(COUNTY, ON + timedelta(days=1), today=ON)
    regular.refuse_unfit(COUNTY, ON, today=ON)


def test_what_lies_after_today_counts_nowhere(office, as_):
    run = screened(office)
    later = screened(office, on=FAR, standing=False, as_if=True)
    # As earlier versions took it.
    Run.objects.filter(pk=later.pk).update(is_standing=True)

    client = as_(office)
    assert queries.latest(COUNTY, on=clock.today()) == run
    assert rechecks.current(clock.today()) == [run]
    assert client.get(reverse("screening:now")).context["page"].run == run
    assert client.get(reverse("desk")).context["risk"]["run"] == run
    assert client.get(reverse("screening:area", args=[COUNTY]) + "?on=2099-06-01").context["run"] == run
    assert screened(office).before == run


def test_a_run_of_nobody_is_not_regular_and_says_since_when_somebody_is_known(office, as_):
    day = firsts.day(COUNTY)
    client = as_(office)
    asked = {**ASKED, "on": (day - timedelta(days=1)).isoformat()}

    refused = client.post(reverse("screening:run-new"), asked).context["page"].refused
    answer = client.post(reverse("screening:run-new"), {**asked, "standing": ""})
    making.make(Running(office), run=Run.objects.get().pk)
    rechecks.agree_once(Run.objects.get().pk)
    page = client.get(answer.url).text

    assert f"从 {day} 起才有农户" in refused.why and str(day) in refused.remedy
    assert f"从 {day} 起才有农户" in page and "所以各项都是 0" in page
    assert "抽查 0 户" not in page and "逐户复算核对" not in page


def test_an_area_where_nobody_was_has_a_sentence_instead_of_zeros(office, as_):
    run = screened(office, on=date(2022, 1, 1), standing=False)
    Run.objects.filter(pk=run.pk).update(is_standing=True)
    screened(office)
    client, empty = as_(office), "430921100999"

    for address in ("area", "incomes", "groups", "summary"):
        page = client.get(reverse(f"screening:{address}", args=[COUNTY]) + "?on=2022-02-01").text
        assert "2022-01-01 还没有" in page and "0 = " not in page
    assert firsts.told(empty, ON) == "登记簿里这里还没有农户。"
    assert firsts.remedy(empty, ON) == "请先导入登记簿。"


def test_whoever_left_is_no_longer_there(office):
    Household._base_manager.update(ended_on=ON + timedelta(days=5), ending="moved")
    day = ON + timedelta(days=9)

    assert firsts.nobody(COUNTY, day) and not firsts.nobody(COUNTY, ON)
    assert firsts.told(COUNTY, day) == f"登记簿里这里在 {day} 没有农户。"
    assert "还没有农户" in firsts.told(COUNTY, ON)


def test_a_run_is_taken_out_and_the_one_before_counts(office, as_):
    before, wrong = screened(office), screened(office, on=ON + timedelta(days=3))
    client = as_(office)

    asked = client.get(reverse("screening:run-take-out", args=[wrong.pk])).text
    client.post(reverse("screening:run-take-out", args=[wrong.pk]), {"reason": "日期选错了"})
    page = client.get(reverse("screening:run", args=[wrong.pk])).text

    assert f"以 {ON} 的日常筛查为准" in asked
    assert queries.latest(COUNTY, on=clock.today()) == before
    assert client.get(reverse("desk")).context["risk"]["run"] == before
    assert [one.run for one in situation.months(COUNTY, office.reach("statistics.view"), on=before.on)] == [
        before
    ]
    assert "已移出日常筛查" in page and "日期选错了" in page
    entry = Entry.objects.get(action="screening.taken_out")
    assert json.loads(entry.detail)["reason"] == "日期选错了"


def test_it_is_put_back_as_it_was(office, as_):
    run = screened(office)
    summary = Run.objects.get(pk=run.pk).summary
    client = as_(office)
    out = taken_out(run, office)
    assert queries.latest(COUNTY, on=clock.today()) is None

    client.post(reverse("screening:run-put-back", args=[out.pk]), {"reason": "核对过，没有错"})

    back = Run.objects.get(pk=run.pk)
    assert back.is_standing and back.summary == summary
    assert queries.latest(COUNTY, on=clock.today()) == run


def test_a_stale_page_takes_nothing_out_twice(office, as_):
    run = taken_out(screened(office), office)
    asked = screened(office, standing=False)
    client = as_(office)

    for address, one in (("take-out", run), ("put-back", asked)):
        page = client.post(reverse(f"screening:run-{address}", args=[one.pk]), {"reason": "再点一次"})
        assert page.status_code == 409


def test_a_day_to_come_is_not_put_back(office):
    run = taken_out(screened(office), office)
    Run.objects.filter(pk=run.pk).update(on=FAR)

    with pytest.raises(Refused, match="以后"):
        regular.put_back(run, reason="放回", by=office, on=clock.today())


def test_only_who_may_run_there_takes_out(office, as_):
    run = screened(office)
    inspector = User.objects.create(username="ducha", full_name="督查", must_change_password=False)
    Appointment(user=inspector, role="inspector", area_code=COUNTY, since=date(2020, 1, 1)).save()

    page = as_(inspector).get(reverse("screening:run", args=[run.pk]))
    address = reverse("screening:run-take-out", args=[run.pk])

    assert page.status_code == 200 and address not in page.text
    assert as_(inspector).post(address, {"reason": "不归我管"}).status_code == 404


def test_what_was_taken_out_stays_for_a_month(office):
    run = taken_out(screened(office), office)
    Run.objects.filter(pk=run.pk).update(done_at=clock.now() - timedelta(days=90))

    cleaning.clean(clock.today())
    assert Run.objects.filter(pk=run.pk).exists()
    cleaning.clean(clock.today() + timedelta(days=40))
    assert not Run.objects.filter(pk=run.pk).exists()


def test_a_run_by_hand_is_regular_where_that_is_usual(office):
    township = Household.objects.first().area_code[:9].ljust(12, "0")

    assert regular.is_usual(COUNTY, ON, today=ON)
    assert not regular.is_usual(COUNTY, ON, today=ON + timedelta(days=1))
    assert not regular.is_usual(township, ON, today=ON)
    Plan(area_code=township, pack=PACK, by=office).save()
    assert regular.is_usual(township, ON, today=ON)


def test_the_box_is_not_ticked_for_the_last_day_of_an_old_pack(office, as_):
    initial = as_(office).get(reverse("screening:run-new")).context["form"].initial

    assert initial["on"] < clock.today() and initial["standing"] is False


def test_a_run_that_is_under_way_is_left_alone(office):
    run = runs.start(COUNTY, pack=PACK, on=ON, by=office, today=ON, standing=True)

    with pytest.raises(Refused, match="还没有完成"):
        regular.take_out(run, reason="日期选错了", by=office, on=ON)
