"""Columns of the register's lists."""

from shouwang.engine.tables import HOUSEHOLDS, PERSONS
from shouwang.office.registry import columns
from shouwang.office.registry.fields import SEALED


def test_every_declared_column_can_be_chosen():
    households = {column.name for column in columns.HOUSEHOLD_COLUMNS}
    persons = {column.name for column in columns.PERSON_COLUMNS}

    assert {column.name for column in HOUSEHOLDS} <= households
    assert {column.name for column in PERSONS} <= persons


def test_sealed_columns_are_masked_and_neither_filtered_nor_sorted():
    for column in (*columns.HOUSEHOLD_COLUMNS, *columns.PERSON_COLUMNS):
        if column.name in SEALED:
            assert column.mask and not column.filter and not column.sortable


def test_exports_follow_the_national_form():
    official = sorted(columns.HOUSEHOLD_COLUMNS, key=lambda column: column.official)

    assert [column.name for column in official][:6] == [
        "household_id",
        "village_code",
        "area_code",
        "head_name",
        "group_name",
        "origin",
    ]


def test_what_is_shown_at_first_fits_a_small_screen():
    assert sum(column.shown for column in columns.HOUSEHOLD_COLUMNS) <= 11
    assert sum(column.shown for column in columns.PERSON_COLUMNS) <= 11


def test_sealed_codes_are_taken_away_as_words_and_masked_on_the_screen():
    known = {column.name: column for column in columns.PERSON_COLUMNS}

    assert known["health"].labelled("chronic") == "长期慢性病"
    assert known["chronic_card"].labelled("true") == "是"
    assert known["disability_grade"].labelled("2") == "2"
    assert known["chronic_card"].text(known["chronic_card"].labelled("false")) == "****"
