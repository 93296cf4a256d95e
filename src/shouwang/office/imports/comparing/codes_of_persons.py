"""Codes that the reader made of ID numbers: the register keeps numbers sealed, so a code must not give one away."""

import pyarrow as pa
import pyarrow.compute as pc

from shouwang.office.kit import sealing

LETTER, LENGTH = "P", 19
MADE = f"{LETTER}[0-9A-F]{{{LENGTH}}}"
"""What such a code looks like; in capitals, as the reader brings codes, so that a list that was taken away comes back."""


def replaced(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The same tables with such codes replaced by keyed digests: the same person gets the same code every time."""
    people = tables.get("persons")
    if people is None:
        return tables
    ids, numbers = people["person_id"].combine_chunks(), people["id_number"].combine_chunks()
    telling = pc.fill_null(pc.equal(ids, numbers), False)
    old = ids.filter(telling)
    if not len(old):
        return tables
    new = pa.array(
        [f"{LETTER}{found[:LENGTH].upper()}" for found in sealing.digest_many(old.to_pylist()) if found]
    )
    return {name: _with(table, old, new) for name, table in tables.items()}


def _with(table: pa.Table, old: pa.Array, new: pa.Array) -> pa.Table:
    if "person_id" not in table.column_names:
        return table
    place = table.column_names.index("person_id")
    ids = table["person_id"].combine_chunks()
    instead = pc.coalesce(new.take(pc.index_in(ids, old)), ids)
    return table.set_column(place, "person_id", instead)
