"""Dates as policies count them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwang.engine import calendar
from shouwang.engine.calendar import AccountingYear

unhurried = settings(deadline=None)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
YEARS = st.builds(AccountingYear, st.integers(1, 12), st.integers(1, 31)).filter(
    lambda year: year.day <= 28 or year.last_day(2001).day == year.day
)


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        ("2000-05-01", "2022-04-30", 21),
        ("2000-05-01", "2022-05-01", 22),
        ("2016-02-29", "2022-02-28", 5),
        ("2016-02-29", "2022-03-01", 6),
        ("2016-02-29", "2024-02-28", 7),
        ("2016-02-29", "2024-02-29", 8),
        ("2022-05-01", "2022-05-01", 0),
        ("2022-05-02", "2022-05-01", -1),
    ],
)
def test_years_are_complete_on_the_birthday(birth, on, years):
    assert calendar.age(day(birth), day(on)) == years


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2022-01-31", "2022-02-28", 0),
        ("2022-01-31", "2022-03-01", 1),
        ("2022-01-31", "2022-03-31", 2),
        ("2022-03-01", "2022-01-31", -1),
        ("2021-12-15", "2022-01-15", 1),
        ("2022-05-01", "2022-05-01", 0),
    ],
)
def test_months_count_when_they_are_complete(start, end, months):
    assert calendar.months(day(start), day(end)) == months


@pytest.mark.parametrize(
    ("of", "count", "before"),
    [
        ("2024-02-29", 12, "2023-02-28"),
        ("2024-02-29", 48, "2020-02-29"),
        ("2022-03-31", 1, "2022-02-28"),
        ("2022-01-15", 1, "2021-12-15"),
        ("2022-01-15", 0, "2022-01-15"),
        ("2022-12-31", -2, "2023-02-28"),
    ],
)
def test_a_look_back_keeps_the_end_of_the_month(of, count, before):
    assert calendar.months_before(day(of), count) == day(before)


@unhurried
@given(DAYS, DAYS)
def test_an_age_grows_by_one_a_year(birth, on):
    later = calendar.months_before(on, -12)

    # Who was born on 29 February has the birthday on another day every fourth year.
    grown = calendar.age(birth, later) - calendar.age(birth, on)
    assert grown == 1 or (birth.month, birth.day, grown) in ((2, 29, 0), (2, 29, 2))


@unhurried
@given(DAYS, st.integers(0, 120))
def test_someone_is_old_enough_from_the_day_that_many_years_after_birth(on, years):
    """What the columnar evaluator makes of an age compared with a number."""
    last = calendar.months_before(on, 12 * years)

    assert calendar.age(last, on) >= years
    assert calendar.age(last + timedelta(days=1), on) < years


@unhurried
@given(DAYS, DAYS)
def test_counting_backwards_is_the_opposite(start, end):
    assert calendar.months(start, end) == -calendar.months(end, start)
    assert calendar.days(start, end) == -calendar.days(end, start)


@unhurried
@given(DAYS, st.integers(0, 600))
def test_looking_back_n_months_is_n_months_away_or_a_shorter_month_ago(on, count):
    before = calendar.months_before(on, count)

    assert before.day == on.day or (before + timedelta(days=1)).day == 1
    assert (on.year - before.year) * 12 + on.month - before.month == count


@unhurried
@given(YEARS, DAYS)
def test_every_day_lies_in_its_running_year(year, on):
    running = int(year.running(on))

    assert year.first_day(running) <= on <= year.last_day(running)


@unhurried
@given(YEARS, DAYS)
def test_the_completed_year_is_the_running_one_on_its_last_day_only(year, on):
    running, completed = int(year.running(on)), int(year.completed(on))

    assert completed == (running if on == year.last_day(running) else running - 1)


@unhurried
@given(YEARS, st.integers(1901, 2099))
def test_years_follow_each_other_without_a_gap(year, number):
    assert year.last_day(number) + timedelta(days=1) == year.first_day(number + 1)


@pytest.mark.parametrize(
    ("on", "period", "previous", "running"),
    [
        ("2022-09-29", "2021", "2020", "2022"),
        ("2022-09-30", "2022", "2021", "2022"),
        ("2022-10-01", "2022", "2021", "2023"),
    ],
)
def test_periods_around_the_last_day(on, period, previous, running):
    assert calendar.periods(AccountingYear(9, 30), day(on)) == {
        "period": period,
        "previous_period": previous,
        "running_period": running,
    }


def test_a_year_that_ends_in_february_ends_on_its_last_day():
    leap = AccountingYear(2, 29)

    assert [leap.last_day(year) for year in (2023, 2024)] == [date(2023, 2, 28), date(2024, 2, 29)]
