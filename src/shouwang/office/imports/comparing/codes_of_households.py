"""Codes put together of what identifies a household where files have none – a village and the head's number or name.

A household whose head the register knows by the ID number has its code there.  Codes are shown, and the journal names
households by them: any other that gives away a number or a name becomes a keyed digest, the same every time.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from shouwang.office.kit import sealing
from shouwang.office.kit.codes import Span
from shouwang.office.registry import bulk

HEADS = "composed_head"
LETTER, LENGTH = "H", 19
TELLING = r"(^|-)[0-9]{14}([0-9]|[0-9]{3}[0-9Xx])(-|$)|\p{Han}"
"""An ID number of 18 or 15 signs, or words."""
NUMBER = re.compile("(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")


def replaced(tables: Mapping[str, pa.Table], span: Span) -> dict[str, pa.Table]:
    """The same tables with such codes replaced, also where a person's code begins with one.

    `span`: where heads are looked for in the register.
    """
    known = registered(tables["persons"], span) if "persons" in tables else {}
    return {name: _table(table, known) for name, table in tables.items()}


def registered(people: pa.Table, span: Span) -> dict[str, str]:
    """Code in the files → code of the household that has the same head, where both are one household."""
    heads = people.filter(pc.fill_null(pc.equal(people["relation"], "head"), False))
    found = _headed(heads["household_id"].to_pylist(), heads["id_number"].to_pylist(), span)
    said, there = Counter(code for code, _own in found), Counter(own for _code, own in found)
    return {code: own for code, own in found if said[code] == there[own] == 1}


def _headed(said: list[str], numbers: list[str | None], span: Span) -> list[tuple[str, str]]:
    """Pairs of a code and the code of a household in the register whose head has the number beside it."""
    digests = pa.array(sealing.digest_many(numbers), pa.string())
    bulk.stage(HEADS, pa.table({"code": pa.array(said, pa.string()), "digest": digests}))
    return bulk.rows(
        f"SELECT DISTINCT s.code, h.household_id FROM {HEADS} s JOIN registry_person p ON p.id_number_digest = s.digest"
        " JOIN registry_household h ON h.id = p.household_id WHERE p.ended_on IS NULL AND h.ended_on IS NULL"
        " AND p.relation = 'head' AND p.area_code BETWEEN %s AND %s",
        span,
    )


def named(said: Iterable[str], span: Span) -> set[str]:
    """Households of rows that could not be read: by their codes, and by the heads' numbers that stand in these."""
    codes = list(said)
    pairs = [(code, number) for code in codes for number in NUMBER.findall(code)]
    headed = _headed([code for code, _number in pairs], [number for _code, number in pairs], span)
    return {*_replaced(pa.array(codes, pa.string()), {}).to_pylist(), *(own for _code, own in headed)}


def _table(table: pa.Table, known: Mapping[str, str]) -> pa.Table:
    if "household_id" not in table.column_names:
        return table
    old = table["household_id"].combine_chunks()
    new = _replaced(old, known)
    table = _with(table, "household_id", new)
    if "person_id" not in table.column_names:
        return table
    ids = table["person_id"].combine_chunks()
    # As the reader makes them: the household's code and the order within it.
    made = [
        f"{after}{one[len(before) :]}" if one and before and one.startswith(f"{before}-") else one
        for one, before, after in zip(ids.to_pylist(), old.to_pylist(), new.to_pylist(), strict=True)
    ]
    return _with(table, "person_id", pa.array(made, pa.string()))


def _replaced(old: pa.Array, known: Mapping[str, str]) -> pa.Array:
    telling = old.filter(pc.fill_null(pc.match_substring_regex(old, TELLING), False)).unique()
    # Digests are made without hyphens, which keep the parts of a code apart.
    digests = sealing.digest_many(code.replace("-", "|") for code in telling.to_pylist())
    instead = dict(
        zip(telling.to_pylist(), (f"{LETTER}{(one or '')[:LENGTH].upper()}" for one in digests), strict=True)
    )
    instead |= known
    before, after = (pa.array(side, pa.string()) for side in (list(instead), list(instead.values())))
    return pc.coalesce(after.take(pc.index_in(old, before)), old)


def _with(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)
