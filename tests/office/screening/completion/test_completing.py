"""Unknowns as work: filled in all or nothing, and by workbook out and in."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office import screened as made
from tests.office.world import settle

from shouwang.engine.errors import Refused
from shouwang.office.imports import batches
from shouwang.office.jobs import exporting, worker
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock, files
from shouwang.office.registry.homes import households
from shouwang.office.registry.models import Completion, Household, Person
from shouwang.office.screening.completion import completing
from shouwang.office.screening.completion.completing import Cell, Overtaken

pytestmark = pytest.mark.django_db
WATER, INSURED = "households.water_safe", "persons.medical_insured"
DAY = date(2026, 6, 1)


@pytest.fixture
def homes(cast, somebody):
    return [settle(cast.linjie, people.VILLAGE, f"周{n}旺", code=f"ZW-{n}") for n in range(3)]


@pytest.fixture
def run(cast, homes):
    """All of them lack water; the first lacks nothing else."""
    found = made.run(people.COUNTY, cast.linjie, DAY)
    for number, home in enumerate(homes):
        made.find(found, home, "assess" if number else "unknown", missing=WATER)
    return found


def cells(homes, value):
    return [Cell(home, value, home.version) for home in homes]


def test_all_cells_are_written_with_source_and_journal(cast, homes, run):
    count = completing.fill(
        completing.asked(WATER), cells(homes[:2], "true"), by=cast.achun, on=DAY, reason="入户看过"
    )

    assert count == 2
    for home in homes[:2]:
        home.refresh_from_db()
        assert (home.water_safe, home.source) == (True, Completion.objects.get().source)
    assert Entry.objects.filter(action="household.reasoned").count() == 2
    assert list(
        completing.waiting(run, cast.achun, completing.asked(WATER)).values_list("household", flat=True)
    ) == [homes[2].pk]


def test_one_household_that_somebody_else_changed_stops_all(cast, homes, run):
    seen = cells(homes, "true")
    households.amend(
        Household.objects.get(pk=homes[1].pk), {"group_name": "二组"}, seen_version=1, by=cast.achun, on=DAY
    )

    with pytest.raises(Overtaken, match="周1旺") as refused:
        completing.fill(completing.asked(WATER), seen, by=cast.xiaoman, on=DAY)

    assert refused.value.records == [homes[1]]
    assert not Household.objects.filter(water_safe=True).exists()


@pytest.mark.parametrize(
    "column", ["households.subsistence_allowance", "persons.subsistence_allowance", "incomes.*"]
)
def test_what_needs_a_second_person_or_a_sheet_is_not_filled_in_here(cast, homes, column):
    with pytest.raises(Refused, match="不能在这里填"):
        completing.fill(completing.asked(column), cells(homes, "none"), by=cast.achun, on=DAY)


def test_whoever_lacks_only_this_comes_first(cast, run, homes):
    found = completing.waiting(run, cast.achun, completing.asked(WATER))

    assert [one.household_id for one in found] == [home.pk for home in homes]
    assert [one.alone for one in found] == [0, 1, 1]


def post(client, column, answers):
    return client.post(
        reverse("screening:complete-column", args=[column]), {"on": DAY.isoformat(), **answers}
    )


def test_the_grid_saves_what_was_filled_in_and_leaves_the_rest(as_, cast, homes, run):
    answers = {f"seen-{home.pk}": home.version for home in homes} | {f"cell-{homes[1].pk}": "false"}

    answer = post(as_(cast.achun), WATER, answers)

    assert answer.status_code == 302
    known = [Household.objects.get(pk=home.pk).water_safe for home in homes]
    assert known == [None, False, None]


def test_the_second_of_two_people_sees_whose_household_was_changed_and_can_save_then(as_, cast, homes, run):
    client = as_(cast.achun)
    answers = {f"seen-{home.pk}": home.version for home in homes} | {
        f"cell-{home.pk}": "true" for home in homes
    }
    post(
        as_(cast.xiaoman),
        WATER,
        {name: answers[name] for name in answers if name.endswith(f"-{homes[0].pk}")},
    )

    refused = post(client, WATER, answers)

    assert refused.status_code == 409 and "周0旺" in refused.text
    form = refused.context["form"]
    assert [record.pk for record in form.records] == [homes[1].pk, homes[2].pk]
    again = post(
        client, WATER, {name: str(form[name].value()) for name in form.fields if name[:4] in ("seen", "cell")}
    )
    assert again.status_code == 302
    assert not Household.objects.filter(water_safe=None).exists()


@pytest.mark.parametrize(("day", "status"), [("1800-01-01", 422), ("1949-09-30", 422), ("1949-10-01", 302)])
def test_a_day_with_a_slip_in_its_year_is_refused(as_, cast, homes, run, day, status):
    answers = {f"seen-{homes[0].pk}": 1, f"cell-{homes[0].pk}": "true", "on": day}

    answer = post(as_(cast.achun), WATER, answers)

    assert answer.status_code == status
    if status == 422:
        assert "日期太早了。" in answer.text and 'min="1949-10-01"' in answer.text
        assert "早于登记之日的，从登记之日起算。" in answer.text


def test_a_wrong_value_is_shown_at_its_cell(as_, cast, homes, run):
    answers = {f"seen-{homes[0].pk}": 1, f"cell-{homes[0].pk}": "maybe"}

    answer = post(as_(cast.achun), WATER, answers)

    assert answer.status_code == 422 and "field-error" in answer.text


@pytest.mark.parametrize("seen", ["", "x", "1e9999"])
def test_a_page_whose_hidden_part_is_broken_says_so(as_, cast, homes, run, seen):
    data = {f"cell-{homes[0].pk}": "true", f"seen-{homes[0].pk}": seen, "on": "2026-06-01"}
    answer = as_(cast.achun).post(reverse("screening:complete-column", args=[WATER]), data)

    assert answer.status_code == 422 and "请重新打开这一页" in answer.content.decode()
    assert not Household.objects.filter(water_safe=True).exists()


def test_a_grid_of_persons_lists_those_who_lack_it(as_, cast, homes):
    found = made.run(people.COUNTY, cast.linjie, DAY)
    made.find(found, homes[0], "unknown", missing=INSURED)
    one, two = homes[0].persons.order_by("pk")
    two.medical_insured = True
    two.save()
    client = as_(cast.achun)

    page = client.get(reverse("screening:complete-column", args=[INSURED]))
    assert [record.pk for record in page.context["form"].records] == [one.pk]
    post(client, INSURED, {f"seen-{one.pk}": 1, f"cell-{one.pk}": "false"})

    one.refresh_from_db()
    assert one.medical_insured is False


@pytest.mark.parametrize("column", ["health", "disability_grade", "chronic_card"])
def test_what_is_sealed_is_filled_in_like_anything_else(as_, cast, homes, column):
    found, (one, *_others) = made.run(people.COUNTY, cast.linjie, DAY), homes[0].persons.order_by("pk")
    made.find(found, homes[0], "unknown", missing=f"persons.{column}")
    for person in homes[0].persons.all():
        setattr(person, column, None if person == one else "1")
        person.save()
    client = as_(cast.achun)

    page = client.get(reverse("screening:complete-column", args=[f"persons.{column}"]))

    assert [record.pk for record in page.context["form"].records] == [one.pk]


def exported(user, name, column):
    job = exporting.ask(exporting.found(name, user, f"column={column}"), by=user)
    worker.work_off()
    job.refresh_from_db()
    assert job.why == "" and "file" in job.result, job.why
    with files.opened(job.result["file"]) as stream:
        return openpyxl.load_workbook(BytesIO(stream.read()))


def filled(book, value):
    """The last column of every row, as somebody in the village fills it in – but for the last row."""
    sheet = book.active
    for row in list(sheet.iter_rows(min_row=4))[:-1]:
        row[-1].value = value
    stream = BytesIO()
    book.save(stream)
    stream.seek(0)
    stream.name = "待补.xlsx"
    return stream


def imported(stream, by):
    """Through the wizard: blank cells change nothing, no correction of columns."""
    day = clock.today()
    batch = batches.upload(
        [stream], area_code=people.TOWNSHIP, sender="青山镇", period="", by=by, on=day, reference_on=day
    )
    for step in (
        lambda: None,
        lambda: batches.compare(batch, reference_on=day, blank="keep", absent="keep", by=by, on=day),
        lambda: batches.commit(batch, by=by),
    ):
        step()
        worker.work_off()
        batch.refresh_from_db()
        assert not batch.job.why, batch.job.why
    return batch


def test_the_workbook_for_households_goes_back_in_by_itself(cast, homes, run):
    stream = filled(exported(cast.xiaoman, "to-complete-households", WATER), "是")

    batch = imported(stream, cast.xiaoman)

    assert batch.state == "committed"
    known = list(Household.objects.order_by("household_id").values_list("water_safe", "origin", "head_name"))
    assert known == [(True, "lifted", "周0旺"), (True, "lifted", "周1旺"), (None, "lifted", "周2旺")]
    assert Household.objects.count() == 3 and Person.objects.filter(ended_on=None).count() == 6


def test_the_workbook_for_persons_goes_back_in_by_itself(cast, homes):
    found = made.run(people.COUNTY, cast.linjie, DAY)
    for home in homes:
        made.find(found, home, "unknown", missing=INSURED)
    stream = filled(exported(cast.xiaoman, "to-complete-persons", INSURED), "否")

    imported(stream, cast.xiaoman)

    known = list(Person.objects.order_by("area_code", "person_id").values_list("medical_insured", flat=True))
    assert known == [False] * 5 + [None]
    assert Person.objects.count() == 6 and Household.objects.filter(members=2).count() == 3


def test_codes_that_the_office_makes_are_written_as_the_reader_brings_them(cast, somebody):
    home = settle(cast.linjie, people.VILLAGE, "吴有田")

    made_here = [home.household_id, *home.persons.values_list("person_id", flat=True)]

    assert made_here == [code.upper() for code in made_here] and len(made_here) == 3
