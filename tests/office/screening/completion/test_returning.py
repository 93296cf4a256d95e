"""The office's workbook comes back: whoever fills in hands it in, and whoever imports is asked nothing."""

import json
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from tests.office import cast as people
from tests.office import screened as made
from tests.office.screening.completion.test_completing import DAY, INSURED, WATER, exported
from tests.office.screening.completion.test_handing_out import HEALTH, finds, handed_out, is_open, table
from tests.office.world import settle

from shouwang.engine.reading import read as reader
from shouwang.engine.tables import HOUSEHOLDS, PERSONS
from shouwang.office.accounts import appointments
from shouwang.office.imports import own
from shouwang.office.imports.models import Batch
from shouwang.office.jobs import worker
from shouwang.office.kit import clock
from shouwang.office.registry.models import Completion, Household, Person
from shouwang.office.screening.completion import returning

pytestmark = pytest.mark.django_db
ORIGIN = "households.origin"
ADDRESS = reverse("screening:return")
WORDS = {
    "是否解决安全饮用水": "是",
    "健康状况": "健康",
    "是否参加城乡居民基本医疗保险": "否",
    "户类型": "一般农户",
}


@pytest.fixture
def homes(cast, somebody):
    near = [settle(cast.linjie, people.VILLAGE, f"周{n}旺", code=f"ZW-{n}") for n in range(3)]
    return [*near, settle(cast.linjie, people.NEIGHBOUR, "白家福", code="BY-1")]


@pytest.fixture
def run(cast, homes):
    found = made.run(people.COUNTY, cast.linjie, DAY)
    finds(found, homes[0], WATER)
    finds(found, homes[1], WATER, INSURED)
    finds(found, homes[2], WATER, HEALTH, INSURED)
    finds(found, homes[3], WATER)
    return found


def filled(stream, words=WORDS, **cells):
    """Every open cell, as somebody in the village fills it in; `cells`: others, on the first sheet."""
    book = openpyxl.load_workbook(stream)
    for sheet in book.worksheets:
        for row in table(sheet):
            for name, cell in row.items():
                if is_open(cell):
                    cell.value = words.get(name)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    return upload(book)


def now(home, **facts):
    """Somebody else registers it."""
    for name, value in facts.items():
        setattr(home, name, value)
    home.save()


def upload(book, name="待补.xlsx"):
    saved = BytesIO()
    book.save(saved)
    return SimpleUploadedFile(name, saved.getvalue())


def preview(client, file):
    return client.post(ADDRESS, {"uploads": file})


def confirm(client, page, **more):
    answers = page.context["form"]["answers"].value()
    return client.post(ADDRESS, {"answers": answers, "on": DAY.isoformat(), "reason": "入户看过", **more})


def test_a_cadre_hands_in_the_own_village_in_three_steps(cast, run, as_):
    client = as_(cast.achun)
    file = filled(handed_out(cast.achun)[0])

    page = preview(client, file)
    assert page.status_code == 200 and page.context["weighed"]["count"] == 3 + 2 + 2 + 2
    assert page.context["weighed"]["left"] == [] and "READ-012" not in page.text
    assert not Household.objects.filter(water_safe=True).exists()  # nothing is written yet
    answer = confirm(client, page)

    assert answer["Location"] == reverse("screening:complete")
    assert Household.objects.filter(water_safe=True).count() == 3
    assert {one.source for one in Household.objects.filter(water_safe=True)} == {
        Completion.objects.get().source
    }
    assert Person.objects.filter(medical_insured=False).count() == 4
    assert {one.health for one in Person.objects.filter(household__household_id="ZW-2")} == {"healthy"}
    assert Person.objects.count() == 8 and Household.objects.count() == 4


def test_the_village_in_the_file_is_not_believed(cast, run, as_):
    """A line of the neighbours is what a line is of nobody; neither is written."""
    stream, _job = handed_out(cast.linjie, people.NEIGHBOUR)
    neighbours = filled(stream, B4=people.VILLAGE)
    nobody = filled(handed_out(cast.linjie, people.NEIGHBOUR)[0], A4="XX-9")

    left = [preview(as_(cast.achun), file).context["weighed"]["left"] for file in (neighbours, nobody)]

    assert [[one["why"] for one in each] for each in left] == [[left[0][0]["why"]]] * 2
    said = [["households", "BY-1", "water_safe", "true", 1]]
    forged = as_(cast.achun).post(ADDRESS, {"answers": json.dumps(said), "on": DAY.isoformat()})
    assert forged.status_code == 409
    assert not Household.objects.filter(water_safe=True).exists()


def test_a_helper_hands_in_only_linked_households(cast, run, as_):
    page = preview(as_(cast.bangfu), filled(handed_out(cast.achun)[0]))

    assert page.context["weighed"]["count"] == 0


