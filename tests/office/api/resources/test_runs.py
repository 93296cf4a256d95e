"""Runs: which there were, what one found, starting one; and packs."""

from datetime import timedelta

import pytest
from tests.office import cast as people
from tests.office import screened
from tests.office import world as w
from tests.office.api.conftest import program_of

from shouwang.office.api.models import Repeat
from shouwang.office.imports.models import Batch
from shouwang.office.jobs import worker
from shouwang.office.jobs.models import Job
from shouwang.office.kit import clock
from shouwang.office.screening import packs
from shouwang.office.screening.models import Run

pytestmark = pytest.mark.django_db

IMPORTED = {
    "area_code": people.VILLAGE,
    "reference_on": "2026-02-01",
    "tables": {"events": [{"household_id": w.CODE, "kind": "accident", "occurred_on": "2026-01-05"}]},
}
ASKED = {"area_code": people.VILLAGE, "pack": screened.PACK, "on": "2022-09-30"}


@pytest.fixture
def asks(world):
    return lambda who, *permissions: program_of(world[who], *permissions)


def ids(answer):
    assert answer.status_code == 200, answer.content.decode()
    return {row["id"] for row in answer.json()["rows"]}


def test_runs_over_the_own_place_and_regular_ones_around_it(world, asks):
    own = {world.county_run.pk, world.run.pk}

    assert ids(asks("linjie").get("/runs")) == own | {world.waiting_run.pk}
    assert ids(asks("achun").get("/runs")) == own | {world.waiting_run.pk}
    assert ids(asks("laobai").get("/runs")) == {world.county_run.pk}
    assert ids(asks("bangfu").get("/runs")) == own
    assert ids(asks("laozhou").get("/runs")) == set()


def test_a_run_says_how_it_was_made_and_what_it_found(world, asks):
    said = asks("linjie").get(f"/runs/{world.county_run.pk}").json()

    assert (said["state"], said["pack"], said["on"]) == ("done", screened.PACK, str(world.county_run.on))
    assert said["pack_hash"] == packs.load(screened.PACK).hash and said["is_kept"]
    whole = {one["tier"]: one["households"] for one in world.county_run.tiers if one["households"]}
    assert {one["tier"]: one["households"] for one in said["tiers"]} == whole
    assert said["missing"][0]["column"] == screened.LACKING
    assert said["rules"][0]["key"] == screened.RULE and said["moves"][0]["key"] == "entered"


def test_of_a_county_s_run_a_village_sees_its_own_part(world, asks):
    said = asks("achun").get(f"/runs/{world.county_run.pk}").json()
    listed = asks("achun").get("/runs").json()["rows"]

    assert {one["tier"]: one["households"] for one in said["tiers"]} == {"must_enter": 1, "unknown": 2}
    (same,) = [row for row in listed if row["id"] == world.county_run.pk]
    assert same["tiers"] == said["tiers"]


def test_a_run_under_way_tells_of_its_work_and_a_lost_one_why(world, asks):
    asked, job = asks("xiaoman"), world.waiting_run.job
    assert asked.get(f"/runs/{world.waiting_run.pk}").json()["work"]["state"] == "running"

    Job.objects.filter(pk=job.pk).update(state="refused", why="政策包已改动。", remedy="请重新发起。")

    said = asked.get(f"/runs/{world.waiting_run.pk}").json()
    assert (said["state"], said["work"]["why"], said["tiers"]) == ("lost", "政策包已改动。", [])


@pytest.mark.parametrize("who", ["laobai", "laozhou"])
def test_a_run_of_elsewhere_is_not_there(world, asks, who):
    assert asks(who).get(f"/runs/{world.run.pk}").status_code == 404


def test_without_the_permission_there_are_no_runs(world, asks):
    asked = asks("linjie", "import")

    assert asked.get("/runs").status_code == 404
    assert asked.get(f"/runs/{world.run.pk}").status_code == 404
    assert asked.post("/runs", ASKED).status_code == 404


def test_the_list_costs_as_many_queries_for_many_runs(world, asks, django_assert_max_num_queries):
    asked = asks("achun")
    for _ in range(10):
        screened.run(people.COUNTY, world["linjie"], world.today)
    asked.get("/runs")

    with django_assert_max_num_queries(5):
        assert len(asked.get("/runs").json()["rows"]) >= 12


# -- Starting one -------------------------------------------------------------------------------------------------------


