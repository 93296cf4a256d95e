"""The same row twice: read once where a row stands for one household or person, reported where it may be meant."""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine.reading import messages
from shouwang.engine.reading.observe import Observation
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.targets import HOUSEHOLD_ID, Target

NUMBER, NAME = Target("persons", "id_number"), Target("persons", "name")


def households_once(seen: Observation, log: Log) -> Observation:
    """In a list with one row per household, a number met again is listed and not used.

    Amounts that differ leave the household's year in doubt: which row is right, nobody can tell.
    """
    if seen.plan.kind != "households" or seen.years is not None:
        return seen
    for place, first in repeated(seen.keys):
        for target, column in seen.columns.items():
            if target.kind and column[place] != column[first]:
                seen.unread.setdefault(target, set()).add(int(seen.rows[first]))
    return rows_once(seen, HOUSEHOLD_ID, messages.HOUSEHOLD_TWICE, log)


def kind_of_twin(seen: Observation, row: int, other: int, same: bool, differing: str) -> str:
    """Code of the message; “equal” is said only of rows that are equal in every cell, used or not."""
    if not same:
        return differing
    return messages.ROW_TWICE if _equal(seen, row, other) else messages.ROW_ALIKE


def rows_once(seen: Observation, key: Target, differing: str, log: Log) -> Observation:
    """Of rows with one key the first; `differing` is the message where the others say something else."""
    keep = np.ones(len(seen.rows), bool)
    columns = _beside(seen, key)
    for place, first in repeated(seen.keys):
        row, other = int(seen.rows[place]), int(seen.rows[first])
        same = content(seen, row, columns) == content(seen, other, columns)
        code = kind_of_twin(seen, row, other, same, differing)
        index = seen.index_of(key)
        log.add(code, seen.sheet, row, index, seen.keys[place].as_py(), other=seen.sheet.where(other))
        keep[place] = False
    return seen.select(keep)


def persons_once(seen: Observation, log: Log) -> Observation:
    """Only a row equal in everything it says of the person is left out; the same number alone is for the checks."""
    keep = np.ones(len(seen.rows), bool)
    columns = [
        column.index for column in seen.plan.columns if column.target and column.target.table == "persons"
    ]
    for place, first in repeated(who(seen)):
        row, other = int(seen.rows[place]), int(seen.rows[first])
        if content(seen, row, columns) == content(seen, other, columns):
            code = kind_of_twin(seen, row, other, True, messages.ROW_ALIKE)
            log.add(code, seen.sheet, row, None, other=seen.sheet.where(other))
            keep[place] = False
    return seen.select(keep)


def report_repeated(seen: Observation, log: Log) -> None:
    """Two equal wages of one household may be two people's: both count, and somebody should look."""
    columns = _beside(seen, HOUSEHOLD_ID)
    first: dict[tuple[object, ...], int] = {}
    for row, key in zip(seen.rows.tolist(), seen.keys.to_pylist(), strict=True):
        other = first.setdefault((key, *content(seen, row, columns)), row)
        if other != row:
            code = messages.ROW_REPEATED if _equal(seen, row, other) else messages.ROWS_ALIKE
            log.add(code, seen.sheet, row, None, other=seen.sheet.where(other))


def _beside(seen: Observation, key: Target) -> list[int]:
    """Columns that are used but for the key, which may stand only in the first row of a household."""
    return [column.index for column in seen.plan.columns if column.target not in (None, key)]


def _equal(seen: Observation, row: int, other: int) -> bool:
    return seen.meant(row) == seen.meant(other)


def who(seen: Observation) -> pa.Array:
    """Household and number, else name: enough to find rows worth comparing.  Null where there is neither."""
    nothing = pa.nulls(len(seen.rows), pa.string())
    person = pc.coalesce(seen.columns.get(NUMBER, nothing), seen.columns.get(NAME, nothing))
    return pc.binary_join_element_wise(seen.keys, person, "|")


def content(seen: Observation, row: int, columns: Iterable[int]) -> tuple[object, ...]:
    cells = seen.meant(row)
    return tuple(cells[index] for index in columns)


def repeated(keys: pa.Array) -> Iterator[tuple[int, int]]:
    """Place of every key met before, and where it was first met."""
    codes = pc.fill_null(keys.dictionary_encode().indices, -1).to_numpy(zero_copy_only=False)
    known = np.flatnonzero(codes >= 0)
    _, start = np.unique(codes[known], return_index=True)
    if len(start) == len(known):
        return
    firsts = dict(zip(codes[known[start]].tolist(), known[start].tolist(), strict=True))
    again = np.ones(len(known), bool)
    again[start] = False
    for place in known[again].tolist():
        yield place, firsts[int(codes[place])]
