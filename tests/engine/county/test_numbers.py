"""Numbers that hold what the standard asks, and are nobody else's."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine import identity
from shouwang.engine.county import numbers
from shouwang.engine.county.draws import Stream
from shouwang.engine.county.health import draw_health
from shouwang.engine.county.people import draw_people

ON = date(2022, 9, 30)


def drawn(block, households=3_000):
    stream = Stream(7, block)
    people = draw_people(stream, households, ON)
    return people, numbers.citizen_numbers(stream, people, "430921")


def test_numbers_say_birth_and_sex_and_end_in_their_check_character():
    people, table = drawn(0, 400)

    for number, born, male in zip(numbers.text(table).to_pylist(), people.born, people.male, strict=True):
        assert identity.checksum_ok(number)
        assert (identity.birth_date(number) - date(1970, 1, 1)).days == born
        assert identity.sex(number) == ("male" if male else "female")


@pytest.mark.parametrize("blocks", [(0, 1), (19, 20), (0, 20), (5, 25)])
def test_no_two_persons_share_a_number(blocks):
    found = [number for block in blocks for number in numbers.text(drawn(block)[1]).to_pylist()]

    assert len(set(found)) == len(found)


def test_a_day_with_more_births_than_slots_takes_other_counties(monkeypatch):
    monkeypatch.setattr(numbers, "SLOTS", 2)  # three on one day are common in a block

    found = numbers.text(drawn(0)[1]).to_pylist()

    assert len(set(found)) == len(found)


@given(st.lists(st.text("0123456789", min_size=17, max_size=17), min_size=1, max_size=20))
def test_whole_columns_of_check_characters_agree_with_single_ones(numbers_17):
    table = np.array([list(number.encode()) for number in numbers_17], np.uint8)

    assert bytes(numbers.check_characters(table)).decode() == "".join(map(identity.check_digit, numbers_17))


@given(st.lists(st.integers(0, 10**12 - 1), min_size=1, max_size=9))
def test_digits_have_leading_zeros(values):
    assert numbers.text(numbers.digits(np.array(values), 12)).to_pylist() == [
        f"{value:012}" for value in values
    ]


def test_a_card_is_the_number_with_kind_and_grade():
    stream = Stream(7, 0)
    people, table = drawn(0)
    health = draw_health(stream, people)

    found = numbers.identity_numbers(table, health).to_pylist()

    cards = [number for number in found if len(number) == 20]
    assert len(cards) == health.card_as_number.sum() > 0
    assert all(map(identity.is_disability_card, cards))


def test_telephones_differ_within_and_between_blocks():
    found = [
        *numbers.text(numbers.telephones(0, 5_000)).to_pylist(),
        *numbers.text(numbers.telephones(1, 5_000)).to_pylist(),
    ]

    assert len(set(found)) == len(found)
    assert all(number.startswith("13") and len(number) == 11 for number in found)