def test_a_run_is_started_and_queued(world, asks):
    answer = asks("linjie").post("/runs", {**ASKED, "period": "2021", "change": {"monitoring_line": "7300"}})

    assert answer.status_code == 202 and answer.json()["state"] == "waiting"
    made = Run.objects.get(pk=answer.json()["id"])
    assert answer["Location"] == f"/api/v1/runs/{made.pk}"
    assert (made.period, made.changed_parameters, made.is_standing) == (
        "2021",
        {"monitoring_line": "7300"},
        False,
    )
    assert (made.by, made.job.state) == (world["linjie"], "queued")


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"pack": "nowhere"}, "/api/v1/packs"),
        ({"pack": "hunan-qingshuzui-2022", "area_code": people.FAR}, ""),
        ({"on": "2026-01-01"}, "as_if"),
        ({"on": "9999-12-31", "as_if": True}, "on"),
        ({"on": "0001-01-01", "as_if": True}, "on"),
        ({"change": {"colour": "1"}}, "monitoring_line"),
        ({"change": {"monitoring_line": "much"}}, "change"),
        ({"change": {"monitoring_line": "-1"}}, ""),
        ({"change": {"monitoring_line": "NaN"}}, ""),
        ({"change": {"monitoring_line=1": "7"}}, ""),
        ({"assume": ["nothing"]}, ""),
        ({"assume": ["households.origin=rich"]}, ""),
        ({"area_code": people.PROVINCE}, ""),
        ({"on": "2099-01-01", "as_if": True, "standing": True}, "今天"),
        ({"on": "1999-01-01", "as_if": True, "standing": True}, "或以后的日期"),
        ({"area_code": "999999999999"}, ""),
    ],
)
def test_what_cannot_be_run_is_refused_with_what_to_send_instead(world, asks, more, word):
    before = Run.objects.count()

    answer = asks("linjie").post("/runs", {**ASKED, **more})

    assert answer.status_code == 409, answer.content.decode()
    said = answer.json()
    assert word in said["detail"] and "--" not in said["title"] + said["detail"]
    assert Run.objects.count() == before


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"colour": 1}, "body.colour"),
        ({"on": "soon"}, "body.on"),
        ({"on": 10**30}, "body.on"),
        ({"area_code": "43"}, "body.area_code"),
        ({"period": "22"}, "body.period"),
        ({"pack": "a\0b"}, "body.pack"),
        ({"as_if": "perhaps"}, "body.as_if"),
        ({"change": ["a=b"]}, "body.change"),
        ({"change": {"monitoring_line": 7300}}, "body.change.monitoring_line"),
        ({"assume": ["x"] * 41}, "body.assume"),
    ],
)
def test_a_wrong_request_is_told(world, asks, more, where):
    answer = asks("linjie").post("/runs", {**ASKED, **more})

    assert answer.status_code == 422, answer.content.decode()
    assert [one["where"] for one in answer.json()["errors"]] == [where]


# -- Sent again ---------------------------------------------------------------------------------------------------------


def sent_with(asked, key, **more):
    return asked.post("/runs", {**ASKED, **more}, **{"Idempotency-Key": key})


def test_a_request_that_is_sent_again_starts_no_second_run(world, asks):
    asked, before = asks("linjie"), Run.objects.count()
    first, again = sent_with(asked, "a"), sent_with(asked, "a")
    other = sent_with(asked, "b")

    assert [one.status_code for one in (first, again, other)] == [202] * 3
    assert (again.json()["id"], again["Location"]) == (first.json()["id"], first["Location"])
    assert other.json()["id"] != first.json()["id"] and Run.objects.count() == before + 2


def test_a_run_that_is_done_meanwhile_comes_as_it_is_now(world, asks):
    asked = asks("linjie")
    first = sent_with(asked, "a")
    worker.work_off()

    again = sent_with(asked, "a")

    assert (first.json()["state"], again.json()["state"]) == ("waiting", "done")
    assert again.json() in asked.get("/runs").json()["rows"]


def test_the_same_key_for_something_else_is_a_mistake(world, asks):
    asked, before = asks("linjie"), Run.objects.count()
    sent_with(asked, "a")
    asked.post("/imports/tables", IMPORTED, **{"Idempotency-Key": "b"})
    batches = Batch.objects.count()

    answers = [
        sent_with(asked, "a", on="2022-09-29"),
        sent_with(asked, "b"),
        asked.post("/imports/tables", IMPORTED, **{"Idempotency-Key": "a"}),
    ]

    assert [answer.status_code for answer in answers] == [409] * 3
    assert (Run.objects.count(), Batch.objects.count()) == (before + 1, batches)


def test_keys_are_of_one_token_and_of_one_day(world, asks):
    asked = asks("linjie")
    first = sent_with(asked, "a").json()["id"]
    assert sent_with(asks("linjie"), "a").json()["id"] != first

    Repeat.objects.update(at=clock.now() - timedelta(days=1, seconds=1))

    assert sent_with(asked, "a").json()["id"] != first


def test_what_is_refused_may_be_sent_again_under_its_key(world, asks):
    asked = asks("linjie")
    assert sent_with(asked, "a", on="2026-01-01").status_code == 409

    assert sent_with(asked, "a").status_code == 202


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_that_is_none_is_told(world, asks, key):
    assert sent_with(asks("linjie"), key).status_code == 422


# -- Packs --------------------------------------------------------------------------------------------------------------


def test_packs_of_the_own_place_with_sources_of_their_values(world, asks):
    rows = asks("linjie", "screening.run").get("/packs").json()["rows"]

    assert {row["pack"] for row in rows} == {pack.id for pack in packs.usable(people.COUNTY)}
    (one,) = [row for row in rows if row["pack"] == screened.PACK]
    line = next(each for each in one["parameters"] if each["name"] == "monitoring_line")
    assert line["unit"] == "yuan/person/year" and line["values"][0]["value"].isdecimal()
    assert line["values"][0]["document"]


def test_packs_are_said_in_the_language_asked_for(world, asks):
    rows = asks("linjie").get("/packs", **{"Accept-Language": "en"}).json()["rows"]

    (one,) = [row for row in rows if row["pack"] == screened.PACK]
    assert one["title"] == packs.load(screened.PACK).title_en
