"""A year's incomes or expenses of many households filled in at once: a line for each, all of it or none."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.office import cast as people
from tests.office import screened as made
from tests.office.screening.conftest import ON, screened
from tests.office.world import settle

from shouwang.engine.errors import Refused
from shouwang.office.accounts.roles import ROLES
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.homes import households
from shouwang.office.registry.models import STATEMENTS, Completion, Expense, Household, Income
from shouwang.office.registry.stated import incomes, statements
from shouwang.office.screening.completion import amounts, completing
from shouwang.office.screening.completion.amounts import Line, Yearly
from shouwang.office.screening.completion.completing import Overtaken
from shouwang.office.screening.models import Finding
from shouwang.office.screening.running import rechecks

pytestmark = pytest.mark.django_db
DAY, YEAR = date(2026, 6, 1), "2025"
INCOME = {
    "wage":          "18,000",
    "business":      "6000",
    "property":      "0",
    "transfer":      "500.50",
    "business_cost": "3000",
}  # fmt: skip
EXPENSE = {
    "medical":        "18,000",
    "medical_payout": "4000.50",
    "schooling":      "6000",
    "disaster":       "0",
    "accident":       "0",
    "housing":        "0",
    "other":          "1200",
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    yearly: Yearly
    whole: dict[str, str]
    one: dict[str, str]
    """A row, as another one might have entered it."""
    how: str
    written: str

    @property
    def name(self):
        return self.yearly.table.name

    @property
    def page(self):
        return reverse(f"screening:complete-{self.name}")

    @property
    def rows(self):
        return STATEMENTS[self.name].objects.in_force()

    def every(self, yuan):
        return dict.fromkeys(self.whole, Decimal(yuan))

    def sends(self, home, said=None):
        """As the form sends a line; what is not said is left empty."""
        values = dict.fromkeys(self.whole, "") | (self.whole if said is None else said)
        return {f"seen-{home.pk}": 1} | {f"cell-{home.pk}-{name}": value for name, value in values.items()}

    def enter(self, home, by, **more):
        """On the household's own form."""
        return statements.add(self.name, home, {"period": YEAR, **self.one, **more}, by=by)


TABLES = (
    Table(amounts.INCOMES, INCOME, {"kind": "wage", "amount": "1", "forecast": "false"}, "how", "登记了 1 户的收入。"),
    Table(amounts.EXPENSES, EXPENSE, {"kind": "other", "amount": "1", "insurance_payout": "0"}, "evidence",
          "登记了 1 户的支出。"),
)  # fmt: skip
EMPTY: dict[str, str] = {}


@pytest.fixture(params=TABLES, ids=lambda table: table.name)
def table(request):
    return request.param


@pytest.fixture
def homes(cast, somebody):
    return [settle(cast.linjie, people.VILLAGE, f"周{n}旺", code=f"ZW-{n}") for n in range(3)]


@pytest.fixture
def run(cast, homes, table):
    found = made.run(people.COUNTY, cast.linjie, DAY)
    for home in homes:
        made.find(found, home, "unknown", missing=table.yearly.column)
    return found


def waiting(run, user, table):
    column = completing.asked(table.yearly.column)
    return {finding.household for finding in completing.waiting(run, user, column)}


def test_the_page_has_a_line_for_each_and_writes_what_was_filled_in(cast, homes, run, as_, table):
    client = as_(cast.achun)
    shown = client.get(table.page)

    sent = {"how": "入户核算", **table.sends(homes[0]), **table.sends(homes[1], EMPTY)}
    answer = client.post(table.page, sent, follow=True)

    assert [line["home"] or line["name"] for line in shown.context["lines"]] == [str(home) for home in homes]
    assert len(shown.context["lines"][0]["cells"]) == len(table.whole) and not shown.context["homes"]
    assert answer.redirect_chain == [(table.page, 302)] and table.written in answer.text
    assert {getattr(row, table.how) for row in table.rows} == {"入户核算"}
    assert {(row.household, row.period, row.source) for row in table.rows} == {
        (homes[0], YEAR, Completion.objects.get().source)
    }
    # Before anybody evaluates the household anew it is no longer asked for.
    assert waiting(run, cast.achun, table) == set(homes[1:])


