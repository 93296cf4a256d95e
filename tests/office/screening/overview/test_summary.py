"""The status table: it adds up, or says where it does not; what is not known is no nought; as a workbook it is the same."""

import io
from decimal import Decimal

import openpyxl
import pytest
from tests.office import cast as people
from tests.office import screened as made_up
from tests.office.screening.conftest import COUNTY, ON, screened

from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal.models import Entry
from shouwang.office.screening import labels
from shouwang.office.screening.links import Links
from shouwang.office.screening.models import Tally
from shouwang.office.screening.overview import summary
from shouwang.office.screening.overview.summary import Asked
from shouwang.office.screening.queries import Count

pytestmark = pytest.mark.django_db
CLASSES = (
    ("origin", "lifted"),
    ("watched", "none"),
    ("allowance", "none"),
    ("hardship", "none"),
    ("move", "same"),
)


def table(run, user, code=COUNTY, level="township"):
    reach = user.reach(Permission.STATISTICS_VIEW)
    return summary.table(Asked(run, reach, code, level, Links(run, code), ON), labels.of(run))


def cells(line):
    return {cell.column.label: cell.value for cell in line.cells}


@pytest.fixture
def run(cast, somebody):
    made = made_up.run(people.COUNTY, cast.linjie, ON)
    for area, tier, homes in ((people.VILLAGE, "must_enter", 12), (people.NEIGHBOUR, "none", 88)):
        for kind, key in (("tier", tier), *CLASSES):
            made_up.count(made, area, kind, key, homes, 3 * homes)
        for key, lacking in (("9", homes - 1), ("unknown", 1)):
            made_up.count(made, area, "burden", key, lacking, lacking)
            made_up.count(made, area, "income", key, lacking, lacking)
    Tally.objects.filter(kind__in=("income", "burden"), key="9").update(amount=110_000)
    made.households, made.persons = 100, 300
    made.save()
    return made


def test_a_whole_county_adds_up_in_every_line_and_column(office):
    run = screened(office)

    for level in ("township", "village"):
        found = table(run, office, level=level)

        assert found.wrong == [] and found.lines
        assert cells(found.sums)["全部"] == Count(run.households, run.persons)
    # Nobody was checked or is helped in a register that was just loaded.
    assert cells(found.sums)["没有帮扶人"] > 0 == cells(found.sums)["待核查保障"]


def test_places_with_what_is_known_of_them(run, cast):
    found = table(run, cast.linjie, people.TOWNSHIP, "village")

    village, neighbour = map(cells, found.lines)
    assert [line.label for line in found.lines] == ["青山村", "白云村"] and found.wrong == []
    assert village["应纳入"] == Count(12, 36) and neighbour["应纳入"] == Count()
    assert village["人均纯收入"] == 10_000 and cells(found.sums)["人均纯收入"] == Decimal(220_000) / 98
    assert (village["合计"], village["未填"]) == (Decimal(11), 1)
    assert "新进入" not in village


def test_an_average_of_few_is_not_said(run, cast):
    Tally.objects.filter(kind="income", key="9", area_code=people.VILLAGE).update(households=10)

    line = table(run, cast.linjie, people.TOWNSHIP, "village").lines[0]

    assert next(cell.text for cell in line.cells if cell.column.label == "人均纯收入") == "—"


def test_what_does_not_add_up_is_said_with_its_place(run, cast):
    made_up.count(run, people.VILLAGE, "origin", "ordinary", 2, 5)

    wrong = table(run, cast.linjie, people.COUNTY).wrong

    assert "青山镇，户类型：100 ≠ 102 户；300 ≠ 305 人" in wrong
    assert [one for one in wrong if one.startswith("合计")]


def test_a_run_whose_own_number_is_another_is_not_believed(run, cast):
    run.households = 101

    assert table(run, cast.linjie, people.COUNTY).wrong == ["筛查的总数：101 ≠ 100 户；300 = 300 人"]


def test_a_village_is_one_line(run, cast, as_):
    text = as_(cast.achun).get(f"/situation/{people.VILLAGE}/summary/").content.decode()

    assert "青山村情况汇总表" in text and "note-red" not in text


def test_the_workbook_says_what_the_page_says(run, cast, as_):
    answer = as_(cast.linjie).get(f"/situation/{people.TOWNSHIP}/summary/?xlsx=1")

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    head = [cell.value for cell in sheet[3]]
    rows = [dict(zip(head, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=4)]
    assert [row["地方"] for row in rows] == ["青山村", "白云村", "合计"]
    assert [row["分级·应纳入（户）"] for row in rows] == [12, 0, 12]
    assert [row["总数·全部（人）"] for row in rows] == [36, 264, 300]
    assert Entry.objects.filter(action="summary.exported").count() == 1


def test_who_may_not_take_away_has_no_workbook(run, cast, as_):
    page = as_(cast.duiyuan)

    assert "xlsx" not in page.get(f"/situation/{people.VILLAGE}/summary/").content.decode()
    assert page.get(f"/situation/{people.VILLAGE}/summary/?xlsx=1").status_code == 404


def test_a_day_as_it_was_known_then_is_told_on_the_page_and_in_the_workbook(run, cast, as_):
    page = f"/situation/{people.TOWNSHIP}/summary/"
    assert "按当天已知的" not in as_(cast.linjie).get(page).text.split("<main")[1]
    run.known_then = True
    run.save()

    assert "2022-09-30 的情况 · 按当天已知的" in as_(cast.linjie).get(page).text
    answer = as_(cast.linjie).get(f"{page}?xlsx=1")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert any("按当天已知的" in str(cell.value) for row in sheet.iter_rows(max_row=2) for cell in row)
