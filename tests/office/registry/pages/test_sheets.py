"""Income sheets, statements, guarantees, links, and the desk."""

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.office.registry import dwellings

from shouwang.office.kit import clock
from shouwang.office.registry.models import Event, Expense, Household, Income, Link
from shouwang.office.registry.requests import changes
from shouwang.office.registry.stated import incomes

pytestmark = pytest.mark.usefixtures("somebody")
LINE = {"kind": "wage", "item": "工资", "amount": "100", "forecast": "false", "how": "", "evidence": ""}


def grid(*lines: dict, **button: str) -> dict:
    sent = {"line-TOTAL_FORMS": len(lines), "line-INITIAL_FORMS": 0}
    for place, line in enumerate(lines):
        sent |= {f"line-{place}-{name}": value for name, value in {**LINE, **line}.items()}
    pressed = {} if {"row-in", "row-out"} & {*button} else {"save": "1"}
    return {**sent, **pressed, **button}


@pytest.fixture
def home(cast) -> Household:
    return dwellings.home(cast)


@pytest.fixture
def sheet(home) -> str:
    return reverse("registry:income", args=[home.household_id, 2026])


def test_net_income_is_computed_after_saving(cast, as_, home, sheet):
    lines = [
        {"amount": "30000"},
        {"kind": "business_cost", "amount": "600.50"},
        {"amount": "36000", "forecast": "true"},
    ]

    page = as_(cast.achun).post(sheet, grid(*lines), follow=True)

    told = incomes.sheet(home, "2026")
    assert (told.actual.net, told.actual.per_head) == (Decimal("29399.50"), Decimal("9799.83"))
    assert "29,399.50" in page.content.decode() and "12,000.00" in page.content.decode()
    assert (
        "29,399.50"
        in as_(cast.achun).get(reverse("registry:household", args=[home.household_id])).content.decode()
    )


@pytest.mark.parametrize(
    ("amount", "said"), [("50", "不到 100 元"), ("100000000", "超过 10 万元"), ("20000", "")]
)
def test_a_sheet_that_is_seldom_is_saved_and_looked_at_again(cast, as_, home, sheet, amount, said):
    page = as_(cast.achun).post(sheet, grid({"amount": amount}), follow=True)

    assert incomes.sheet(home, "2026").actual.net == Decimal(amount)
    assert said in page.text and ("note-yellow" in page.text) == bool(said)


@pytest.mark.parametrize(
    ("kind", "payout", "seldom"),
    [("medical", "900", True), ("medical", "800", False), ("housing", "900", False)],
)
def test_a_pay_out_above_what_was_paid_is_entered_and_looked_at_again(cast, as_, home, kind, payout, seldom):
    address = reverse("registry:statement-new", args=[home.household_id, "expenses"])
    told = {"period": "2026", "kind": kind, "amount": "800", "insurance_payout": payout, "person_id": ""}

    page = as_(cast.achun).post(address, told, follow=True)

    assert Expense.objects.get().insurance_payout == Decimal(payout)
    assert ("理赔金额大于自付金额" in page.text) == seldom


def test_rows_are_added_and_removed_without_losing_what_was_typed(cast, as_, sheet):
    client = as_(cast.achun)

    more = client.post(sheet, grid({"item": "卖鱼", "amount": "abc"}, **{"row-in": "1"})).context["grid"]
    less = client.post(sheet, grid({"item": "卖鱼"}, {"item": "租金"}, **{"row-out": "0"})).context["grid"]

    assert [form["item"].value() for form in more] == ["卖鱼", None]
    assert more[0]["amount"].value() == "abc"
    assert [form["item"].value() for form in less] == ["租金"]
    assert not Income.objects.exists()


def test_a_wrong_amount_is_shown_where_it_stands(cast, as_, sheet):
    page = as_(cast.achun).post(sheet, grid({"amount": "-5"}, {"amount": ""}))

    assert page.status_code == 422
    assert [bool(form.errors) for form in page.context["grid"]] == [True, True]
    assert not Income.objects.exists()


