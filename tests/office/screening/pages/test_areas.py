"""The pages of an area, as people of the small world see them."""

import re
from datetime import date

import pytest
from tests.office import cast as people
from tests.office import screened as made_up
from tests.office.screening.conftest import ON

from shouwang.office.areas.models import Area
from shouwang.office.screening.models import Outline, Tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(cast, somebody):
    made = made_up.run(people.COUNTY, cast.linjie, ON)
    for area, tier, homes in ((people.VILLAGE, "must_enter", 12), (people.NEIGHBOUR, "none", 88)):
        for kind, key in (("tier", tier), ("origin", "lifted"), ("crossed", f"lifted:{tier}"), ("move", "same"),
                          ("watched", "none"), ("allowance", "none"), ("hardship", "none"), ("income", "9")):  # fmt: skip
            made_up.count(made, area, kind, key, homes, 3 * homes)
    Tally.objects.filter(kind="income").update(amount=1_000_000)
    return made


def page(client, code, more=""):
    return client.get(f"/situation/{code}/{more}").content.decode()


def hrefs(text):
    return re.findall(r'href="([^"]+)"', text)


def test_every_number_leads_to_its_list(run, cast, as_):
    text = page(as_(cast.linjie), people.TOWNSHIP)

    here, village = (
        f"/situation/{code}/households/?run={run.pk}&amp;of=" for code in (people.TOWNSHIP, people.VILLAGE)
    )
    assert {f"{here}tier&amp;key=must_enter", f"{here}tier&amp;key=none"} <= set(hrefs(text))
    assert {f"{here}crossed&amp;key=lifted%3Amust_enter", f"{here}origin&amp;key=lifted"} <= set(hrefs(text))
    assert f"{village}tier&amp;key=must_enter" in hrefs(text)
    assert "100 = 12 + 88 户；300 = 36 + 264 人" in text
    assert "各地合计与本地总数一致" in text and "note-red" not in text


@pytest.mark.parametrize("tail", ["", "summary/"])
def test_a_day_that_was_asked_for_is_kept_on_the_way_down(run, cast, as_, tail):
    below = f"/situation/{people.VILLAGE}/"
    address = f"/situation/{people.TOWNSHIP}/{tail}"

    led = hrefs(as_(cast.linjie).get(f"{address}?on={run.on}").content.decode())

    assert f"{below}?on={run.on}" in led and below not in led
    assert below in hrefs(as_(cast.linjie).get(address).content.decode())


@pytest.mark.parametrize("tail", ["", "?publish=1", "groups/", "incomes/"])
def test_where_nobody_lives_every_page_says_so(run, cast, as_, tail):
    empty = Area(code="430921104203", name="空山村", level="village", valid_from=people.START)
    empty.save(force_insert=True)

    text = page(as_(cast.linjie), empty.code, tail)

    assert "登记簿里这里还没有农户" in text
    assert "不能公布" not in text and "paper-sheet" not in text


def test_numbers_that_do_not_add_up_are_shown_as_an_error(run, cast, as_):
    made_up.count(run, people.VILLAGE, "origin", "ordinary", 1, 1)

    text = page(as_(cast.linjie), people.TOWNSHIP)

    assert "各类合计与总数不符" in text and "100 ≠ 1 + 100 户" in text


def test_whoever_reaches_a_village_sees_neither_its_township_nor_its_neighbour(run, cast, as_):
    achun = as_(cast.achun)

    assert achun.get("/situation/").headers["Location"] == f"/situation/{people.VILLAGE}/"
    assert achun.get(f"/situation/{people.VILLAGE}/").status_code == 200
    assert {achun.get(f"/situation/{code}/").status_code for code in (people.TOWNSHIP, people.NEIGHBOUR)} == {
        404
    }


def test_who_helps_single_households_is_led_to_their_list(run, cast, as_):
    assert as_(cast.bangfu).get("/situation/").headers["Location"] == "/screening/"


def test_an_average_of_the_neighbours_has_no_way_to_them(run, cast, as_):
    text = page(as_(cast.achun), people.VILLAGE, "incomes/")

    assert "白云村" in text and people.NEIGHBOUR not in text


@pytest.mark.parametrize("day", ["2020-01-01", "2022-99-99", "gestern"])
def test_a_day_before_the_first_run_and_days_that_are_none(run, cast, as_, day):
    text = page(as_(cast.xiaoman), people.TOWNSHIP, f"?on={day}")

    assert ("发起筛查" in text) == (day == "2020-01-01")


def test_a_county_without_outlines_is_tiles_and_with_them_a_map(run, cast, as_):
    assert 'class="tiles"' in page(as_(cast.linjie), people.TOWNSHIP)

    Outline(
        area_code=people.VILLAGE, path="M0,0l9,0 0,9z", left=0, top=0, right=9, bottom=9, label_x=3, label_y=3
    ).save()
    text = page(as_(cast.linjie), people.TOWNSHIP)

    assert 'd="M0,0l9,0 0,9z"' in text and "没有边界图形： 白云村" in text


def test_what_is_published_leads_nowhere(run, cast, as_):
    text = page(as_(cast.linjie), people.TOWNSHIP, "?publish=1")

    main = text.split("<main")[1].split("</main>")[0]
    assert "<a " not in main and "公布用" in main


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?on=2022-13-45", "“2022-13-45”不是日期"),
        ("?on=abc", "“abc”不是日期"),
        ("?on=2999-01-01", "2999-01-01 还没有到"),
        ("", ""),
    ],
)
def test_a_day_that_is_none_is_told(run, cast, as_, query, told):
    text = page(as_(cast.xiaoman), people.TOWNSHIP, query)

    assert ("看的是今天" in text) == bool(told) and told in text


@pytest.mark.parametrize("said", ["-3", "1e9", "abc", "0", "11.6"])
def test_a_reference_that_is_none_is_told(run, cast, as_, said):
    text = page(as_(cast.xiaoman), people.TOWNSHIP, f"incomes/?reference={said}")

    assert ("参考增速要写 0 到 100 之间的数" in text) == (said != "11.6")


@pytest.mark.parametrize("which", ["incomes/", "groups/"])
def test_of_a_place_where_nobody_is_registered_the_page_says_so(run, cast, as_, which):
    area = Area(code="430921104299", name="空山村", level="village", valid_from=date(2020, 1, 1))
    area.save()

    text = page(as_(cast.xiaoman), area.code, which)

    assert "还没有农户" in text or "没有农户" in text
    assert "不计算收入和支出" not in text and "早于这项统计" not in text
