"""Choosing an area: only among those in reach, in one select or one per level."""

import pytest
from django import forms
from django.http import QueryDict
from django.urls import reverse
from tests.office.cast import FAR, NEIGHBOUR, OTHER_COUNTY, TOWNSHIP, VILLAGE

from shouwang.office.areas.fields import AreaField, deepest

pytestmark = pytest.mark.usefixtures("cast")


def form(user, sent: str | None = None, *, few: int = 300, levels=("village",), permission="household.view"):
    class Asked(forms.Form):
        place = AreaField(user, permission, levels, few=few)

    return Asked(QueryDict(sent) if sent is not None else None)


def chosen(*args, **kwargs) -> str | None:
    asked = form(*args, **kwargs)
    return asked.cleaned_data["place"] if asked.is_valid() else None


@pytest.mark.parametrize("few", [300, 0])
def test_what_is_out_of_reach_is_neither_offered_nor_taken(cast, few):
    assert chosen(cast.xiaoman, f"place={VILLAGE}", few=few) == VILLAGE
    for code in (FAR, OTHER_COUNTY, "430921104299", "x", "' OR 1=1"):
        assert chosen(cast.xiaoman, f"place={code}", few=few) is None
    page = str(form(cast.xiaoman, few=few))
    assert "青山" in page and "远山" not in page


@pytest.mark.parametrize("name", ["shenji", "xiaochen"])
def test_without_the_permission_nothing_is_offered(cast, name):
    assert "青山" not in str(form(getattr(cast, name)))


def test_villages_are_told_apart_by_their_township(cast):
    assert "青山镇 · 青山村" in str(form(cast.linjie))


def test_many_areas_are_chosen_level_by_level(cast):
    first = str(form(cast.linjie, few=0))
    assert "南县" in first and "青山村" not in first

    second = str(form(cast.linjie, f"place=430921000000&place={TOWNSHIP}", few=0))
    assert "青山村" in second and "白云村" in second


def test_without_scripts_the_form_comes_back_with_the_next_level(cast):
    asked = form(cast.linjie, f"place=430921000000&place={TOWNSHIP}", few=0)

    assert not asked.is_valid()
    assert "请继续往下选" in str(asked.errors)


def test_the_lowest_that_fits_the_ones_above_counts():
    assert deepest([TOWNSHIP, VILLAGE]) == VILLAGE
    assert deepest([TOWNSHIP, FAR]) == TOWNSHIP
    assert deepest(["", VILLAGE]) == "" and deepest([]) == ""


def test_the_next_select_is_fetched_within_reach(cast, as_):
    asked = {"name": "place", "permission": "household.view", "levels": "village", "place": TOWNSHIP}

    page = as_(cast.xiaoman).get(reverse("areas:choose"), asked)
    assert "青山村" in page.content.decode()
    other = as_(cast.xiaoman).get(reverse("areas:choose"), {**asked, "place": "430922100000"})
    assert "远山" not in other.content.decode()
    assert NEIGHBOUR in page.content.decode()


@pytest.mark.parametrize(
    "odd",
    [{"permission": "user.edit"}, {"name": "a b"}, {"levels": "galaxy"}, {"permission": ""}],
)
def test_odd_questions_have_no_answer(cast, as_, odd):
    asked = {"name": "place", "permission": "household.view", "levels": "village", **odd}

    assert as_(cast.xiaoman).get(reverse("areas:choose"), asked).status_code == 404
