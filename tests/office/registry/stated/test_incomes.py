"""Income sheets: computed, never typed; unknown without a line."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.office.registry import families

from shouwang.engine.errors import Refused
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.models import Income
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import incomes, statements

pytestmark = pytest.mark.django_db
LINES = (
    {
        "kind": "wage",
        "item": "务工",
        "amount": "20000",
        "how": "每月 2000 元 × 10 个月",
        "evidence": "工资卡流水",
    },
    {"kind": "business", "amount": "9000.50"},
    {"kind": "business_cost", "amount": "3000.25"},
    {"kind": "wage", "amount": "24000", "forecast": True},
)


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie)


@pytest.fixture
def state(cast, home):
    return lambda *lines: incomes.state(home, "2026", lines, by=cast.achun, on=families.MAY_1)


def test_net_income_is_income_less_the_cost_of_business(state):
    sheet = state(*LINES)

    assert (sheet.actual.net, sheet.actual.per_head) == (Decimal("26000.25"), Decimal("8666.75"))
    assert sheet.forecast.net == Decimal(24000)
    assert sheet.updated_at == max(line.recorded_at for line in Income.objects.all())


def test_without_a_line_income_is_unknown_and_not_zero(home):
    sheet = incomes.sheet(home, "2026")

    assert (sheet.actual.net, sheet.actual.per_head, sheet.updated_at) == (None, None, None)


def test_who_was_a_member_on_the_last_day_of_the_period_counts(home, state):
    state(*LINES)
    history.amend(
        families.person(home, "周小"),
        {"ended_on": date(2026, 9, 1), "ending": "died"},
        on=date(2026, 9, 1),
        source="form",
    )

    assert incomes.sheet(home, "2026").members == 2
    assert incomes.sheet(home, "2025").members == 3


def test_a_sheet_written_anew_leaves_what_stays_and_withdraws_what_does_not(state):
    state(*LINES)
    kept = Income.objects.in_force().get(kind="business")

    state(LINES[1], {"kind": "wage", "amount": "1"})

    assert Income.objects.in_force().get(kind="business") == kept
    assert Income.objects.exclude(withdrawn_at=None).count() == 3
    assert Income.objects.in_force().get(kind="wage").amount == 1


def test_two_equal_lines_are_two_lines(state):
    line = {"kind": "transfer", "amount": "100"}
    state(line, line)
    sheet = state(line, line)

    assert sheet.actual.net == 200
    assert Income.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"kind": "wage", "amount": ""}, "没有填写金额"),
        ({"kind": "wage", "amount": "-1"}, "应在 0 到"),
        ({"kind": "wage", "amount": "1.999"}, "最多 2 位小数"),
        ({"kind": "wage", "amount": "NaN"}, "小数"),
        ({"kind": "gift", "amount": "1"}, "不在可选的范围里"),
    ],
)
def test_a_wrong_line_is_refused_and_nothing_is_written(state, line, why):
    state(LINES[0])
    with pytest.raises(Refused, match=why):
        state({"kind": "wage", "amount": "5"}, line)

    assert Income.objects.in_force().get().amount == 20000


def test_a_period_is_a_year_until_the_next(cast, home):
    for period in ("26", "2028", "二〇二六", "2026-1"):
        with pytest.raises(Refused):
            incomes.state(home, period, LINES, by=cast.achun, on=families.MAY_1)


@pytest.mark.parametrize("who", ["laobai", "laozhou", "luozhen", "yibao", "xiaochen"])
def test_others_may_not(cast, home, who):
    with pytest.raises(Refused):
        incomes.state(home, "2026", LINES, by=getattr(cast, who), on=families.MAY_1)


def test_all_sheets_of_a_household_take_six_queries(cast, home, state, django_assert_num_queries):
    state(*LINES)
    incomes.state(home, "2025", LINES, by=cast.achun, on=families.MAY_1)

    with django_assert_num_queries(6):
        found = incomes.sheets(home)

    assert [sheet.period for sheet in found] == ["2026", "2025"]


def test_somebody_born_before_the_household_was_registered_was_not_alone_in_it(cast, home, state):
    state(*LINES)
    born = families.BEGAN - timedelta(days=2)
    incomes.state(home, "2024", LINES, by=cast.achun, on=families.MAY_1)
    before = incomes.sheet(home, "2024")
    child = {"name": "周新", "relation": "grandchild", "birth_date": born.isoformat(), "sex": "male"}
    persons.enter(home, child, on=born, source="test", by=cast.achun)
    households.recount(home, on=born, source="test")

    # Of a year before the register knew anybody there: whoever it knew when it began to.
    after = incomes.sheet(home, "2024")
    assert (before.members, before.counted_on) == (3, families.BEGAN)
    assert (after.members, after.counted_on) == (4, families.BEGAN)
    assert {sheet.members for sheet in incomes.sheets(home)} == {4}


def test_a_statement_is_taken_back_with_a_reason(cast, home):
    row = statements.add(
        "expenses",
        home,
        {"kind": "medical", "period": "2026", "amount": "500", "insurance_payout": "0"},
        by=cast.achun,
    )
    with pytest.raises(Refused, match="须写明理由"):
        statements.withdraw(row, reason=" ", by=cast.achun)

    statements.withdraw(row, reason="录错了户", by=cast.achun)

    assert not home.expenses.in_force().exists()
    assert home.expenses.get().withdrawn_why == "录错了户"


def test_an_expense_belongs_to_a_year(cast, home):
    given = {"kind": "medical", "amount": "500", "insurance_payout": "0"}
    with pytest.raises(Refused, match="四位年份"):
        statements.add("expenses", home, {**given, "period": "今年"}, by=cast.achun)


def test_an_event_of_somebody_else_is_refused(cast, home):
    with pytest.raises(Refused, match="没有这个人"):
        statements.add(
            "events", home, {"kind": "accident", "occurred_on": "2026-04-01", "person_id": "9"}, by=cast.achun
        )


def test_what_happened_does_not_lie_ahead(cast, home):
    with pytest.raises(Refused, match="今天之后"):
        statements.add("events", home, {"kind": "accident", "occurred_on": "2099-01-01"}, by=cast.achun)