def test_taking_away_every_line_makes_the_income_unknown(cast, as_, home, sheet):
    client = as_(cast.achun)
    client.post(sheet, grid({}))

    page = client.post(sheet, grid(seen=_hidden(client.get(sheet))), follow=True)

    assert incomes.sheet(home, "2026").actual.net is None
    assert "未知" in page.content.decode()


def test_a_kind_that_nobody_entered_is_none_of_them_and_a_side_without_lines_unknown(cast, as_, home, sheet):
    client = as_(cast.achun)
    lines = [{"kind": "business", "amount": "500"}, {"kind": "wage", "amount": "9", "forecast": "true"}]

    page = client.post(sheet, grid(*lines), follow=True).context["entry"]

    wage, business = ([side["text"] for side in row["sides"]] for row in page["kinds"])
    assert (wage, business) == (["没有登记", "9.00"], ["500.00", "没有登记"])
    client.post(sheet, grid({"amount": "7"}, seen=_hidden(client.get(sheet))))
    (only,) = client.get(sheet).context["entry"]["kinds"]
    assert [side["text"] for side in only["sides"]] == ["7.00", None]


def _hidden(page) -> str:
    return page.context["seen"]


def test_whoever_saves_second_sees_what_the_first_changed_and_overwrites_nothing(cast, as_, home, sheet):
    first, second = as_(cast.achun), as_(cast.linjie)
    before = [{"amount": "8900"}, {"item": "租金", "amount": "5"}]
    first.post(sheet, grid(*before))
    seen = _hidden(second.get(sheet))
    first.post(sheet, grid({"amount": "100", "how": "打工"}, before[1], seen=seen))

    page = second.post(sheet, grid(before[0], {"item": "租金", "amount": "7"}, seen=seen))

    assert page.status_code == 409
    assert page.context["stale"] == [
        {"label": "工资性收入 · 工资 · 实际", "old": "8,900.00", "new": "100.00 · 打工"}
    ]
    typed = [(form["item"].value(), form["amount"].value()) for form in page.context["grid"]]
    assert typed == [("工资", Decimal(100)), ("租金", Decimal(7))]
    assert incomes.sheet(home, "2026").actual.net == Decimal(105)
    again = {
        f"line-{n}-{name}": v
        for n, line in enumerate(page.context["grid"].initial)
        for name, v in line.items()
    }
    second.post(sheet, {**grid({}, {}, seen=_hidden(page)), **again})
    assert incomes.sheet(home, "2026").actual.net == Decimal(107)


def test_a_row_more_keeps_the_mark_of_the_sheet_that_was_seen(cast, as_, sheet):
    client = as_(cast.achun)
    client.post(sheet, grid({}))
    seen = _hidden(client.get(sheet))

    assert _hidden(client.post(sheet, grid({}, **{"row-in": "1", "seen": seen}))) == seen != ""
    assert f'name="seen" value="{seen}"' in client.get(sheet).content.decode()


def test_formulas_and_markup_in_a_line_stay_text(cast, as_, sheet):
    page = as_(cast.achun).post(
        sheet, grid({"item": dwellings.ODD, "how": dwellings.ODD, "evidence": dwellings.ODD}), follow=True
    )

    assert Income.objects.get().item == dwellings.ODD
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("table", ["expenses", "events", "measures"])
def test_statements_have_a_form_and_are_taken_back_with_a_reason(cast, as_, home, table):
    client = as_(cast.achun)
    address = reverse("registry:statement-new", args=[home.household_id, table])
    answers = {
        "expenses": {"period": "2026", "kind": "medical", "amount": "800", "insurance_payout": "0"},
        "events": {"kind": "fire", "occurred_on": "2026-03-01", "note": dwellings.ODD},
        "measures": {"kind": "industry", "starts_on": "2026-03-01", "development": "true"},
    }

    empty = client.post(address, {})
    client.post(address, {**answers[table], "person_id": "", "evidence": "票据"})
    row = {"expenses": Expense, "events": Event}.get(table) or home.measures.model
    made = row.objects.get()
    withdraw = reverse("registry:statement-withdraw", args=[table, made.pk])
    question = client.get(withdraw)
    without = client.post(withdraw, {"reason": ""})
    client.post(withdraw, {"reason": "录错了"})

    made.refresh_from_db()
    assert (empty.status_code, question.status_code, without.status_code) == (422, 200, 422)
    assert (made.evidence, made.withdrawn_why) == ("票据", "录错了")
    assert as_(cast.laobai).get(address).status_code == as_(cast.laobai).get(withdraw).status_code == 404
    assert client.get(withdraw).status_code == 404


