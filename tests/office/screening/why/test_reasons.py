"""The page that says why: what fired and where it stands, what is missing and who fills it in, and how it was before."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.office.screening.conftest import ON, screened

from shouwang import web
from shouwang.engine.policy import pack as reading
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.kit.kept import Kept
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import statements
from shouwang.office.screening import packs, rows
from shouwang.office.screening.models import Finding, Run
from shouwang.office.screening.running import explaining, rechecks
from shouwang.office.screening.why import reasons

pytestmark = pytest.mark.django_db
UNSAFE = {"house_grade": "D", "house_self_fix": False, "other_safe_house": False}


@pytest.fixture
def run(office):
    return screened(office)


@pytest.fixture
def red(run):
    return Finding.objects.filter(run=run, tier="must_enter").order_by("pk").first().household


@pytest.fixture
def calm(run):
    silent = Household.objects.filter(house_grade="A", origin="lifted").exclude(findings__run=run)
    return silent.order_by("pk").first()


@pytest.fixture
def client(as_, office):
    return as_(office)


def url(household, tail="reasons/"):
    return f"/households/{household.household_id}/{tail}"


def text(answer):
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_every_fired_rule_with_its_document_sentence_and_ways_out(client, run, red):
    told = text(client.get(url(red)))

    found = reasons.then(red, run)
    assert found.said.tier_label in told and found.clauses
    for clause in found.clauses:
        assert clause.fired.reason in told
        assert clause.source.source.title.replace("《", "〈").replace("》", "〉") in told
        assert clause.source.article in told
        for way in clause.fired.ways_out:
            assert way in told


def test_in_english(client, run, red):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    told = text(client.get(url(red)))

    pack = explaining.of(run).pack
    assert pack.tiers[0].label_en in told
    assert [
        rule for rule in rechecks.evaluate(red, run, on=ON)["rules"] if pack.rules[rule].label_en not in told
    ] == []


def test_in_english_what_the_register_says_is_called_as_its_forms_call_it(client, run, calm):
    history.amend(calm, {"house_grade": "D", "water_safe": False}, on=ON, source="test")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    told = text(client.get(url(calm)))

    assert "house grade" in told and "grade D" in told
    assert "subsistence allowance" in told and "house_grade" not in told
    # Made in English, kept for whoever looks next – also from a program that speaks Chinese.
    assert "subsistence allowance" in str(explaining.of(run).explainer("en").shown)


def test_what_is_missing_leads_to_the_form_that_fills_it(client, run, calm):
    history.amend(calm, {"house_grade": None, "subsistence_allowance": None}, on=ON, source="test")

    page = client.get(url(calm)).content.decode()

    assert f'href="{url(calm, "facts/")}"' in page  # the house: at once
    assert f'href="{url(calm, "change/facts/")}"' in page  # the allowance: by request
    assert "须经审批" in page and "村干部" in page


def test_of_a_person_the_form_is_that_person_s(client, run, calm):
    person = calm.persons.filter(ended_on=None).first()
    history.amend(person, {"medical_insured": None}, on=ON, source="test")
    history.amend(calm, {"subsistence_allowance": "whole"}, on=ON, source="test")

    page = client.get(url(calm)).content.decode()

    assert f'href="/persons/{person.person_id}/facts/"' in page and person.name in page


@pytest.fixture
def uninsured(calm):
    """A member without insurance, of a household on full allowance: a clause fires for that one alone."""
    for other in calm.persons.filter(ended_on=None):
        history.amend(other, {"medical_insured": True}, on=ON, source="test")
    history.amend(calm, {"subsistence_allowance": "whole"}, on=ON, source="test")
    person = calm.persons.filter(ended_on=None).order_by("-pk").first()
    history.amend(person, {"medical_insured": False}, on=ON, source="test")
    return person


def whom(page):
    """What stands under the sentences of the clauses: whom they rest on."""
    return "".join(re.findall(r'<ul class="clause-whom">(.*?)</ul>', page, re.S))


def test_a_clause_that_rests_on_a_member_names_that_one_alone(client, calm, uninsured):
    page = client.get(url(calm)).content.decode()

    assert (
        f'<b>有成员未参加基本医疗保险</b> <a href="/persons/{uninsured.person_id}/">{uninsured.name}</a></li>'
        in page
    )
    others = calm.persons.filter(ended_on=None).exclude(pk=uninsured.pk)
    assert [
        one.name for one in others if one.name in whom(page).split("未参加基本医疗保险")[1].split("</li>")[0]
    ] == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"channel": "grid_worker"}, "2022-07-01 洪涝 线索来源：网格员"),
        ({"channel": "department", "department": "县应急管理局"}, "线索来源：部门推送 · 县应急管理局"),
        ({}, "线索来源： 没有写明"),
    ],
)
def test_a_clause_that_rests_on_an_event_says_where_it_came_from(client, office, calm, more, said):
    screened(office, pack="seven-step-2020", as_if=True)
    flood = {"kind": "flood", "occurred_on": date(2022, 7, 1), **more}
    statements.enter("events", calm, flood, at=clock.now(), source="test")

    for tail in ("reasons/", "reasons/?print", "reasons/part/"):
        assert said in text(client.get(url(calm, tail)))


def test_on_paper_the_name_stands_without_a_link(client, calm, uninsured):
    page = client.get(f"{url(calm)}?print").content.decode()

    assert uninsured.name in whom(page) and "<a" not in whom(page)


def test_the_household_s_file_names_the_member_too(client, calm, uninsured):
    page = client.get(url(calm, "reasons/part/")).content.decode()

    assert f'<a href="/persons/{uninsured.person_id}/">{uninsured.name}</a></li>' in whom(page)


def test_in_english_the_fact_is_called_by_its_english_name(client, calm, uninsured):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    assert "<b>a member has no basic medical insurance</b>" in client.get(url(calm)).content.decode()


def test_what_is_stored_names_nobody(client, run, calm, uninsured, office):
    while rechecks.follow_up(ON):
        pass
    later = screened(office)

    for finding in Finding.objects.filter(household=calm, run__in=[run, later]):
        assert uninsured.person_id not in str(rows.unpacked(finding.row))
        assert uninsured.name not in str(rows.unpacked(finding.row))
    assert reasons.then(calm, later).clauses and not reasons.then(calm, later).concerned


@pytest.mark.parametrize("tail", ["reasons/", "reasons/part/"])
def test_a_name_is_asked_for_only_where_a_clause_rests_on_members(client, calm, uninsured, tail):
    def asked(page):
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return sum('"name"' in one["sql"] and "registry_person" in one["sql"] for one in queries)

    before = asked(url(calm, tail))
    history.amend(uninsured, {"medical_insured": True}, on=ON, source="test")
    history.amend(calm, {"subsistence_allowance": "none"}, on=ON, source="test")

    assert (before, asked(url(calm, tail))) == (1, 0)


def test_a_change_shows_at_once_beside_what_the_run_had_found(client, run, calm):
    assert "登记有变动" not in text(client.get(url(calm)))
    history.amend(calm, UNSAFE, on=ON, source="test")

    for _before_and_after_the_worker in range(2):
        told = text(client.get(url(calm)))
        assert "应纳入" in told and "登记有变动" in told and "未见风险" in told
        while rechecks.follow_up(ON):
            pass


def test_an_earlier_run_says_what_it_said_then(client, run, red, office):
    history.amend(red, {"house_grade": "A", "subsistence_allowance": "none"}, on=ON, source="test")
    later = screened(office)

    told = text(client.get(f"{url(red)}?run={run.pk}"))

    assert "按当时的登记和政策" in told
    assert reasons.then(red, run).said.tier_line in told
    assert reasons.then(red, run).said.tier_line not in text(client.get(url(red))) or later


def test_an_earlier_run_in_which_it_did_not_stand_out_is_read_from_the_archive(client, run, calm, office):
    history.amend(calm, UNSAFE, on=ON, source="test")
    screened(office)

    told = text(client.get(f"{url(calm)}?run={run.pk}"))

    assert "未见风险" in told and "当时的情况" in told


def test_history_joins_runs_that_say_the_same(office):
    screened(office, on=ON)
    home = Household.objects.filter(house_grade="A", origin="lifted", findings=None).order_by("pk").first()
    before = screened(office, on=ON)
    history.amend(home, UNSAFE, on=ON, source="test")
    screened(office, on=ON + timedelta(days=1))
    screened(office, on=ON + timedelta(days=2))

    spells = reasons.history(home, on=ON + timedelta(days=2))

    assert [(one.tier, one.since, one.until, one.runs) for one in spells] == [
        ("must_enter", ON + timedelta(days=1), ON + timedelta(days=2), 2),
        ("none", ON, ON, 1),
    ]
    assert spells[1].run == before.pk


def test_history_tells_what_the_runs_had_found(run, calm):
    history.amend(calm, UNSAFE, on=ON, source="test")
    while rechecks.follow_up(ON):
        pass

    assert Finding.objects.get(run=run, household=calm).tier == "must_enter"
    assert [one.tier for one in reasons.history(calm, on=ON)] == ["none"]


def test_a_household_that_was_not_known_yet_has_no_tier_then(run, calm):
    same = {"since": ON, "recorded_at": run.done_at, "source": "test", "area_code": calm.area_code}
    late = Household(household_id="NEW-1", **same)
    late.save()

    assert reasons.history(late, on=ON) == []
    while rechecks.follow_up(ON):
        pass
    assert reasons.history(late, on=ON) == []
    assert reasons.history(calm, on=ON)[0].tier == "none"


def test_on_paper_there_is_nothing_to_press(client, red):
    page = client.get(f"{url(red)}?print").content.decode()

    assert "触发的条款" in page and "<form" not in page and 'class="office-menu"' not in page


def test_nor_where_something_is_missing(client, run, calm):
    history.amend(calm, {"house_grade": None, "subsistence_allowance": None}, on=ON, source="test")

    page = client.get(f"{url(calm)}?print").content.decode()

    sheet = page[page.index("<main") : page.index("</main>")]
    assert "缺什么，谁来补" in sheet and "去补" not in sheet
    assert "<a " not in sheet and "<button" not in sheet


def test_nor_when_the_page_itself_is_printed():
    style = (Path(web.__file__).parent / "static/shouwang/office.css").read_text()

    hidden = next(
        line for line in style.split("@media print", 1)[1].splitlines() if "display: none !important" in line
    )
    assert {".btn", ".office-actions", ".paper-bar"} <= set(hidden.split("{")[0].replace(",", " ").split())


def test_without_a_run_it_says_so(client, office):
    told = text(client.get(url(Household.objects.first())))

    assert "还没有做过日常筛查" in told


def changed_since(monkeypatch):
    """The pack's files say something else now, and this process has just begun."""
    monkeypatch.setattr(explaining, "_kept", Kept(most=8))
    other = reading.load(packs.folders()["changde-2020"])
    monkeypatch.setattr(packs, "load", lambda name: other)


