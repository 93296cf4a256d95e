"""The SQL of the checks counts as the engine's own Python does."""

from datetime import date

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine import calendar, identity
from shouwang.engine.quality import facts

dates = st.dates(date(1900, 1, 1), date(2100, 12, 31))
leap_days = st.sampled_from([date(1904, 2, 29), date(2000, 2, 29), date(2024, 2, 29)])


@pytest.fixture(scope="module")
def ask():
    with duckdb.connect() as connection:
        connection.execute(facts.MACROS)
        yield connection


@given(st.text("0123456789", min_size=17, max_size=17))
def test_check_characters_agree(ask, first17):
    found = ask.execute("SELECT check_character(CAST(? AS BIGINT))", [first17]).fetchone()

    assert found == (identity.check_digit(first17),)


@given(dates | leap_days, dates | leap_days)
def test_ages_agree_from_birth_on(ask, birth, on):
    first, later = sorted((birth, on))

    found = ask.execute("SELECT age(CAST(? AS DATE), CAST(? AS DATE))", [first, later]).fetchone()

    assert found == (calendar.age(first, later),)


@pytest.mark.parametrize(
    ("stage", "label"),
    [
        ("小学", 1),
        ("初中毕业", 2),
        ("普通高中", 3),
        ("中专", 3),
        ("大专及以上", 4),
        ("大学本科", 5),
        ("硕士", 6),
    ],
)
def test_wordings_of_schooling_are_ranked(ask, stage, label):
    ask.execute("CREATE OR REPLACE TEMP TABLE persons_cells AS SELECT ? AS education", [stage])

    assert ask.execute(facts.TAUGHT).fetchall() == [(stage, label)]


def test_a_placeholder_in_every_row_names_only_some_of_the_places(ask):
    ask.execute("CREATE OR REPLACE TEMP TABLE same AS SELECT range AS row, 1 AS key FROM range(500)")
    repeat = facts.Repeat("same_rows", "same", "key")

    found = ask.execute(repeat.select).fetchall()

    assert len(found) == 500
    assert {len(rows) for _, rows in found} == {facts.PLACES + 1}
