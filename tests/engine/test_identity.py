"""Citizen numbers; 11010519491231002X and 440524188001010014 are the examples printed in GB 11643-1999."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine import identity

PRINTED = ("11010519491231002X", "440524188001010014")
first_17 = st.text("0123456789", min_size=17, max_size=17)


@pytest.mark.parametrize("number", PRINTED)
def test_the_standards_own_examples_are_right(number):
    assert identity.checksum_ok(number)
    assert identity.check_digit(number[:17]) == number[17]


def test_a_lower_case_x_counts():
    assert identity.checksum_ok("11010519491231002x")


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",
        "11010519491231002",
        "11010519491231002X0",
        "1101051949123100２X",
        "",
    ],
)
def test_a_wrong_end_length_or_digit_is_no_number(number):
    assert not identity.checksum_ok(number)


@given(first_17, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(first17, place, shift):
    number = first17 + identity.check_digit(first17)
    wrong = str((int(number[place]) + shift) % 10)

    assert identity.checksum_ok(number)
    assert not identity.checksum_ok(number[:place] + wrong + number[place + 1 :])


@given(first_17)
def test_the_check_character_makes_the_weighted_sum_one_modulo_eleven(first17):
    """The standard's other wording: weights 2**(18 - place), all 18 places, remainder 1."""
    number = first17 + identity.check_digit(first17)

    values = [10 if character == "X" else int(character) for character in number]

    assert sum(value * 2 ** (17 - place) for place, value in enumerate(values)) % 11 == 1


def test_birth_date_and_sex_are_read_from_the_number():
    assert identity.birth_date(PRINTED[0]) == date(1949, 12, 31)
    assert identity.sex(PRINTED[0]) == "female"
    assert identity.sex(PRINTED[1]) == "male"


@pytest.mark.parametrize("number", ["110105194913310021", "110105194902300020", "1101", "110105abcdefgh002X"])
def test_no_day_of_the_calendar_is_no_birth_date(number):
    assert identity.birth_date(number) is None


def test_an_old_number_gets_its_century_and_check_character():
    assert identity.to_18("110105491231002") == "11010519491231002X"


@pytest.mark.parametrize("number", ["11010549123100", "11010549123100X", "11010519491231002X"])
def test_only_fifteen_digits_are_an_old_number(number):
    with pytest.raises(ValueError, match="15 digits"):
        identity.to_18(number)


@pytest.mark.parametrize("end", ["11", "74", "4301", "43B1"])
def test_a_card_is_a_number_with_kind_and_grade(end):
    assert identity.is_disability_card(PRINTED[0] + end)


@pytest.mark.parametrize("end", ["", "4", "81", "45", "01", "430", "43BB", "430101"])
def test_kinds_end_at_seven_and_grades_at_four(end):
    assert not identity.is_disability_card(PRINTED[0] + end)


def test_a_card_with_a_wrong_number_inside_is_none():
    assert not identity.is_disability_card("11010519491231002143")