def test_a_pack_that_was_changed_since_is_taken_from_the_archive(client, run, red, monkeypatch):
    changed_since(monkeypatch)

    assert "应纳入" in text(client.get(url(red)))


def test_and_where_that_is_gone_too_it_says_why(client, run, red, monkeypatch):
    changed_since(monkeypatch)
    Run.objects.filter(pk=run.pk).update(archive="")

    assert "已经改动" in text(client.get(url(red)))


@pytest.mark.parametrize("asked", ["0", "x", "９", "1" * 30, "-1"])
def test_a_run_that_is_none_of_theirs_is_not_there(client, red, asked):
    assert client.get(f"{url(red)}?run={asked}").status_code == 404


def test_opening_it_is_a_look_at_the_household_and_its_parts_are_not_noted_twice(client, red):
    def looks():
        return Entry.objects.filter(action="household.read", ident=red.household_id).count()

    client.get(url(red, "reasons/part/"))
    assert looks() == 1
    client.get(url(red, "reasons/part/"))
    assert looks() == 1
    client.get(url(red))
    assert looks() == 2


def test_the_part_of_the_file_names_tier_and_reasons(client, run, red):
    told = text(client.get(url(red, "reasons/part/")))

    assert "应纳入" in told and reasons.then(red, run).clauses[0].fired.reason in told


def test_the_page_costs_the_same_for_many_runs(client, run, red, office, django_assert_max_num_queries):
    client.get(url(red))
    with django_assert_max_num_queries(40):
        client.get(url(red))
    for day in (1, 2, 3):
        screened(office, on=ON + timedelta(days=day))
    with django_assert_max_num_queries(40):
        client.get(url(red))
