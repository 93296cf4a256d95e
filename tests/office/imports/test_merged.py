"""A list beside a household into which another one was merged: its sheet is one sheet."""

from datetime import date

import pytest
from tests.office.imports.drawn import asked, home, tables, take, wage

from shouwang.office.imports.comparing import differences
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import incomes

MAY_1 = date(2026, 5, 1)


@pytest.fixture
def heir(county):
    """H2 took in the people of H1, which has lines of the year before and of the running one."""
    take(tables(incomes=[wage(100), wage(50, kind="transfer"), wage(30, period="2026")]))
    heir, ended = (Household.objects.get(household_id=code) for code in ("H2", "H1"))
    gone = {"ended_on": MAY_1, "ending": "merged", "merged_into": heir}
    history.amend(ended, gone, on=MAY_1, source="change:1")
    return heir


def test_lines_that_came_with_a_merger_are_not_stated_twice(heir):
    same = differences.find(tables(incomes=[wage(30, "H2", "2026")]), asked())
    assert same.prepared.touched.num_rows == 0

    take(tables(incomes=[wage(45, "H2", "2026")]))

    assert incomes.sheet(heir, "2026").actual.net == 45


def test_lines_of_earlier_years_stay_where_they_were(heir):
    take(tables(incomes=[wage(70, "H2", "2025")]))

    assert incomes.sheet(heir, "2025").actual.net == 70
    assert incomes.sheet(Household.objects.get(household_id="H1"), "2025").actual.net == 150


def test_a_household_that_is_listed_again_after_its_merger_is_refused(heir):
    found = differences.find(tables(households=[home("H1", group_name="九组")]), asked())

    assert found.counts["households"]["refused"] == 1
