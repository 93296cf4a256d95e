"""What is missing as workbooks: all columns of a place at once, out and in; one per village in a ZIP."""

import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office import screened as made
from tests.office.screening.completion.test_completing import imported
from tests.office.world import settle

from shouwang.engine.errors import Refused
from shouwang.engine.reading import read
from shouwang.engine.tables import HOUSEHOLDS, PERSONS, Type
from shouwang.office.accounts import appointments
from shouwang.office.imports.models import Batch
from shouwang.office.jobs import worker
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock, codes, files
from shouwang.office.registry.models import Household, Person
from shouwang.office.screening.completion import blank_books, blanks, handing_out
from shouwang.office.screening.models import Finding

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
WATER, GRADE = "households.water_safe", "households.house_grade"
INSURED, HEALTH = "persons.medical_insured", "persons.health"
KEYS = ("household_id", "area_code", "head_name", "person_id", "name")


@pytest.fixture
def homes(cast, somebody):
    near = [settle(cast.linjie, people.VILLAGE, f"周{n}旺", code=f"ZW-{n}") for n in range(3)]
    return [*near, settle(cast.linjie, people.NEIGHBOUR, "白家福", code="BY-1")]


def finds(run, home, *missing):
    found = made.find(run, home, "unknown")
    found.missing = f",{','.join(missing)},"
    found.save()


@pytest.fixture
def run(cast, homes):
    """Each lacks something else; nobody's water is known, and of one household that is all."""
    found = made.run(people.COUNTY, cast.linjie, DAY)
    finds(found, homes[0], WATER)
    finds(found, homes[1], WATER, GRADE, INSURED)
    finds(found, homes[2], WATER, HEALTH, INSURED, "incomes.*")
    finds(found, homes[3], WATER, GRADE)
    return found


def handed_out(user, area=people.VILLAGE, each=False):
    job = handing_out.ask(area, each=each, by=user)
    worker.work_off()
    job.refresh_from_db()
    assert job.why == "" and "file" in job.result, job.why
    with files.opened(job.result["file"]) as stream:
        return BytesIO(stream.read()), job


def table(sheet):
    """Rows below the header, by header."""
    header, *lines = sheet.iter_rows(min_row=3)
    return [{name.value: cell for name, cell in zip(header, line, strict=True)} for line in lines]


def is_open(cell):
    return not cell.protection.locked


def test_a_village_gets_one_workbook_with_all_that_it_lacks(cast, run):
    book = openpyxl.load_workbook(handed_out(cast.achun)[0])
    homes, persons = map(table, book.worksheets)

    assert book.sheetnames == ["农户", "家庭成员"]
    assert [row["户主姓名"].value for row in homes] == ["周0旺", "周1旺", "周2旺"]
    assert {row["行政村"].value for row in homes} == {"青山村"}
    assert [is_open(row["是否解决安全饮用水"]) for row in homes] == [True] * 3
    assert [is_open(row["住房鉴定等级"]) for row in homes] == [False, True, False]
    assert [
        (row["户编码"].value, is_open(row["健康状况"])) for row in persons if is_open(row["健康状况"])
    ] == [
        ("ZW-2", True),
        ("ZW-2", True),
    ]
    assert [row["姓名"].value for row in persons if row["户编码"].value == "ZW-0"] == ["周0旺"]
    assert "收入（整表） 1 户" in book.worksheets[0]["A2"].value


def test_what_tells_who_it_is_cannot_be_typed_over(cast, run):
    book = openpyxl.load_workbook(handed_out(cast.achun)[0])

    for sheet in book.worksheets:
        assert sheet.protection.sheet
        for row in table(sheet):
            assert not any(
                is_open(cell) for name, cell in row.items() if name in ("户编码", "行政村代码", "户主姓名")
            )


def test_enumerations_are_chosen_from_a_list(cast, run):
    sheet = openpyxl.load_workbook(handed_out(cast.achun)[0]).worksheets[0]

    offered = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert offered == {"E4:E6": '"A级,B级,C级,D级"', "F4:F6": '"是,否"'}


def test_what_was_answered_since_is_not_asked_again(cast, run, homes):
    homes[1].water_safe = True
    homes[1].save()

    rows = table(openpyxl.load_workbook(handed_out(cast.achun)[0]).worksheets[0])

    assert [is_open(row["是否解决安全饮用水"]) for row in rows] == [True, False, True]


ANSWERS = {
    "是否解决安全饮用水": "是",
    "住房鉴定等级": "C级",
    "健康状况": "健康",
    "是否参加城乡居民基本医疗保险": "否",
}


