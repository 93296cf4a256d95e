"""Tables for publication: no small number, on no page, and the pages do not give one another away."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office import screened as made_up
from tests.office.screening.conftest import ON

from shouwang.office.kit import codes
from shouwang.office.screening import labels
from shouwang.office.screening.models import Tally
from shouwang.office.screening.places import publishing
from shouwang.office.screening.places.publishing import HIDDEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(cast, somebody):
    made = made_up.run(people.COUNTY, cast.linjie, ON)
    table = """
        430921104201 | lifted   | must_enter | 3
        430921104201 | lifted   | none       | 40
        430921104201 | ordinary | assess     | 12
        430921104202 | ordinary | must_enter | 9
        430921104202 | ordinary | none       | 60
        430921104202 | lifted   | assess     | 20
        430921105200 | ordinary | must_enter | 30
        430921105200 | lifted   | none       | 30
        430921105200 | lifted   | assess     | 2
    """
    for line in table.strip().splitlines():
        area, origin, tier, homes = (cell.strip() for cell in line.split("|"))
        for kind, key in (("tier", tier), ("origin", origin), ("crossed", f"{origin}:{tier}")):
            made_up.count(made, area, kind, key, int(homes), 3 * int(homes))
    return made


def sheets(run, code):
    return publishing.sheets(run, code, labels.of(run))


def shown(sheet):
    return {label: [households for households, _persons in cells] for label, cells in sheet.lines}


def test_small_counts_and_what_gives_them_away_are_hidden(run):
    by_origin, by_area = sheets(run, people.COUNTY)

    numbers = [cell for sheet in (by_origin, by_area) for cells in shown(sheet).values() for cell in cells]
    assert by_area.hides and not {"1", "2", "3", "4"} & set(numbers)
    assert shown(by_area)["合计"] == ["40", "35", "130", "0", "205"] == shown(by_origin)["合计"]


def test_one_household_more_is_seldom_a_difference_and_never_one_of_one(run):
    before = sheets(run, people.COUNTY)
    made_up.count(run, "430921104201", "tier", "none", 1, 3)
    made_up.count(run, "430921104201", "crossed", "lifted:none", 1, 3)
    after = sheets(run, people.COUNTY)

    assert shown(after[1]) == shown(before[1])
    numbers = {int(cell) for row in shown(after[0]).values() for cell in row if cell != HIDDEN}
    assert all(number % 5 == 0 for number in numbers) and numbers


def test_of_a_month_the_first_regular_day_is_published(run, cast):
    early = made_up.run(people.COUNTY, cast.linjie, date(2022, 9, 2))
    made_up.run(people.COUNTY, cast.linjie, date(2022, 8, 31))
    made_up.run(people.COUNTY, cast.linjie, date(2022, 9, 1), standing=False)
    made_up.run(people.OTHER_COUNTY, cast.linjie, date(2022, 9, 1))

    assert publishing.day_of_month(run, people.VILLAGE) == early.on


def test_another_day_of_the_month_is_published_for_who_insists(run, cast, as_):
    made_up.run(people.COUNTY, cast.linjie, date(2022, 9, 2))
    page = f"/situation/{people.COUNTY}/?publish=1"
    linjie = as_(cast.linjie)

    asked = linjie.get(page).content.decode()
    insisted = linjie.get(f"{page}&anyway=1").content.decode()

    assert "这个月公布的是另一天" in asked and "<table" not in asked
    assert "2022-09-02" in asked and "<table" in insisted and "相减可能看出" in insisted
    assert "相减可能看出" not in linjie.get(f"{page}&on=2022-09-02").content.decode()


def test_what_a_page_hides_the_page_below_does_not_tell(run):
    _by_origin, above = sheets(run, people.COUNTY)
    below = sheets(run, people.TOWNSHIP)[-1]

    line = shown(above)["青山镇"]
    totals = shown(below)["合计"]
    assert [place for place, cell in enumerate(line) if cell == HIDDEN] == [
        place for place, cell in enumerate(totals) if cell == HIDDEN
    ]


def test_a_place_with_too_few_is_not_published(cast, somebody):
    run = made_up.run(people.VILLAGE, cast.linjie, ON)
    for kind, key in (("tier", "must_enter"), ("origin", "lifted"), ("crossed", "lifted:must_enter")):
        made_up.count(run, people.VILLAGE, kind, key, 3, 9)

    (only,) = sheets(run, people.VILLAGE)

    assert only is None or {cell for cells in shown(only).values() for cell in cells} == {HIDDEN}


VILLAGES = ("430921104201", "430921104202", "430921105200", "430921105201")
TIERS = [tier for tier, _label, _colour in made_up.TIERS]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=4, max_size=4))
def test_nobody_computes_a_hidden_number_from_all_pages_together(cast, somebody, counts):
    Tally.objects.all().delete()
    run = made_up.run(people.COUNTY, cast.linjie, ON)
    for village, line in zip(VILLAGES, counts, strict=True):
        for tier, homes in zip(TIERS, line, strict=True):
            if homes:
                made_up.count(run, village, "tier", tier, homes, 3 * homes)
    lived_in = [village for village, line in zip(VILLAGES, counts, strict=True) if any(line)]

    hidden, lines = set(), []
    pages = [people.COUNTY] if lived_in else []
    for page in (*pages, *dict.fromkeys(f"{village[:9]}000" for village in lived_in), *lived_in):
        read(page, sheets(run, page)[-1], lived_in, hidden, lines)

    assert computable(hidden, lines) == set()


def read(page, sheet, lived_in, hidden, lines):
    """What a reader knows from a page: cells that are hidden, and which numbers add up to which."""
    if sheet is None:
        return
    length = {people.COUNTY: 9}.get(page, 12)
    places = sorted({village[:length].ljust(12, "0") for village in lived_in if village in codes.span(page)})
    rows, columns = [*places, page], [*TIERS, "sum"]
    for row, (_label, cells) in zip(rows, sheet.lines, strict=True):
        hidden |= {(row, column) for column, cell in zip(columns, cells, strict=True) if cell[0] == HIDDEN}
    lines += [[((row, tier), 1) for tier in TIERS] + [((row, "sum"), -1)] for row in rows]
    if page not in places:
        lines += [[((place, column), 1) for place in places] + [((page, column), -1)] for column in columns]


def computable(hidden, lines):
    """Hidden numbers that the equations determine (Gauss)."""
    order = sorted(hidden)
    rows = [[Fraction(dict(line).get(cell, 0)) for cell in order] for line in lines]
    rows = [row for row in rows if any(row)]
    done = []
    for column in range(len(order)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        for other in (*rows, *done):
            if factor := other[column] / pivot[column]:
                other[:] = [a - factor * b for a, b in zip(other, pivot, strict=True)]
        done.append(pivot)
    return {
        order[place] for row in done for place, value in enumerate(row) if value and sum(map(bool, row)) == 1
    }
