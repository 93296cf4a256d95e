"""One sheet, as planned → typed columns of its data rows; every cell that could not be read is listed."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine import schema
from shouwang.engine.reading import messages, phrases, problems, rows, values
from shouwang.engine.reading.mapfile import FROM_HOUSEHOLD_ID
from shouwang.engine.reading.plan import ColumnPlan, Plan
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.targets import AREA_CODE, HOUSEHOLD_ID, Target
from shouwang.engine.reading.workbook import Sheet
from shouwang.engine.tables import Column

VILLAGE = "^[0-9]{12}$"


@dataclass
class Observation:
    """What one sheet says: `keys` (household numbers, in lists of areas: codes) and columns beside `rows`."""

    plan: Plan
    rows: npt.NDArray[np.int32]
    """Rows of the sheet, counted from 0."""
    keys: pa.Array
    columns: dict[Target, pa.Array]
    unread: dict[Target, set[int]] = field(default_factory=dict)
    """Rows of the sheet whose cell holds something that could not be read."""

    years: pa.Array | None = None
    """The year of each row, where a column says it and the amounts stand beside."""
    undated: dict[str, set[int]] = field(default_factory=dict)
    """Table → rows of the sheet with amounts of it, of which nobody can tell the year."""

    @property
    def sheet(self) -> Sheet:
        return self.plan.sheet

    def index_of(self, target: Target) -> int | None:
        used = self.plan.used
        column = used.get(target) or (used.get(target.within(None)) if target.kind else None)
        return column.index if column else None

    def named(self, target: Target) -> int | None:
        """The column whose header names the very year."""
        column = self.plan.used.get(target)
        return column.index if column else None

    def cell(self, row: int, target: Target) -> str:
        """As the file has it, to be quoted."""
        index = self.index_of(target)
        return "" if index is None else problems.shown(self.sheet.rows[row][index])

    def meant(self, row: int) -> list[object]:
        """The cells of a row, also of what is written once for several rows."""
        cells, merged = self.sheet.rows[row], self._below.get(row)
        return [merged.get(index, cell) for index, cell in enumerate(cells)] if merged else cells

    @cached_property
    def _below(self) -> dict[int, dict[int, object]]:
        """Row → column → value of a merged cell that began further up, as `_spread_merges` has it."""
        found: dict[int, dict[int, object]] = {}
        for top, left, bottom, _ in self.sheet.merges:
            if top > self.plan.header.last:
                value = found.get(top, {}).get(left, self.sheet.rows[top][left])
                for row in range(top + 1, min(bottom, len(self.sheet.rows) - 1) + 1):
                    found.setdefault(row, {})[left] = value
        return found

    def select(self, keep: npt.NDArray[np.bool_]) -> "Observation":
        if keep.all():
            return self
        mask = pa.array(keep)
        columns = {target: column.filter(mask) for target, column in self.columns.items()}
        years = None if self.years is None else self.years.filter(mask)
        return replace(self, rows=self.rows[keep], keys=self.keys.filter(mask), columns=columns, years=years)


def observe(plan: Plan, log: Log) -> Observation:
    sheet, offset = plan.sheet, plan.header.last + 1
    columns: rows.Columns = list(zip(*sheet.rows[offset:], strict=True)) or [()] * sheet.width
    _spread_merges(plan, columns)
    data = rows.data_rows(plan, columns, log)
    kept = np.flatnonzero(data.keep).astype(np.int32) + offset
    seen = Observation(plan, kept, data.keys.filter(pa.array(data.keep)), {})
    for target, column in plan.used.items():
        if target not in (HOUSEHOLD_ID, rows.AREA):
            _read(seen, target, column, columns, data.keep, log)
    _set_constants(seen, log)
    return seen


def _spread_merges(plan: Plan, columns: rows.Columns) -> None:
    """The value of a merged cell holds for every row it reaches over; only columns that are used matter."""
    offset = plan.header.last + 1
    used = {column.index for column in plan.used.values()} | set(plan.identified_by)
    changed: dict[int, list[object]] = {}
    for top, left, bottom, _ in plan.sheet.merges:
        if bottom > top >= offset and left in used:
            cells = changed.setdefault(left, list(columns[left]))
            last = min(bottom, offset + len(cells) - 1)
            cells[top - offset : last - offset + 1] = [cells[top - offset]] * (last - top + 1)
    for index, cells in changed.items():
        columns[index] = cells


def _read(
    seen: Observation,
    target: Target,
    column: ColumnPlan,
    columns: rows.Columns,
    keep: npt.NDArray[np.bool_],
    log: Log,
) -> None:
    offset = seen.plan.header.last + 1
    cells = columns[column.index]
    converted = values.convert(cells, target.declared, column.scale)
    array, notes = converted.values, dict(converted.notes)
    if target == AREA_CODE:
        array, strange = _villages(array)
        notes |= dict.fromkeys(strange, messages.BAD_AREA_CODE)
    array, beyond = _within(array, target.declared)
    notes |= dict.fromkeys(beyond, messages.OUT_OF_RANGE)
    notes |= _faults(seen.sheet, column.index, offset)
    for row, code in sorted(notes.items()):
        if row < len(keep) and keep[row]:
            _note(seen, target, row + offset, column.index, code, cells[row], log)
    seen.columns[target] = array if keep.all() else array.filter(pa.array(keep))


def _villages(codes: pa.Array) -> tuple[pa.Array, list[int]]:
    good = pc.fill_null(pc.match_substring_regex(codes, VILLAGE), True)
    return pc.if_else(good, codes, None), pc.indices_nonzero(pc.invert(good)).to_pylist()


def _within(array: pa.Array, column: Column) -> tuple[pa.Array, list[int]]:
    """A month 13 or a negative wage is not used: a run would compute with it."""
    if column.low is None or column.high is None:
        return array, []
    good = pc.and_(pc.greater_equal(array, column.low), pc.less_equal(array, column.high))
    good = pc.fill_null(good, True)
    if pc.all(good).as_py():
        return array, []
    return pc.if_else(good, array, None), pc.indices_nonzero(pc.invert(good)).to_pylist()


def _faults(sheet: Sheet, index: int, offset: int) -> dict[int, str]:
    return {
        row - offset: code
        for (row, column), code in sheet.faults.items()
        if column == index and row >= offset
    }


def _note(
    seen: Observation, target: Target, row: int, index: int, code: str, value: object, log: Log
) -> None:
    declared = target.declared
    log.add(
        code,
        seen.sheet,
        row,
        index,
        value,
        label=phrases.label(declared.label),
        choices=phrases.choices(value.label for value in declared.values),
        low=declared.low,
        high=declared.high,
    )
    if messages.CATALOGUE[code].severity == messages.ERROR:
        seen.unread.setdefault(target, set()).add(row)


def _set_constants(seen: Observation, log: Log) -> None:
    for target, stated in seen.plan.constants.items():
        if target == AREA_CODE and stated == FROM_HOUSEHOLD_ID:
            array, _ = _villages(pc.utf8_slice_codeunits(seen.keys, 0, 12))
        else:
            value, _ = values.reader(target.declared)(stated)
            array = pa.array([value] * len(seen.rows), schema.TYPES[target.declared.type])
        seen.columns[target] = array
        log.add(messages.CONSTANT_SET, seen.sheet, value=stated, label=phrases.column(target))
