"""Codes made of ID numbers, by the reader or by whoever keeps the list: the register keeps numbers sealed, so a code
must not give one away."""

import pyarrow as pa
import pyarrow.compute as pc

from shouwang.office.kit import sealing
from shouwang.office.registry import aliases

LETTER, LENGTH = "P", 19
MADE = f"{LETTER}[0-9A-F]{{{LENGTH}}}"
"""What such a code looks like; in capitals, as the reader brings codes, so that a list that was taken away comes back."""


def replaced(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The same tables with such codes replaced by keyed digests: the same person gets the same code every time."""
    old: set[str] = set()
    for table in tables.values():
        if "person_id" in table.column_names:
            old.update(aliases.of_column(table["person_id"].combine_chunks()))
    if (people := tables.get("persons")) is not None:
        ids, numbers = people["person_id"].combine_chunks(), people["id_number"].combine_chunks()
        old.update(ids.filter(pc.fill_null(pc.equal(ids, numbers), False)).to_pylist())
    instead = {code: _made(code) for code in old}
    return {name: _with(table, instead) for name, table in tables.items()} if old else tables


def _made(code: str) -> str:
    digest = sealing.digest(aliases.number(code) or code.replace("-", "|"))
    return f"{LETTER}{digest[:LENGTH].upper()}"


def _with(table: pa.Table, instead: dict[str, str]) -> pa.Table:
    if "person_id" not in table.column_names:
        return table
    before, after = (pa.array(side, pa.string()) for side in (list(instead), list(instead.values())))
    place = table.column_names.index("person_id")
    ids = table["person_id"].combine_chunks()
    return table.set_column(place, "person_id", pc.coalesce(after.take(pc.index_in(ids, before)), ids))
