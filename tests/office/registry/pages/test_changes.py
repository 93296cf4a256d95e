"""A change request through the pages: drafted, previewed, proved, submitted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.office.registry import dwellings
from tests.office.registry.dwellings import birth, write

from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry import kinds
from shouwang.office.registry.homes import households
from shouwang.office.registry.models import Change, Household
from shouwang.office.registry.requests import changes

pytestmark = pytest.mark.usefixtures("somebody")
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"0" * 200


def photo(name: str = "证明.jpg", content: bytes = PHOTO) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.fixture
def home(cast) -> Household:
    return dwellings.home(cast)


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


def test_a_record_leads_to_the_form_of_what_needs_no_second_person(cast, as_, home):
    person, client = home.persons.get(relation="head"), as_(cast.achun)
    household = client.get(reverse("registry:household", args=[home.household_id])).content.decode()
    page = client.get(reverse("registry:person", args=[person.person_id])).content.decode()

    assert f'href="{reverse("registry:household-facts", args=[home.household_id])}"' in household
    assert f'href="{reverse("registry:person-facts", args=[person.person_id])}"' in page
    assert f'href="{write(home, "facts")}?person={person.person_id}"' in page


def _sent(page) -> dict:
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


@pytest.mark.parametrize("seen", ["9" * 5000, "²", "-1", "", "1e9"])
def test_a_forged_version_breaks_nothing(cast, as_, home, seen):
    answer = as_(cast.achun).post(write(home, "birth"), birth(home, seen=seen))

    assert answer.status_code in (409, 422)
    assert not Change.objects.exists()


@pytest.mark.parametrize("page", ["facts/", "change/", "change/facts/", "income/2026/", ""])
def test_forms_that_show_a_household_leave_a_trace_too(cast, as_, home, page):
    address = reverse("registry:household", args=[home.household_id]) + page

    assert as_(cast.achun).get(address).status_code == 200
    assert Entry.objects.filter(action="household.read", ident=home.household_id).count() == 1
