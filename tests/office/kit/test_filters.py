"""Filters come from the columns; what was filled in wrongly lets nothing slip through."""

import pytest
from django.http import QueryDict
from tests.office.cast import COUNTY, VILLAGE

from shouwang.office.areas.models import Area
from shouwang.office.kit import filters
from shouwang.office.kit.columns import of_field

COLUMNS = [
    of_field(Area, "name", filter="text"),
    of_field(Area, "level"),
    of_field(Area, "valid_to"),
]


def found(query):
    form = filters.form(COLUMNS, Area, [], QueryDict(query))
    return {area.name for area in Area.objects.filter(filters.condition(COLUMNS, form.cleaned_data))}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("f_name=青山", {"青山镇", "青山村"}),
        ("f_level=county", {"南县", "桃江县"}),
        ("f_level=county&f_name=南", {"南县"}),
        ("f_valid_to_from=2026-01-01", set()),
        ("f_name=%25", set()),
        ("f_name=' OR 1=1 --", set()),
    ],
)
def test_filters(cast, query, names):
    assert found(query) == names


def test_a_choice_that_does_not_exist_is_pointed_out():
    form = filters.form(COLUMNS, Area, [], QueryDict("f_level=empire"))

    assert "f_level" in form.errors


def test_unknown_is_no_choice_where_nothing_is_unknown(cast):
    assert "f_level" in filters.form(COLUMNS, Area, [], QueryDict("f_level=unknown")).errors


@pytest.mark.parametrize("area", ["43", "x", "430921104201' --"])
def test_an_area_that_is_no_code_lets_nothing_through(cast, area):
    condition = filters.condition([], {"area": area})

    assert not Area.objects.filter(condition).exists()


def test_only_places_that_were_offered_can_be_chosen():
    form = filters.form([], Area, [(COUNTY, "南县")], QueryDict(f"area={VILLAGE}"))

    assert "area" in form.errors


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_pointed_out(day):
    form = filters.form(COLUMNS, Area, [], QueryDict(f"f_valid_to_to={day}"))

    assert "f_valid_to_to" in form.errors
