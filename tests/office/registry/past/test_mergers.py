"""What was stated of a household that was merged into another: it counts where the people count, and only since then."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from tests.office.registry import drafts, families

from shouwang.office.kit import clock, codes
from shouwang.office.registry.framing import frames
from shouwang.office.registry.homes import household_file
from shouwang.office.registry.models import Household, Income
from shouwang.office.registry.past import history, mergers
from shouwang.office.registry.stated import incomes, statements

pytestmark = pytest.mark.django_db
ON, BEFORE = families.MAY_1, date(2026, 4, 30)
COUNTY = codes.span("430921000000")
WAGE = {"kind": "wage", "item": None, "amount": "10000", "forecast": False, "how": "", "evidence": ""}
MEDICAL = {"kind": "medical", "amount": "500", "insurance_payout": "0"}


@pytest.fixture
def other(cast, home):
    """周弟, alone, with an income, expenses of two years and an event."""
    lone = families.settle(cast.linjie, code="7", family=({"name": "周弟", "relation": "head"},))
    for period in ("2024", "2026"):
        incomes.state(lone, period, [WAGE], by=cast.achun, on=ON)
        statements.add("expenses", lone, {**MEDICAL, "period": period}, by=cast.achun)
    statements.add("events", lone, {"kind": "flood", "occurred_on": "2026-02-01"}, by=cast.achun)
    incomes.state(home, "2026", [{**WAGE, "amount": "30000"}], by=cast.achun, on=ON)
    return lone


@pytest.fixture
def merged(home, other, ask, done):
    done(ask("merge", household="7"))
    other.refresh_from_db()
    home.refresh_from_db()
    return other


def test_incomes_of_the_running_period_count_in_the_household_that_took_the_people_in(home, merged):
    sheet = incomes.sheet(home, "2026")

    assert (sheet.members, sheet.actual.net, sheet.actual.per_head) == (4, Decimal(40000), Decimal(10000))
    assert [one.period for one in incomes.sheets(home)] == ["2026"]
    assert incomes.sheet(merged, "2024").actual.net == 10000


def test_the_page_lists_them_too_and_earlier_days_do_not(home, merged):
    now, then = household_file.now(home), household_file.on(home, BEFORE)

    assert {name: len(rows) for name, rows in now.statements.items()} == {
        "incomes": 2,
        "expenses": 1,
        "events": 1,
        "measures": 0,
    }
    assert [one.code for one in now.merged] == ["7"]
    assert (then.merged, then.members[0].name, len(then.members)) == ([], "周大", 3)


def test_the_engine_gets_them_under_the_household_that_is_there(home, merged):
    today = clock.today()
    there = frames.tables(COUNTY, today)
    assert {home.household_id} == set(there["incomes"]["household_id"].to_pylist())
    assert {name: there[name].num_rows for name in ("incomes", "expenses", "events")} == {
        "incomes": 3,
        "expenses": 2,
        "events": 1,
    }

    then = frames.tables(COUNTY, BEFORE)
    assert sorted(then["incomes"]["household_id"].to_pylist()) == sorted([home.household_id, "7", "7"])


def test_what_was_known_before_the_merger_was_recorded_stays_what_was_known(home, other, ask, done):
    moment = clock.now()
    done(ask("merge", household="7"))

    known = frames.tables(COUNTY, clock.today(), known_at=moment)

    assert sorted(known["incomes"]["household_id"].to_pylist()) == sorted([home.household_id, "7", "7"])


def test_a_sheet_written_anew_is_one_sheet(cast, home, merged):
    kept = Income.objects.in_force().get(household=merged, period="2026")

    incomes.state(home, "2026", [WAGE], by=cast.achun, on=ON)
    assert list(Income.objects.in_force().filter(period="2026")) == [kept]

    incomes.state(home, "2026", [{**WAGE, "amount": "50000"}], by=cast.achun, on=ON)
    assert incomes.sheet(home, "2026").actual.net == 50000


def test_a_household_merged_twice_counts_with_the_last(cast, home, merged, ask, done):
    last = families.settle(cast.linjie, code="6", family=({"name": "王", "relation": "head"},))
    done(ask("merge", at=last, household=home.household_id))

    assert {one.code for one in mergers.into(last)} == {home.household_id, "7"}
    assert set(mergers.heirs(clock.today()).values()) == {"6"}
    assert mergers.heirs(BEFORE) == {}
    assert incomes.sheet(last, "2026").actual.net == 40000


def test_what_a_later_list_names_again_takes_everything_along(home, merged):
    history.amend(merged, {"ended_on": None, "ending": "", "merged_into": None}, on=ON, source="import:9")

    assert Household.objects.get(pk=merged.pk).merged_into is None
    assert incomes.sheet(home, "2026").actual.net == 30000
    assert [one.code for one in household_file.on(home, ON).merged] in ([], ["7"])


def test_only_what_ended_by_a_merger_names_an_heir(home, other):
    with pytest.raises(IntegrityError), transaction.atomic():
        history.amend(other, {"merged_into": home}, on=ON, source="form")


def test_both_pages_lead_to_each_other(cast, as_, home, merged):
    client = as_(cast.achun)
    of_heir, of_merged = (
        client.get(f"/households/{code}/").content.decode() for code in (home.household_id, "7")
    )

    assert "并入本户" in of_heir and "/households/7/" in of_heir
    assert f"并入 {home.household_id}" in of_merged
    assert "重新迁入" not in of_merged
    assert drafts.present(home)["周弟"] is None