def test_a_guarantee_is_checked_and_shows_on_the_card(cast, as_, home):
    client = as_(cast.achun)
    address = reverse("registry:guarantee-check", args=[home.household_id, "housing"])

    vague = client.post(address, {"state": "unmet", "checked_on": "2026-03-01"})
    client.post(
        address,
        {"state": "unmet", "checked_on": "2026-03-01", "note": "屋顶漏水", "next_check_on": "2026-04-01"},
    )

    assert vague.status_code == 409
    page = client.get(reverse("registry:household", args=[home.household_id])).content.decode()
    assert all(text in page for text in ("没有保障", "屋顶漏水", "已到期", "阿春"))
    assert (
        client.get(reverse("registry:guarantee-check", args=[home.household_id, "other"])).status_code == 404
    )


def test_people_are_linked_replaced_and_released(cast, as_, home):
    client = as_(cast.achun)
    line = cast.bangfu.appointments_now[0].line
    add = reverse("registry:link-new", args=[home.household_id])

    nobody = client.post(add, {"kind": "helper", "since": "2026-03-01", "line": "", "name": ""})
    client.post(add, {"kind": "helper", "since": "2026-03-01", "line": line, "name": ""})
    first = Link.objects.get()
    page = client.get(reverse("registry:household", args=[home.household_id])).content.decode()
    client.post(
        reverse("registry:link-replace", args=[first.pk]),
        {"since": "2026-04-01", "line": "", "name": "王医生"},
    )
    second = Link.objects.get(until=None)
    client.post(reverse("registry:link-end", args=[second.pk]), {"until": "2026-05-01"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert nobody.status_code == 422
    assert "方大哥" in page
    assert (str(first.until), second.name, second.kind, str(second.until)) == (
        "2026-04-01",
        "王医生",
        "helper",
        "2026-05-01",
    )
    assert as_(cast.laobai).get(reverse("registry:link-end", args=[second.pk])).status_code == 404


def test_the_desk_counts_what_waits_and_its_numbers_open_lists(cast, as_, home):
    spouse = home.persons.get(relation="spouse").person_id
    change = changes.draft(
        home, "head", {"person": spouse}, happens_on=dwellings.SPRING, by=cast.achun, on=clock.today()
    )
    changes.submit(change, by=cast.achun, on=clock.today())
    cards = {str(card["label"]): card for card in as_(cast.laohe).get(reverse("desk")).context["waiting"]}

    opened = as_(cast.laohe).get(cards["待我审批"]["url"])

    assert (cards["待我审批"]["count"], cards["没有帮扶责任人的户"]["count"]) == ("1", "1")
    assert len(opened.context["page"].rows) == 1


@pytest.mark.parametrize("who", ["achun", "bangfu", "ducha", "shenji", "guanli", "linjie", "xiaoman"])
def test_everybody_has_a_desk_that_costs_little(cast, as_, home, who, django_assert_max_num_queries):
    client = as_(getattr(cast, who))
    client.get(reverse("desk"))

    with django_assert_max_num_queries(19):
        page = client.get(reverse("desk"))

    assert getattr(cast, who).full_name in page.content.decode()
    urls = [card["url"] for card in (*page.context["waiting"], *page.context["quick"])]
    assert {client.get(url, follow=True).status_code for url in urls} == {200}


def test_a_forged_number_of_lines_breaks_nothing(cast, as_, sheet):
    answer = as_(cast.achun).post(sheet, {"row-in": "", "line-TOTAL_FORMS": "9" * 5000})

    assert answer.status_code == 200
