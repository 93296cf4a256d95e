"""Lists of areas: loaded whole or not at all, and once."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwang.engine.county import map as county_map
from shouwang.engine.errors import Refused
from shouwang.office.areas import lists
from shouwang.office.areas.models import Area, FormerName
from shouwang.office.journal.models import Entry

pytestmark = pytest.mark.usefixtures("somebody", "db")
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
ROWS = (
    ("43", "湖南省", "province", None),
    ("4309", "益阳市", "city", None),
    ("430921", "南县", "county", None),
    ("430921104", "青山镇", "township", "ordinary"),
    ("430921104201", "青山村", "village", "key_village"),
)


def table(*rows: tuple[str, str, str, str | None]) -> pa.Table:
    names = ("area_code", "name", "level", "kind")
    return pa.table(
        {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(names)}
    )


def test_a_list_is_loaded_once():
    first = lists.load(table(*ROWS), on=MAY)
    entries = Entry.objects.count()

    second = lists.load(table(*ROWS), on=JUNE)

    assert (len(first.new), first.unchanged) == (5, 0)
    assert second.is_empty and second.unchanged == 5
    assert Entry.objects.count() == entries
    village = Area.objects.get(pk="430921104201")
    assert (village.kind, village.valid_from) == ("key_village", MAY)


def test_new_names_and_kinds_are_changes_with_a_history():
    lists.load(table(*ROWS), on=MAY)

    plan = lists.load(table(("430921104201", "新青山村", "village", "ordinary")), on=JUNE)

    assert (len(plan.renamed), len(plan.recast)) == (1, 1)
    assert Area.objects.get(pk="430921104201").name == "新青山村"
    assert FormerName.objects.get().name == "青山村"


def test_a_list_without_kinds_says_nothing_about_them():
    lists.load(table(*ROWS), on=MAY)

    plan = lists.load(table(("430921104201", "青山村", "village", None)), on=JUNE)

    assert plan.is_empty and Area.objects.get(pk="430921104201").kind == "key_village"


def test_all_mistakes_at_once_and_nothing_loaded():
    wrong = table(
        *ROWS,
        ("430921104201", "又是青山村", "village", None),
        ("4309211", "七位", "village", None),
        ("430921104", "级别错", "village", None),
        ("430921104202", "", "village", None),
        ("430921104203", "类型错", "village", "castle"),
    )

    with pytest.raises(Refused) as caught:
        lists.load(wrong, on=MAY)

    for said in ("出现了两次", "4309211", "不是“村”的代码", "没有名称", "castle"):
        assert said in caught.value.why
    assert not Area.objects.exists()


def test_areas_above_have_to_be_there():
    with pytest.raises(Refused, match="缺少上级区划 430921104000"):
        lists.load(table(*ROWS[:3], ROWS[4]), on=MAY)
    lists.load(table(*ROWS[:4]), on=MAY)

    assert len(lists.load(table(ROWS[4]), on=MAY).new) == 1


def test_an_officer_loads_in_the_own_area_only(cast):
    inside, outside = ("430921104203", "新村", "village", None), ("430922100202", "外村", "village", None)

    with pytest.raises(Refused, match="430922100202 外村：不在您的辖区"):
        lists.load(table(inside, outside), on=JUNE, by=cast.linjie)
    assert not Area.objects.filter(pk="430921104203").exists()
    # Unchanged areas above may stand in the list.
    assert len(lists.load(table(*ROWS[:3], inside), on=JUNE, by=cast.linjie).new) == 1


def test_the_first_officer_of_a_county_loads_what_lies_above_it():
    first = SimpleNamespace(may=lambda _permission, code: code.startswith("430921"))

    assert len(lists.load(table(*ROWS), on=MAY, by=first).new) == len(ROWS)
    with pytest.raises(Refused, match="湘省：不在您的辖区"):
        lists.load(table(("43", "湘省", "province", None)), on=JUNE, by=first)


def test_a_file_that_is_no_list_of_areas_is_told_which_columns_to_have(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_text("代码,地名\n43,湖南省\n", encoding="utf-8")

    with pytest.raises(Refused) as error:
        lists.load(path, on=MAY)
    assert "区划代码、名称、级别" in error.value.remedy


def test_levels_are_read_as_people_write_them(tmp_path: Path):
    path = tmp_path / "list.csv"
    rows = (
        "43,湖南省,省\n4309,益阳市,市\n430903,赫山区,区\n430903100,八字哨镇,镇\n430903100001,甲社区,居委会\n"
    )
    path.write_text(f"区划代码,名称,级别\n{rows}", encoding="utf-8")

    assert len(lists.load(path, on=MAY).new) == 5


def test_files_are_read_as_people_save_them(tmp_path: Path):
    path = tmp_path / "名单.csv"
    path.write_bytes("区划代码,名称,级别\n430000000000,湖南省,省级\n430900000000,益阳市,市级\n".encode("gbk"))

    assert len(lists.load(path, on=MAY).new) == 2


def test_a_file_with_wrong_cells_is_not_loaded_in_part(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_text("区划代码,名称,级别\n43,湖南省,省级\n43XX,益阳市,市级\n", encoding="utf-8")

    with pytest.raises(Refused):
        lists.load(path, on=MAY)
    assert not Area.objects.exists()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(ROWS))
def test_the_order_of_a_list_does_not_matter(rows):
    plan = lists.compare(lists.read(table(*rows)), on=MAY)

    assert len(plan.new) == len(ROWS)


def test_the_made_up_county_is_a_list():
    rows = county_map.areas(county_map.draw_map(seed=7, households=200, county="430921"))

    assert len(lists.load(table(*rows), on=MAY).new) == len(rows)
