"""Charts of incomes and costs, from counts in bands."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office import screened as made_up
from tests.office.screening.conftest import ON

from shouwang.office.kit import codes
from shouwang.office.screening import money
from shouwang.office.screening.models import Tally
from shouwang.office.screening.queries import Count

RUN = SimpleNamespace(
    summary={
        "incomes": {"lines": [{"label": "监测线", "value": "6900"}]},
        "parameters": {"disposable_income": "20741", "reassistance_share": "0.25"},
    }
)
PLAIN = SimpleNamespace(summary={})


def test_the_line_stands_where_it_is_in_its_band():
    chart = money.incomes(RUN, {"-1": Count(1, 2), "6": Count(5, 9), "unknown": Count(2, 3)})

    assert chart.categories[:2] == ["负数", "0–1"]
    assert chart.series[0].values[:8] == [1, 0, 0, 0, 0, 0, 0, 5]
    # Six bands of a thousand, the band of negative incomes before them, and nine tenths.
    assert chart.marks[0].at == pytest.approx(7.9)
    assert "2 户" in chart.about[-1]


def test_growth_beside_a_reference_rate():
    counts = {"-5": Count(2, 4), "2": Count(3, 6), "4": Count(1, 2), "11": Count(4, 8), "12": Count(5, 10)}

    chart = money.growth(counts, Decimal("11.6"))

    # Below a third (3.87, so 4), below a half (5.8, so 6), below the whole (12), at least.
    assert list(chart.series[0].values) == [2, 3, 1, 4, 5, 0]
    assert chart.series[2].values[0] == 13.3


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("11.6", Decimal("11.6")),
        (" 16.9％", Decimal("16.9")),
        ("", None),
        ("很快", None),
        ("-3", None),
        ("NaN", None),
        ("1e9", None),
    ],
)
def test_a_reference_is_a_rate_or_nothing(text, rate):
    assert money.reference_of(text) == rate


def test_what_people_pay_for_treatment_and_from_where_they_are_helped_again():
    counts = {"0": Count(9, 20, None), "1": Count(3, 6, Decimal(900)), "6": Count(2, 4, Decimal(11_000))}

    chart = money.burden(RUN, counts)

    assert list(chart.series[0].values) == [9, 3, 0, 0, 0, 2, 0, 0, 0, 0]
    assert "1.19 万元" in chart.about[1] and "5,185 元" in chart.about[2]
    assert money.held_up(PLAIN) is None


keys = st.one_of(st.just("unknown"), st.integers(-100, 100).map(str))


@given(
    st.dictionaries(keys, st.builds(Count, st.integers(1, 99), st.integers(1, 99))),
    st.none() | st.decimals(1, 99, places=1),
)
def test_no_household_falls_between_bands(counts, reference):
    chart = money.growth(counts, reference)

    assert sum(chart.series[0].values) == sum(one.households for one in counts.values())
    assert sum(chart.series[1].values) == sum(one.persons for one in counts.values())


@pytest.mark.django_db
def test_an_average_of_few_households_is_not_told(cast, somebody):
    run = made_up.run(people.COUNTY, cast.linjie, ON)
    for area, key, homes, yuan in (
        (people.VILLAGE, "9", 20, 400_000),
        (people.VILLAGE, "unknown", 5, None),
        (people.NEIGHBOUR, "9", 10, 300_000),
    ):
        Tally(
            run=run, area_code=area, kind="income", key=key, households=homes, persons=40, amount=yuan
        ).save()

    found = money.averages(run, "village", codes.span(people.TOWNSHIP))
    chart = money.neighbours(
        people.VILLAGE, None, found, {people.VILLAGE: "青山村", people.NEIGHBOUR: "白云村"}
    )

    assert found == {people.VILLAGE: 10_000, people.NEIGHBOUR: None}
    assert list(chart.categories) == ["青山村"] and "白云村" in chart.about[-1]
