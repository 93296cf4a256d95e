"""Which rows of a sheet are data, and to which household – in lists of areas: area – each belongs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine.reading import messages, values, words
from shouwang.engine.reading.plan import Plan
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.targets import HOUSEHOLD_ID, Target

Columns = list[Sequence[object]]
Mask = npt.NDArray[np.bool_]

AREA = Target("areas", "area_code")
NAME, RELATION, NUMBER = (Target("persons", column) for column in ("name", "relation", "id_number"))
HAN = "[\u4e00-\u9fff]"
SPARSE = 0.8
"""From this share of members without a number on, a sheet writes numbers in the head's row only; below it, a
missing number is a mistake that must not be filled with the neighbour's."""
SPARSE_WITHOUT_RELATION = 0.4


@dataclass
class Data:
    keep: Mask
    keys: pa.Array
    """Household number (area code) per row; null where the row is not kept."""


def data_rows(plan: Plan, columns: Columns, log: Log) -> Data:
    """Totals, notes, repeated headers and rows without a household are listed; blank lines just end."""
    keys, bad = _keys(plan, columns)
    drop = _no_data(plan, columns, keys, log) | _cut(plan, columns, log)
    for row, code in bad.items():
        if not drop[row]:
            _refuse(plan, columns, row, code, log)
    empty = _mask(pc.is_null(keys)) & ~drop
    empty[list(bad)] = False
    keys = _filled(plan, columns, keys, empty, bad, log)
    return Data(_mask(pc.is_valid(keys)) & ~drop, keys)


def _mask(array: pa.Array) -> Mask:
    return np.array(array.to_numpy(zero_copy_only=False), dtype=bool)


def _keys(plan: Plan, columns: Columns) -> tuple[pa.Array, dict[int, str]]:
    """The numbers, and the rows where there is one that cannot be read."""
    parts = _key_columns(plan)
    converted = [values.convert(columns[index], HOUSEHOLD_ID.declared) for index in parts]
    bad = {row: code for one in converted for row, code in one.notes}
    offset = plan.header.last + 1
    for row, column in plan.sheet.faults:
        if column in parts and row >= offset:
            bad[row - offset] = plan.sheet.faults[row, column]
    if len(parts) == 1:
        return converted[0].values, bad
    return pc.binary_join_element_wise(*(one.values for one in converted), "-"), bad


def _key_columns(plan: Plan) -> list[int]:
    if plan.identified_by:
        return plan.identified_by
    return [plan.used[AREA if plan.kind == "areas" else HOUSEHOLD_ID].index]


def _refuse(plan: Plan, columns: Columns, row: int, code: str, log: Log) -> None:
    index = _key_columns(plan)[0]
    lost = code == messages.DIGITS_LOST
    log.add(
        messages.BAD_HOUSEHOLD_ID if lost else messages.NO_HOUSEHOLD_ID,
        plan.sheet,
        row + plan.header.last + 1,
        index,
        columns[index][row],
    )


def _no_data(plan: Plan, columns: Columns, keys: pa.Array, log: Log) -> Mask:
    """Looks closely only at rows without a number, or with words where a number should be."""
    doubtful = _mask(pc.is_null(keys))
    if doubtful.any():
        doubtful &= ~_is_person(plan, columns)
    if not plan.identified_by:
        doubtful |= _mask(pc.fill_null(pc.match_substring_regex(keys, HAN), False))
    drop = np.zeros(len(keys), bool)
    offset = plan.header.last + 1
    index = _key_columns(plan)[0]
    for row in np.flatnonzero(doubtful).tolist():
        cells = plan.sheet.rows[row + offset]
        texts = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
        if not texts:
            drop[row] = True
        elif code := _what(texts, cells, plan, index):
            drop[row] = True
            log.add(code, plan.sheet, row + offset, None, texts[0])
    return drop


def _what(texts: list[str], cells: list[object], plan: Plan, index: int) -> str | None:
    header = plan.header.names.get(index, "").rpartition("/")[2]
    if "".join(str(cells[index]).split()) == header:
        return messages.ROW_HEADER
    if words.NOTES.match(words.bare(texts[0])):
        return messages.ROW_NOTE
    # One long text alone in its row is a remark, whatever it begins with.
    return messages.ROW_NOTE if len(texts) == 1 and len(texts[0]) > 8 and not texts[0].isalnum() else None


def _is_person(plan: Plan, columns: Columns) -> Mask:
    """Rows with a name and a number or a relation: people, certainly no totals."""
    filled = {
        target: np.array([cell not in ("", None) for cell in columns[plan.used[target].index]], bool)
        for target in (NAME, RELATION, NUMBER)
        if target in plan.used
    }
    if NAME not in filled:
        return np.zeros(len(columns[0]), bool)
    nothing = np.zeros_like(filled[NAME])
    known: Mask = filled[NAME] & (filled.get(RELATION, nothing) | filled.get(NUMBER, nothing))
    return known


def _cut(plan: Plan, columns: Columns, log: Log) -> Mask:
    """CSV: a stray delimiter moved everything behind it into the wrong column."""
    drop = np.zeros(len(columns[0]), bool)
    wanted = max(plan.header.names) + 1
    if plan.sheet.lines is None:
        return drop
    for row, cells in enumerate(plan.sheet.rows[plan.header.last + 1 :]):
        if any(cells[wanted:]):
            drop[row] = True
            found = max(i for i, cell in enumerate(cells) if cell) + 1
            log.add(messages.ROW_CUT, plan.sheet, row + plan.header.last + 1, found=found, wanted=wanted)
    return drop


def _filled(
    plan: Plan, columns: Columns, keys: pa.Array, empty: Mask, bad: dict[int, str], log: Log
) -> pa.Array:
    """Numbers written in the head's row only are carried down; any other missing number is an error."""
    if not empty.any():
        return keys
    heads = _heads(plan, columns)
    filled = empty & ~heads if _is_sparse(plan, keys, empty, heads) else np.zeros_like(empty)
    # Whoever stands below an unreadable number, or below a head without any, has no number either.
    stops = _mask(pc.is_valid(keys)) | (empty & ~filled)
    stops[list(bad)] = True
    source = np.maximum.accumulate(np.where(stops, np.arange(len(stops)), -1))
    carried = keys.take(pa.array(np.where(source < 0, len(keys) - 1, source)))
    filled &= (source >= 0) & _mask(pc.is_valid(carried))
    offset, index = plan.header.last + 1, _key_columns(plan)[0]
    for row in np.flatnonzero(empty & ~filled).tolist():
        log.add(messages.NO_HOUSEHOLD_ID, plan.sheet, row + offset, index)
    if count := int(filled.sum()):
        log.add(messages.FILLED_DOWN, plan.sheet, None, index, count=count)
    return pc.if_else(pa.array(filled), carried, keys)


def _heads(plan: Plan, columns: Columns) -> Mask:
    if RELATION not in plan.used:
        return np.zeros(len(columns[0]), bool)
    relation = values.convert(columns[plan.used[RELATION].index], RELATION.declared).values
    return _mask(pc.fill_null(pc.equal(relation, "head"), False))


def _is_sparse(plan: Plan, keys: pa.Array, empty: Mask, heads: Mask) -> bool:
    members = ~heads & (empty | _mask(pc.is_valid(keys)))
    if plan.kind == "areas" or not members.any():
        return False
    least = SPARSE if heads.any() else SPARSE_WITHOUT_RELATION
    return bool(empty[members].mean() >= least)