def test_filled_in_and_uploaded_as_it_is_everything_is_known(cast, run):
    stream, _job = handed_out(cast.xiaoman, people.TOWNSHIP)
    book = openpyxl.load_workbook(stream)
    for sheet in book.worksheets:
        for row in table(sheet):
            for name, cell in row.items():
                if is_open(cell):
                    cell.value = ANSWERS[name]
    back = BytesIO()
    book.save(back)
    back.seek(0)
    back.name = "待补.xlsx"

    batch = imported(back, cast.xiaoman)

    assert batch.state == Batch.State.COMMITTED
    known = Household.objects.order_by("household_id").values_list(
        "household_id", "water_safe", "house_grade"
    )
    assert list(known) == [
        ("BY-1", True, "C"),
        ("ZW-0", True, None),
        ("ZW-1", True, "C"),
        ("ZW-2", True, None),
    ]
    persons = Person.objects.order_by("household__household_id", "pk")
    assert [(one.medical_insured, one.health) for one in persons] == [
        *[(None, None)] * 4,
        *[(False, None)] * 2,
        *[(False, "healthy")] * 2,
    ]
    assert Household.objects.filter(members=2).count() == 4
    assert blanks.of(run, cast.xiaoman, codes.span(people.TOWNSHIP)).cells == 0
    assert {severity for _code, severity, _count in batch.problems["codes"]} <= {"info"}, batch.problems


def test_every_column_that_can_be_missing_is_read_back_as_itself(tmp_path):
    """Headers and words of the workbook are those that the reader knows."""
    sheets = []
    for columns, given in ((HOUSEHOLDS, 4), (PERSONS, 6)):
        asked = tuple(one for one in columns if one.name not in KEYS)
        headers = ("户编码", "行政村代码", "行政村", "户主姓名", "人员编码", "姓名")[:given]
        line = blanks.Line(("H1", people.VILLAGE, "青山村", "周旺", "P1", "周旺")[:given], frozenset())
        sheets.append(blanks.Blank(columns, headers, asked, [line]))
    path = tmp_path / "全部.xlsx"
    blank_books.write(str(path), blanks.Book(sheets, {}), title="青山村", on=DAY, room=tmp_path)

    understood = read.read([path]).understood

    for sheet, one in zip(sheets, understood, strict=True):
        found = [column.target.column for column in one.plan.columns[len(sheet.headers) :] if column.target]
        assert found == [column.name for column in sheet.columns]


def test_every_kind_of_column_says_what_may_be_typed():
    for column in (*HOUSEHOLDS, *PERSONS):
        said = blank_books.rule(column)
        assert said["error_message"] and len(said["error_title"]) <= 32
        if column.type in (Type.ENUM, Type.BOOLEAN):
            assert len(",".join(said["source"])) <= 255


def test_the_county_gets_a_file_per_village(cast, run):
    stream, job = handed_out(cast.linjie, people.COUNTY, each=True)

    with zipfile.ZipFile(stream) as pack:
        assert pack.namelist() == ["青山镇_青山村.xlsx", "青山镇_白云村.xlsx"]
        with pack.open("青山镇_白云村.xlsx") as file:
            rows = table(openpyxl.load_workbook(BytesIO(file.read())).worksheets[0])
    assert [row["户主姓名"].value for row in rows] == ["白家福"]
    assert job.result["rows"] == 3 + 5 + 1


def test_the_zip_is_downloaded_as_one(cast, run, as_):
    _stream, job = handed_out(cast.linjie, people.COUNTY, each=True)

    answer = as_(cast.linjie).get(reverse("jobs:file", args=[job.pk]))
    with zipfile.ZipFile(BytesIO(answer.getvalue())) as pack:
        assert len(pack.namelist()) == 2
    answer.close()

    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].endswith(".zip")


def test_villages_of_one_name_keep_their_files_apart(cast, somebody):
    assert list(handing_out.file_names([people.VILLAGE, people.NEIGHBOUR])) == [
        "青山镇_青山村.xlsx",
        "青山镇_白云村.xlsx",
    ]
    assert (
        list(handing_out.file_names([people.VILLAGE, people.VILLAGE]))
        == [f"青山镇_青山村_{people.VILLAGE}.xlsx"] * 2
    )


def test_taking_away_is_in_the_journal_without_a_name(cast, run):
    handed_out(cast.achun)

    entry = Entry.objects.get(action="list.exported")
    assert (entry.area_code, entry.actor) == (people.VILLAGE, "achun")
    assert "ZW" not in entry.detail and "旺" not in entry.detail


