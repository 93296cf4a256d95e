"""When a share stands out: exact, and never because of a handful of households."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.office.screening.places.concentrations import Share, chance, is_concentrated


@st.composite
def parts(draw):
    every = draw(st.integers(1, 60))
    risky = draw(st.integers(0, every))
    part = draw(st.integers(1, every))
    at_risk = draw(st.integers(max(0, part + risky - every), min(part, risky)))
    return Share(at_risk, part), Share(risky, every)


def counted_out(part, whole):
    """By counting all ways to draw the part."""
    ways = (
        comb(whole.at_risk, number) * comb(whole.households - whole.at_risk, part.households - number)
        for number in range(part.at_risk, min(part.households, whole.at_risk) + 1)
    )
    return Fraction(sum(ways), comb(whole.households, part.households))


@given(parts())
def test_the_chance_is_that_of_drawing_blindly(case):
    part, whole = case

    assert chance(part, whole) == pytest.approx(float(counted_out(part, whole)), rel=1e-9)


@given(parts())
def test_what_is_marked_is_more_than_the_whole_and_not_by_chance(case):
    part, whole = case
    if is_concentrated(part, whole):
        assert part.at_risk >= 5 and part.percent >= 1.5 * whole.percent - 1e-9
        assert counted_out(part, whole) < Fraction(1, 100)


@pytest.mark.parametrize(
    ("part", "whole", "is_so"),
    [
        (Share(12, 40), Share(400, 10_000), True),
        # Four of four: all of them, but too few.
        (Share(4, 4), Share(400, 10_000), False),
        # Twice the share, of six households in sixty: chance.
        (Share(5, 60), Share(416, 10_000), False),
        # Many, yet hardly more than everywhere.
        (Share(1_200, 10_000), Share(30_000, 300_000), False),
        (Share(400, 10_000), Share(400, 10_000), False),
        (Share(0, 10), Share(0, 100), False),
        (Share(0, 0), Share(40, 100), False),
        (Share(3_000, 9_000), Share(60_000, 300_000), True),
    ],
)
def test_examples(part, whole, is_so):
    assert is_concentrated(part, whole) is is_so
