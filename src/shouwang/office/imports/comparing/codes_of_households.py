"""Codes that give away a number or a name: heads' ID numbers, and what is put together where files have no codes.

A household whose head the register knows by the ID number has its code there.  Codes are shown, and the journal names
households by them: any other becomes an alias, the same every time (registry/aliases.py).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from shouwang.office.kit import sealing
from shouwang.office.kit.codes import Span
from shouwang.office.registry import aliases
from shouwang.office.registry.writing import bulk

HEADS, ENTERED = "composed_head", "telling_household"
TELLING = r"(^|-)[0-9]{14}([0-9]|[0-9]{3}[0-9Xx])(-|$)|\p{Han}"
"""Of a code put together: an ID number of 18 or 15 signs, or words."""
NUMBER = re.compile("(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")


def replaced(tables: Mapping[str, pa.Table], span: Span, *, composed: bool) -> dict[str, pa.Table]:
    """The same tables with such codes replaced, also where a person's code begins with one.

    `span`: where heads are looked for in the register.  `composed`: whether codes were put together of columns; else
    whatever holds no ID number stays as it is.
    """
    said = _said(tables.values())
    telling = _telling(said, composed)
    if not telling and not composed:
        return dict(tables)
    # A household that is in the register under such a code keeps it, rather than coming in a second time.
    telling -= _entered(telling)
    wanted = set(said.to_pylist()) if composed else telling
    known = registered(_numbers(tables.get("persons"), wanted), span, taken=set(said.to_pylist()))
    instead = known | _aliases(telling - known.keys(), taken={*known.values()})
    return {name: aliases.applied(table, instead) for name, table in tables.items()}


def _said(tables: Iterable[pa.Table]) -> pa.Array:
    there = [table["household_id"] for table in tables if "household_id" in table.column_names]
    return pc.unique(
        pa.chunked_array([chunk for each in there for chunk in each.chunks], pa.string())
    ).drop_null()


def _telling(said: pa.Array, composed: bool) -> set[str]:
    found = set(aliases.of_column(said))
    if composed:
        found.update(said.filter(pc.fill_null(pc.match_substring_regex(said, TELLING), False)).to_pylist())
    return found


def _entered(codes: Collection[str]) -> set[str]:
    if not codes:
        return set()
    bulk.stage(ENTERED, pa.table({"code": pa.array(sorted(codes), pa.string())}))
    asked = f"SELECT s.code FROM {ENTERED} s JOIN registry_household h ON h.household_id = s.code"
    return {code for (code,) in bulk.rows(asked)}


def _numbers(people: pa.Table | None, wanted: Collection[str]) -> dict[str, str]:
    """ID numbers of heads by the codes of their households: the head's own, else the one that stands in the code."""
    found = {code: number for code in wanted if (number := aliases.number(code))}
    if people is not None:
        heads = people.filter(pc.fill_null(pc.equal(people["relation"], "head"), False))
        pairs = zip(heads["household_id"].to_pylist(), heads["id_number"].to_pylist(), strict=True)
        found |= {code: number for code, number in pairs if code in wanted and number}
    return found


def registered(numbers: Mapping[str, str], span: Span, *, taken: Collection[str] = ()) -> dict[str, str]:
    """Code in the files → code of the household that has the same head, where both are one household.

    `taken`: codes that the files have themselves.
    """
    found = _headed(list(numbers.items()), span)
    said, there = Counter(code for code, _own in found), Counter(own for _code, own in found)
    return {code: own for code, own in found if said[code] == there[own] == 1 and own not in taken}


def _headed(pairs: Collection[tuple[str, str]], span: Span) -> list[tuple[str, str]]:
    """Pairs of a code and the code of a household in the register whose head has the number beside it."""
    digests = pa.array(sealing.digest_many(number for _code, number in pairs), pa.string())
    bulk.stage(
        HEADS, pa.table({"code": pa.array((code for code, _n in pairs), pa.string()), "digest": digests})
    )
    return bulk.rows(
        f"SELECT DISTINCT s.code, h.household_id FROM {HEADS} s JOIN registry_person p ON p.id_number_digest = s.digest"
        " JOIN registry_household h ON h.id = p.household_id WHERE p.ended_on IS NULL AND h.ended_on IS NULL"
        " AND p.relation = 'head' AND p.area_code BETWEEN %s AND %s",
        span,
    )


def _aliases(codes: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """`taken`: somebody came after the head whose number once gave the code, and that one heads another household."""
    found = {}
    for code in codes:
        made, again = aliases.alias(code), 1
        while made in taken:
            again += 1
            made = aliases.alias(f"{code}|{again}")
        found[code] = made
    return found


def named(said: Iterable[str], span: Span, *, composed: bool) -> set[str]:
    """Households of rows that could not be read: by their codes, and by the heads' numbers that stand in these."""
    codes = set(said)
    telling = _telling(pa.array(codes, pa.string()), composed)
    telling -= _entered(telling)
    pairs = [
        (code, number)
        for code in telling
        for number in (aliases.number(code), *NUMBER.findall(code))
        if number
    ]
    headed = _headed(pairs, span)
    return codes - telling | {*_aliases(telling, ()).values(), *(own for _code, own in headed)}
