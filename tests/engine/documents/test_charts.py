from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine.documents import charts
from shouwang.engine.documents.charts import Part
from shouwang.engine.screening.summary import Histogram, Line


def chinese(text):
    return text


def percent(text):
    return float(text.removesuffix("%"))


def histogram(*lines, counts=(4, 9, 2, 7), start=0):
    lines = tuple(Line(label, Decimal(value)) for label, value in lines)
    return charts.histogram(Histogram("人均纯收入", start, 2500, counts, 3, lines), chinese)


def marks(chart):
    return chart.findall("g[@class='line']")


def test_a_line_is_marked_where_its_amount_lies():
    (mark,) = marks(histogram(("监测线", "6900.00")))

    assert percent(mark.find("line").get("x1")) == pytest.approx(69)
    assert mark.find("text").text == "监测线 6,900 元"


def test_fen_of_a_line_are_kept():
    (mark,) = marks(histogram(("监测线", "6900.50")))

    assert mark.find("text").text == "监测线 6,900.50 元"


def test_bins_may_begin_below_zero():
    (mark,) = marks(histogram(("监测线", "0"), start=-5000))

    assert percent(mark.find("line").get("x1")) == pytest.approx(50)


def test_a_line_beyond_the_bins_is_not_drawn_at_a_wrong_place():
    chart = histogram(("监测线", "5000"), ("目标", "12000"))

    assert [mark.find("text").text for mark in marks(chart)] == ["监测线 5,000 元"]
    assert "目标 12,000 元" in chart.get("aria-label")


def test_two_lines_are_labelled_at_different_heights():
    red, green = marks(histogram(("红线", "5000"), ("绿线", "5100")))

    assert red.find("text").get("y") != green.find("text").get("y")


def test_every_bin_tells_its_range_and_count():
    titles = [bar.find("title").text for bar in histogram().findall("rect")]

    assert titles == [
        "0–2,500 元：4 户",
        "2,500–5,000 元：9 户",
        "5,000–7,500 元：2 户",
        "7,500 元及以上：7 户",
    ]


def test_a_chart_of_nobody_can_be_drawn():
    bars = histogram(counts=(0, 0, 0, 0)).findall("rect")

    assert {bar.get("height") for bar in bars} == {"0.0"}


def test_a_part_without_households_is_not_drawn():
    bar = charts.stack([Part("红", 3, "fill-red"), Part("黄", 0, "fill-yellow")], 12, chinese)

    assert [(part.get("class"), part.get("width")) for part in bar.findall("rect")] == [
        ("fill-red", "25.000%")
    ]


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=6))
def test_parts_lie_side_by_side_and_fill_the_bar(counts):
    bar = charts.stack([Part("级", count, "fill-red") for count in counts], sum(counts), chinese)

    edge = 0.0
    for part in bar.findall("rect"):
        assert percent(part.get("x")) == pytest.approx(edge, abs=0.01)
        edge = percent(part.get("x")) + percent(part.get("width"))
    assert edge == pytest.approx(100 if sum(counts) else 0, abs=0.01)


@given(st.integers(1, 10**9))
def test_marks_on_an_axis_are_few_and_round(highest):
    step = charts._round_step(highest)

    assert highest // step <= 5
    assert str(step).rstrip("0") in {"1", "2", "5"}
