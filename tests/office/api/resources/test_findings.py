"""Households that stand out in a run, page by page while they change; and a run's counts."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office import screened
from tests.office import world as w
from tests.office.api.conftest import program_of
from tests.office.world import settle

from shouwang.office.api import paging
from shouwang.office.api.resources import findings
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry
from shouwang.office.kit import codes as codes_of
from shouwang.office.screening import queries
from shouwang.office.screening.counts import tallies
from shouwang.office.screening.models import Finding
from shouwang.office.screening.running import rechecks

pytestmark = pytest.mark.django_db


@pytest.fixture
def asks(world):
    return lambda who, *permissions: program_of(world[who], *permissions)


@pytest.fixture
def path(world):
    return f"/runs/{world.county_run.pk}/findings"


def codes(answer):
    assert answer.status_code == 200, answer.content.decode()
    return {row["household_id"] for row in answer.json()["rows"]}


def test_each_sees_the_households_within_reach(world, asks, path):
    here = {w.CODE, "QS-7-2", world.others[people.VILLAGE].household_id}

    assert codes(asks("achun").get(path)) == here
    assert codes(asks("xiaoman").get(path)) == here | {world.others[people.NEIGHBOUR].household_id}
    assert codes(asks("laobai").get(path)) == {world.others[people.NEIGHBOUR].household_id}
    assert asks("laozhou").get(path).status_code == 404


def test_a_finding_says_codes_and_no_names(world, asks, path):
    answer = asks("achun").get(path, {"tier": "must_enter"})

    (row,) = answer.json()["rows"]
    assert (row["household_id"], row["move"], row["rules"], row["missing"]) == (
        w.CODE,
        "entered",
        [screened.RULE],
        [screened.LACKING],
    )
    assert row["tier_label"] == "应纳入" and row["members"] == 2
    assert w.HEAD not in answer.content.decode() and w.NUMBER not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"tier": "unknown"}, 2),
        ({"move": "better"}, 0),
        ({"rule": screened.RULE}, 3),
        ({"missing": screened.LACKING}, 3),
        ({"missing": "incomes.*"}, 0),
        ({"tier": "none"}, 0),
        ({"area": people.VILLAGE}, 3),
    ],
)
def test_findings_are_chosen(world, asks, path, query, count):
    assert len(codes(asks("achun").get(path, query))) == count


@pytest.mark.parametrize("area", [people.NEIGHBOUR, people.TOWNSHIP, people.FAR, "430921999999"])
def test_an_area_beyond_reach_is_not_there_and_no_entry_is_written(world, asks, path, area):
    asked = asks("achun")
    read = Entry.objects.filter(action="api.read")
    count = read.count()

    counted = f"/runs/{world.county_run.pk}/counts"
    answers = [asked.get(one, {"area": area}) for one in (path, counted, "/tables/households")]

    assert [one.status_code for one in answers] == [404] * 3
    assert len({one.content for one in answers}) == 1 and read.count() == count
    assert asks("linjie").get(counted, {"area": people.NEIGHBOUR}).status_code == 200


def test_whoever_may_not_take_lists_away_has_none_here(world, asks, path):
    assert asks("duiyuan").get(path).status_code == 404
    assert asks("bangfu").get(path).status_code == 404
    assert asks("achun", "household.view").get(path).status_code == 404
    assert asks("achun", "export").get(path).status_code == 404


def test_every_page_that_is_read_stands_in_the_journal(world, asks, path):
    asked = asks("achun")
    asked.get(path, {"limit": 2})

    entry = Entry.objects.filter(action="api.read").latest("pk")
    assert entry.actor == "achun" and entry.area_code == people.VILLAGE
    for said in ('"table":"findings"', '"count":2', f'"token":{asked.token.pk}'):
        assert said in entry.detail


@pytest.mark.parametrize(
    "query",
    [
        {"tier": "a\0"},
        {"tier": "x" * 61},
        {"move": "away"},
        {"area": "43"},
        {"limit": 0},
        {"colour": "red"},
        {"rule": "%00" * 30},
        {"tier": "must_entr"},
        {"rule": "zzz"},
        {"missing": "zz.zz"},
        {"missing": "households"},
        {"missing": "households.water"},
    ],
)
def test_what_cannot_be_asked_is_told(world, asks, path, query):
    answer = asks("achun").get(path, query)

    assert answer.status_code == 422, answer.content.decode()
    assert answer.json()["errors"][0]["where"] == f"query.{next(iter(query))}"


def test_words_that_the_run_has_are_told(world, asks, path):
    answer = asks("achun").get(path, {"tier": "must_entr", "rule": "zzz", "missing": "zz.zz"})

    whys = {one["where"]: one["why"] for one in answer.json()["errors"]}
    assert "must_enter" in whys["query.tier"] and screened.RULE in whys["query.rule"]
    assert "GET /tables" in whys["query.missing"]


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 30, "x"])
def test_no_such_run_is_told(world, asks, pk):
    for tail in ("", "/findings", "/counts"):
        assert asks("achun").get(f"/runs/{pk}{tail}").status_code in (404, 422)


def test_a_run_under_way_shows_nothing(world, asks):
    assert asks("xiaoman").get(f"/runs/{world.waiting_run.pk}/findings").status_code == 404


def test_a_page_costs_as_many_queries_for_many_households(world, asks, path, django_assert_max_num_queries):
    with acting(Actor("system:tests")):
        for number in range(12):
            home = settle(world["linjie"], people.VILLAGE, f"众{number}")
            screened.find(world.county_run, home, "unknown")
    asked = asks("achun")
    asked.get(path)

    with django_assert_max_num_queries(8):
        assert len(codes(asked.get(path))) == 15


# -- While a recheck changes them -----------------------------------------------------------------------------------------


def renewed(world, one, tier="unknown"):
    """Gone and found again under another number, as happens between two rechecks."""
    home = one.household
    Finding.objects.filter(pk=one.pk).delete()
    screened.find(world.county_run, home, tier)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["renew", "remove", "add"])), max_size=8))
def test_whoever_is_there_all_the_time_is_read_exactly_once(world, changes):
    """Also where their finding is written anew under another number while a client reads on."""
    with acting(Actor("system:tests")):
        homes = [settle(world["linjie"], people.VILLAGE, f"读{number}") for number in range(10)]
        spare = [settle(world["linjie"], people.VILLAGE, f"补{number}") for number in range(8)]
        made = {home.pk: screened.find(world.county_run, home, "unknown") for home in homes}
        stays, seen, after, todo = set(made), Counter(), "", list(changes)
        while after is not None:
            asked = findings.Asked(after=after, limit=3, area=people.VILLAGE)
            rows = queries.findings_for(world.county_run, world["linjie"], "household.view")
            page, after = paging.cut(
                findings._chosen(rows, asked, codes_of.span(asked.area)),
                asked,
                by="household_id",
                key=lambda row: row.household_id,
            )
            seen.update(row.household_id for row in page)
            if todo:
                number, what = todo.pop()
                own = Finding.objects.filter(run=world.county_run, household=homes[number]).first()
                if what == "add":
                    screened.find(world.county_run, spare.pop(), "unknown")
                elif own and what == "renew":
                    renewed(world, own)
                elif own:
                    own.delete()
                    stays.discard(homes[number].pk)

    assert all(seen[pk] == 1 for pk in stays) and max(seen.values()) == 1


def test_a_recheck_between_two_pages_moves_nobody(world, asks, path):
    """A household that is evaluated anew and no longer stands out goes; the others keep their places."""
    unsafe = {"origin": "lifted", "house_grade": "D", "house_self_fix": False, "other_safe_house": False}
    with acting(Actor("system:tests")):
        homes = [settle(world["linjie"], people.VILLAGE, f"危{n}", code=f"W{n}", **unsafe) for n in range(6)]
        for home in homes:
            screened.find(world.county_run, home, "unknown")
        first = asks("achun").get(path, {"limit": 5}).json()
        for home in homes[::2]:
            home.house_grade = "A"
            home.save()
        while rechecks.follow_up(world.today):
            pass

    rest = asks("achun").get(path, {"limit": 5, "after": first["next"]}).json()

    seen = Counter(row["household_id"] for row in first["rows"] + rest["rows"])
    assert rest["next"] is None and max(seen.values()) == 1
    assert {"W1", "W3", "W5"} <= set(seen)
    renewed = Finding.objects.filter(run=world.county_run).exclude(rechecked_at=None)
    assert renewed.exists()


# -- Counts ---------------------------------------------------------------------------------------------------------------


def counts(asked, world, **query):
    answer = asked.get(f"/runs/{world.county_run.pk}/counts", query)
    assert answer.status_code == 200, answer.content.decode()
    return {
        (row["area_code"], one["key"]): one["households"]
        for row in answer.json()["rows"]
        for one in row["counts"]
    }


def test_counts_by_village_and_above(world, asks):
    asked = asks("linjie")

    village = counts(asked, world, kind="tier", by="village")
    assert village[people.VILLAGE, "must_enter"] == 1 and village[people.NEIGHBOUR, "unknown"] == 1
    assert counts(asked, world, by="county")[people.COUNTY, "unknown"] == 4
    assert counts(asked, world, by="township", area=people.TOWNSHIP) == {
        (people.TOWNSHIP, "must_enter"): 1,
        (people.TOWNSHIP, "unknown"): 3,
    }


def test_counts_are_of_the_part_within_reach(world, asks):
    assert {area for area, _key in counts(asks("achun"), world)} == {people.VILLAGE}
    assert counts(asks("bangfu"), world) == {}
    assert asks("linjie", "household.view").get(f"/runs/{world.run.pk}/counts").status_code == 404


def test_counts_come_in_pages_of_areas(world, asks):
    asked, path = asks("linjie"), f"/runs/{world.county_run.pk}/counts"

    first = asked.get(path, {"limit": 1}).json()
    rest = asked.get(path, {"limit": 5, "after": first["next"]}).json()

    whole = asked.get(path).json()["rows"]
    assert first["rows"] + rest["rows"] == whole and rest["next"] is None


@pytest.mark.parametrize("kind", [kind.name for kind in tallies.KINDS])
def test_every_kind_of_count_can_be_asked_for(world, asks, kind):
    counts(asks("linjie"), world, kind=kind)


@pytest.mark.parametrize("query", [{"kind": "colour"}, {"by": "household"}, {"area": "x"}])
def test_counts_of_what_is_not_counted_are_told(world, asks, query):
    answer = asks("linjie").get(f"/runs/{world.county_run.pk}/counts", query)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == f"query.{next(iter(query))}"
