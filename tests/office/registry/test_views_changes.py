"""A change request through the pages: drafted, previewed, proved, submitted, decided by another."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.office.registry import homes

from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry import changes, households, kinds
from shouwang.office.registry.models import Change, Household, Person

pytestmark = pytest.mark.usefixtures("somebody")
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"0" * 200


def photo(name: str = "证明.jpg", content: bytes = PHOTO) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def write(home: Household, kind: str) -> str:
    return reverse("registry:change-new", args=[home.household_id, kind])


def birth(home: Household, **more) -> dict:
    answers = {"name": "张新", "sex": "female", "relation": "grandchild", "happens_on": "2026-03-01"}
    return {**answers, "seen": home.version, "reason": "", **more}


@pytest.fixture
def home(cast) -> Household:
    return homes.home(cast)


def test_a_birth_is_asked_for_by_the_cadre_and_approved_by_the_county(cast, as_, home):
    cadre, county = as_(cast.achun), as_(cast.linjie)

    drafted = cadre.post(write(home, "birth"), birth(home), follow=True)
    change = Change.objects.get()
    cadre.post(reverse("registry:change-submit", args=[change.pk]))
    waiting = county.get(reverse("registry:change", args=[change.pk]))
    county.post(
        reverse("registry:change-decide", args=[change.pk]),
        {"verdict": "approve", "decision": "", "seen": home.version},
    )

    assert "张新" in drafted.content.decode() and "提交审批" in drafted.content.decode()
    assert "批准，立即生效" in waiting.content.decode()
    done = county.get(reverse("registry:change", args=[change.pk])).context["done"]
    assert [row["who"] for row in done] == ["", "张新"] or [row["who"] for row in done] == ["张新", ""]
    born = Person.objects.get(name="张新")
    assert (born.birth_date, born.source) == (date(2026, 3, 1), f"change:{change.pk}")
    assert Household.objects.get().members == 4
    assert (
        f"变更申请 {change.pk}"
        in cadre.get(reverse("registry:household", args=[home.household_id])).content.decode()
    )


@pytest.mark.parametrize("kind", list(kinds.KINDS))
def test_every_kind_has_a_form(cast, as_, home, kind):
    page = as_(cast.achun).get(write(home, kind))

    asked = set(page.context["form"].fields)
    assert page.status_code == 200
    assert {"seen", "happens_on", "reason", "papers"} <= asked
    for ask in kinds.KINDS[kind].asks:
        assert ask.what in ("facts", "relations") or ask.name in asked


def test_a_death_with_a_new_head_shows_what_would_change(cast, as_, home):
    head, spouse = home.persons.get(relation="head"), home.persons.get(relation="spouse")
    answers = {
        "seen": home.version,
        "happens_on": "2026-03-01",
        "person": head.person_id,
        "new_head": spouse.person_id,
    }

    page = as_(cast.achun).post(
        write(home, "death"), {**answers, "papers": [photo(), photo("二.jpg")]}, follow=True
    )

    change = Change.objects.get()
    shown = [
        (group["subject"], row["new"]) for group in page.context["differences"] for row in group["changes"]
    ]
    assert change.papers.count() == 2
    assert ("李四", "户主") in shown and ("张三", "死亡") in shown


def test_a_change_without_its_paper_is_not_submitted(cast, as_, home):
    child = home.persons.get(name="张小")
    client = as_(cast.achun)
    client.post(
        write(home, "move_out"),
        {"seen": home.version, "happens_on": "2026-03-01", "persons": [child.person_id]},
    )
    change = Change.objects.get()

    page = client.post(reverse("registry:change-submit", args=[change.pk]), follow=True)

    change.refresh_from_db()
    assert change.state == "draft"
    assert "佐证材料" in page.content.decode()


def test_a_paper_that_is_no_picture_is_refused_and_a_picture_is_seen_within_scope_only(cast, as_, home):
    client = as_(cast.achun)
    client.post(write(home, "birth"), birth(home))
    change = Change.objects.get()
    address = reverse("registry:change-papers", args=[change.pk])

    bad = client.post(address, {"papers": [photo("../../x.jpg", b"<html>")]})
    good = client.post(address, {"papers": [photo("../../证明.jpg")]})

    assert (bad.status_code, good.status_code) == (409, 302)
    paper = change.papers.get()
    assert paper.title == "证明.jpg"
    served = client.get(reverse("registry:paper", args=[paper.pk]))
    assert (b"".join(served.streaming_content), served["Content-Type"]) == (PHOTO, "image/jpeg")
    assert as_(cast.laobai).get(reverse("registry:paper", args=[paper.pk])).status_code == 404


def test_what_is_missing_comes_back_with_what_was_typed(cast, as_, home):
    page = as_(cast.achun).post(write(home, "birth"), birth(home, sex="", name="张新"))

    assert page.status_code == 422
    assert 'value="张新"' in page.content.decode()
    assert not Change.objects.exists()


def test_a_day_to_come_is_refused(cast, as_, home):
    assert as_(cast.achun).post(write(home, "birth"), birth(home, happens_on="2999-01-01")).status_code == 422


def test_the_second_to_write_sees_what_the_first_one_changed(cast, as_, home):
    seen = home.version
    households.amend(home, {"water_safe": False}, seen_version=seen, by=cast.xiaoman, on=clock.today())

    page = as_(cast.achun).post(write(home, "birth"), {**birth(home), "seen": seen})
    again = as_(cast.achun).post(
        write(home, "birth"), {**birth(home), "seen": page.context["form"].data["seen"]}
    )

    assert page.status_code == 409
    assert [row["new"] for row in page.context["stale"]] == ["否"]
    assert 'value="张新"' in page.content.decode()
    assert again.status_code == 302


def test_a_returned_request_is_revised_and_submitted_again(cast, as_, home):
    cadre, county = as_(cast.achun), as_(cast.linjie)
    cadre.post(write(home, "birth"), birth(home))
    change = Change.objects.get()
    cadre.post(reverse("registry:change-submit", args=[change.pk]))

    without = county.post(
        reverse("registry:change-decide", args=[change.pk]), {"verdict": "return", "seen": 1}
    )
    county.post(
        reverse("registry:change-decide", args=[change.pk]),
        {"verdict": "return", "decision": "名字写错了", "seen": 1},
    )
    form = cadre.get(reverse("registry:change-revise", args=[change.pk]))
    cadre.post(reverse("registry:change-revise", args=[change.pk]), birth(home, name="张欣"))
    cadre.post(reverse("registry:change-submit", args=[change.pk]))

    change.refresh_from_db()
    assert without.status_code == 409
    assert form.context["form"]["name"].value() == "张新"
    assert "名字写错了" in cadre.get(reverse("registry:change", args=[change.pk])).content.decode()
    assert (change.state, changes.answers(change)["name"]) == ("submitted", "张欣")


def test_an_approver_sees_what_changed_since_the_request_was_written(cast, as_, home):
    cadre, county = as_(cast.achun), as_(cast.linjie)
    cadre.post(write(home, "birth"), birth(home))
    change = Change.objects.get()
    cadre.post(reverse("registry:change-submit", args=[change.pk]))
    households.amend(home, {"house_grade": "C"}, seen_version=home.version, by=cast.xiaoman, on=clock.today())
    decide = reverse("registry:change-decide", args=[change.pk])

    stale = county.post(decide, {"verdict": "approve", "seen": change.seen_version})
    again = county.post(decide, {"verdict": "approve", "seen": stale.context["form"].data["seen"]})

    assert stale.status_code == 409
    assert [row["new"] for row in stale.context["since"]] == ["C级"]
    assert again.status_code == 302
    assert Person.objects.filter(name="张新").exists()


def test_nobody_decides_on_an_own_request(cast, as_, home):
    client = as_(cast.linjie)
    client.post(write(home, "birth"), birth(home))
    change = Change.objects.get()
    client.post(reverse("registry:change-submit", args=[change.pk]))

    page = client.get(reverse("registry:change", args=[change.pk]))
    answer = client.post(
        reverse("registry:change-decide", args=[change.pk]), {"verdict": "approve", "seen": home.version}
    )

    assert "批准，立即生效" not in page.content.decode()
    assert answer.status_code == 409
    assert as_(cast.laohe).get(reverse("registry:change", args=[change.pk])).context["may_decide"]


@pytest.mark.parametrize("who", ["laobai", "laozhou", "bangfu", "shenji", "xiaochen"])
def test_requests_of_others_places_are_not_there(cast, as_, home, who):
    as_(cast.achun).post(write(home, "birth"), birth(home))
    key = Change.objects.get().pk
    client = as_(getattr(cast, who))

    seen = [
        client.get(reverse(f"registry:{name}", args=[key]))
        for name in ("change", "change-revise", "change-papers")
    ]
    done = [
        client.post(reverse(f"registry:{name}", args=[key]))
        for name in ("change-submit", "change-withdraw", "change-decide")
    ]

    assert {answer.status_code for answer in seen + done} == {404}


def test_a_withdrawn_request_is_over(cast, as_, home):
    client = as_(cast.achun)
    client.post(write(home, "birth"), birth(home))
    change = Change.objects.get()

    client.post(reverse("registry:change-withdraw", args=[change.pk]))

    change.refresh_from_db()
    assert change.state == "withdrawn"
    assert client.get(reverse("registry:change-revise", args=[change.pk])).status_code == 404


def test_corrections_by_request_keep_only_what_was_changed(cast, as_, home):
    person = home.persons.get(name="张小")
    client = as_(cast.achun)
    form = client.get(write(home, "facts"), {"person": person.person_id}).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "papers"}

    client.post(
        write(home, "facts"),
        {
            **sent,
            "subject": person.person_id,
            "fact-name": "张晓",
            "happens_on": "2026-03-01",
            "reason": "写错了",
        },
    )

    assert changes.answers(Change.objects.get()) == {"subject": person.person_id, "values": {"name": "张晓"}}


def test_whoever_corrects_second_keeps_the_own_typing(cast, as_, home):
    client = as_(cast.achun)
    address = reverse("registry:household-facts", args=[home.household_id])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    households.amend(
        home, {"water_safe": False}, seen_version=home.version, by=cast.xiaoman, on=clock.today()
    )

    stale = client.post(address, {**sent, "fact-house_grade": "D", "on": clock.today(), "reason": ""})
    shown = stale.context["form"]
    client.post(address, {name: shown[name].value() or "" for name in shown.fields})

    home.refresh_from_db()
    assert stale.status_code == 409
    assert (shown["fact-water_safe"].value(), shown["fact-house_grade"].value()) == ("false", "D")
    assert (home.water_safe, home.house_grade) == (False, "D")


def test_sealed_values_never_stand_in_a_form(cast, as_, home):
    person = home.persons.get(relation="head")
    client = as_(cast.achun)

    page = client.get(reverse("registry:person-facts", args=[person.person_id]))

    assert page.context["form"]["fact-health"].value() is None
    client.post(
        reverse("registry:person-facts", args=[person.person_id]), _sent(page) | {"fact-works": "true"}
    )
    person.refresh_from_db()
    assert (person.health, person.works) == ("healthy", True)


def _sent(page) -> dict:
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


@pytest.mark.parametrize("seen", ["9" * 5000, "²", "-1", "", "1e9"])
def test_a_forged_version_breaks_nothing(cast, as_, home, seen):
    answer = as_(cast.achun).post(write(home, "birth"), birth(home, seen=seen))

    assert answer.status_code in (409, 422)
    assert not Change.objects.exists()


def test_an_approver_decides_on_what_they_read_and_not_on_what_came_after(cast, as_, home):
    cadre, county, other = as_(cast.achun), as_(cast.linjie), as_(cast.laohe)
    cadre.post(write(home, "birth"), birth(home))
    change = Change.objects.get()
    page, decide, revise, submit = (
        reverse(f"registry:change{step}", args=[change.pk]) for step in ("", "-decide", "-revise", "-submit")
    )
    cadre.post(submit)
    old = county.get(page).context["form"].initial
    other.post(decide, {"verdict": "return", "decision": "名字写错了", "seen": home.version})
    cadre.post(revise, birth(home, name="调包"))
    cadre.post(submit)

    late = county.post(decide, {**old, "verdict": "approve"})
    then = county.post(decide, {**late.context["form"].data.dict(), "verdict": "approve"})

    assert (late.status_code, then.status_code) == (409, 302)
    assert Person.objects.filter(name="调包").count() == 1


def test_whoever_decides_on_a_withdrawn_request_is_told(cast, as_, home):
    cadre, county = as_(cast.achun), as_(cast.linjie)
    cadre.post(write(home, "birth"), birth(home))
    change = Change.objects.get()
    cadre.post(reverse("registry:change-submit", args=[change.pk]))
    old = county.get(reverse("registry:change", args=[change.pk])).context["form"].initial
    cadre.post(reverse("registry:change-withdraw", args=[change.pk]))

    answer = county.post(reverse("registry:change-decide", args=[change.pk]), old)

    assert answer.status_code == 409
    assert "这一步已经办过，或现在还不能办。" in answer.content.decode()
    assert "审批人" not in answer.content.decode()


@pytest.mark.parametrize("page", ["facts/", "change/", "change/facts/", "income/2026/", ""])
def test_forms_that_show_a_household_leave_a_trace_too(cast, as_, home, page):
    address = reverse("registry:household", args=[home.household_id]) + page

    assert as_(cast.achun).get(address).status_code == 200
    assert Entry.objects.filter(action="household.read", ident=home.household_id).count() == 1


def test_the_page_of_a_decision_leaves_a_trace_too(cast, as_, home):
    cadre = as_(cast.achun)
    cadre.post(write(home, "birth"), birth(home))
    change = Change.objects.get()
    cadre.post(reverse("registry:change-submit", args=[change.pk]))
    decide = reverse("registry:change-decide", args=[change.pk])

    as_(cast.linjie).get(decide), as_(cast.linjie).post(decide, {})

    assert Entry.objects.filter(action="change.read", ident=str(change.pk), actor="linjie").count() == 2
