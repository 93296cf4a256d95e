"""An area's numbers: they add up, or the page says that they do not; what lies below; months; links."""

from datetime import date

import pytest
from tests.office import cast as people
from tests.office import screened as made_up
from tests.office.screening.conftest import COUNTY, ON, screened

from shouwang.office.kit import codes
from shouwang.office.kit.scope import Reach
from shouwang.office.registry.models import Household
from shouwang.office.screening import divisions, labels, queries
from shouwang.office.screening.divisions import Division, Part
from shouwang.office.screening.links import Links
from shouwang.office.screening.models import Tally
from shouwang.office.screening.places import situation
from shouwang.office.screening.queries import Count

pytestmark = pytest.mark.django_db
EVERYWHERE = Reach((codes.span(COUNTY),))


def counted_in(run, code):
    return situation.numbers(run, EVERYWHERE, code)


def test_every_class_and_every_place_adds_up_to_the_households_of_the_register(office):
    run = screened(office)
    known, links = labels.of(run), Links(run, COUNTY)
    whole = Count(run.households, run.persons)

    counted = counted_in(run, COUNTY)
    parts = [*divisions.of(counted, whole, links), divisions.by_tier(counted["tier"], whole, known, links)]
    crossed = divisions.crossed(counted, whole, known, links)
    places = situation.below(situation.figures(run, EVERYWHERE, COUNTY), COUNTY, links)

    assert [one.title for one in parts if not one.adds_up] == []
    assert crossed.wrong == [] and divisions.plain(
        divisions.total(one.count for one in crossed.sums)
    ) == divisions.plain(whole)
    assert sum(place.whole.households for place in places) == 300
    assert all(place.name != place.code for place in places)


def test_a_village_s_classes_are_those_of_its_households(office):
    run = screened(office)
    village = Household.objects.first().area_code

    origins = counted_in(run, village)["origin"]

    homes = Household.objects.filter(area_code=village)
    for origin in ("lifted", "ordinary"):
        assert origins.get(origin, Count()).households == homes.filter(origin=origin).count()


def test_the_equation_is_said_and_a_difference_is_not_hidden():
    right = Division("", [Part("", Count(291, 900)), Part("", Count(15, 40))], Count(306, 940))
    wrong = Division("", [Part("", Count(291, 900)), Part("", Count(15, 40))], Count(307, 940))

    assert right.adds_up and right.equation == "306 = 291 + 15 户；940 = 900 + 40 人"
    assert not wrong.adds_up and wrong.equation.startswith("307 ≠ 291 + 15")


@pytest.fixture
def run(cast, somebody):
    return made_up.run(people.COUNTY, cast.linjie, ON)


def counts(run, table):
    for line in table.strip().splitlines():
        area, kind, key, households, persons = (cell.strip() for cell in line.split("|"))
        Tally(run=run, area_code=area, kind=kind, key=key, households=households, persons=persons).save()


def test_what_was_counted_without_a_place_below_is_shown_so_that_the_sum_is_whole(run):
    counts(
        run,
        f"""
        {people.VILLAGE}   | tier | none       | 10 | 30
        {people.NEIGHBOUR} | tier | must_enter | 2  | 5
        {people.TOWNSHIP}  | tier | unknown    | 1  | 4
        430921104999       | tier | none       | 3  | 9
        {people.VILLAGE}   | move | entered    | 4  | 9
        """,
    )

    found = situation.below(
        situation.figures(run, EVERYWHERE, people.TOWNSHIP), people.TOWNSHIP, Links(run, people.TOWNSHIP)
    )

    assert [(one.name, one.whole.households, bool(one.url)) for one in found] == [
        ("没有写明下级的", 1, False),
        ("青山村", 10, True),
        ("白云村", 2, True),
        ("430921104999", 3, False),
    ]
    assert situation.ranked(found, "must_enter")[0].code == people.NEIGHBOUR
    assert found[1].share(situation.ENTERED) == 0.4


def test_a_month_is_its_last_regular_run_and_a_part_of_it_for_a_part_of_its_area(run, cast):
    early = made_up.run(people.COUNTY, cast.linjie, date(2022, 8, 3))
    last = made_up.run(people.COUNTY, cast.linjie, date(2022, 8, 31))
    made_up.run(people.COUNTY, cast.linjie, date(2022, 8, 31), standing=False)
    for one, homes in ((early, 9), (last, 5), (run, 7)):
        made_up.count(one, people.VILLAGE, "tier", "must_enter", homes, homes)

    found = situation.months(people.VILLAGE, EVERYWHERE, on=ON)

    assert [(one.run.pk, one.counts["must_enter"].households) for one in found] == [(last.pk, 5), (run.pk, 7)]
    assert len(situation.months(people.VILLAGE, EVERYWHERE, on=date(2022, 8, 30))) == 1


def test_above_all_runs_stand_those_below(run, cast):
    made_up.run(people.VILLAGE, cast.linjie, ON)
    other = made_up.run(people.OTHER_COUNTY, cast.linjie, ON)

    assert queries.latest(people.CITY, on=ON) is None
    assert situation.runs_inside(people.CITY, on=ON, today=ON) == [run, other]
    assert situation.runs_inside(people.CITY, on=date(2022, 1, 1), today=ON) == []


def test_no_addresses_for_somebody_who_may_open_no_list(run):
    closed = Links(run, people.VILLAGE, is_open=False)

    assert closed.roll("tier", "must_enter") == closed.area(people.VILLAGE) == ""


def test_a_run_whose_households_were_cleaned_up_has_counts_and_no_lists(run):
    run.archive = ""

    assert Links(run, people.VILLAGE).roll("tier", "must_enter") == ""
