"""The first page after signing in: every number opens the list of as many rows, for every role."""

import re
from datetime import date

import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office.screening.conftest import COUNTY, ON, PACK, screened

from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.roles import ROLES
from shouwang.office.areas.models import Area
from shouwang.office.jobs.models import Job
from shouwang.office.registry.care import links
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening.models import Recheck
from shouwang.office.screening.running import plans, rechecks, runs

pytestmark = pytest.mark.django_db
MOST = 23
"""Queries."""
COMPLETE = "/screening/complete/"
START = date(2020, 1, 1)
UNSAFE = {"house_grade": "D", "house_self_fix": False, "other_safe_house": False}
WORSE, OPEN, WELL = UNSAFE, {"house_grade": None}, {"house_grade": "A", "subsistence_allowance": "none"}
SEEING = [code for code in ROLES if code not in ("auditor", "administrator")]


def amend(first, last, shift):
    """Every third household becomes unsafe, unknown or well."""
    for number, household in enumerate(Household.objects.order_by("pk")[first:last]):
        history.amend(household, (WORSE, OPEN, WELL)[(number + shift) % 3], on=ON, source="test")


@pytest.fixture
def moved(office, somebody):
    """Screened, changed, screened again; and changed once more: evaluated anew since."""
    screened(office)
    amend(0, 120, 0)
    run = screened(office)
    amend(60, 180, 1)
    while rechecks.follow_up(ON):
        pass
    return run


def places():
    village = Household.objects.order_by("pk")[100].area_code
    return {"county": COUNTY, "township": f"{village[:9]}000", "village": village}


def appointed(role, area=""):
    """Somebody new; where the role reaches linked households only, five are linked."""
    given, level = ROLES[role], ROLES[role].levels[0]
    user = User(username=f"u-{role}", full_name="新人", must_change_password=False)
    user.set_password(people.PASSWORD)
    user.save()
    place = area or places()["county" if "county" in given.levels else level]
    held = Appointment(
        user=user,
        role=role,
        area_code=place,
        since=START,
        department="medical_insurance" if given.department else "",
    )
    held.save()
    if given.linked_only:
        for home in Household.objects.filter(area_code=place)[:5]:
            links.link(home, "helper", since=ON, by=User.objects.get(username="qinshan"), line=held.line)
    return user


def numbers(desk):
    risk = desk.context["risk"]
    cards = (*risk["tiers"], *risk["moves"], *desk.context["waiting"], *risk["villages"])
    return [(str(one.get("label", one.get("name"))), one["count"], one["url"]) for one in cards]


def rows(client, url):
    context = client.get(url).context
    return len(context["columns"]) if url == COMPLETE else context["page"].matching.count()


def test_every_number_opens_as_many_rows(moved, as_):
    for role in SEEING:
        client = as_(appointed(role))
        found = numbers(client.get(reverse("desk")))
        assert len(found) >= 5
        opened = {label: rows(client, url) for label, _count, url in found}
        assert opened == {label: int(count.replace(",", "")) for label, count, _url in found}, role


def test_some_were_evaluated_anew_and_the_numbers_follow(moved, as_):
    """Without that the test above would say little."""
    then = {one["tier"]: one["households"] for one in moved.tiers}
    tiers = as_(appointed("county_office")).get(reverse("desk")).context["risk"]["tiers"]

    assert Recheck.objects.filter(run=moved).count() > 50
    assert tiers[0]["count"] != f"{then['must_enter']:,}"
    assert any(int(one["count"]) for one in tiers)


def test_the_desk_says_why_its_tiers_are_not_those_of_the_line_that_adds_up(moved, as_):
    client = as_(appointed("county_office"))
    assert client.get(reverse("desk")).context["risk"]["sum"]["note"]
    Recheck.objects.filter(run=moved).delete()
    assert client.get(reverse("desk")).context["risk"]["sum"]["note"] == ""


