"""Deciding on a request: what the approver has on the screen is what is decided on."""

from datetime import date

import pytest
from django.urls import reverse
from tests.office.registry import dwellings
from tests.office.registry.dwellings import birth, write

from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.homes import households
from shouwang.office.registry.models import Change, Household, Person
from shouwang.office.registry.requests import changes

pytestmark = pytest.mark.usefixtures("somebody")


@pytest.fixture
def home(cast) -> Household:
    return dwellings.home(cast)


@pytest.fixture
def waiting(cast, as_, home) -> Change:
    """Asked for by the cadre, through the pages."""
    return asked(as_(cast.achun), home)


def asked(client, home: Household) -> Change:
    client.post(write(home, "birth"), birth(home))
    change = Change.objects.get()
    client.post(at(change, "-submit"))
    return change


def at(change: Change, step: str = "") -> str:
    return reverse(f"registry:change{step}", args=[change.pk])


def on_screen(client, change: Change) -> dict:
    """What the form of the decision holds when somebody opens the request."""
    return client.get(at(change)).context["form"].initial


def test_a_birth_is_asked_for_by_the_cadre_and_approved_by_the_county(cast, as_, home, waiting):
    cadre, county = as_(cast.achun), as_(cast.linjie)

    page = county.get(at(waiting))
    county.post(at(waiting, "-decide"), {**page.context["form"].initial, "decision": ""})

    assert "张新" in page.content.decode() and "批准，立即生效" in page.content.decode()
    done = county.get(at(waiting)).context["done"]
    assert sorted(row["who"] for row in done) == ["", "张新"]
    born = Person.objects.get(name="张新")
    assert (born.birth_date, born.source) == (date(2026, 3, 1), f"change:{waiting.pk}")
    assert Household.objects.get().members == 4
    told = cadre.get(reverse("registry:household", args=[home.household_id])).content.decode()
    assert f"变更申请 {waiting.pk}" in told


def test_a_returned_request_is_revised_and_submitted_again(cast, as_, home, waiting):
    cadre, county = as_(cast.achun), as_(cast.linjie)
    sent = {**on_screen(county, waiting), "verdict": "return"}

    without = county.post(at(waiting, "-decide"), sent)
    county.post(at(waiting, "-decide"), {**sent, "decision": "名字写错了"})
    form = cadre.get(at(waiting, "-revise"))
    cadre.post(at(waiting, "-revise"), birth(home, name="张欣"))
    cadre.post(at(waiting, "-submit"))

    waiting.refresh_from_db()
    assert without.status_code == 409
    assert form.context["form"]["name"].value() == "张新"
    assert "名字写错了" in cadre.get(at(waiting)).content.decode()
    assert (waiting.state, changes.answers(waiting)["name"]) == ("submitted", "张欣")


def test_an_approver_sees_what_changed_since_the_request_was_read(cast, as_, home, waiting):
    county = as_(cast.linjie)
    old = on_screen(county, waiting)
    households.amend(home, {"house_grade": "C"}, seen_version=home.version, by=cast.xiaoman, on=clock.today())

    stale = county.post(at(waiting, "-decide"), old)
    again = county.post(at(waiting, "-decide"), stale.context["form"].data)

    assert stale.status_code == 409
    assert [row["new"] for row in stale.context["since"]] == ["C级"]
    assert again.status_code == 302
    assert Person.objects.filter(name="张新").exists()


@pytest.mark.parametrize("verdict", ["approve", "return"])
def test_a_decision_without_what_was_read_is_refused_and_says_what_to_do(cast, as_, home, waiting, verdict):
    sent = {"verdict": verdict, "decision": "好", "seen": home.version}

    answer = as_(cast.linjie).post(at(waiting, "-decide"), sent)

    assert answer.status_code == 409
    assert "没有说明您看过的是哪一稿" in answer.content.decode()
    assert "请打开这份申请" in answer.content.decode()
    assert Change.objects.get().state == "submitted"


def test_an_approver_decides_on_what_they_read_and_not_on_what_came_after(cast, as_, home, waiting):
    cadre, county, other = as_(cast.achun), as_(cast.linjie), as_(cast.laohe)
    old = on_screen(county, waiting)
    other.post(at(waiting, "-decide"), {**old, "verdict": "return", "decision": "名字写错了"})
    cadre.post(at(waiting, "-revise"), birth(home, name="调包"))
    cadre.post(at(waiting, "-submit"))

    late = county.post(at(waiting, "-decide"), old)
    then = county.post(at(waiting, "-decide"), late.context["form"].data)

    assert (late.status_code, then.status_code) == (409, 302)
    assert "调包" in late.content.decode()
    assert Person.objects.filter(name="调包").count() == 1


def test_whoever_decides_on_a_withdrawn_request_is_told(cast, as_, waiting):
    cadre, county = as_(cast.achun), as_(cast.linjie)
    old = on_screen(county, waiting)
    cadre.post(at(waiting, "-withdraw"))

    answer = county.post(at(waiting, "-decide"), old)

    assert answer.status_code == 409
    assert "这一步已经办过，或现在还不能办。" in answer.content.decode()
    assert "审批人" not in answer.content.decode()


def test_nobody_decides_on_an_own_request(cast, as_, home):
    client = as_(cast.linjie)
    change = asked(client, home)

    page = client.get(at(change))
    answer = client.post(at(change, "-decide"), page.context["form"].initial)

    assert "批准，立即生效" not in page.content.decode()
    assert answer.status_code == 409
    assert as_(cast.laohe).get(at(change)).context["may_decide"]


def test_the_page_of_a_decision_leaves_a_trace_too(cast, as_, waiting):
    as_(cast.linjie).get(at(waiting, "-decide")), as_(cast.linjie).post(at(waiting, "-decide"), {})

    assert Entry.objects.filter(action="change.read", ident=str(waiting.pk), actor="linjie").count() == 2
