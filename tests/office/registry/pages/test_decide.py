"""Deciding on a request: what the approver has on the screen is what is decided on."""

from datetime import date

import pytest
from django.urls import reverse
from tests.office.registry import dwellings
from tests.office.registry.dwellings import birth, write
from tests.office.registry.pages.test_changes import photo

from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.homes import households
from shouwang.office.registry.models import Change, Household, Person
from shouwang.office.registry.requests import changes, papers

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


RIGHT = "430921198001010030"


@pytest.fixture
def correction(cast, home) -> Change:
    """Of the head's number, with a scan of the card."""
    head, on = home.persons.get(relation="head"), clock.today()
    said = {"person": head.person_id, "id_number": RIGHT}
    change = changes.draft(home, "id", said, happens_on=on, by=cast.achun, on=on, reason="写错了")
    papers.attach(home, photo("身份证.jpg"), title="身份证.jpg", by=cast.achun, change=change)
    changes.submit(change, by=cast.achun, on=on)
    return change


def number_of(page) -> dict:
    """The line of the ID number among what would change."""
    lines = [line for group in page.context["differences"] for line in group["changes"]]
    return next(line for line in lines if line["label"] == "证件号码")


def test_whoever_decides_reads_the_old_and_the_new_number_and_the_journal_says_so(
    cast, as_, home, correction
):
    old, county = home.persons.get(relation="head").id_number, as_(cast.linjie)
    page = county.get(at(correction))
    line = number_of(page)

    answers = [county.post(line[side]) for side in ("old_reveal", "new_reveal")]

    assert line["old"] == line["new"] == "430921********"
    assert all(f'data-reveal="{line[side]}"' in page.text for side in ("old_reveal", "new_reveal"))
    assert old not in page.text and RIGHT not in page.text
    assert [answer.text for answer in answers] == [old, RIGHT]
    assert {(answer["Content-Type"], answer["Cache-Control"]) for answer in answers} == {
        ("text/plain; charset=utf-8", "no-store")
    }
    entries = Entry.objects.filter(action="personal.revealed")
    assert {(one.actor, one.kind, one.ident) for one in entries} == {("linjie", "change", str(correction.pk))}
    assert {one.detail for one in entries} == {'{"field":"id_number"}'}


@pytest.mark.parametrize("who", ["luozhen", "yibao", "laobai", "bangfu", "shenji", "xiaochen"])
def test_a_number_to_be_approved_is_revealed_to_nobody_who_may_not(cast, as_, correction, who):
    address = number_of(as_(cast.linjie).get(at(correction)))["new_reveal"]

    assert as_(getattr(cast, who)).post(address).status_code == 404
    assert not Entry.objects.filter(action="personal.revealed").exists()


@pytest.mark.parametrize(
    "parts", [(0, "name", "old"), (1, "id_number", "old"), (99, "id_number", "old"), (0, "id_number", "both")]
)
def test_only_a_personal_value_that_would_change_is_revealed(cast, as_, correction, parts):
    address = reverse("registry:change-reveal", args=[correction.pk, *parts])

    assert as_(cast.linjie).post(address).status_code == 404
    assert as_(cast.linjie).get(address).status_code == 404


@pytest.mark.parametrize("who", ["luozhen", "yibao"])
def test_whoever_may_not_reveal_reads_the_name_of_a_paper_and_opens_none(cast, as_, home, correction, who):
    client, paper = as_(getattr(cast, who)), correction.papers.get()
    address = reverse("registry:paper", args=[paper.pk])
    addresses = (at(correction), reverse("registry:household", args=[home.household_id]))

    for page in map(client.get, addresses):
        assert "身份证.jpg" in page.text and address not in page.text and "data-reveal" not in page.text
    assert client.get(address).status_code == 404
    for page in map(as_(cast.linjie).get, (*addresses, f"{addresses[1]}?on={clock.today()}")):
        assert address in page.text
