"""Paging by key shows every row once, forwards and backwards, whatever the order and whatever is unknown."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.office.cast import START

from shouwang.office.areas.models import Area
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.kit import paging

DAYS = (None, date(2026, 3, 1), date(2026, 5, 1))


class EveryRowOnce(TestCase):
    @settings(max_examples=25)
    @given(
        ends=st.lists(st.sampled_from(DAYS), max_size=9),
        size=st.integers(1, 4),
        turned=st.booleans(),
    )
    def test_every_row_once(self, ends, size, turned):
        with acting(Actor("system:tests")):
            for number, end in enumerate(ends):
                Area(
                    code=f"4309211042{number:02}", name="村", level="village", valid_from=START, valid_to=end
                ).save(force_insert=True)
        order = paging.Order(("valid_to", "code"), turned)
        expected = list(order.apply(Area.objects.all()).values_list("pk", flat=True))

        forwards, pages = walked(order, size)
        backwards = walked_back(order, size, pages[-1])

        assert forwards == expected
        assert backwards == expected


def walked(order, size):
    seen, pages, after = [], [], None
    while True:
        page = paging.cut(Area.objects.all(), order, size, after=after)
        pages.append(page)
        seen += [row.pk for row in page.rows]
        if page.after is None:
            return seen, pages
        after = page.after


def walked_back(order, size, page):
    seen = [row.pk for row in page.rows]
    while page.before is not None:
        page = paging.cut(Area.objects.all(), order, size, before=page.before)
        seen = [row.pk for row in page.rows] + seen
    return seen


@pytest.mark.parametrize("key", ["", "x" * 50, "' OR 1=1", "999999999999", "日"])
def test_a_place_that_does_not_exist_gives_the_first_page(cast, key):
    page = paging.cut(Area.objects.all(), paging.Order(("code",)), 3, after=key)

    assert page.rows[0].code == "430000000000"
    assert page.before is None


def test_counting_stops_where_it_no_longer_tells_anything(cast, monkeypatch):
    monkeypatch.setattr(paging, "ENOUGH", 5)

    assert paging.count(Area.objects.all()) == (5, True)
    assert paging.count(Area.objects.filter(level="county")) == (2, False)


@pytest.mark.parametrize(
    ("said", "rows", "shown"),
    [
        (None, 7, 1),
        ("x", 7, 1),
        ("0", 7, 1),
        ("2", 7, 2),
        ("3", 7, 3),
        ("4", 7, 3),
        ("999999999999", 7, 3),
        ("3", 6, 2),
        ("3", 0, 1),
    ],
)
def test_behind_the_end_is_the_last_page(said, rows, shown):
    assert paging.within(said, rows=rows, size=3) == shown
