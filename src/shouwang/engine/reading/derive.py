"""What a file says in another way: a household's allowance, from its members'."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine.reading import messages, phrases
from shouwang.engine.reading.households import Gathered
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.targets import Target
from shouwang.engine.tables import HOUSEHOLDS

Count = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Answers:
    """Members of each household who say yes, who say no, of whom nothing is known."""

    yes: Count
    no: Count
    unknown: Count


def from_members(homes: Gathered, persons: pa.Table, log: Log) -> None:
    """Fills empty cells of households, never a cell that holds something unreadable."""
    groups = pc.index_in(persons["household_id"].combine_chunks(), homes.ids)
    members = pc.fill_null(groups, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    for column, code, meaning in (
        ("subsistence_allowance", messages.ALLOWANCE_DERIVED, allowance),
        ("extreme_hardship", messages.HARDSHIP_DERIVED, hardship),
    ):
        found = meaning(_answers(members, persons[column].combine_chunks(), len(homes.ids)))
        _fill(homes, column, found, code, log)


def allowance(answers: Answers) -> list[str | None]:
    """All yes: whole; some yes, some no: part; all no: none; else unknown."""
    whole = (answers.yes > 0) & (answers.no == 0) & (answers.unknown == 0)
    part = (answers.yes > 0) & (answers.no > 0)
    none = (answers.no > 0) & (answers.yes == 0) & (answers.unknown == 0)
    codes = np.select([whole, part, none], [1, 2, 3], 0)
    return [(None, "whole", "part", "none")[code] for code in codes.tolist()]


def hardship(answers: Answers) -> list[str | None]:
    """All no: none; else the kind of support stays unknown."""
    none = (answers.no > 0) & (answers.yes == 0) & (answers.unknown == 0)
    return ["none" if said else None for said in none.tolist()]


def _answers(members: Count, column: pa.Array, count: int) -> Answers:
    said = pc.fill_null(column.cast(pa.int8()), -1).to_numpy(zero_copy_only=False)
    known = members >= 0
    return Answers(
        *(np.bincount(members[known & (said == answer)], minlength=count) for answer in (1, 0, -1))
    )


def _fill(homes: Gathered, column: str, found: list[str | None], code: str, log: Log) -> None:
    disputed = homes.disputed.get(Target("households", column), set())
    labels = {value.code: value.label for value in HOUSEHOLDS[column].values}
    values = homes.columns[column].to_pylist()
    for index, value in enumerate(found):
        if value is not None and values[index] is None and index not in disputed:
            values[index] = value
            layer = homes.home_of(index)
            log.add(
                code,
                layer.sheet,
                layer.row(index),
                layer.columns.get(column),
                label=phrases.label(labels[value]),
            )
    homes.columns[column] = pa.array(values, pa.string())
