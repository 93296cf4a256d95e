"""Why a household is in its tier, as data: the same as its page, for the same people."""

import json

import pytest
from tests.office import cast as people
from tests.office import screened
from tests.office import world as w
from tests.office.api.conftest import program_of
from tests.office.world import settle

from shouwang.engine.errors import Refused
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.past import history
from shouwang.office.screening.running import explaining
from shouwang.office.screening.why import reasons

pytestmark = pytest.mark.django_db
AT = f"/households/{w.CODE.replace('/', '~1')}/reasons"
POOR = {"origin": "lifted", "house_grade": "D", "house_self_fix": False, "other_safe_house": False}


@pytest.fixture
def asks(world):
    return lambda who, *permissions: program_of(world[who], *permissions)


@pytest.fixture
def poor(world):
    """In an unsafe house."""
    with acting(Actor("system:tests")):
        home = settle(world["linjie"], people.VILLAGE, "危房户", code="WF-1", **POOR)
        screened.find(world.run, home, "must_enter")
    return home


def told(answer):
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_it_says_what_the_page_says_clause_by_clause(world, asks, poor):
    said = told(asks("achun").get("/households/WF-1/reasons"))

    own = reasons.now(poor, world.run, on=clock.today())
    assert (said["run"], said["is_now"], said["pack"]) == (world.run.pk, True, screened.PACK)
    found = said["found"]
    assert (found["tier"], found["tier_line"]) == (own.said.tier, own.said.tier_line)
    assert found["clauses"] and len(found["clauses"]) == len(own.clauses)
    for clause, one in zip(found["clauses"], own.clauses, strict=True):
        assert (clause["reason"], clause["ways_out"]) == (one.fired.reason, list(one.fired.ways_out))
        assert clause["document"]["title"] == one.source.source.title and clause["article"]
    assert [(fact["label"], fact["value"]) for fact in found["facts"]] == list(own.said.facts)
    assert said["history"][0]["run"] == world.run.pk


def test_what_is_missing_says_who_may_fill_it_in(world, asks):
    said = told(asks("achun").get(AT))

    lacking = {one["column"] for one in said["missing"]}
    assert lacking and all(one["who"] for one in said["missing"])
    assert lacking >= {column for gap in said["found"]["undecided"] for column in gap["missing"]}


@pytest.fixture
def uninsured(world, poor):
    """A member without insurance, in a household on full allowance."""
    with acting(Actor("system:tests")):
        person = poor.persons.order_by("pk").first()
        history.amend(poor, {"subsistence_allowance": "whole"}, on=poor.since, source="test")
        history.amend(person, {"medical_insured": False}, on=poor.since, source="test")
    return person


def members(said):
    return [
        one for clause in said["found"]["clauses"] for whom in clause["rests_on"] for one in whom["members"]
    ]


def test_a_clause_names_the_member_on_whom_it_rests_masked(world, asks, uninsured):
    said = told(asks("achun").get("/households/WF-1/reasons"))

    assert {"person_id": uninsured.person_id, "name": "****"} in members(said)
    assert said["masked"] == {"persons": ["name"]}
    assert "有成员未参加基本医疗保险" in [
        whom["label"] for clause in said["found"]["clauses"] for whom in clause["rests_on"]
    ]


def test_a_name_that_is_revealed_stands_in_the_journal(world, asks, uninsured):
    said = told(asks("linjie").get("/households/WF-1/reasons", {"reveal": "true"}))

    assert {one["name"] for one in members(said)} == {uninsured.name} and said["masked"] == {}
    noted = json.loads(Entry.objects.get(action="api.revealed", ident="WF-1").detail)
    assert (noted["table"], noted["count"], noted["columns"]) == ("persons", 1, ["name"])


def test_who_may_not_reveal_is_refused_and_nothing_is_read(world, asks, uninsured):
    before = Entry.objects.filter(action="household.read").count()

    assert (
        asks("linjie", "household.view").get("/households/WF-1/reasons", {"reveal": "true"}).status_code
        == 409
    )
    assert Entry.objects.filter(action="household.read").count() == before


