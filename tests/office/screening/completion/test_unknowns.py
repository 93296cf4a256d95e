"""What is unknown now is counted as if every finding that holds were looked at."""

from collections import Counter
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office import screened as made
from tests.office.screening.conftest import COUNTY, ON, screened
from tests.office.world import settle

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock, codes
from shouwang.office.kit.scope import Reach
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening import rows
from shouwang.office.screening.completion import answers, completing, handing_out, unknowns
from shouwang.office.screening.completion.unknowns import Unknowns
from shouwang.office.screening.models import Finding, Recheck
from shouwang.office.screening.overview import desks
from shouwang.office.screening.running import rechecks

pytestmark = pytest.mark.django_db
GRADE = "households.house_grade"
VALUES = (
    {"house_grade": None},
    {"house_grade": "A"},
    {"house_grade": "D", "house_self_fix": False, "other_safe_house": False},
    {"water_safe": None},
    {"water_safe": True},
    {"subsistence_allowance": None, "house_grade": None},
    {"water_safe": None, "water_quantity_ok": None},
    {"water_safe": None, "water_quantity_ok": True, "water_quality_ok": None},
)
EVERYWHERE = Reach((codes.span(COUNTY),))
MANY = 10_000


def follow():
    while rechecks.follow_up(ON):
        pass


def counted(run, span):
    """(village, column) → households, settled ones; one finding after the other."""
    lacks, alone = Counter(), Counter()
    for one in Finding.objects.filter(run=run):
        columns = rows.split(one.missing)
        for column in columns if one.area_code in span else ():
            lacks[one.area_code, column] += 1
            alone[one.area_code, column] += column in answers.settling(run, one.tier, columns, one.settles)
    return {pair: (lacks[pair], alone[pair]) for pair in lacks}


def settled(run, code):
    """Households of a village that one answer settles."""
    there = Finding.objects.filter(run=run, area_code=code)
    told = (answers.settling(run, one.tier, rows.split(one.missing), one.settles) for one in there)
    return sum(map(bool, told))


def agrees(run, unknown, span):
    expected = counted(run, span)
    lines = unknown.by_village(MANY)
    assert {(one.area_code, one.column): (one.households, one.settles) for one in lines} == expected
    assert lines == sorted(lines, key=lambda one: (-one.settles, -one.households, one.area_code, one.column))
    columns = unknown.columns()
    for one in columns:
        own = [numbers for (_code, column), numbers in expected.items() if column == one.column]
        assert (one.households, one.settles) == tuple(map(sum, zip(*own, strict=True)))
        assert one.villages == len(own)
    assert {one.column for one in columns} == {column for _code, column in expected}
    for one in unknown.villages(MANY):
        own = [numbers for (code, _column), numbers in expected.items() if code == one.area_code]
        assert (one.columns, one.settles) == (len(own), settled(run, one.area_code))
    assert [(one.area_code, one.column) for one in unknown.by_village(7)] == [
        (one.area_code, one.column) for one in lines[:7]
    ]


HOMES = st.integers(0, 49)
CHANGES = st.lists(st.tuples(HOMES, st.sampled_from(VALUES)), min_size=3, max_size=12)
MOVES = st.lists(st.tuples(HOMES, st.integers(0, 2)), min_size=1, max_size=3)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(changes=CHANGES, moves=MOVES)
def test_after_any_change_the_numbers_are_those_of_the_findings_that_hold(world, changes, moves):
    run, homes, villages = world
    for number, values in changes:
        history.amend(Household.objects.get(pk=homes[number]), values, on=ON, source="test")
    for number, place in moves:
        moved = {"area_code": villages[place]}
        history.amend(Household.objects.get(pk=homes[number]), moved, on=ON, source="test")
    follow()

    township = codes.span(f"{villages[0][:9]}000")
    for inside in (None, township, *map(codes.span, villages)):
        agrees(run, Unknowns(run, EVERYWHERE, inside), inside or codes.span(COUNTY))
    agrees(run, Unknowns(run, Reach((township,))), township)
    assert unknowns.questions(run) == len(Unknowns(run, EVERYWHERE).columns())


@pytest.fixture
def world(office):
    """Not put back between examples: each goes on from the one before.  The first homes lack something."""
    run = screened(office)
    lacking = Finding.objects.filter(run=run).exclude(missing="").order_by("pk")[:35]
    homes = list(lacking.values_list("household", flat=True))
    others = Household.objects.exclude(pk__in=homes).order_by("pk").values_list("pk", flat=True)
    homes += others[: 50 - len(homes)]
    village = Household.objects.order_by("pk")[0].area_code
    return run, homes, [village, f"{village[:9]}299", f"{COUNTY[:6]}999299"]


WATER = ("households.water_quantity_ok", "households.water_safe")


def test_one_of_two_answers_is_enough_for_a_household_and_counts_once(office):
    run = screened(office)
    place = Finding.objects.filter(run=run, missing="", tier="must_enter")[0].household.area_code
    for home in Household.objects.filter(area_code=place):
        blank = {"water_safe": None, "water_quantity_ok": None, "water_quality_ok": True}
        known = {"water_access_ok": True, "water_supply_ok": True, "subsistence_allowance": "part"}
        history.amend(home, {**blank, **known}, on=ON, source="test")

    again, village = screened(office), codes.span(place)

    agrees(again, Unknowns(again, EVERYWHERE, village), village)
    agrees(again, Unknowns(again, EVERYWHERE), codes.span(COUNTY))
    (one,) = Unknowns(again, EVERYWHERE, village).villages(MANY)
    lines = {line.column: line.settles for line in Unknowns(again, EVERYWHERE, village).by_village(MANY)}
    assert lines[WATER[0]] == lines[WATER[1]] > 0
    assert one.settles < sum(lines.values())
    first = completing.waiting(again, office, completing.asked(WATER[0])).filter(area_code=place)
    assert [finding.alone for finding in first].count(0) == lines[WATER[0]]


