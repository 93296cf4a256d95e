"""A year of amounts that was filled in for many households at once is taken back as one, a household wholly or not at all."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office.world import settle

from shouwang.engine.errors import Refused
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.completed import completions
from shouwang.office.registry.homes import households
from shouwang.office.registry.models import STATEMENTS, Completion
from shouwang.office.registry.stated import statements
from shouwang.office.screening.completion import amounts
from shouwang.office.screening.completion.amounts import Line

pytestmark = pytest.mark.django_db
DAY, YEAR = date(2026, 6, 1), "2025"
ROWS = {
    "incomes": {"kind": "wage", "amount": "1", "forecast": "false"},
    "expenses": {"kind": "other", "amount": "1", "insurance_payout": "0"},
}
KINDS = {"incomes": 5, "expenses": 7}
"""Cells; what insurance paid stands in the row of the medical expenses."""


@pytest.fixture(params=[amounts.INCOMES, amounts.EXPENSES], ids=lambda yearly: yearly.table.name)
def yearly(request):
    return request.param


@pytest.fixture
def name(yearly):
    return yearly.table.name


@pytest.fixture
def homes(cast, somebody):
    return [settle(cast.linjie, people.VILLAGE, f"周{n}旺", code=f"ZW-{n}") for n in range(3)]


@pytest.fixture
def kept(cast, homes, yearly):
    lines = [Line(home, dict.fromkeys(yearly.cells(), Decimal(1200))) for home in homes]
    assert yearly.fill(YEAR, lines, by=cast.achun, on=DAY, how="入户核算") == 3
    return Completion.objects.get()


def back(kept, by):
    return completions.take_back(kept, by=by, on=clock.today(), reason="填错了村")


def stated(name):
    return sorted(STATEMENTS[name].objects.in_force().values_list("household__household_id", flat=True))


def test_it_is_kept_by_kind_and_without_amounts(cast, kept, name):
    assert (kept.area_code, kept.by, kept.reason, kept.cells) == (
        people.VILLAGE, cast.achun, "入户核算", 3 * KINDS[name],
    )  # fmt: skip
    assert {table for table, _key, _kinds in kept.filled} == {name} and "1200" not in str(kept.filled)
    assert completions.looked(kept, cast.achun).standing == kept.cells


def test_taken_back_the_year_is_asked_again(cast, homes, kept, yearly, name):
    assert back(kept, cast.achun) == kept.cells

    assert stated(name) == [] and yearly.blank(cast.achun, YEAR, [home.pk for home in homes]) == homes
    assert set(STATEMENTS[name]._base_manager.values_list("withdrawn_why", "withdrawn_by")) == {
        ("填错了村", f"undo:{kept.source}")
    }
    assert Entry.objects.filter(action="completion.taken_back").count() == 1
    with pytest.raises(Refused, match="已经撤回过"):
        back(kept, cast.achun)


@pytest.mark.parametrize("went_on", ["added", "withdrawn"])
def test_a_household_whose_year_went_on_is_left_whole(cast, homes, kept, name, went_on):
    if went_on == "added":
        statements.add(name, homes[1], {"period": YEAR, **ROWS[name]}, by=cast.achun)
    else:
        row = STATEMENTS[name].objects.in_force().filter(household=homes[1]).first()
        statements.withdraw(row, reason="多填了", by=cast.achun)
    rows = stated(name).count("ZW-1")

    assert back(kept, cast.achun) == 2 * KINDS[name]
    assert stated(name) == ["ZW-1"] * rows
    whys = {line.record.household_id: line.why for line in completions.looked(kept, cast.achun).lines}
    assert whys == {"ZW-0": "已撤回", "ZW-1": "这一户这一年后来有增减，整户不动", "ZW-2": "已撤回"}


def test_rows_of_another_year_say_nothing_against_it(cast, homes, kept, name):
    statements.add(name, homes[1], {**ROWS[name], "period": "2024"}, by=cast.achun)

    assert back(kept, cast.achun) == kept.cells
    assert stated(name) == ["ZW-1"]


def test_who_moved_out_of_reach_and_who_left_stay(cast, homes, kept, name, as_):
    households.move(homes[1], people.NEIGHBOUR, by=cast.linjie, on=DAY)
    households.end(homes[2], ending="mistake", by=cast.linjie, on=clock.today())

    page = as_(cast.achun).get(reverse("registry:completion", args=[kept.pk]))

    assert page.context["hidden"] == KINDS[name] and "周1旺" not in page.text and "已不在册" in page.text
    assert back(kept, cast.achun) == KINDS[name]
    assert set(stated(name)) == {"ZW-1", "ZW-2"}


def test_the_story_in_the_browser(cast, kept, as_, name):
    client = as_(cast.achun)
    one, whole = reverse("registry:completion", args=[kept.pk]), {"incomes": "收入", "expenses": "支出"}[name]
    row = client.get(reverse("registry:completions"))
    assert one in row.text and f">{whole}<" in row.text.replace(" ", "").replace("\n", "")

    page = client.get(one)
    said = {cell["text"] for cell in page.context["cells"]}
    assert "2025 年 1,200.00 元" in said and "从哪天起" not in page.text
    labels = [cell["label"] for cell in page.context["cells"]]
    assert ("合规自付医疗：其中理赔" in labels) == (name == "expenses") and len(labels) == kept.cells

    ask = reverse("registry:completion-back", args=[kept.pk])
    question = client.get(ask)
    answer = client.post(ask, {"reason": "填错了村", "once": question.context["page"].once}, follow=True)
    assert f"撤回了 {kept.cells} 格" in answer.text and ask not in answer.text and stated(name) == []


def test_of_what_was_overtaken_no_record_is_kept(cast, homes, yearly, name):
    statements.add(name, homes[1], {"period": YEAR, **ROWS[name]}, by=cast.xiaoman)
    lines = [Line(home, dict.fromkeys(yearly.cells(), Decimal(1))) for home in homes]

    with pytest.raises(Refused, match="别人已经改过"):
        yearly.fill(YEAR, lines, by=cast.achun, on=DAY)

    assert not Completion.objects.exists() and stated(name) == ["ZW-1"]
