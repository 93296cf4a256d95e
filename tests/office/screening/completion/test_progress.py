"""By now: what became of the unknowns of a run."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office import screened as made_up
from tests.office.screening.conftest import ON, screened
from tests.office.world import settle

from shouwang.office.kit import clock, codes
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening.completion import progress
from shouwang.office.screening.completion.progress import Told
from shouwang.office.screening.models import Finding, Recheck
from shouwang.office.screening.running import rechecks

WATER, HOUSE = "households.water_safe", "households.house_grade"
COLUMNS = st.frozensets(st.sampled_from(["households.water_safe", "persons.health", "incomes.*"]))


@given(COLUMNS.filter(bool), COLUMNS, st.booleans())
def test_a_household_is_in_one_state(then, now, is_gone):
    state = Told("430921104201", then, now, is_gone).state

    assert (state == progress.GONE) == is_gone
    assert is_gone or (state == progress.DONE) == (not then & now)
    assert is_gone or (state == progress.WAITING) == (then <= now)


@pytest.fixture
def homes(cast, somebody):
    return [settle(cast.linjie, people.VILLAGE, f"周{n}旺", code=f"ZW-{n}") for n in range(4)]


@pytest.fixture
def runs(cast, homes):
    """Of the end of August and of September: one of four is done, one begun, one was not touched, one left."""
    first = made_up.run(people.COUNTY, cast.linjie, date(2022, 8, 31))
    now = made_up.run(people.COUNTY, cast.linjie, date(2022, 9, 30))
    for home in homes:
        made_up.find(first, home, "unknown", missing=WATER)
    Finding.objects.filter(run=first, household=homes[1]).update(missing=f",{HOUSE},{WATER},")
    made_up.find(now, homes[1], "unknown", missing=HOUSE)
    made_up.find(now, homes[2], "unknown", missing=WATER)
    homes[3].ended_on, homes[3].ending = date(2026, 9, 9), "moved"
    homes[3].save()
    return first, now


def states(found):
    return {state: number for state, number in found.sums.households.items() if number}


@pytest.mark.django_db
def test_done_begun_not_begun_and_gone(runs, cast):
    found = progress.of(*runs, cast.achun)

    assert states(found) == {"done": 1, "begun": 1, "waiting": 1, "gone": 1}
    assert found.sums.share == "33.3" and [line.key for line in found.places] == [people.VILLAGE]
    columns = {line.key: line.households for line in found.columns}
    assert (columns[WATER]["done"], columns[WATER]["waiting"], columns[HOUSE]["waiting"]) == (2, 1, 1)


@pytest.mark.django_db
def test_what_a_household_lacked_then_stays_known_when_it_is_evaluated_anew(runs, cast, homes):
    first, _now = runs
    # Water was filled in the same evening: the finding is another, its note says what it was.
    finding = Finding.objects.get(run=first, household=homes[0])
    Recheck(run=first, household=homes[0], area_code=people.VILLAGE, area_then=people.VILLAGE, at=clock.now(),
            tier_then="unknown", tier="none", row_then=finding.row, missing_then=finding.missing).save()  # fmt: skip
    finding.delete()

    assert states(progress.of(*runs, cast.achun)) == {"done": 1, "begun": 1, "waiting": 1, "gone": 1}
    assert states(progress.of(first, first, cast.achun)) == {"done": 1, "waiting": 2, "gone": 1}


@pytest.mark.django_db
def test_within_what_somebody_reaches(runs, cast):
    assert progress.of(*runs, cast.laobai).sums.whole == 0 == progress.of(*runs, cast.bangfu).sums.whole
    assert progress.of(*runs, cast.linjie, inside=codes.span(people.NEIGHBOUR)).sums.whole == 0
    assert progress.of(*runs, cast.linjie, length=9).places[0].key == people.TOWNSHIP


@pytest.mark.django_db
def test_counted_from_the_last_run_until_the_day_whose_list_is_kept(runs, cast):
    first, now = runs

    assert progress.since(now, date(2022, 9, 1)) == first == progress.since(now, date(2022, 8, 1))
    assert progress.since(now, date(2022, 10, 1)) == now
    first.archive = ""
    first.save()
    assert progress.since(now, date(2022, 9, 1)) == now


@pytest.mark.django_db
def test_the_page_and_its_workbook(runs, cast, as_):
    page = "/screening/complete/?since=2022-09-01"
    linjie = as_(cast.linjie)

    text = linjie.get(page).content.decode()
    answer = linjie.get(f"{page}&xlsx=1")

    assert "截至目前" in text and "33.3%" in text
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [[cell.value for cell in row][1:] for row in sheet.iter_rows(min_row=4)] == [
        [4, 1, 1, 1, 1, 33.3]
    ] * 2
    assert as_(cast.duiyuan).get(f"{page}&xlsx=1").status_code == 404


def listed(client, url):
    """How many a list says it has, and how many a file of it would."""
    page = client.get(url).context["page"]
    return int(page.total.split()[1].replace(",", "")), page.matching.count()


@pytest.mark.django_db
def test_each_number_opens_the_list_of_it(runs, cast, homes, as_):
    first, now = runs
    # One more was evaluated anew in the first run itself, and moved to the neighbour's since.
    away = settle(cast.linjie, people.NEIGHBOUR, "周远旺", code="ZW-9")
    Recheck(run=first, household=away, area_code=people.VILLAGE, area_then=people.VILLAGE, at=clock.now(),
            tier_then="unknown", tier="unknown", missing_then=f",{WATER},").save()  # fmt: skip
    made_up.find(now, away, "unknown", missing=WATER)
    linjie = as_(cast.linjie)

    shown = linjie.get(f"/screening/complete/?since=2022-09-01&area={people.TOWNSHIP}").context
    cells = [cell for line in (*shown["done_places"], *shown["done_columns"]) for cell in line["cells"]]
    numbers = [(cell["count"], cell["url"]) for cell in cells]
    numbers += [(shown["progress"].sums.households[state], url) for state, url in shown["done"].items()]

    assert {line["cells"][0]["count"] for line in shown["done_places"]} == {4, 1} and len(numbers) == 18
    for number, url in numbers:
        assert listed(linjie, url) == (number, number), url
    own = shown["done"]["waiting"].replace(people.TOWNSHIP, people.VILLAGE)
    assert listed(as_(cast.achun), own) == (1, 1)


@pytest.mark.django_db
def test_the_list_says_what_was_lacking_and_what_is(runs, cast, as_):
    page = as_(cast.achun).get("/screening/complete/progress/?since=2022-09-01&state=begun").context["page"]

    (row,) = page.export_rows(page.columns_declared)
    assert row[0] == "周1旺" and row[2] == "补了一部分"
    assert (set(row[3].split("、")), row[4]) == ({"住房鉴定等级", "是否解决安全饮用水"}, "住房鉴定等级")


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["state=lost", "column=abc", "since=soon"])
def test_what_cannot_be_asked_for_is_said_and_nobody_listed(runs, cast, as_, asked):
    page = as_(cast.achun).get(f"/screening/complete/progress/?{asked}").context["page"]

    assert page.filters.errors and not page.slice.rows


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "is_said"), [("abc", True), ("2022-09-01", False), ("", False)])
def test_a_first_day_that_is_none_is_said(runs, cast, as_, asked, is_said):
    text = as_(cast.achun).get(f"/screening/complete/?since={asked}").content.decode()

    assert ("“abc”不是日期" in text) is is_said


@pytest.mark.django_db
def test_filled_in_after_a_real_run_is_done_without_another_run(office):
    home = Household.objects.filter(origin="lifted", house_grade="A").order_by("pk")[0]
    history.amend(home, {"subsistence_allowance": None, "house_grade": None}, on=ON, source="test")
    run = screened(office)
    waiting = progress.of(run, run, office).sums.whole

    history.amend(home, {"house_grade": "A"}, on=ON, source="test")
    _follow()
    assert states(progress.of(run, run, office)) == {"waiting": waiting - 1, "begun": 1}

    history.amend(home, {"subsistence_allowance": "none"}, on=ON, source="test")
    _follow()
    assert states(progress.of(run, run, office)) == {"waiting": waiting - 1, "done": 1}


def _follow():
    while rechecks.follow_up(ON):
        pass
