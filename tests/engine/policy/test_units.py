"""Units multiply, divide and cancel; a number written in a rule has none of its own."""

import pytest

from shouwang.engine.policy import units

PER_HEAD = {"yuan": 1, "person": -1, "year": -1}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        (None, None),
        ("yuan", {"yuan": 1}),
        ("yuan/person/year", PER_HEAD),
        ("share", {}),
        ("yuan/yuan", {}),
        ("share/year", {"year": -1}),
    ],
)
def test_a_unit_is_read(text, unit):
    assert units.read(text) == unit


@pytest.mark.parametrize("text", ["", "kg", "yuan/", "yuan per year", "元"])
def test_an_unknown_unit_is_refused(text):
    with pytest.raises(ValueError):
        units.read(text)


@pytest.mark.parametrize(
    ("left", "right", "power", "unit"),
    [
        (PER_HEAD, {"person": 1}, 1, {"yuan": 1, "year": -1}),
        ({"yuan": 1, "year": -1}, {"person": 1}, -1, PER_HEAD),
        ({"yuan": 1}, {"yuan": 1}, -1, {}),
        ({"yuan": 1}, {}, 1, {"yuan": 1}),
        ({"yuan": 1}, None, 1, {"yuan": 1}),
        (None, {"yuan": 1}, 1, {"yuan": 1}),
        ({"yuan": 1}, None, -1, {"yuan": 1}),
        (None, {"yuan": 1}, -1, {"yuan": -1}),
        (None, None, 1, None),
        ({}, None, 1, None),
    ],
)
def test_units_multiply_and_divide(left, right, power, unit):
    assert units.times(left, right, power) == unit


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (PER_HEAD, "元/人·年"),
        ({"yuan": 1}, "元"),
        ({"year": -1}, "1/年"),
        ({"yuan": 1, "month": 1}, "元·月"),
        ({}, "无单位"),
        (None, "无单位"),
    ],
)
def test_a_unit_is_shown_in_chinese(unit, words):
    assert units.show(unit) == words


def test_every_unit_but_the_share_has_a_word():
    assert {*units.WORDS, "share"} == set(units.BASE)
