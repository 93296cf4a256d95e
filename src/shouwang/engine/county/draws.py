"""Chance that is the same on every machine: raw bits of a named stream, answered by tables of whole numbers.

NumPy promises the raw stream of a bit generator for ever, but not what its distributions make of it; and
processors disagree about the last bit of a logarithm.  So a draw is always 16 raw bits, and its answer stands
in a table of 65,536 answers that was made with whole numbers only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shouwang.engine.tables import Column

Array = NDArray[Any]

DRAWS = 1 << 16
UNKNOWN = 255
"""The code of an unknown enumeration value."""


@dataclass(frozen=True)
class Stream:
    """The draws of one block of households.

    Every purpose has a stream of its own, so that a new column changes none of the old ones; fewer draws are
    the beginning of more, so that a smaller county is the beginning of a larger one.
    """

    seed: int
    block: int

    def __call__(self, purpose: str, count: int) -> Array:
        """`count` draws of 16 bits."""
        name = int.from_bytes(purpose.encode(), "big")
        bits = np.random.PCG64(np.random.SeedSequence([self.seed, self.block, name]))
        return bits.random_raw(count // 4 + 1).astype("<u8", copy=False).view("<u2")[:count]

    def chance(self, purpose: str, count: int, per_10000: int) -> Array:
        return self(purpose, count) < limit(per_10000)

    def between(self, purpose: str, count: int, low: int, high: int) -> Array:
        """Whole numbers from `low` to `high`, both included."""
        return scale(self(purpose, count), low, high)


def limit(per_10000: int) -> int:
    """Draws below this happen so many times in 10,000."""
    return per_10000 * DRAWS // 10_000


def scale(draws: Array, low: Array | int, high: Array | int) -> Array:
    return low + (draws * (np.asarray(high, dtype=np.int32) - low + 1) // DRAWS)


def shares(weights: Sequence[int]) -> Array:
    """How many of the 65,536 draws each of the answers gets."""
    ends = np.cumsum(np.array(weights, dtype=np.int64)) * DRAWS // sum(weights)
    return np.diff(ends, prepend=0)


@dataclass(frozen=True)
class Odds:
    """How often which value of an enumeration is drawn, depending on a key such as the age."""

    row_of: Array
    """Where the row of a key's answers begins."""
    answers: Array

    def __call__(self, key: Array | int, draws: Array) -> Array:
        """Codes: places in the column's list of values, or UNKNOWN."""
        return self.answers[self.row_of[key] + draws]


def odds(drawing: str, column: Column) -> Odds:
    """Read a table drawn in text: codes of the column ('-' for unknown) above, keys on the left, weights inside.

    A row holds for keys up to its own and above the row before; the last one for every larger key too.
    """
    head, *lines = (line.split() for line in drawing.strip().splitlines())
    codes = np.array([UNKNOWN if word == "-" else column.codes.index(word) for word in head[1:]], np.uint8)
    return _odds(
        [int(line[0]) for line in lines], [[int(weight) for weight in line[1:]] for line in lines], codes
    )


def numbers(drawing: str) -> Odds:
    """The same for whole numbers below 255, which stand above instead of codes."""
    head, *lines = ([int(word) for word in line.split()] for line in drawing.strip().splitlines())
    return _odds([line[0] for line in lines], [line[1:] for line in lines], np.array(head[1:], np.uint8))


def _odds(keys: list[int], rows: list[list[int]], codes: Array) -> Odds:
    answers = np.concatenate([np.repeat(codes, shares(row)) for row in rows])
    row_of = np.minimum(np.searchsorted(keys, np.arange(256)), len(rows) - 1) * DRAWS
    return Odds(row_of.astype(np.int32), answers)


def curve(*points: tuple[int, int]) -> Array:
    """65,536 whole numbers rising as drawn: points (per mille of the draws, value), straight lines between."""
    places = [share * DRAWS // 1000 for share, _ in points]
    values = [value for _, value in points]
    pieces = [
        value + np.arange(end - start, dtype=np.int64) * (next_value - value) // (end - start)
        for start, end, value, next_value in zip(places, places[1:], values, values[1:], strict=False)
    ]
    return np.concatenate(pieces).astype(np.int32)


def curves(*lines: Array) -> Array:
    """Several curves behind one another: line k answers the draws from k × 65,536."""
    return np.concatenate(lines)


def pick(table: Array, row: Array, draws: Array) -> Array:
    """The answers of each row's own curve."""
    return table[row.astype(np.int32) * DRAWS + draws]