@pytest.mark.parametrize("table", TABLES[:1], indirect=True)
def test_incomes_are_what_the_sheet_of_the_household_says(cast, homes, run, as_, table):
    as_(cast.achun).post(table.page, table.sends(homes[0]))

    sheet = incomes.sheet(homes[0], YEAR)
    assert (sheet.actual.net, len(sheet.actual.lines)) == (Decimal("21500.50"), 5)


@pytest.mark.parametrize("table", TABLES[1:], indirect=True)
def test_of_expenses_every_kind_is_written_and_what_insurance_paid_stands_with_the_medical_ones(
    cast, homes, run, as_, table
):
    as_(cast.achun).post(table.page, table.sends(homes[0]))

    drawn = [
        f"{row.kind:9} | {row.amount:8} | {row.insurance_payout:7} | {row.person_id or ''}".strip()
        for row in Expense.objects.order_by("pk")
    ]
    assert drawn == [
        "medical   | 18000.00 | 4000.50 |",
        "schooling |  6000.00 |    0.00 |",
        "disaster  |     0.00 |    0.00 |",
        "accident  |     0.00 |    0.00 |",
        "housing   |     0.00 |    0.00 |",
        "other     |  1200.00 |    0.00 |",
    ]


def test_the_journal_has_an_entry_for_each_row_by_whoever_filled_it_in(cast, homes, run, as_, table):
    last = Entry.objects.order_by("-pk").first()

    as_(cast.achun).post(table.page, table.sends(homes[0]))

    model = STATEMENTS[table.name]._meta.model_name
    written = Entry.objects.filter(pk__gt=last.pk, kind=model)
    assert {entry.ident for entry in written} == {str(row.pk) for row in table.rows}
    assert {entry.actor for entry in written} == {"achun"}


@pytest.mark.parametrize(
    ("cell", "said", "why"),
    [
        (-1, "", "没有的写 0"),
        (0, "much", "输入一个数"),
        (1, "-1", "大于"),
        (0, "100000001", "小于"),
    ],
)
def test_half_a_line_or_a_wrong_one_stops_all_and_keeps_what_was_typed(
    cast, homes, run, as_, table, cell, said, why
):
    wrong = table.whole | {list(table.whole)[cell]: said}
    sent = table.sends(homes[0]) | table.sends(homes[1], wrong)

    answer = as_(cast.achun).post(table.page, sent)

    assert answer.status_code == 422 and why in answer.text and 'value="18,000"' in answer.text
    assert not table.rows.exists()


def test_a_page_whose_hidden_part_is_broken_says_so(cast, homes, run, as_, table):
    answer = as_(cast.achun).post(table.page, table.sends(homes[0]) | {f"seen-{homes[0].pk}": ""})

    assert answer.status_code == 422 and "请重新打开这一页" in answer.text
    assert not table.rows.exists()


def test_one_cell_alone_is_half_a_line(cast, homes, run, as_, table):
    for name in table.whole:
        answer = as_(cast.achun).post(table.page, table.sends(homes[0], {name: "0"}))
        assert answer.status_code == 422, name
    assert not table.rows.exists()


ODD = [
    (TABLES[0], {"wage": "50"}, "不到 100 元"),
    (TABLES[0], {"wage": "100000000"}, "超过 10 万元"),
    (TABLES[1], {"medical": "100", "medical_payout": "500"}, "理赔金额大于自付金额"),
]


@pytest.mark.parametrize(("table", "typed", "said"), ODD, indirect=["table"])
def test_what_is_seldom_is_asked_again_and_written_when_it_was_checked(
    cast, homes, run, as_, table, typed, said
):
    client, sent = as_(cast.achun), table.sends(homes[0], table.whole | typed)
    assert "checked" not in client.get(table.page).text

    asked = client.post(table.page, sent)
    assert asked.status_code == 422 and said in asked.text and "请勾选这一项再保存" in asked.text
    assert next(iter(typed.values())) in asked.text and not table.rows.exists()

    assert client.post(table.page, sent | {"checked": "on"}).status_code == 302
    assert set(table.rows.values_list("household", flat=True)) == {homes[0].pk}


@pytest.mark.parametrize(("table", "typed", "said"), ODD, indirect=["table"])
def test_one_line_that_is_seldom_keeps_back_the_others(cast, homes, run, as_, table, typed, said):
    sent = table.sends(homes[0]) | table.sends(homes[1], table.whole | typed)

    assert as_(cast.achun).post(table.page, sent).status_code == 422
    assert not table.rows.exists()


