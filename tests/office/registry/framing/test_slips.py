"""Numbers that cannot be count as unknown, in whole tables and in one household alike."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine import schema
from shouwang.engine.tables import TABLES
from shouwang.office.registry.framing import slips

MOST = Decimal("100000000.00")
AMOUNTS = st.sampled_from(
    [Decimal("0.00"), MOST, MOST + Decimal("0.01"), Decimal("999999999999.99"), Decimal("-5.00")]
)


def income(home, amount, period="2025", forecast=False, kind="wage"):
    said = {"kind": kind, "item": None, "amount": Decimal(amount), "forecast": forecast}
    return {"household_id": home, "period": period, **said}


def expense(home, amount, payout="0", period="2025"):
    said = {
        "person_id": None,
        "kind": "medical",
        "amount": Decimal(amount),
        "insurance_payout": Decimal(payout),
    }
    return {"household_id": home, "period": period, **said}


def event(home, amount):
    told = dict.fromkeys(column.name for column in TABLES["events"])
    return {**told, "household_id": home, "kind": "fire", "amount": amount}


def table(name, rows):
    kinds = pa.schema([field.with_nullable(True) for field in schema.arrow(TABLES[name])])
    return pa.Table.from_pylist(rows, schema=kinds)


def test_one_amount_makes_the_year_unknown_and_no_other():
    rows = [
        income("a", "8000", kind="transfer"),
        income("a", "5000000000"),
        income("a", "7000", period="2024"),
        income("a", "6000", forecast=True),
    ]

    kept, columns = slips.left_out("incomes", rows)

    assert (kept, columns) == (rows[2:], {"incomes.amount"})


def test_a_payout_that_cannot_be_takes_the_expenses_of_its_year_along():
    rows = [expense("a", "10"), expense("a", "20", payout="123456789012"), expense("a", "30", period="2024")]

    assert slips.left_out("expenses", rows) == (rows[2:], {"expenses.insurance_payout"})


def test_where_rows_cover_nothing_the_number_alone_is_unknown():
    rows = [event("a", Decimal("200000000")), event("a", Decimal("20")), event("a", None)]

    kept, columns = slips.left_out("events", rows)

    assert ([row["amount"] for row in kept], columns) == ([None, Decimal("20"), None], {"events.amount"})


def test_what_can_be_is_not_touched():
    rows = [income("a", MOST), income("b", "0")]
    tables = {"incomes": table("incomes", rows)}

    made, where = slips.left_out_of_all(tables)

    assert made["incomes"] is tables["incomes"] and where == []
    assert slips.left_out("incomes", rows) == (rows, set())


@pytest.mark.parametrize("make", [income, expense, event], ids=["incomes", "expenses", "events"])
@given(drawn=st.lists(st.tuples(st.sampled_from("ab"), AMOUNTS), max_size=8))
def test_whole_tables_say_what_each_household_says(make, drawn):
    name = {income: "incomes", expense: "expenses", event: "events"}[make]
    rows = [make(home, amount) for home, amount in drawn]

    made, where = slips.left_out_of_all({name: table(name, rows)})

    each = {home: slips.left_out(name, [row for row in rows if row["household_id"] == home]) for home in "ab"}
    assert where == [home for home in "ab" if each[home][1]]
    for home in "ab":
        assert [row for row in made[name].to_pylist() if row["household_id"] == home] == each[home][0]