def test_a_desk_costs_a_fixed_number_of_queries(moved, as_, django_assert_max_num_queries):
    for role in ROLES:
        client = as_(appointed(role))
        client.get(reverse("desk"))
        with django_assert_max_num_queries(MOST):
            client.get(reverse("desk"))


def test_a_leader_reads_the_line_that_adds_up(moved, as_):
    told = as_(appointed("township_leader")).get(reverse("desk")).context["risk"]["sum"]

    page = as_(User.objects.get(username="u-township_leader")).get(told["url"], follow=True)

    whole, *parts = re.findall("[0-9,]+", told["text"])
    assert (
        int(whole) == sum(map(int, parts))
        and f"{whole} = {' + '.join(p for p in parts if p != '0')}" in page.text
    )


def test_auditor_and_administrator_see_no_household(moved, as_):
    for role in ("auditor", "administrator"):
        desk = as_(appointed(role)).get(reverse("desk"))
        assert desk.context["risk"] is None
        assert "households" not in " ".join(one["url"] for one in desk.context["waiting"])


def test_the_numbers_of_auditor_and_administrator_open_lists_too(moved, as_):
    failed = Job(kind="lists.export", owner=moved.by, area_code=COUNTY, state="failed")
    failed.save()
    for role in ("auditor", "administrator"):
        client = as_(appointed(role))
        for card in client.get(reverse("desk")).context["waiting"]:
            assert rows(client, card["url"]) == int(card["count"].replace(",", "")), card["label"]


def test_a_lost_run_is_told_and_the_one_before_counts(moved, as_):
    lost = runs.start(COUNTY, pack=PACK, on=ON, by=moved.by, today=ON, standing=True)
    Job.objects.filter(pk=lost.job_id).update(state="failed")

    facts = as_(appointed("county_office")).get(reverse("desk")).context["nightly"]

    said = {str(fact["label"]): fact for fact in facts}
    assert str(said["最近一次"]["badge"]) == "没有完成"
    assert said["现在的数字来自"]["url"].endswith(f"/{moved.pk}/")


def test_evaluators_that_differ_are_told(moved, as_):
    moved.summary |= {rechecks.KEY: {"checked": 100, "again": 3, "differ": 2, "households": []}}
    moved.save()

    facts = as_(appointed("county_office")).get(reverse("desk")).context["nightly"]

    assert "2 户不一致，请联系管理员" in [str(fact.get("badge")) for fact in facts]


def test_who_screens_nothing_is_not_told_how_the_night_went(moved, as_):
    assert as_(appointed("village_cadre")).get(reverse("desk")).context["nightly"] == []


def steps(client):
    return {str(one["label"]): one["done"] for one in client.get(reverse("desk")).context["begin"]}


def test_an_empty_office_says_what_to_do_first(cast, as_, somebody):
    county = as_(cast.linjie)

    assert steps(county) == {
        "装入区划名单": True,
        "导入登记簿": False,
        "选定政策包，设定日常筛查": False,
        "做第一次筛查": False,
    }
    assert steps(as_(cast.xiaoman)).keys() == {"导入登记簿", "选定政策包，设定日常筛查", "做第一次筛查"}
    assert "还没有做过日常筛查" in as_(cast.achun).get(reverse("desk")).text
    assert steps(as_(cast.guanli)) == {}


def test_steps_are_ticked_off_one_by_one(office, as_):
    client = as_(office)
    assert steps(client) == {
        "装入区划名单": True,
        "导入登记簿": True,
        "选定政策包，设定日常筛查": False,
        "做第一次筛查": False,
    }

    plans.set_plan(COUNTY, pack=PACK, as_if=True, active=True, by=office, on=ON)
    assert steps(client)["选定政策包，设定日常筛查"]
    screened(office)
    assert steps(client) == {}


def test_an_administrator_alone_begins_with_areas_and_users(as_, somebody):
    Area(code=COUNTY, name="南县", level="county", valid_from=START).save(force_insert=True)
    client = as_(appointed("administrator", area=COUNTY))

    assert steps(client) == {"装入区划名单": False, "建立用户并任职": False}
