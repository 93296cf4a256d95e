"""Townships and villages of a county of any size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine.county.map import areas, draw_map


@given(st.integers(1, 3_000) | st.integers(1, 200_000), st.integers(0, 2**32 - 1))
def test_every_household_lives_in_one_village(households, seed):
    county = draw_map(seed, households, "430921")

    sizes = county.ends - county.starts
    assert sizes.sum() == households
    assert sizes.min() >= 1
    assert set(county.township.tolist()) == set(range(len(county.township_codes)))
    assert len(set(county.codes.tolist())) == len(county.codes)
    assert county.village_of(np.array([0, households - 1])).tolist() == [0, len(sizes) - 1]


@pytest.mark.parametrize("households", [10_000, 100_000, 3_000_000])
def test_villages_have_some_three_to_six_hundred_households(households):
    sizes = np.diff(draw_map(7, households, "430921").ends)

    assert sizes.min() >= 270 and sizes.max() <= 660


@pytest.mark.parametrize("households", [1, 3_000, 100_000, 10_000_000])
def test_no_two_villages_of_a_township_and_no_two_townships_have_one_name(households):
    county = draw_map(7, households, "430921")

    villages = list(zip(county.township.tolist(), county.names, strict=True))
    assert len(set(villages)) == len(villages)
    assert len(set(county.township_names)) == len(county.township_names)


def test_areas_go_from_the_province_down_to_villages_of_the_county():
    rows = areas(draw_map(7, 10_000, "430921"))

    levels = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
    assert all(len(code) == levels[level] and "430921".startswith(code[:6]) for code, _, level, _ in rows)
    assert {code[:9] for code, _, level, _ in rows if level == "village"} == {
        code for code, _, level, _ in rows if level == "township"
    }
    assert rows[0] == ("43", "湖南省", "province", None)
