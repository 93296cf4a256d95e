"""What stands put together says the same as the counts of the villages added up."""

import pytest
from tests.office import cast as people
from tests.office import screened as made_up
from tests.office.screening.conftest import COUNTY, ON, screened

from shouwang.office.kit import codes
from shouwang.office.kit.scope import Reach
from shouwang.office.screening import queries, subtotals
from shouwang.office.screening.counts import tallies
from shouwang.office.screening.models import Subtotal, Tally

pytestmark = pytest.mark.django_db
KINDS = [kind.name for kind in tallies.KINDS]


def told(run, place, reach):
    span = codes.span(place)
    return [
        queries.divisions(run, KINDS, reach, inside=span),
        queries.counts(run, "tier", reach, inside=span),
        queries.tiers_of_runs([run], reach, span),
        *(queries.counts_by_area(run, "income", reach, inside=span, length=length) for length in (6, 9, 12)),
    ]


def test_every_number_of_every_area_is_the_sum_of_its_villages(office):
    run = screened(office)
    township = Tally.objects.filter(run=run).first().area_code[:9] + "000"
    everywhere = Reach((codes.span(COUNTY),))
    assert run.has_subtotals and Subtotal.objects.filter(run=run).count()

    quick = [told(run, place, everywhere) for place in (COUNTY, township)]
    run.has_subtotals = False

    assert quick == [told(run, place, everywhere) for place in (COUNTY, township)]
    assert quick[0][0]["income"] and quick[1][0]["tier"]


def test_who_reaches_a_part_is_told_of_that_part_only(office):
    run = screened(office)
    village = Tally.objects.filter(run=run).first().area_code
    reach = Reach((codes.span(village),))

    found = told(run, COUNTY, reach)
    run.has_subtotals = False

    assert found == told(run, COUNTY, reach)
    assert found[1] == queries.counts(run, "tier", reach)


@pytest.fixture
def run(cast, somebody):
    return made_up.run(people.COUNTY, cast.linjie, ON)


def test_a_county_s_own_code_beside_the_whole_county(run):
    made_up.count(run, people.VILLAGE, "tier", "none", 10, 30)
    made_up.count(run, people.COUNTY, "tier", "none", 1, 3)
    subtotals.write(run)
    everywhere, span = Reach((codes.span(people.COUNTY),)), codes.span(people.COUNTY)

    parts = queries.counts_by_area(run, "tier", everywhere, inside=span, length=9)

    assert {code: count["none"].households for code, count in parts.items()} == {
        people.COUNTY: 1,
        people.TOWNSHIP: 10,
    }
    assert queries.counts(run, "tier", everywhere, inside=span)["none"].households == 11


def test_a_run_of_an_earlier_version_has_none_and_is_read_from_its_villages(run):
    made_up.count(run, people.VILLAGE, "tier", "none", 10, 30)
    everywhere = Reach((codes.span(people.COUNTY),))

    assert queries.counts(run, "tier", everywhere, inside=codes.span(people.COUNTY))["none"].households == 10