def test_where_nobody_is_settled_by_it_alone_that_is_said(cast, homes, run, as_, table):
    Finding.objects.update(settles="")

    assert "没有补上这一项就能确定的户了" in as_(cast.achun).get(f"{table.page}?settles=1").text
    assert "没有还缺这一项的户" not in as_(cast.achun).get(f"{table.page}?settles=1").text


def test_nothing_filled_in_is_said(cast, homes, run, as_, table):
    answer = as_(cast.achun).post(table.page, table.sends(homes[0], EMPTY))

    assert answer.status_code == 409 and "一户也没有填" in answer.text


def test_somebody_who_was_quicker_stops_all(cast, homes, run, as_, table):
    table.enter(homes[1], cast.xiaoman)

    with pytest.raises(Overtaken, match="周1旺"):
        lines = [Line(home, table.every(5)) for home in homes[:2]]
        table.yearly.fill(YEAR, lines, by=cast.achun, on=DAY)

    assert table.rows.count() == 1
    answer = as_(cast.achun).post(table.page, table.sends(homes[0]) | table.sends(homes[1]))
    assert (
        answer.status_code == 409 and "别人已经改过：周1旺" in answer.text and 'value="18,000"' in answer.text
    )
    assert [line["record"] for line in answer.context["lines"]] == [homes[0]]
    assert table.rows.count() == 1
    # An empty line of somebody whom another one filled in hinders nobody.
    answer = as_(cast.achun).post(table.page, table.sends(homes[0]) | table.sends(homes[1], EMPTY))
    assert answer.status_code == 302 and table.rows.get(household=homes[1]).amount == 1


def test_whoever_is_overtaken_between_keeps_what_was_typed(cast, homes, run, as_, table, monkeypatch):
    write = type(table.yearly).write

    def overtaken(yearly, line, *given, **more):
        if line.household == homes[1]:
            table.enter(homes[1], cast.xiaoman)
        return write(yearly, line, *given, **more)

    monkeypatch.setattr(type(table.yearly), "write", overtaken)
    answer = as_(cast.achun).post(table.page, table.sends(homes[0]) | table.sends(homes[1]))

    assert answer.status_code == 409 and "周1旺" in answer.text and 'value="18,000"' in answer.text
    assert not table.rows.exists()


def test_what_a_merged_household_brought_along_is_begun(cast, homes, run, table):
    table.enter(homes[1], cast.xiaoman)
    merged = Household._base_manager.filter(pk=homes[1].pk)
    merged.update(ended_on=date(2025, 6, 1), ending="merged", merged_into=homes[0])

    with pytest.raises(Overtaken, match="周0旺"):
        table.yearly.fill(YEAR, [Line(homes[0], table.every(5))], by=cast.achun, on=DAY)

    assert table.rows.count() == 1


def test_a_household_that_left_meanwhile_stops_all(cast, homes, run, table):
    households.end(homes[1], ending=households.Ending.MOVED, on=DAY, by=cast.linjie)
    homes[1].refresh_from_db()

    with pytest.raises(Refused, match="退出登记"):
        table.yearly.fill(YEAR, [Line(home, table.every(5)) for home in homes[:2]], by=cast.achun, on=DAY)

    assert not table.rows.exists()


@pytest.mark.parametrize("table", TABLES[:1], indirect=True)
def test_a_household_with_a_forecast_is_filled_in_on_its_own_sheet(cast, homes, run, as_, table):
    table.enter(homes[2], cast.achun, forecast="true")
    Finding.objects.update(rechecked_at=clock.now())

    shown = as_(cast.achun).get(table.page)

    assert [line["record"] for line in shown.context["lines"]] == homes[:2]
    (left,) = shown.context["homes"]
    assert left["code"] == "ZW-2" and left["form_url"] == reverse("registry:income", args=["ZW-2", int(YEAR)])
    assert "已有预估的" in shown.text


