"""Amounts that can be and are seldom: whoever types them is asked, as whoever sends a file is warned.

The sentences and bounds are those of the checks at the door (engine/quality/catalogue/money.py).
"""

from collections.abc import Mapping
from decimal import Decimal

from shouwang.engine.quality.catalogue.money import MOST_OF_A_HEAD, SMALL_WAGE
from shouwang.office.kit import sayings
from shouwang.office.registry.stated.incomes import SIGNS


def incomes(amounts: Mapping[str, Decimal], members: int) -> dict[str, str]:
    """Kind → what to look at again.  `amounts`: of a year, actual, by kind."""
    found: dict[str, str] = {}
    if 0 < amounts.get("wage", 0) < SMALL_WAGE:
        found["wage"] = _said("CHECK-812", "incomes", "amount")
    net = sum(SIGNS[kind] * amount for kind, amount in amounts.items())
    if members and net > MOST_OF_A_HEAD * members:
        found[max(amounts, key=lambda kind: amounts[kind])] = _said("CHECK-823", "households", "household_id")
    return found


def expense(kind: str, amount: Decimal, payout: Decimal) -> str:
    """What to look at again; empty: nothing."""
    return _said("CHECK-831", "expenses", "insurance_payout") if kind == "medical" and payout > amount else ""


def _said(code: str, table: str, column: str) -> str:
    return sayings.problem(code, {"table": table, "column": column})