def test_what_needs_a_second_person_is_left_and_said(cast, run, homes, as_):
    now(homes[0], origin=None)
    run.findings.filter(household=homes[0]).update(missing=f",{WATER},{ORIGIN},")
    client = as_(cast.achun)

    page = preview(client, filled(handed_out(cast.achun)[0]))
    assert ["须经审批" in one["why"] for one in page.context["weighed"]["left"]] == [True]
    confirm(client, page)

    homes[0].refresh_from_db()
    assert (homes[0].water_safe, homes[0].origin) == (True, None)
    said = [["households", "ZW-1", "origin", "ordinary", 1]]
    assert client.post(ADDRESS, {"answers": json.dumps(said), "on": DAY.isoformat()}).status_code == 409


def test_a_cell_that_cannot_be_read_is_shown_with_its_place(cast, run, as_):
    client = as_(cast.achun)

    page = preview(client, filled(handed_out(cast.achun)[0], E4="差不多"))

    (left,) = page.context["weighed"]["left"]
    assert left["where"] == "农户 E4" and left["text"] == "差不多"
    confirm(client, page)
    assert Household.objects.filter(water_safe=True).count() == 2


def test_what_is_known_meanwhile_stays(cast, run, homes, as_):
    file = filled(handed_out(cast.achun)[0])
    now(homes[0], water_safe=False)
    now(homes[1], water_safe=True)

    page = preview(as_(cast.achun), file)

    assert ["已经登记过" in one["why"] for one in page.context["weighed"]["left"]] == [True]
    assert page.context["weighed"]["same"] == 1


def test_what_changed_between_looking_and_confirming_stops_all(cast, run, homes, as_):
    client = as_(cast.achun)
    page = preview(client, filled(handed_out(cast.achun)[0]))
    now(homes[0], water_safe=False, version=2)

    refused = confirm(client, page)

    assert refused.status_code == 409 and "一格也没有写入" in refused.text
    assert not Household.objects.filter(water_safe=True).exists()
    assert confirm(client, refused).status_code == 302
    assert Household.objects.filter(water_safe=True).count() == 2


def test_another_workbook_is_refused_with_what_to_do(cast, run, as_):
    book = openpyxl.Workbook()
    book.active.append(["户编码", "是否解决安全饮用水"])
    book.active.append(["ZW-0", "是"])

    answers = [
        preview(as_(cast.achun), file)
        for file in (upload(book), SimpleUploadedFile("待补.xlsx", b"PK\x03\x04 no book"))
    ]

    assert [one.status_code for one in answers] == [409, 409]
    assert "不是从这里下载的待补表" in answers[0].text


def test_an_empty_workbook_writes_nothing(cast, run, as_):
    page = preview(as_(cast.achun), filled(handed_out(cast.achun)[0], words={}))

    assert page.context["weighed"]["count"] == 0 and "没有可以补上的格" in page.text


def test_a_day_to_come_is_shown_at_its_field(cast, run, as_):
    client = as_(cast.achun)
    page = preview(client, filled(handed_out(cast.achun)[0]))

    assert confirm(client, page, on="2199-01-01").status_code == 422


@pytest.mark.parametrize(
    "answers",
    [
        "",
        "[",
        "[" * 100_000,
        "[[]]",
        '[["households", "ZW-0", "water_safe", "true", Infinity]]',
        '[["households", "ZW-0", "area_code", "430921104202", 1]]',
        '[["households", "ZW-0", "*", "1", 1]]',
        '[["persons", "ZW-0", "id_number", "1", 1]]',
        '[["incomes", "ZW-0", "amount", "1", 1]]',
        '[["households", "ZW-0", "water_safe", {"true": 1}, 1]]',
    ],
)
def test_whatever_is_sent_instead_writes_nothing(cast, run, as_, answers):
    sent = as_(cast.achun).post(ADDRESS, {"answers": answers, "on": DAY.isoformat()})

    assert sent.status_code == 409
    assert not Household.objects.exclude(version=1).exists()


@given(some.recursive(some.none() | some.booleans() | some.integers() | some.text(), some.lists))
def test_nothing_but_our_own_packing_is_unpacked(anything):
    try:
        said, _seen = returning.unpacked(json.dumps(anything))
    except (ValueError, TypeError):
        return
    assert said == []


def test_the_single_column_that_a_page_exports_comes_back_as_well(cast, run, as_):
    book = exported(cast.achun, "to-complete-households", WATER)
    for row in book.active.iter_rows(min_row=4):
        row[-1].value = "是"

    page = preview(as_(cast.achun), upload(book))

    assert page.context["weighed"]["count"] == 3