@pytest.mark.parametrize(
    ("who", "area"),
    [
        ("achun", people.TOWNSHIP),
        ("laobai", people.VILLAGE),
        ("bangfu", people.VILLAGE),
        ("luozhen", people.TOWNSHIP),
    ],
)
def test_nobody_takes_away_what_they_do_not_reach(cast, run, who, area):
    with pytest.raises(Refused, match="不能导出"):
        handing_out.ask(area, each=False, by=getattr(cast, who))


def test_whoever_lost_the_right_meanwhile_gets_no_file(cast, run):
    job = handing_out.ask(people.VILLAGE, each=False, by=cast.achun)
    appointments.end(cast.achun.appointments.get(), by=None, on=clock.today())

    worker.work_off()

    job.refresh_from_db()
    assert job.state == "refused" and not Entry.objects.filter(action="list.exported").exists()


def test_where_nothing_is_missing_there_is_an_empty_workbook(cast, somebody):
    made.run(people.COUNTY, cast.linjie, DAY)

    book = openpyxl.load_workbook(handed_out(cast.achun)[0])

    assert [list(sheet.values) for sheet in book.worksheets] == [[("待补信息：南县 · 青山镇 · 青山村",)]]


def test_the_page_says_by_village_how_much_is_open_and_each_number_opens_it(cast, run, as_):
    client = as_(cast.linjie)

    handing = client.get(reverse("screening:complete")).context["handing"]

    assert {one["name"]: one["undecided"] for one in handing["villages"]} == {
        "南县 · 青山镇 · 青山村": "3",
        "南县 · 青山镇 · 白云村": "1",
    }
    for one in handing["villages"]:
        listed = client.get(one["undecided_url"]).context["page"].matching.count()
        assert listed == int(one["undecided"])
        village = client.get(one["url"]).context
        assert len(village["columns"]) == one["columns"]
        assert "lines" not in village  # its columns say it all
    assert handing["return_url"] == reverse("screening:return")


def test_a_household_completed_since_is_no_longer_counted_as_open(cast, run, as_):
    run.findings.get(household__household_id="BY-1").delete()

    handing = as_(cast.linjie).get(reverse("screening:complete")).context["handing"]

    assert [one["undecided"] for one in handing["villages"]] == ["3", "0"]


def test_a_cadre_takes_the_own_village_and_sees_no_other(cast, run, as_):
    client = as_(cast.achun)
    page = client.get(reverse("screening:complete"))

    assert page.context["handing"]["villages"] == [] and "按村打包下载" not in page.text
    answer = client.post(reverse("screening:hand-out"), {"area": page.context["handing"]["area"]})
    assert answer["Location"].startswith("/jobs/")
    refused = client.post(reverse("screening:hand-out"), {"area": people.NEIGHBOUR}, follow=True)
    assert "不能导出这个地方的待补表" in refused.text


def test_what_names_a_household_is_never_a_column_to_fill_in(cast, run, homes):
    finds(made.run(people.COUNTY, cast.linjie, date(2026, 6, 2)), homes[0], "households.head_name", GRADE)

    sheet = openpyxl.load_workbook(handed_out(cast.achun)[0]).worksheets[0]

    header = [cell.value for cell in sheet[3]]
    assert header == ["户编码", "行政村代码", "行政村", "户主姓名", "住房鉴定等级"]


def test_of_what_may_be_answered_in_two_ways_the_cells_are_yellow_and_the_note_says_so(cast, run, homes):
    Finding.objects.filter(run=run, household=homes[0]).update(
        missing=",households.water_quantity_ok,households.water_safe,"
    )

    book = openpyxl.load_workbook(handed_out(cast.linjie)[0])

    sheet = book[HOUSEHOLDS.label]
    colours = {
        (line["户编码"].value, name): line[name].fill.fgColor.rgb
        for line in table(sheet)
        for name in (HOUSEHOLDS["water_safe"].label, HOUSEHOLDS["water_quantity_ok"].label)
    }
    yellow = {where for where, colour in colours.items() if colour == "FFFFF6D6"}
    assert {code for code, _name in yellow} == {homes[0].household_id} and len(yellow) == 2
    assert "任填一组即可" in sheet["A2"].value and "浅黄色" in sheet["A2"].value


def test_the_page_says_which_other_answer_will_do(cast, run, homes, as_):
    page = as_(cast.linjie).get(reverse("screening:complete"))
    assert "任填一组即可" in page.text

    page = as_(cast.linjie).get(reverse("screening:complete-column", args=[WATER]))
    assert "任填一组即可" in page.text
    page = as_(cast.linjie).get(reverse("screening:complete-column", args=[GRADE]))
    assert "任填" not in page.text
