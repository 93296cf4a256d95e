"""New names, mergers, ends: nothing is forgotten."""

from datetime import date

import pytest
from tests.office.cast import COUNTY, FAR, NEIGHBOUR, TOWNSHIP, VILLAGE

from shouwang.engine.errors import Refused
from shouwang.office.areas import changes, names, successors
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry

pytestmark = pytest.mark.usefixtures("somebody", "cast")
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def area(code: str) -> Area:
    return Area.objects.get(pk=code)


def test_a_renamed_area_is_known_by_both_names(cast):
    changes.rename(area(VILLAGE), name="新青山村", on=JUNE, by=cast.linjie)
    changes.rename(area(VILLAGE), name="大青山村", on=JULY, by=cast.linjie)

    days = (MAY, date(2026, 5, 31), JUNE, JULY)
    assert [changes.name_on(area(VILLAGE), day) for day in days] == [
        "青山村",
        "青山村",
        "新青山村",
        "大青山村",
    ]
    assert names.path_of(VILLAGE) == "南县 · 青山镇 · 大青山村"
    assert Entry.objects.filter(action="area.renamed", area_code=VILLAGE).count() == 2


def test_a_name_that_was_in_force_on_no_day_is_not_kept():
    changes.rename(area(VILLAGE), name="写错了村", on=JUNE)
    changes.rename(area(VILLAGE), name="新青山村", on=JUNE)

    assert [one.name for one in area(VILLAGE).former_names.all()] == ["青山村"]


@pytest.mark.parametrize("name", ["青山村", "  ", "长" * 61])
def test_odd_names_are_refused(name):
    with pytest.raises(Refused):
        changes.rename(area(VILLAGE), name=name, on=JUNE)


def test_names_do_not_change_before_the_last_change():
    changes.rename(area(VILLAGE), name="新青山村", on=JULY)

    with pytest.raises(Refused, match="已经改过"):
        changes.rename(area(VILLAGE), name="老青山村", on=JUNE)


def test_merged_areas_end_with_a_successor(cast):
    changes.merge([area(VILLAGE)], into=area(NEIGHBOUR), on=JUNE, by=cast.linjie)

    assert (area(VILLAGE).valid_to, area(VILLAGE).successor_id) == (JUNE, NEIGHBOUR)
    assert VILLAGE in set(Area.objects.on(MAY).values_list("pk", flat=True))
    assert VILLAGE not in set(Area.objects.on(JUNE).values_list("pk", flat=True))
    assert successors.successors(VILLAGE) == [NEIGHBOUR] and successors.final(VILLAGE) == NEIGHBOUR
    assert successors.final(NEIGHBOUR) == NEIGHBOUR


def test_mergers_follow_one_another():
    third = Area(code="430921104203", name="三村", level="village", valid_from=MAY)
    third.save(force_insert=True)
    changes.merge([area(VILLAGE)], into=area(NEIGHBOUR), on=JUNE)
    changes.merge([area(NEIGHBOUR)], into=third, on=JULY)

    assert successors.successors(VILLAGE) == [NEIGHBOUR, third.code]


def test_what_does_not_fit_is_refused_as_a_whole(cast):
    def refused(said: str, *codes: str, into: str, by=None) -> None:
        with pytest.raises(Refused, match=said):
            changes.merge([area(code) for code in codes], into=area(into), on=JUNE, by=by)

    refused("自己", VILLAGE, NEIGHBOUR, into=NEIGHBOUR)
    refused("同一级别", VILLAGE, into=TOWNSHIP)
    refused("下面还有 2 个", TOWNSHIP, into="430922100000")
    refused("不管这个地方", VILLAGE, into=FAR, by=cast.linjie)
    assert area(VILLAGE).valid_to is None


def test_an_ended_area_is_not_changed_any_more():
    changes.end(area(VILLAGE), on=JUNE)

    for change in (
        lambda: changes.rename(area(VILLAGE), name="新", on=JULY),
        lambda: changes.end(area(VILLAGE), on=JULY),
        lambda: changes.merge([area(NEIGHBOUR)], into=area(VILLAGE), on=JULY),
        lambda: changes.set_kind(area(VILLAGE), kind="site", on=JULY),
    ):
        with pytest.raises(Refused, match="停用"):
            change()


def test_kinds_are_those_of_the_list(cast):
    changes.set_kind(area(VILLAGE), kind="site", on=JUNE, by=cast.guanli)

    assert area(VILLAGE).kind == "site"
    with pytest.raises(Refused):
        changes.set_kind(area(VILLAGE), kind="castle", on=JUNE)


@pytest.mark.parametrize("name", ["achun", "xiaoman", "shenji", "laozhou"])
def test_only_the_county_changes_areas(cast, name):
    with pytest.raises(Refused, match="权限"):
        changes.rename(area(COUNTY), name="北县", on=JUNE, by=getattr(cast, name))
