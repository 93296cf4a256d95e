"""From whole columns of codes, days and fen to Arrow columns of the declared tables."""

import numpy as np
import pyarrow as pa
from pyarrow import compute

from shouwang.engine.county.draws import UNKNOWN, Array, Stream
from shouwang.engine.schema import MONEY, TYPES
from shouwang.engine.tables import Column, Table, Type

# Cells in 10,000 that the files of real counties leave empty, besides those that have nothing to say.
LEFT_EMPTY = {
    "households": {
        "group_name": 60,
        "origin": 40,
        "monitoring_type": 50,
        "risk_state": 40,
        "subsistence_allowance": 60,
        "extreme_hardship": 60,
        "allowance_edge": 250,
        "house_grade": 120,
        "house_self_fix": 500,
        "other_safe_house": 900,
        "water_safe": 80,
        "water_quantity_ok": 150,
        "water_quality_ok": 200,
        "water_access_ok": 150,
        "water_supply_ok": 200,
        "supporter": 280,
        "food_ok": 50,
        "clothing_ok": 50,
        "resettled": 100,
        "no_labour": 200,
        "address": 100,
    },
    "persons": {
        "ethnicity": 80,
        "education": 150,
        "student_stage": 90,
        "in_school": 120,
        "health": 100,
        "disability_grade": 140,
        "labour": 120,
        "subsistence_allowance": 60,
        "extreme_hardship": 60,
        "medical_insured": 60,
        "serious_illness_insured": 160,
        "pension_insured": 220,
        "family_doctor": 200,
        "chronic_card": 240,
        "works": 130,
    },
    "incomes": {"item": 200},
    "measures": {"amount": 1800},
}
# Cells that are empty together with another one.
GO_WITH = {
    "work_place": "works",
    "work_months": "works",
    "monthly_wage": "works",
    "welfare_post": "works",
    "welfare_post_months": "works",
    "disability_kind": "disability_grade",
    "home_teaching": "in_school",
}


def words(
    codes: Array, values: tuple[str, ...] | list[str], known: Array | None = None
) -> pa.DictionaryArray:
    """A text column that repeats few values; dictionaries are a tenth of the work of text."""
    empty = codes == UNKNOWN if codes.dtype == np.uint8 else None
    if known is not None:
        empty = ~known if empty is None else empty | ~known
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=empty), pa.array(values, pa.string()))


def money(fen: Array, known: Array | None = None) -> pa.Array:
    """decimal(14,2) out of whole fen, which must not be negative."""
    halves = np.zeros((len(fen), 2), "<i8")
    halves[:, 0] = fen
    validity = None if known is None else pa.array(known).buffers()[1]
    return pa.Array.from_buffers(MONEY, len(fen), [validity, pa.py_buffer(halves)])


def record(table: Table, stream: Stream, columns: dict[str, Array | pa.Array]) -> pa.RecordBatch:
    """The table's columns in their order, with the cells that were left empty."""
    count = len(next(iter(columns.values())))
    empties = LEFT_EMPTY.get(table.name, {})
    known = {
        name: ~stream.chance(f"empty {table.name}.{name}", count, share) for name, share in empties.items()
    }
    known |= {name: known[master] for name, master in GO_WITH.items() if master in known}
    arrays = [_column(column, columns[column.name], known.get(column.name)) for column in table]
    return pa.RecordBatch.from_arrays(arrays, [column.name for column in table])


def _column(column: Column, values: Array | pa.Array, known: Array | None) -> pa.Array:
    if isinstance(values, pa.Array):
        return values if known is None else _emptied(values, known)
    if column.type is Type.ENUM:
        return words(values, column.codes, known)
    if column.type is Type.MONEY:
        known = values >= 0 if known is None else known & (values >= 0)
        return money(np.maximum(values, 0), known)
    return pa.array(values, TYPES[column.type], mask=None if known is None else ~known)


def _emptied(values: pa.Array, known: Array) -> pa.Array:
    if isinstance(values, pa.DictionaryArray):
        return pa.DictionaryArray.from_arrays(_emptied(values.indices, known), values.dictionary)
    return compute.if_else(pa.array(known), values, None)
