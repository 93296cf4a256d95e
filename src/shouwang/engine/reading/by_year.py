"""A row per household and year: its amounts become amounts of that year, as if the header had named it."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine import schema
from shouwang.engine.reading import messages, twins
from shouwang.engine.reading.observe import Observation
from shouwang.engine.reading.plan import FLAT
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.targets import HOUSEHOLD_ID, Target

Mask = npt.NDArray[np.bool_]


def split(seen: Observation, log: Log) -> Observation:
    """Every column without a year → one per year that its rows state; sheets without such a column stay."""
    year = seen.plan.year
    if year is None:
        return seen
    columns = dict(seen.columns)
    years = columns.pop(year)
    dateless = [target for target in columns if target.kind and target.period is None]
    made = replace(seen, years=years, unread=dict(seen.unread), undated=_undated(seen, years, dateless))
    for target in dateless:
        amounts, bad = columns.pop(target), made.unread.pop(target, set())
        for period in pc.unique(years).drop_null().to_pylist():
            of_year = pc.fill_null(pc.equal(years, period), False)
            none = pa.scalar(None, schema.TYPES[target.declared.type])
            columns[target.within(period)] = pc.if_else(of_year, amounts, none)
            made.unread[target.within(period)] = bad & set(seen.rows[_mask(of_year)].tolist())
    made.columns = columns
    return made if seen.plan.kind == FLAT else _once(made, years, log)


def _mask(array: pa.Array) -> Mask:
    return np.array(array.to_numpy(zero_copy_only=False), dtype=bool)


def _undated(seen: Observation, years: pa.Array, dateless: list[Target]) -> dict[str, set[int]]:
    """Rows without a year that do hold an amount, or something that should have been one."""
    found: dict[str, set[int]] = {}
    for target in dateless:
        filled = _mask(pc.is_valid(seen.columns[target]))
        filled |= np.isin(seen.rows, list(seen.unread.get(target, ())))
        rows = seen.rows[filled & _mask(pc.is_null(years))].tolist()
        found.setdefault(target.table, set()).update(rows)
    return found


def _once(seen: Observation, years: pa.Array, log: Log) -> Observation:
    """Of two rows of one household and year the first; where they differ, that year is in doubt."""
    keep = np.ones(len(seen.rows), bool)
    amounts = [column.index for column in seen.plan.columns if column.target and column.target.kind]
    for place, first in twins.repeated(pc.binary_join_element_wise(seen.keys, years, "|")):
        row, other, year = int(seen.rows[place]), int(seen.rows[first]), years[place].as_py()
        same = twins.content(seen, row, amounts) == twins.content(seen, other, amounts)
        code = twins.kind_of_twin(seen, row, other, same, messages.YEAR_TWICE)
        index, key = seen.index_of(HOUSEHOLD_ID), seen.keys[place].as_py()
        log.add(code, seen.sheet, row, index, key, other=seen.sheet.where(other), year=year)
        keep[place] = False
        if not same:
            _doubt(seen, other, year)
    return seen.select(keep)


def _doubt(seen: Observation, row: int, year: str) -> None:
    """One amount in doubt is enough for its table; the others of that year go with it."""
    tables: set[str] = set()
    for target in seen.columns:
        if target.kind and target.period == year and target.table not in tables:
            tables.add(target.table)
            seen.unread.setdefault(target, set()).add(row)
