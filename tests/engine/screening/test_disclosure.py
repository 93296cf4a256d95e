"""What is published of small counts: nothing, and nothing they could be computed from."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwang.engine.screening.disclosure import ROUND, SMALL, rounded, totalled, withheld


def drawn(counts, hidden):
    values = totalled(counts).values
    return [
        " ".join("▢" if (r, c) in hidden else str(value) for c, value in enumerate(line))
        for r, line in enumerate(values)
    ]


def test_a_small_number_takes_others_with_it():
    counts = [[291, 15, 3], [80, 40, 20], [60, 30, 25]]

    assert drawn(counts, withheld(counts)) == [
        "291 ▢ ▢ 309",
        "80 40 20 140",
        "60 ▢ ▢ 115",
        "431 85 48 564",
    ]


def test_nothing_small_nothing_hidden():
    assert withheld([[10, 20], [0, 5]]) == frozenset()


@given(st.integers(0, 10**7))
def test_rounding_is_near_hides_nothing_behind_nothing_and_makes_nothing_small(count):
    found = rounded(count)

    assert found % ROUND == 0 and abs(found - count) <= ROUND // 2
    assert (count > 2) == (found > 0) and (count < SMALL or found >= SMALL)


def test_a_single_row_hides_a_second_number_and_their_totals():
    hidden = withheld([[291, 12, 3]])

    assert drawn([[291, 12, 3]], hidden) == ["291 ▢ ▢ 306", "291 ▢ ▢ 306"]


def test_too_few_altogether_is_nothing_to_publish():
    assert len(withheld([[1, 0], [2, 0]])) == 9


def test_what_is_hidden_elsewhere_is_hidden_here():
    assert (0, 0) in withheld([[10, 20], [30, 40]], also={(0, 0)})


def test_what_is_shown_elsewhere_stays_shown_or_the_table_is_not_published():
    counts = [[3, 9], [9, 9]]
    margins = {(2, 0), (2, 1), (0, 2), (1, 2)}

    assert withheld(counts, published=margins) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert withheld([[3, 9]], published={(1, 0), (1, 1)}) is None


def tables(size=3, most=9):
    return st.integers(1, size).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, most), min_size=width, max_size=width), min_size=1, max_size=size
        )
    )


@settings(max_examples=150, deadline=None)
@given(tables(), st.data())
def test_every_hidden_number_could_be_another(counts, data):
    rows, columns = len(counts), len(counts[0])
    also = data.draw(st.sets(st.tuples(st.integers(0, rows - 1), st.integers(0, columns)), max_size=1))
    hidden = withheld(counts, also=also)
    if hidden is None or (rows, columns) in hidden:
        return
    published = totalled(counts).values

    for cell in hidden:
        assert possible(published, hidden, cell), (drawn(counts, hidden), cell)


def possible(values, hidden, cell):
    """Whether another table says all that is published and something else in the cell: tried out, one step around."""
    open_cells = sorted(hidden)
    steps = (
        product((-1, 0, 1), repeat=len(open_cells)) if len(open_cells) <= 9 else widened(values, hidden, cell)
    )
    return any(
        one[open_cells.index(cell)] and consistent(values, dict(zip(open_cells, one, strict=True)))
        for one in steps
    )


def widened(values, hidden, cell):
    """Circuits of four and six cells through a cell, for tables where trying everything takes too long."""
    open_cells = sorted(hidden)
    rows, columns = range(len(values)), range(len(values[0]))
    margin = (len(values) - 1, len(values[0]) - 1)

    def sign(at):
        return -1 if (at[0] == margin[0]) != (at[1] == margin[1]) else 1

    circuits = [
        [(cell[0], cell[1]), (r, cell[1]), (r, c), (cell[0], c)]
        for r, c in product(rows, columns)
        if r != cell[0] and c != cell[1]
    ] + [
        [(cell[0], cell[1]), (r, cell[1]), (r, c), (s, c), (s, d), (cell[0], d)]
        for r, c, s, d in product(rows, columns, rows, columns)
        if len({r, s, cell[0]}) == 3 == len({c, d, cell[1]})
    ]
    for circuit in circuits:
        if hidden.issuperset(circuit):
            for way in (1, -1):
                change = {at: sign(at) * way * (-1) ** place for place, at in enumerate(circuit)}
                yield [change.get(at, 0) for at in open_cells]


def consistent(values, change):
    fresh = [[value + change.get((r, c), 0) for c, value in enumerate(line)] for r, line in enumerate(values)]
    *body, totals = fresh
    return (
        all(value >= 0 for line in fresh for value in line)
        and all(sum(line[:-1]) == line[-1] for line in fresh)
        and all(sum(column) == total for column, total in zip(zip(*body, strict=True), totals, strict=True))
    )


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[7]], [[4]]])
def test_odd_tables(counts):
    assert withheld(counts) is not None
