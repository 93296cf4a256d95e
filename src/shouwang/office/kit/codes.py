"""Area codes: twelve digits – province 2, city 2, county 2, township 3, village 3 –, zeros below the own level.

The code is the key and the path: everything inside an area lies between two codes, so that a scope is a range on a
column of the record's own table.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

LENGTHS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
CODE = re.compile(r"[1-9][0-9]{11}")


class Span(NamedTuple):
    """Codes from `low` to `high`, both inside."""

    low: str
    high: str

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and len(code) == 12 and self.low <= code <= self.high


def padded(code: str) -> str:
    """A code of 2, 4, 6, 9 or 12 digits as twelve digits.  ValueError for anything else."""
    full = code.ljust(12, "0")
    if len(code) not in LENGTHS.values() or not CODE.fullmatch(full):
        raise ValueError(f"not an area code: {code!r}")
    return full


def level(code: str) -> str:
    """Of a padded code; the lowest level whose digits are not all zero."""
    return next(
        name
        for name, length in reversed(LENGTHS.items())
        if code[length:].strip("0") == "" and _own(code, name)
    )


def _own(code: str, name: str) -> bool:
    lengths = list(LENGTHS.values())
    place = lengths.index(LENGTHS[name])
    above = lengths[place - 1] if place else 0
    return code[above : LENGTHS[name]].strip("0") != ""


def prefix(code: str) -> str:
    return code[: LENGTHS[level(code)]]


def span(code: str) -> Span:
    stem = prefix(code)
    return Span(stem.ljust(12, "0"), stem.ljust(12, "9"))


def common(found: Iterable[str]) -> str:
    """The smallest area that holds all of them, padded; empty where no province does."""
    known = set(found)
    low, high = min(known, default=""), max(known, default="")
    length = next((n for n in reversed(LENGTHS.values()) if low[:n] == high[:n]), 0)
    return low[:length].ljust(12, "0") if length and low else ""


def parents(code: str) -> list[str]:
    """From the province down to the area above; padded."""
    own = LENGTHS[level(code)]
    return [code[:length].ljust(12, "0") for length in LENGTHS.values() if length < own]
