"""Names for pages: one question for all."""

import pytest
from tests.office.cast import CITY, COUNTY, NEIGHBOUR, TOWNSHIP, VILLAGE

from shouwang.office.areas import changes, names
from shouwang.office.areas.models import Area
from shouwang.office.journal.acting import Actor, acting

pytestmark = pytest.mark.usefixtures("cast")


def test_paths_of_many_places_cost_one_question(django_assert_num_queries):
    with acting(Actor("achun")), django_assert_num_queries(1):
        paths = names.paths_of([VILLAGE, NEIGHBOUR, TOWNSHIP, COUNTY, CITY, "", "990000000000"])
        assert names.path_of(VILLAGE) == paths[VILLAGE]

    assert paths == {
        VILLAGE: "南县 · 青山镇 · 青山村",
        NEIGHBOUR: "南县 · 青山镇 · 白云村",
        TOWNSHIP: "南县 · 青山镇",
        COUNTY: "南县",
        CITY: "益阳市",
        "990000000000": "990000000000",
    }


def test_unknown_places_have_no_name():
    assert names.names_of([VILLAGE, "990000000000"]) == {VILLAGE: "青山村"}


def test_nothing_is_kept_from_one_request_to_the_next(somebody):
    with acting(Actor("achun")):
        names.path_of(VILLAGE)
    area = Area.objects.get(pk=VILLAGE)
    area.name = "新青山村"
    area.save()

    with acting(Actor("achun")):
        assert names.path_of(VILLAGE).endswith("新青山村")


def test_a_new_name_is_seen_within_the_request(somebody):
    names.path_of(VILLAGE)

    area = Area.objects.get(pk=VILLAGE)
    changes.rename(area, name="新青山村", on=area.valid_from)

    assert names.path_of(VILLAGE).endswith("新青山村")
