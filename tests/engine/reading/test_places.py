"""From a row of a table back to the cell."""

from pathlib import Path

import numpy as np
import pytest

from shouwang.engine.reading import places, problems
from shouwang.engine.reading.places import Layer
from shouwang.engine.reading.workbook import Sheet

HOMES, PEOPLE = (Sheet(Path("表.xlsx"), name, []) for name in ("农户", "成员"))
LAYERS = [
    Layer(HOMES, np.array([3, -1], np.int32), {"origin": 2}),
    Layer(PEOPLE, np.array([7, 8], np.int32), {"phone": 5}),
]


@pytest.mark.parametrize(
    ("row", "column", "place"),
    [
        (0, "origin", (HOMES, 3, 2)),
        (0, "phone", (PEOPLE, 7, 5)),
        (0, None, (HOMES, 3, None)),
        (1, "origin", (PEOPLE, 8, None)),
    ],
)
def test_the_sheet_that_has_the_column_comes_first(row, column, place):
    found = places.place(LAYERS, row, column)

    assert (found.sheet, found.row, found.column) == place


def test_layers_of_a_table_put_together_start_where_the_one_before_ended():
    layers = [LAYERS[0], Layer(PEOPLE, np.array([7], np.int32), {}, start=2)]

    assert str(places.place(layers, 2, None).words) == "成员 第 8 行"


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_names_of_columns(column, name):
    assert problems.letters(column) == name
