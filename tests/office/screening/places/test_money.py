"""Charts of incomes and costs, from counts in bands."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from math import floor
from types import SimpleNamespace

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st
from tests.office import cast as people
from tests.office import screened as made_up
from tests.office.screening.conftest import COUNTY, ON, answered, screened

from shouwang.engine.screening import screen
from shouwang.office.kit import codes
from shouwang.office.kit.scope import Reach
from shouwang.office.screening import archive, queries
from shouwang.office.screening.counts import tallies
from shouwang.office.screening.links import Links
from shouwang.office.screening.models import Tally
from shouwang.office.screening.places import bands, burdens, money
from shouwang.office.screening.queries import Count

RUN = SimpleNamespace(
    pk=7,
    archive="made-up",
    summary={
        "incomes": {"lines": [{"label": "监测线", "value": "6900"}]},
        "parameters": {"disposable_income": "20741", "reassistance_share": "0.25"},
    },
)
PLAIN = SimpleNamespace(summary={})
LINKS = Links(RUN, "430921000000")


def test_the_line_stands_where_it_is_in_its_band():
    chart = money.incomes(RUN, {"-1": Count(1, 2), "6": Count(5, 9), "unknown": Count(2, 3)}, LINKS)

    assert chart.categories[:2] == ["负数", "0–1"]
    assert chart.series[0].values[:8] == [1, 0, 0, 0, 0, 0, 0, 5]
    # Six bands of a thousand, the band of negative incomes before them, and nine tenths.
    assert chart.marks[0].at == pytest.approx(7.9)
    assert "2 户" in chart.about[-1]


def test_growth_beside_a_reference_rate():
    counts = {"-5": Count(2, 4), "2.0": Count(3, 6), "3.9": Count(1, 2), "5.7": Count(1, 2), "5.8": Count(3, 6),
              "11.6": Count(4, 8), "12.0": Count(5, 10), "unknown": Count(1, 2)}  # fmt: skip

    chart = money.growth(counts, Decimal("11.6"), LINKS)

    # Below a third (3.87, so 3.9), below a half (5.8), below the whole (11.6), at least.
    assert list(chart.series[0].values) == [2, 3, 2, 3, 9, 1]
    assert chart.categories[2] == "不到二分之一（5.8%）"
    assert "14 人，占两年收入都填全的 36.8%" in chart.about[-1]


def test_growth_of_a_run_that_counted_whole_percents_takes_whole_bands():
    counts = {"-5": Count(2, 4), "2": Count(3, 6), "4": Count(1, 2), "11": Count(4, 8), "12": Count(5, 10)}

    chart = money.growth(counts, Decimal("11.6"), LINKS)

    # Below a third (3.87, so 4), below a half (5.8, so 6), below the whole (12), at least.
    assert list(chart.series[0].values) == [2, 3, 1, 4, 5, 0]
    assert "1 个百分点" in chart.about[1]


def test_a_reference_beyond_what_is_counted_finely_takes_bands_of_five():
    chart = money.growth({"1.0": Count(1, 1), "45": Count(1, 1)}, Decimal("45.5"), LINKS)

    assert chart.categories[1:4] == [
        "增速不到参考的三分之一（15.2%）",
        "不到二分之一（25%）",
        "低于参考（50%）",
    ]


@pytest.mark.parametrize(
    ("before", "now", "key"),
    [
        ("10000.00", "10000.00", "0.0"),
        ("10000.00", "10579.99", "5.7"),
        ("10000.00", "10580.00", "5.8"),
        ("30000.10", "36000.12", "20"),
        ("30000.10", "36000.11", "19.9"),
        ("10000.00", "9999.99", "-5"),
        ("10000.00", "9500.00", "-5"),
        ("10000.00", "9499.99", "-10"),
        ("10000.00", "-5000.00", "-100"),
        ("10000.00", "99000.00", "100"),
        ("0.00", "100.00", "unknown"),
    ],
)
def test_borders_of_growth_belong_to_the_band_above(before, now, key):
    (kind,) = (one for one in tallies.KINDS if one.name == "growth")
    amounts = f"SELECT {before}::DECIMAL(38, 2) AS previous_net_income, {now}::DECIMAL(38, 2) AS net_income"

    assert answered(f"SELECT {kind.key} FROM ({amounts}) f") == [(key,)]


@pytest.mark.django_db
def test_growth_is_counted_by_tenths_without_a_hair_beside_the_border(office):
    """Against plain fractions over every household of a run."""
    run = screened(office)
    with archive.opened(run.archive) as folder:
        rows = answered(
            f"SELECT net_income, previous_net_income FROM read_parquet('{folder / screen.FINDINGS}')"
        )
    expected = Counter(_grown(*row) for row in rows)

    counted = Tally.objects.filter(run=run, kind="growth").values_list("key").annotate(Sum("households"))

    assert dict(counted) == expected


def _grown(now, before):
    if now is None or before is None or before <= 0:
        return "unknown"
    grown = Fraction(now - before) * 100 / Fraction(before)
    if 0 <= grown < 20:
        return f"{int(grown * 10) / 10:.1f}"
    return str(max(min(floor(grown / 5) * 5, 100), -100))


@pytest.mark.django_db
def test_who_pays_exactly_the_line_is_not_over_it(office):
    run = screened(office)
    with archive.opened(run.archive) as folder:
        rows = answered(
            f"SELECT medical_burden, list_contains(rules, 'medical-burden') FROM read_parquet('{folder / screen.FINDINGS}')"
        )
    counts = queries.counts(run, burdens.KIND, Reach((codes.span(COUNTY),)))

    assert counts["over"].households == sum(1 for _paid, fired in rows if fired)
    assert counts.get("unknown", Count()).households == sum(1 for paid, _fired in rows if paid is None)
    shown = burdens.division(run, counts, Count(run.households, run.persons), Links(run, COUNTY))
    assert shown.adds_up and "key=over" in shown.parts[3].url


def test_a_pack_without_the_line_has_no_such_table():
    assert burdens.division(PLAIN, {"over": Count(1, 1)}, Count(1, 1), None) is None
    assert burdens.about(PLAIN) == []
    assert "10%" in burdens.unknowable()


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

    chart = money.burden(RUN, counts, LINKS)

    assert list(chart.series[0].values) == [9, 3, 0, 0, 0, 2, 0, 0, 0, 0]
    assert "1.19 万元" in chart.about[1] and "5,185 元" in chart.about[2]
    assert money.held_up(PLAIN) is None


keys = st.one_of(st.just("unknown"), st.integers(-100, 100).map(str), st.decimals(0, 19, places=1).map(str))


@given(
    st.dictionaries(keys, st.builds(Count, st.integers(1, 99), st.integers(1, 99))),
    st.none() | st.decimals(1, 99, places=1),
)
def test_no_household_falls_between_bands(counts, reference):
    chart = money.growth(counts, reference, LINKS)

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


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("..0", "下降"), ("..-20", "下降 20% 以上"), ("-20..0", "下降不到 20%"), ("-5", "下降不到 5%"),
        ("-10", "下降 5%–10%"), ("-20..-5", "下降 5%–20%"), ("0", "增长 0%–0.1%"), ("25", "增长 25%–30%"),
        ("..5.8", "增长不到 5.8%"), ("20..", "增长 20% 以上"), ("100", "增长 100% 以上"), ("abc", ""),
    ],
)  # fmt: skip
def test_whoever_earns_less_is_said_to_fall_by_so_much(asked, said):
    assert bands.growth(asked) == said


@pytest.mark.django_db
def test_whose_incomes_are_not_all_known_is_a_list_of_its_own(office, as_):
    run = screened(office)
    unknown = queries.divisions(run, ["income"], office.reach("statistics.view"))["income"]["unknown"]
    client = as_(office)

    lists = client.get(f"/situation/{COUNTY}/incomes/", {"on": ON.isoformat()}).context["lists"]

    ((url, people),) = [(url, people) for label, url, people in lists if label == "收入未填全的户"]
    assert unknown.households and client.get(url).context["count"] == (unknown.households, unknown.persons)
    assert f"共 {unknown.persons} 人" in client.get(people).content.decode()
