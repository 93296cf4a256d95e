"""Incomes of many households filled in at once: a line for each, all of it or none."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office import screened as made
from tests.office.screening.conftest import ON, screened
from tests.office.world import settle

from shouwang.office.kit import clock
from shouwang.office.registry.models import Household, Income
from shouwang.office.registry.stated import incomes, statements
from shouwang.office.screening.completion import completing, earning
from shouwang.office.screening.completion.completing import Overtaken
from shouwang.office.screening.completion.earning import COLUMN, Earned
from shouwang.office.screening.models import Finding
from shouwang.office.screening.running import rechecks

pytestmark = pytest.mark.django_db
DAY, YEAR = date(2026, 6, 1), "2025"
PAGE = reverse("screening:complete-incomes")
KINDS = ("wage", "business", "property", "transfer", "business_cost")
NET = Decimal("21500.50")


@pytest.fixture
def homes(cast, somebody):
    return [settle(cast.linjie, people.VILLAGE, f"周{n}旺", code=f"ZW-{n}") for n in range(3)]


@pytest.fixture
def run(cast, homes):
    found = made.run(people.COUNTY, cast.linjie, DAY)
    for home in homes:
        made.find(found, home, "unknown", missing=COLUMN)
    return found


def amounts(home, *said):
    """As the form sends a line; what is not said is left empty."""
    values = dict(zip(KINDS, (*said, *[""] * 5), strict=False))
    return {f"seen-{home.pk}": 1} | {f"cell-{home.pk}-{kind}": value for kind, value in values.items()}


WHOLE = ("18,000", "6000", "0", "500.50", "3000")


def waiting(run, user):
    return {finding.household for finding in completing.waiting(run, user, completing.asked(COLUMN))}


def test_the_page_has_a_line_for_each_and_writes_what_was_filled_in(cast, homes, run, as_):
    client = as_(cast.achun)
    shown = client.get(PAGE)

    answer = client.post(PAGE, {"how": "入户核算", **amounts(homes[0], *WHOLE), **amounts(homes[1])})

    assert [line["home"] or line["name"] for line in shown.context["lines"]] == [str(home) for home in homes]
    assert len(shown.context["lines"][0]["cells"]) == 5 and not shown.context["homes"]
    assert answer.status_code == 302
    sheet = incomes.sheet(homes[0], YEAR)
    assert (sheet.actual.net, len(sheet.actual.lines)) == (NET, 5)
    assert {line.how for line in sheet.actual.lines} == {"入户核算"}
    assert Income.objects.values_list("household", flat=True).distinct().get() == homes[0].pk
    # Before anybody evaluates the household anew it is no longer asked for.
    assert waiting(run, cast.achun) == set(homes[1:])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (WHOLE[:4], "没有的写 0"),
        (("", "", "", "", "0"), "没有的写 0"),
        (("much", *WHOLE[1:]), "输入一个数"),
        (("-1", *WHOLE[1:]), "大于"),
    ],
)
def test_half_a_line_or_a_wrong_one_stops_all_and_keeps_what_was_typed(cast, homes, run, as_, said, why):
    answer = as_(cast.achun).post(PAGE, amounts(homes[0], *WHOLE) | amounts(homes[1], *said))

    text = answer.content.decode()
    assert answer.status_code == 422 and why in text and 'value="18,000"' in text
    assert not Income.objects.exists()


def test_nothing_filled_in_is_said(cast, homes, run, as_):
    answer = as_(cast.achun).post(PAGE, amounts(homes[0]))

    assert answer.status_code == 409 and "一户也没有填" in answer.content.decode()


def test_somebody_who_was_quicker_stops_all(cast, homes, run, as_):
    line = {"kind": "wage", "amount": "1", "forecast": False}
    incomes.state(homes[1], YEAR, [line], by=cast.xiaoman, on=DAY)

    with pytest.raises(Overtaken, match="周1旺"):
        earned = [Earned(home, dict.fromkeys(KINDS, Decimal(5))) for home in homes[:2]]
        earning.fill(YEAR, earned, by=cast.achun, on=DAY)

    assert Income.objects.in_force().count() == 1
    answer = as_(cast.achun).post(PAGE, amounts(homes[0], *WHOLE) | amounts(homes[1], *WHOLE))
    text = answer.content.decode()
    assert answer.status_code == 409 and "别人已经改过：周1旺" in text and 'value="18,000"' in text
    assert [line["record"] for line in answer.context["lines"]] == [homes[0]]
    assert Income.objects.in_force().count() == 1
    # An empty line of somebody whom another one filled in hinders nobody.
    answer = as_(cast.achun).post(PAGE, amounts(homes[0], *WHOLE) | amounts(homes[1]))
    assert answer.status_code == 302 and incomes.sheet(homes[1], YEAR).actual.net == 1


def test_whoever_is_overtaken_between_keeps_what_was_typed(cast, homes, run, as_, monkeypatch):
    state = incomes.state

    def overtaken(household, period, lines, **more):
        if household == homes[1]:
            state(household, period, [{"kind": "wage", "amount": "1"}], by=cast.xiaoman, on=DAY)
        return state(household, period, lines, **more)

    monkeypatch.setattr(incomes, "state", overtaken)
    answer = as_(cast.achun).post(PAGE, amounts(homes[0], *WHOLE) | amounts(homes[1], *WHOLE))

    text = answer.content.decode()
    assert answer.status_code == 409 and "周1旺" in text and 'value="18,000"' in text
    assert not Income.objects.exists()


def test_a_household_with_a_forecast_is_filled_in_on_its_own_sheet(cast, homes, run, as_):
    line = {"kind": "wage", "amount": "9", "forecast": True}
    incomes.state(homes[2], YEAR, [line], by=cast.achun, on=DAY)
    Finding.objects.update(rechecked_at=clock.now())

    shown = as_(cast.achun).get(PAGE)

    assert [line["record"] for line in shown.context["lines"]] == homes[:2]
    (left,) = shown.context["homes"]
    assert left["code"] == "ZW-2" and left["form_url"] == reverse("registry:income", args=["ZW-2", int(YEAR)])


def test_whose_incomes_are_of_another_year_is_still_asked(cast, homes, run):
    # Known before the run, which found the year lacking all the same.
    old = {"period": "2023", "kind": "wage", "amount": "5", "forecast": "false"}
    statements.add("incomes", homes[0], old, by=cast.achun)
    Finding.objects.update(rechecked_at=clock.now())

    assert waiting(run, cast.achun) == set(homes)


@pytest.mark.parametrize("tail", ["incomes.*/", "households.water_safe/"])
def test_a_page_that_is_no_more_leads_to_what_is_left(cast, homes, run, as_, tail):
    made.find(run, settle(cast.linjie, people.VILLAGE, "周九旺", code="ZW-9"), "unknown")

    answer = as_(cast.achun).get(f"/screening/complete/{tail}?page=99&area={people.VILLAGE}")

    assert (answer.status_code, answer.url) == (302, f"/screening/complete/{tail}?area={people.VILLAGE}")


@pytest.mark.parametrize("area", ["999", "abc", people.NEIGHBOUR, "110000000000"])
@pytest.mark.parametrize("tail", ["", "incomes.*/", "households.water_safe/"])
def test_a_place_that_is_none_of_theirs_is_not_there(cast, homes, run, as_, tail, area):
    assert as_(cast.achun).get(f"/screening/complete/{tail}?area={area}").status_code == 404


def test_nobody_else_writes_there(cast, homes, run, as_):
    for user in (cast.laobai, cast.bangfu):
        answer = as_(user).post(PAGE, amounts(homes[0], *WHOLE))
        assert answer.status_code in (404, 409), user
    assert not Income.objects.exists()


def test_filled_in_after_a_real_run_the_household_is_decided(office):
    home = Household.objects.filter(ended_on=None).order_by("pk")[0]
    for line in Income.objects.in_force().filter(household=home):
        statements.take_back(line, at=clock.now(), source="test", why="没有填过")
    run = screened(office)
    assert home in waiting(run, office)

    every = dict.fromkeys(KINDS, Decimal(0)) | {"wage": Decimal(90_000)}
    earning.fill(run.period, [Earned(home, every)], by=office, on=clock.today())
    assert home not in waiting(run, office)
    while rechecks.follow_up(ON):
        pass

    found = Finding.objects.filter(run=run, household=home).first()
    assert COLUMN not in (found.missing if found else "")