@pytest.fixture
def run(office):
    """Five households of one village lack a house grade."""
    village = Household.objects.order_by("pk")[0].area_code
    for home in Household.objects.filter(area_code=village)[:5]:
        history.amend(home, {"house_grade": None}, on=ON, source="test")
    return screened(office)


def fill_in(run, user, name, values, most=5):
    """As on the page; returns how many cells."""
    column = completing.asked(name)
    found = list(completing.waiting(run, user, column)[:most])
    cells = [
        completing.Cell(one, value, one.version)
        for one, value in zip(completing.subjects(column, found), values, strict=False)
    ]
    return completing.fill(column, cells, by=user, on=ON)


def shown(client, area=""):
    page = client.get(reverse("screening:complete"), {"area": area} if area else {})
    return {one["url"]: one["households"] for one in page.context["columns"]}


def test_what_one_answer_settles_opens_these_households_only(run, office, as_):
    client = as_(office)
    page = client.get(reverse("screening:complete"))

    settled = {one["settles"]: one["settles_url"] for one in page.context["columns"] if one["settles"]}

    assert settled and any(one["settles"] < one["households"] for one in page.context["columns"])
    for count, url in settled.items():
        opened = client.get(url).context["page"]
        assert opened.waiting.count() == count and "settles=1" in url
    answer = client.get(url)
    assert "只列补上这一项就能确定的户" in answer.content.decode()


def test_whom_some_answer_settles_in_a_village_is_listed(run, office, as_):
    client = as_(office)
    villages = client.get(reverse("screening:complete")).context["handing"]["villages"]

    settled = [(one["settles"], one["settles_url"]) for one in villages if one["settles"]]

    assert settled
    for count, url in settled:
        assert client.get(url).context["page"].total == f"共 {count} 户"


def test_the_villages_that_lack_something_are_as_many_as_is_said(run, office, as_):
    client = as_(office)
    columns = client.get(reverse("screening:complete")).context["columns"]

    for one in columns:
        opened = client.get(one["villages_url"].partition("#")[0]).context
        assert len(opened["lines"]) == one["villages"] and {line["label"] for line in opened["lines"]} == {
            one["label"]
        }


def test_the_page_counts_no_more_what_was_filled_in(run, office, as_):
    client = as_(office)
    before = shown(client)
    (url,) = (one for one in before if GRADE in one)

    written = fill_in(run, office, GRADE, "AAA", 3)
    follow()

    after = shown(client)
    assert written and after.get(url, 0) == before[url] - written
    column = completing.asked(GRADE)
    assert completing.waiting(run, office, column).count() == after.get(url, 0)


def test_a_column_that_is_filled_in_everywhere_is_gone_from_page_and_desk(run, office, as_):
    fill_in(run, office, GRADE, "A" * MANY, MANY)
    follow()

    found = shown(as_(office))
    assert found and not any(GRADE in url for url in found)
    assert desks.questions(run, office) == len(found)


def test_a_village_where_nothing_is_lacking_any_more_is_not_listed(cast, somebody):
    one, other = (settle(cast.linjie, place, "周旺") for place in (people.VILLAGE, people.NEIGHBOUR))
    run = made.run(people.COUNTY, cast.linjie, ON)
    for home in (one, other):
        made.find(run, home, "unknown", missing=GRADE)
    finding = run.findings.get(household=one)
    then = {"tier_then": "unknown", "area_then": one.area_code, "missing_then": finding.missing}
    Recheck(run=run, household=one, area_code=one.area_code, at=clock.now(), tier="none", **then).save()
    finding.delete()

    found = handing_out.villages(Unknowns(run, EVERYWHERE), MANY)

    assert found == [handing_out.Village(other.area_code, undecided=1, columns=1, settles=1)]


def test_notes_of_earlier_versions_say_what_was_lacking_too(run, office):
    fill_in(run, office, GRADE, "AAA")
    follow()
    told = list(Recheck.objects.order_by("pk").values_list("area_then", "missing_then"))
    assert any(missing for _code, missing in told)
    Recheck.objects.update(area_then="", missing_then="")

    migration = import_module("shouwang.office.screening.migrations.0005_what_was_lacking_then")
    migration.fill(apps, SimpleNamespace(connection=connection))

    assert list(Recheck.objects.order_by("pk").values_list("area_then", "missing_then")) == told


def test_two_queries_whoever_was_evaluated_anew(run, office, django_assert_num_queries):
    reach = office.reach(Permission.CHANGE_REQUEST)
    with django_assert_num_queries(2 + 3):
        everything(Unknowns(run, reach))
    fill_in(run, office, GRADE, "AAA")
    follow()
    with django_assert_num_queries(2 + 3 + 1):
        everything(Unknowns(run, reach))


def everything(unknown):
    return unknown.columns(), unknown.villages(100), unknown.by_village(100)
