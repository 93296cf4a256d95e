"""Area codes: the code is key and path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.office.kit import codes

FULL = st.from_regex(r"[1-9][0-9](0[1-9]){2}[0-9]{2}[1-9][0-9]{2}[1-9]", fullmatch=True)


@pytest.mark.parametrize(
    ("short", "full", "level"),
    [
        ("43", "430000000000", "province"),
        ("4309", "430900000000", "city"),
        ("430921", "430921000000", "county"),
        ("430921104", "430921104000", "township"),
        ("430921104201", "430921104201", "village"),
        # Counties that a province governs itself have no city of their own.
        ("469001", "469001000000", "county"),
    ],
)
def test_short_codes_are_padded_and_tell_their_level(short, full, level):
    assert codes.padded(short) == full
    assert codes.level(full) == level
    assert codes.prefix(full) == short


@pytest.mark.parametrize("wrong", ["", "4", "430", "43092", "4309211042011", "abc", "０４３０９２", "000000"])
def test_what_is_no_code_is_said_to_be_none(wrong):
    with pytest.raises(ValueError, match="not an area code"):
        codes.padded(wrong)


@given(FULL)
def test_an_area_lies_inside_all_areas_above_it_and_not_in_their_neighbours(village):
    for above in codes.parents(village):
        assert village in codes.span(above)
        assert above not in codes.span(village)


def test_a_township_holds_itself_and_its_villages_only():
    township = codes.span("430921104000")

    held = [code in township for code in ("430921104000", "430921104201", "430921105201", "430921000000")]

    assert held == [True, True, False, False]
