"""Masks: what is left of a value does not give it away to whoever reads what stands beside it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine import identity
from shouwang.office.kit.masking import mask

BORN = st.dates(date(1900, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("text", "how", "seen"),
    [
        ("430921199001011234", "id", "430921********"),
        ("430921900101123", "id", "430921********"),
        ("43092119900101123443", "id", "430921********"),
        ("H12345678", "id", "****"),
        ("13800001234", "phone", "138******34"),
        ("073712345678", "phone", "073******78"),
        ("6217001234567890123", "account", "********0123"),
        ("430921199001011234", "account", "430921********"),
        ("430921900101123", "account", "430921********"),
        ("430921199001011234", "phone", "430921********"),
        ("123456", "account", "****"),
        ("serious", "all", "****"),
        ("1", "all", "****"),
        ("1234", "phone", "****"),
        ("", "id", ""),
    ],
)
def test_masks(text, how, seen):
    assert mask(text, how) == seen


def number(born: date, order: int) -> str:
    """Of somebody from 安化县."""
    stem = f"430923{born:%Y%m%d}{order:03d}"
    return f"{stem}{identity.check_digit(stem)}"


@given(BORN, st.integers(0, 999))
def test_an_id_number_cannot_be_rebuilt_from_its_mask_with_birth_date_sex_and_district(born, order):
    shown = mask(number(born, order), "id")

    alike = [one for one in range(order % 2, 1000, 2) if mask(number(born, one), "id") == shown]

    assert len(alike) == 500


@given(st.integers(13, 19), st.integers(0, 99), st.integers(0, 99))
def test_of_a_mobile_number_more_than_the_segment_of_the_prefecture_is_hidden(carrier, segment, tail):
    shown = {mask(f"{carrier}0{segment:04d}{hundreds:02d}{tail:02d}", "phone") for hundreds in range(100)}

    assert len(shown) == 1


@given(
    st.from_regex(r"[1-9A-Za-z]{1,40}", fullmatch=True), st.sampled_from(["id", "phone", "account", "all"])
)
def test_at_least_six_characters_are_hidden_or_all(text, how):
    left = mask(text, how).replace("*", "")

    assert not left or len(text) - len(left) >= 6


@given(st.integers(14, 40), st.integers(14, 40), st.sampled_from(["id", "phone", "account"]))
def test_no_mask_tells_how_long_a_number_is(one, other, how):
    assert mask("7" * one, how) == mask("7" * other, how)
