"""The auditor reads the journal of the own area; nobody else reads any of it."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.office.cast import FAR, START, TOWNSHIP, VILLAGE

from shouwang.office.accounts import tokens
from shouwang.office.accounts.models import Appointment
from shouwang.office.journal import actions, entries, seals
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.entries import Line
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.requests.flow import CHANGE
from shouwang.web.pages import journal_names

VIEW = "journal.view"


@pytest.fixture
def story(cast, somebody):
    """One thing in the village, one in the next county, one nowhere."""
    with acting(Actor("achun", line=1, address="10.1.2.3")):
        changes = {"head_name": ["甲", "乙"], "phone": [None, "#abcdef012345"], "housing": [None, "safe"]}
        entries.record_many(
            [
                Line("household.changed", "household", "430921104201000001", VILLAGE, changes),
                Line("household.read", "household", "430922100201000009", FAR),
                Line("sign_in", "user", "achun"),
            ],
            clause="办法第三条",
        )
    return cast


def row_of(page, word):
    return next(row for row in page.split("<tr")[1:] if word in row)


def test_a_row_names_who_as_what_and_where(auditor, cast):
    line = cast.achun.appointments_now[0].line
    with acting(Actor("achun", line=line)):
        entries.record("household.read", area_code=VILLAGE)

    row = row_of(auditor.get("/journal/").content.decode(), "查看")

    assert "阿春（achun）" in row and "青山村村干部" in row and f"青山村（{VILLAGE}）" in row
    assert re.search(r'<a href="/journal/[0-9]+/">[^<]*查看</a>', row)


def test_a_page_of_many_people_and_places_costs_no_more(auditor, cast):
    people = [one for one in vars(cast).values() if one.appointments_now]
    for one in people:
        held = one.appointments_now[0]
        with acting(Actor(one.username, line=held.line)):
            entries.record("household.read", area_code=held.area_code)

    auditor.get("/journal/")  # begins the session
    with CaptureQueriesContext(connection) as one:
        assert auditor.get("/journal/?f_actor=ducha").content.count(b"data-href") == 1
    with CaptureQueriesContext(connection) as many:
        assert auditor.get("/journal/?f_action=household.read").content.count(b"data-href") > 10

    assert len(many) == len(one)


def test_an_entry_names_the_work_and_the_people_in_it(auditor, cast):
    held = cast.achun.appointments_now[0]
    detail = {"line": [None, held.line], "user": [None, cast.linjie.pk], "area_code": ["", VILLAGE]}
    with acting(Actor("guanli")):
        entries.record_many([Line("appointment.changed", "appointment", "1", VILLAGE, detail)])
        entries.record_many([Line("x.y", "x", "1", VILLAGE, {"line": [10**30, -7], "area_code": ["9", ""]})])

    page = auditor.get(
        f"/journal/{Entry.objects.get(action='appointment.changed', actor='guanli').pk}/"
    ).content.decode()

    assert "青山村村干部：阿春" in page and "林姐（linjie）" in page and "南县 · 青山镇 · 青山村" in page
    assert auditor.get(f"/journal/{Entry.objects.latest('pk').pk}/").status_code == 200


def test_what_a_program_did_names_its_token(auditor, cast):
    made = tokens.issue(
        cast.linjie.appointments_now[0],
        label="县民政接口",
        permissions=["household.view"],
        days=30,
        by=cast.linjie,
        at=clock.now(),
    )
    number = made.token.pk
    with acting(Actor("linjie", token=number)):
        entries.record("household.read", area_code=VILLAGE)
    with acting(Actor("linjie", token=2**70)):
        entries.record("household.read", area_code=VILLAGE)

    rows = auditor.get("/journal/?f_actor=linjie&f_action=household.read").content.decode()
    page = auditor.get(f"/journal/{Entry.objects.latest('pk').pk - 1}/").content.decode()

    assert f"林姐（linjie），令牌“县民政接口（{number}）”" in rows
    assert f"县民政接口（{number}）" in page and "令牌" in page
    assert made.text not in rows + page and made.token.digest not in rows + page
    assert auditor.get(f"/journal/{Entry.objects.latest('pk').pk}/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "detail", ['{"token":"x"}', '{"token":[1]}', '["token"]', '{"x":{"token":1}}', '"token":']
)
def test_a_token_is_a_number(detail):
    assert journal_names.tokens([Entry(pk=1, detail=detail)]) == {}


@pytest.fixture
def auditor(story, as_):
    return as_(story.shenji)


def of(user):
    return set(
        Entry.objects.visible_to(user, VIEW).exclude(actor="system:tests").values_list("ident", flat=True)
    )


def test_a_county_auditor_reads_the_own_county_and_what_has_no_place(story):
    assert of(story.shenji) == {"430921104201000001", "achun"}


def test_a_township_auditor_does_not_read_what_has_no_place(story):
    Appointment(user=story.xiaochen, role="auditor", area_code=TOWNSHIP, since=START).save()

    assert of(story.xiaochen) == {"430921104201000001"}


def test_nobody_else_reads_any(story):
    others = [one for name, one in vars(story).items() if name != "shenji"]

    assert [one.username for one in others if of(one)] == []


@pytest.mark.parametrize("address", ["/journal/", "/journal/seals/", "/journal/1/"])
def test_pages_of_the_journal_do_not_exist_for_others(story, as_, address):
    assert as_(story.linjie).get(address).status_code == 404
    assert as_(story.guanli).get(address).status_code == 404


def test_the_list_shows_what_happened_last_first(auditor):
    page = auditor.get("/journal/").content.decode()

    assert page.index("sign_in" if "sign_in" in page else "登录") < page.rindex("achun")
    assert "430921104201000001" in page and "430922100201000009" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("f_actor=achun", 2),
        ("f_action=household.changed", 1),
        ("f_kind=household", 1),
        (f"f_area_code={VILLAGE}&f_actor=achun", 1),
        ("f_at_from=2000-01-01&f_actor=achun", 2),
        ("f_at_to=2000-01-01", 0),
    ],
)
def test_the_list_is_filtered(auditor, query, count):
    page = auditor.get(f"/journal/?{query}").content.decode()

    assert page.count("data-href") == count


def test_so_is_what_code_names_itself():
    source = Path(actions.__file__).parents[2]
    calls = [
        node
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "Line"
    ]
    # `Line("api.read", "api", …)` of the journal; other lines have no action.
    named = [[getattr(one, "value", None) for one in call.args[:2]] for call in calls if len(call.args) > 1]
    found = {kind for action, kind in named if isinstance(action, str) and "." in action and kind}

    assert {"api", "household", "recheck"} <= found <= dict(actions.kinds()).keys()


def test_every_deed_that_code_names_can_be_chosen():
    """`entries.record("keys.rotated", …)`, `Line("api.read", …)`, `Book("roll.exported", …)`."""
    source = Path(actions.__file__).parents[2]
    first = {
        getattr(node.args[0], "value", None)
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and node.args
        if getattr(node.func, "attr", getattr(node.func, "id", "")) in ("record", "Line", "Book")
    }
    found = {word for word in first if isinstance(word, str) and re.fullmatch("[a-z_]+[.][a-z_]+", word)}
    flows = {f"{CHANGE.name}.{step.name}" for step in CHANGE.steps}

    assert {"screening.started", "roll.exported", "household.split"} <= found and flows
    assert sorted((found | flows) - dict(actions.choices()).keys()) == []


def test_no_two_choices_read_alike():
    for language in ("zh-hans", "en"):
        with translation.override(language):
            read = [str(label) for _name, label in actions.kinds()]
        assert len(set(read)) == len(read)


def test_runs_and_what_was_filled_in_are_found(auditor):
    entries.record_many([Line("completion.made", "completion", "7", VILLAGE)])

    page = auditor.get("/journal/?f_kind=completion")

    assert page.content.decode().count("data-href") == 1
    assert 'value="completion" selected' in page.content.decode()


def test_today_is_inside_until_today(auditor):
    page = auditor.get(f"/journal/?f_actor=achun&f_at_from={clock.today()}&f_at_to={clock.today()}")

    assert page.content.decode().count("data-href") == 2


def test_an_entry_shows_old_and_new_but_no_personal_value(auditor):
    entry = Entry.objects.get(ident="430921104201000001")

    page = auditor.get(f"/journal/{entry.pk}/").content.decode()

    assert "办法第三条" in page and "10.1.2.3" in page and "#abcdef012345" in page
    assert "甲" not in page.split("改动", 1)[1].split("</section>")[0]


def test_an_entry_of_elsewhere_is_not_there(auditor):
    assert auditor.get(f"/journal/{Entry.objects.get(ident='430922100201000009').pk}/").status_code == 404


def test_seals_are_shown_in_groups_of_four(auditor, somebody):
    head = seals.seal()

    assert f"{head.digest[:4]} {head.digest[4:8]}" in auditor.get("/journal/seals/").content.decode()


def test_an_unknown_word_is_shown_as_it_is():
    assert actions.action("moon.waxed") == "moon.waxed"
    assert actions.action("household.changed") == "农户·修改"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_two_actions_read_alike(language):
    with translation.override(language):
        read = Counter(str(label) for _code, label in actions.choices())

    assert [label for label, count in read.items() if count > 1] == []


@pytest.mark.parametrize("detail", ["", "x", "[1]", '"x"', '{"a":[1,2,3]}', '{"name":null}', "{"])
def test_whatever_stands_in_an_entry_can_be_shown(detail):
    actions.changes("household", detail)


@pytest.mark.parametrize("query", ["f_at_from=0001-01-01", "f_at_to=9999-12-31"])
def test_days_at_the_end_of_the_calendar_break_nothing(auditor, query):
    assert auditor.get(f"/journal/?{query}").status_code == 200
