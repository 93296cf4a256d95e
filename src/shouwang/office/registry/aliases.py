"""Codes in place of ID numbers.  Many ledgers call a household by its head's number, and codes are shown everywhere.

Such a code becomes an alias – a keyed digest, the same every time, as the digest's key is not rotated (office/keys.py):
a list that comes again finds the same households, and so does whoever looks for the number.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine import identity
from shouwang.office.areas.models import Area
from shouwang.office.kit import sealing
from shouwang.office.kit.masking import LONG, SHORT, mask

LETTER, LENGTH = "H", 12
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are taken for another, or for a digit."""
MADE = re.compile(f"{LETTER}[{SIGNS}]{{{LENGTH}}}")
LIKELY = f"{LONG}|(^|[^0-9A-Za-z]){SHORT}([^0-9A-Za-z]|$)"
"""For Arrow, which cannot look around: at least all that is looked for."""
ALONE, AFTER = "(?<![0-9A-Za-z])", "(?![0-9A-Za-z])"
CARD = "([1-7][1-4]([0-9Bb][0-9])?)?"
NEW = re.compile(f"{ALONE}{LONG}{CARD}{AFTER}")
OLD = re.compile(f"{ALONE}{SHORT}{AFTER}")
WITHIN = re.compile(f"(?=({LONG}))")
CITIZEN, TOWNSHIP = 18, 9
"""Signs of a number without what a disability card adds; of a township's code."""


def tells(code: str) -> bool:
    """Whether it is, or holds, somebody's ID number."""
    return code in instead([code])


def kept(code: str) -> str:
    """A household's code as the register keeps it."""
    return instead([code]).get(code, code)


def instead(codes: Iterable[str]) -> dict[str, str]:
    """Alias by code, of those that hold an ID number."""
    found = [code for code in codes if OLD.search(code) or holds_new(code)]
    if not found:
        return {}
    ours = _townships(found)
    return {code: alias(code) for code in found if holds_new(code) or _holds_old(code, ours)}


def of_column(codes: pa.Array) -> dict[str, str]:
    """The same for a column; its length costs little where nobody's number is in it."""
    each = pc.unique(codes)
    likely = each.filter(pc.fill_null(pc.match_substring_regex(each, LIKELY), False))
    return instead(likely.to_pylist()) if len(likely) else {}


def holds_new(text: str) -> bool:
    # Amid other digits the check character tells it from what looks so by chance.
    return NEW.search(text) is not None or any(
        identity.checksum_ok(found[1]) for found in WITHIN.finditer(text)
    )


def _holds_old(code: str, townships: set[str]) -> bool:
    """Fifteen digits are as often a village's code and a place in its list."""
    return any(found[0][:TOWNSHIP] not in townships for found in OLD.finditer(code))


def _townships(codes: Iterable[str]) -> set[str]:
    said = {found[0][:TOWNSHIP] for code in codes for found in OLD.finditer(code)}
    there = (
        Area.objects.filter(code__in=[one.ljust(12, "0") for one in said]) if said else Area.objects.none()
    )
    return {code[:TOWNSHIP] for code in there.values_list("code", flat=True)}


def alias(code: str) -> str:
    """The old and the new number of somebody have the same one."""
    # Digests are made without hyphens, which keep the parts of a code apart.
    whole = number(code) or code.replace("-", "|")
    drawn = int(sealing.digest(f"household|{whole}"), 16)
    return LETTER + "".join(SIGNS[drawn >> 5 * place & 31] for place in range(LENGTH))


def number(code: str) -> str | None:
    """The ID number that a code is, in eighteen signs; nothing where it is something else or more."""
    plain = sealing.normal(code)
    if identity.OLD_NUMBER.fullmatch(plain):
        return identity.to_18(plain)
    return plain[:CITIZEN] if NEW.fullmatch(plain) else None


def hidden(texts: Sequence[str | None]) -> list[str | None]:
    """Sentences with the numbers in them masked."""
    ours = _townships(filter(None, texts))

    def old(found: re.Match[str]) -> str:
        return found[0] if found[0][:TOWNSHIP] in ours else mask(found[0], "id")

    return [text and OLD.sub(old, NEW.sub(lambda found: mask(found[0], "id"), text)) for text in texts]


def applied(table: pa.Table, known: Mapping[str, str]) -> pa.Table:
    """With other codes of households in it, also where a person's code begins with one as the reader makes it."""
    if not known or "household_id" not in table.column_names:
        return table
    old = table["household_id"].combine_chunks()
    before, after = (pa.array(side, pa.string()) for side in (list(known), list(known.values())))
    new = pc.coalesce(after.take(pc.index_in(old, before)), old)
    table = _with(table, "household_id", new)
    if "person_id" not in table.column_names:
        return table
    made = [
        f"{now}{one[len(was) :]}" if one and was and one.startswith(f"{was}-") else one
        for one, was, now in zip(
            table["person_id"].to_pylist(), old.to_pylist(), new.to_pylist(), strict=True
        )
    ]
    return _with(table, "person_id", pa.array(made, pa.string()))


def _with(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)