# -- Whoever imports -----------------------------------------------------------------------------------------------


def test_the_township_is_asked_nothing_and_stands_before_the_preview(cast, run, as_):
    client = as_(cast.xiaoman)
    answer = preview(client, filled(handed_out(cast.xiaoman, people.TOWNSHIP)[0]))
    worker.work_off()

    batch = Batch.objects.get()
    assert answer["Location"] == f"{reverse('imports:batch', args=[batch.pk])}?onward=1"
    assert (batch.state, batch.area_code, batch.is_own) == ("compared", people.TOWNSHIP, True)
    assert batch.problems["codes"] == []  # nothing about the column with the village's name
    page = client.get(reverse("imports:preview", args=[batch.pk]))
    assert [one["label"] for one in page.context["steps"]] == ["上传", "预览", "写入"]
    client.post(reverse("imports:commit", args=[batch.pk]))
    worker.work_off()
    assert Household.objects.filter(water_safe=True, source=batch.source).count() == 4
    client.post(reverse("imports:undo", args=[batch.pk]))
    worker.work_off()
    assert not Household.objects.filter(water_safe=True).exists()


def test_whoever_waits_is_shown_the_preview(cast, run, as_):
    client = as_(cast.xiaoman)
    place = preview(client, filled(handed_out(cast.xiaoman, people.TOWNSHIP)[0]))["Location"]
    worker.work_off()

    shown = reverse("imports:preview", args=[Batch.objects.get().pk])
    assert client.get(place)["Location"] == shown
    assert client.get(place, headers={"HX-Request": "true"})["HX-Redirect"] == shown
    assert client.get(place.partition("?")[0]).status_code == 200


def test_a_mistake_in_it_is_shown_before_anything_is_compared(cast, run, as_):
    client = as_(cast.xiaoman)
    preview(client, filled(handed_out(cast.xiaoman, people.TOWNSHIP)[0], E4="差不多"))
    worker.work_off()

    batch = Batch.objects.get()
    assert batch.state == "read" and [severity for _code, severity, _n in batch.problems["codes"]] == [
        "error"
    ]
    page = client.get(reverse("imports:problems", args=[batch.pk]))
    assert [one["label"] for one in page.context["steps"]] == ["上传", "看问题", "预览", "写入"]


def test_the_wizard_knows_it_again_too(cast, run, as_):
    client = as_(cast.linjie)
    asked = {"sender": "青山镇", "reference_on": clock.today().isoformat(), "area_code": people.TOWNSHIP}
    client.post(
        reverse("imports:upload"), {**asked, "uploads": filled(handed_out(cast.linjie, people.TOWNSHIP)[0])}
    )
    worker.work_off()

    assert Batch.objects.get().state == "compared"


def test_whoever_imports_in_two_places_says_in_which(cast, run, as_):
    place = {"role": "township_clerk", "area_code": people.OTHER_TOWNSHIP}
    appointments.appoint(cast.xiaoman, **place, since=clock.today(), by=None)

    assert as_(cast.xiaoman).get(ADDRESS)["Location"] == reverse("imports:upload")


# -- What is ours --------------------------------------------------------------------------------------------------


def understood(tmp_path, *rows, name="农户"):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    path = tmp_path / "表.xlsx"
    book.save(path)
    return reader.read([path])


HEAD = ("户编码", "行政村代码", "行政村", "户主姓名")
LINE = ("ZW-0", people.VILLAGE, "青山村", "周0旺", "是")


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("农户信息表", (*HEAD, "是否解决安全饮用水")),
        ("待补信息：青山村", ("户编码", "行政村", "行政村代码", "户主姓名", "是否解决安全饮用水")),
        ("待补信息：青山村", (*HEAD, "备注")),
    ],
)
def test_whatever_else_is_like_it_is_not_ours(tmp_path, title, head):
    reading = understood(tmp_path, (title,), ("说明",), head, LINE)

    assert not own.is_own(reading)
    assert {one.code for one in own.without_remarks(reading).problems} >= {"READ-012"}


def test_ours_loses_the_remark_and_no_other(tmp_path):
    head, line = (*HEAD, "是否解决安全饮用水"), (*LINE[:4], "差不多")
    reading = understood(tmp_path, ("待补信息：青山村",), ("说明",), head, line)
    before = {one.code for one in reading.problems}

    after = own.without_remarks(reading)

    assert own.is_own(reading) and {one.code for one in after.problems} == before - {"READ-012"}
    assert len(after.log.places) == len(after.log.problems)


def test_headers_are_those_that_the_tables_declare():
    assert own.headers(HOUSEHOLDS) == HEAD
    assert own.headers(PERSONS) == (*HEAD, "人员编码", "姓名")