def test_of_an_earlier_run_nobody_is_named(world, asks, uninsured):
    with acting(Actor("system:tests")):
        screened.find(world.county_run, uninsured.household, "unknown")

    said = told(asks("achun").get("/households/WF-1/reasons", {"run": world.county_run.pk}))

    assert members(said) == []


def test_an_earlier_run_is_told_as_it_was(world, asks, poor):
    with acting(Actor("system:tests")):
        screened.find(world.county_run, poor, "unknown")

    said = told(asks("achun").get("/households/WF-1/reasons", {"run": world.county_run.pk}))

    assert (said["run"], said["is_now"], said["missing"], said["then"]) == (
        world.county_run.pk,
        False,
        [],
        None,
    )
    assert said["found"]["clauses"]


def test_what_changed_since_the_run_is_told_beside_it(world, asks, poor):
    poor.house_grade = "A"
    with acting(Actor("system:tests")):
        poor.save()

    said = told(asks("achun").get("/households/WF-1/reasons"))

    rules = [[one["rule"] for one in said[when]["clauses"]] for when in ("found", "then")]
    assert rules[1] and rules[0] != rules[1]


def test_in_english(world, asks, poor):
    by_name = told(asks("achun").get("/households/WF-1/reasons", {"lang": "en"}))
    by_header = told(asks("achun").get("/households/WF-1/reasons", **{"Accept-Language": "en"}))

    own = explaining.of(world.run).explainer("en")
    line = own.explain(reasons.now(poor, world.run, on=clock.today()).row).tier_line
    assert by_name["found"]["tier_line"] == by_header["found"]["tier_line"] == line


def test_every_look_stands_in_the_journal(world, asks):
    before = Entry.objects.filter(action="household.read", ident=w.CODE).count()

    asks("achun").get(AT)

    assert Entry.objects.filter(action="household.read", ident=w.CODE).count() == before + 1
    assert Entry.objects.latest("pk").actor == "achun"


@pytest.mark.parametrize(
    ("who", "status"),
    [("achun", 200), ("bangfu", 200), ("linjie", 200), ("ducha", 200), ("laobai", 404), ("laozhou", 404)],
)
def test_who_may_open_the_household_may_ask_why(world, asks, who, status):
    assert asks(who).get(AT).status_code == status


def test_the_helper_of_another_household_is_told_nothing(world):
    assert program_of(world.twins["bangfu"]).get(AT).status_code == 404


def test_a_token_without_the_permission_is_told_nothing(world, asks):
    assert asks("achun", "statistics.view", "export").get(AT).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"run": "x"}, 422),
        ({"run": "0"}, 422),
        ({"run": "9" * 30}, 422),
        ({"run": "9" * 17}, 404),
        ({"lang": "fr"}, 422),
        ({"language": "en"}, 422),
    ],
)
def test_what_cannot_be_asked_is_told(world, asks, query, status):
    assert asks("achun").get(AT, query).status_code == status


def test_neither_a_run_over_another_place_nor_one_under_way(world, asks):
    with acting(Actor("system:tests")):
        other = screened.run(people.NEIGHBOUR, world["linjie"], world.today)

    for run in (other, world.waiting_run):
        assert asks("linjie").get(AT, {"run": run.pk}).status_code == 404


@pytest.mark.parametrize("code", ["nobody", "%00", "a%00b", "x" * 150, "x" * 300])
def test_no_such_household_is_told(world, asks, code):
    assert asks("achun").get(f"/households/{code}/reasons").status_code in (404, 422)


def test_where_no_regular_run_was_made_nothing_is_found_yet(world, asks):
    code = world.others[people.FAR].household_id

    said = told(program_of(world.twins["linjie"]).get(f"/households/{code}/reasons"))

    assert (said["run"], said["found"], said["history"]) == (None, None, [])


def test_a_refusal_is_a_problem_and_nothing_was_read(world, asks, monkeypatch):
    def gone(*_given, **_more):
        raise Refused("政策包已改动。", "请看最近一次日常筛查的理由。")

    monkeypatch.setattr(reasons, "now", gone)
    before = Entry.objects.filter(action="household.read").count()

    assert asks("achun").get(AT).status_code == 409
    assert Entry.objects.filter(action="household.read").count() == before