@pytest.mark.parametrize("table", TABLES[1:], indirect=True)
def test_a_household_with_an_expense_is_filled_in_on_its_own_form(cast, homes, run, as_, table):
    table.enter(homes[2], cast.achun)
    Finding.objects.update(rechecked_at=clock.now())

    shown = as_(cast.achun).get(table.page)

    assert [line["record"] for line in shown.context["lines"]] == homes[:2]
    (left,) = shown.context["homes"]
    form = reverse("registry:statement-new", args=["ZW-2", "expenses"])
    assert (left["code"], left["form_url"]) == ("ZW-2", form)
    assert "已有支出的" in shown.text and "医疗以外的理赔" in shown.text


def test_what_was_taken_back_is_asked_again(cast, homes, run, table):
    row = table.enter(homes[0], cast.achun)
    assert homes[0] not in table.yearly.blank(cast.achun, YEAR, [homes[0].pk])

    statements.withdraw(row, reason="录错了户", by=cast.achun)

    assert table.yearly.blank(cast.achun, YEAR, [homes[0].pk]) == [homes[0]]


def test_whose_rows_are_of_another_year_is_still_asked(cast, homes, run, as_, table):
    # Known before the run, which found the year lacking all the same.
    table.enter(homes[0], cast.achun, period="2023")
    Finding.objects.update(rechecked_at=clock.now())

    assert waiting(run, cast.achun, table) == set(homes)
    assert len(as_(cast.achun).get(table.page).context["lines"]) == 3


@pytest.mark.parametrize("tail", ["{}/", "households.water_safe/"])
def test_a_page_that_is_no_more_leads_to_what_is_left(cast, homes, run, as_, table, tail):
    made.find(run, settle(cast.linjie, people.VILLAGE, "周九旺", code="ZW-9"), "unknown")
    page = f"/screening/complete/{tail.format(table.yearly.column)}"

    answer = as_(cast.achun).get(f"{page}?page=99&area={people.VILLAGE}")

    assert (answer.status_code, answer.url) == (302, f"{page}?area={people.VILLAGE}")


@pytest.mark.parametrize("area", ["999", "abc", people.NEIGHBOUR, "110000000000"])
@pytest.mark.parametrize("tail", ["", "{}/", "households.water_safe/"])
def test_a_place_that_is_none_of_theirs_is_not_there(cast, homes, run, as_, table, tail, area):
    page = f"/screening/complete/{tail.format(table.yearly.column)}"

    assert as_(cast.achun).get(f"{page}?area={area}").status_code == 404


def test_nobody_else_writes_there(cast, homes, run, as_, table):
    for user in (cast.laobai, cast.bangfu):
        answer = as_(user).post(table.page, table.sends(homes[0]))
        assert answer.status_code in (404, 409), user
        assert not as_(user).get(table.page).context["lines"], user
    assert not table.rows.exists()


def test_whoever_may_ask_for_changes_only_sees_who_lacks_it_and_no_way_to_enter_it(
    cast, homes, run, as_, table, monkeypatch
):
    role = ROLES["village_cadre"]
    less = replace(role, permissions=role.permissions - {table.yearly.permission})
    monkeypatch.setitem(ROLES, "village_cadre", less)

    shown = as_(cast.achun).get(table.page)

    assert [home["form_url"] for home in shown.context["homes"]] == ["", "", ""]
    assert not shown.context["lines"]
    assert as_(cast.achun).post(table.page, table.sends(homes[0])).status_code == 404


def test_without_a_year_every_household_is_filled_in_by_itself(cast, homes, run, as_, table):
    type(run).objects.update(period="")

    shown = as_(cast.achun).get(table.page)

    assert not shown.context["lines"] and all(home["form_url"] for home in shown.context["homes"])


def test_filled_in_after_a_real_run_the_household_is_decided(office, table):
    home = Household.objects.filter(ended_on=None).order_by("pk")[0]
    for row in table.rows.filter(household=home):
        statements.take_back(row, at=clock.now(), source="test", why="没有填过")
    run = screened(office)
    assert home in waiting(run, office, table)

    told = table.every(0) | {next(iter(table.whole)): Decimal(90_000)}
    table.yearly.fill(run.period, [Line(home, told)], by=office, on=clock.today())
    assert home not in waiting(run, office, table)
    while rechecks.follow_up(ON):
        pass

    found = Finding.objects.filter(run=run, household=home).first()
    assert table.yearly.column not in (found.missing if found else "")
    assert Income.objects.exists()
