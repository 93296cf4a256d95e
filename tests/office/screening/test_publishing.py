"""Tables for publication: no small number, on no page, and the pages do not give one another away."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office import screened as made_up
from tests.office.screening.conftest import ON

from shouwang.office.kit import codes
from shouwang.office.screening import labels, publishing
from shouwang.office.screening.models import Tally
from shouwang.office.screening.publishing import HIDDEN

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
    assert shown(by_area)["合计"] == ["42", "34", "130", "0", "206"] == shown(by_origin)["合计"]


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
