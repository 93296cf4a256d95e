"""The way back from a row of a canonical table to the cells it came from: arrays, not objects."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shouwang.engine.reading.phrases import Phrase
from shouwang.engine.reading.workbook import Sheet


@dataclass(frozen=True)
class Layer:
    """Rows `start` … of a table came from `rows` of a sheet (−1: not this one); `columns`: name → its column."""

    sheet: Sheet
    rows: npt.NDArray[np.int32]
    columns: dict[str, int]
    start: int = 0

    def row(self, index: int) -> int:
        place = index - self.start
        return self.rows.item(place) if 0 <= place < len(self.rows) else -1


@dataclass(frozen=True)
class Place:
    sheet: Sheet
    row: int
    column: int | None

    @property
    def words(self) -> Phrase:
        return self.sheet.where(self.row)


def place(layers: list[Layer], index: int, column: str | None) -> Place:
    """Where a value stands: first the sheet that has such a column, else any that has the row."""
    found = [layer for layer in layers if layer.row(index) >= 0]
    exact = [layer for layer in found if column in layer.columns]
    layer = (exact or found)[0]  # every row of a table was somewhere: a missing place is a mistake of ours
    return Place(layer.sheet, layer.row(index), layer.columns.get(column) if column else None)
