"""New names, mergers, ends: nothing is forgotten."""

from datetime import date

import pytest
from tests.office.cast import COUNTY, FAR, NEIGHBOUR, TOWNSHIP, VILLAGE
from tests.office.registry import drafts, families

from shouwang.engine.errors import Refused
from shouwang.office.areas import changes, names, successors
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry
from shouwang.office.registry.care import links
from shouwang.office.registry.homes import households
from shouwang.office.registry.models import Link
from shouwang.office.registry.requests import changes as requests

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


@pytest.fixture
def empty():
    made = Area(code="430921104203", name="空村", level="village", valid_from=MAY)
    made.save(force_insert=True)
    return made


def test_an_area_on_which_something_stands_does_not_end(cast, empty):
    home = families.settle(cast.linjie, area=empty.code)
    links.link_place(empty, "grid", since=MAY, by=cast.linjie, name="网格员")
    draft = drafts.draft(home, "birth", by=cast.laohe, **drafts.BIRTH)

    with pytest.raises(Refused, match="农户 1 户、没有办结的变更申请 1 份、联系整个地方的人 1 位"):
        changes.end(empty, on=JUNE)
    with pytest.raises(Refused, match="任职 3 项"):
        changes.end(area(VILLAGE), on=JUNE)

    requests.withdraw(draft, by=cast.laohe, on=MAY)
    links.unlink(Link.objects.get(area_code=empty.code), until=MAY, by=cast.linjie)
    households.end(home, ending="moved", by=cast.linjie, on=JUNE)
    changes.end(empty, on=JUNE, by=cast.linjie)
    assert area(empty.code).valid_to == JUNE


def test_an_end_by_mistake_never_was(cast, empty):
    changes.end(empty, on=JUNE, by=cast.linjie)
    changes.reopen(empty, on=JULY, by=cast.linjie)

    assert area(empty.code).valid_to is None
    with pytest.raises(Refused, match="没有停用"):
        changes.reopen(empty, on=JULY, by=cast.linjie)


def test_what_was_merged_or_lies_in_what_ended_is_not_reopened(cast, empty):
    changes.merge([area(VILLAGE)], into=area(NEIGHBOUR), on=JUNE)
    changes.end(empty, on=JUNE)
    above = area(TOWNSHIP)
    above.valid_to = JULY
    above.save(update_fields=["valid_to"])

    with pytest.raises(Refused, match="已并入“白云村”"):
        changes.reopen(area(VILLAGE), on=JULY)
    with pytest.raises(Refused, match="上级“青山镇”"):
        changes.reopen(empty, on=JULY)
    with pytest.raises(Refused, match="权限"):
        changes.reopen(empty, on=JULY, by=cast.laozhou)


def test_an_ended_area_is_not_changed_any_more(empty):
    changes.end(empty, on=JUNE)

    for change in (
        lambda: changes.rename(empty, name="新", on=JULY),
        lambda: changes.end(empty, on=JULY),
        lambda: changes.merge([area(NEIGHBOUR)], into=empty, on=JULY),
        lambda: changes.set_kind(empty, kind="site", on=JULY),
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
