"""Numbers on their way into SQL keep their digits, and what is shown is rounded as Python's decimals round."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwang.engine.screening import columns
from shouwang.engine.screening.columns import Sql, TooWide
from shouwang.engine.screening.reference import half_up
from tests.engine.screening.evaluators import connection

unhurried = settings(deadline=None)
AMOUNTS = st.decimals(-(10**8), 10**8, places=2)


def ask(*texts):
    """The values of SQL expressions."""
    return connection().execute(f"SELECT {', '.join(texts)}").fetchone()


def money(amount):
    return Sql(f"CAST('{amount}' AS DECIMAL(14,2))", digits=14, scale=2)


@pytest.mark.parametrize(
    ("number", "digits", "scale"),
    [
        ("0", 1, 0),
        ("0.00", 1, 0),
        ("6900", 4, 0),
        ("6900.00", 4, 0),
        ("0.25", 2, 2),
        ("-0.250", 2, 2),
        ("12.5", 3, 1),
        ("1E+3", 4, 0),
        ("100", 3, 0),
    ],
)
def test_a_decimal_is_as_narrow_as_its_digits(number, digits, scale):
    made = columns.literal(Decimal(number))

    assert (made.digits, made.scale) == (digits, scale)
    assert ask(made.text) == (Decimal(number),)


@unhurried
@given(st.decimals(-(10**12), 10**12, places=6) | st.integers(-(10**17), 10**17))
def test_a_number_comes_back_as_it_was(number):
    made = columns.literal(number)

    assert ask(made.text) == (number,)
    assert len(str(abs(number)).replace(".", "").lstrip("0")) <= made.digits + 6


@unhurried
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
def test_a_text_comes_back_as_it_was(text):
    assert ask(columns.literal(text).text) == (text,)
    assert ask(f"1 AS {columns.identifier(text or 'x')}") == (1,)


@unhurried
@given(AMOUNTS, st.integers(0, 4))
def test_an_amount_is_rounded_half_away_from_zero(amount, places):
    wanted = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)

    assert ask(columns.rounded(money(amount), 14, places)) == (wanted,)
    assert half_up(amount, places) == wanted


@settings(max_examples=300, deadline=None)
@given(AMOUNTS, st.integers(-50, 50), st.sampled_from([2, 6]))
def test_a_quotient_is_rounded_half_away_from_zero(amount, divisor, places):
    over = Sql(str(divisor), digits=2)
    quotient = Sql(money(amount).text, digits=14, scale=2, over=over)

    [shown] = ask(columns.rounded(quotient, 20, places))

    assert shown == (None if divisor == 0 else half_up(Fraction(amount) / divisor, places))


@pytest.mark.parametrize(
    ("above", "below", "shown"),
    [
        ("0.01", 2, "0.01"),
        ("-0.01", 2, "-0.01"),
        ("0.01", -2, "-0.01"),
        ("0.02", 3, "0.01"),
        ("1.00", 3, "0.33"),
    ],
)
def test_halves_go_away_from_zero_on_both_sides(above, below, shown):
    assert half_up(Fraction(above) / below, 2) == Decimal(shown)


@unhurried
@given(AMOUNTS, AMOUNTS, st.sampled_from(["<", "<=", "=", "<>", ">=", ">"]))
def test_amounts_compare_exactly_at_any_width(left, right, operator):
    narrow, wide = columns.literal(left), money(right)
    python = {"=": "__eq__", "<>": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}

    assert ask(columns.compared(narrow, wide, operator)) == (getattr(left, python[operator])(right),)


@unhurried
@given(AMOUNTS, AMOUNTS)
def test_sums_and_products_are_exact(left, right):
    made = [
        columns.added(money(left), money(right), "+"),
        columns.added(money(left), money(right), "-"),
        columns.multiplied(money(left), money(right)),
    ]

    assert ask(*(each.text for each in made)) == (left + right, left - right, left * right)


def test_a_product_too_wide_to_be_exact_is_refused():
    wide = Sql("x", digits=20)

    with pytest.raises(TooWide):
        columns.multiplied(wide, wide)
    with pytest.raises(TooWide):
        columns.rounded(Sql("x", digits=32, over=Sql("y", digits=2)), 18, 6)


def test_what_is_missing_is_said_once():
    one, two = Sql("a", missing="m1", nullable=True), Sql("b", missing="m1", nullable=True)

    assert columns.either_missing(one, two, Sql("c")) == "(m1)"
    assert columns.either_missing(Sql("c")) == "0"
