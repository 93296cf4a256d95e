"""Several rows, one household (or person): values that agree are one value, values that differ are a problem."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Conflict:
    """Two rows, by their place in the merged rows, that say different things of the same one."""

    group: int
    first: int
    other: int


@dataclass(frozen=True)
class Merged:
    values: pa.Array
    conflicts: list[Conflict]


def merge(groups: Codes, count: int, values: pa.Array) -> Merged:
    """`groups` says to which of `count` each value belongs.  Empty cells agree with everything; where filled
    ones differ the result is unknown."""
    known = np.flatnonzero(
        np.array(values.is_valid().to_numpy(zero_copy_only=False), dtype=bool) & (groups >= 0)
    )
    encoded = values.take(pa.array(known)).dictionary_encode()
    codes, members = encoded.indices.to_numpy().astype(np.int64), groups[known]
    most = np.full(count, -1, np.int64)
    least = np.full(count, len(encoded.dictionary), np.int64)
    np.maximum.at(most, members, codes)
    np.minimum.at(least, members, codes)
    differ = (most >= 0) & (most != least)
    conflicts = _conflicts(differ, known, members, codes) if differ.any() else []
    unknown = (most < 0) | differ
    return Merged(encoded.dictionary.take(pa.array(np.where(unknown, 0, most), mask=unknown)), conflicts)


def _conflicts(differ: npt.NDArray[np.bool_], known: Codes, members: Codes, codes: Codes) -> list[Conflict]:
    first: dict[int, tuple[int, int]] = {}
    found: dict[int, Conflict] = {}
    for place in np.flatnonzero(differ[members]).tolist():
        group, code, row = int(members[place]), int(codes[place]), int(known[place])
        if group not in first:
            first[group] = (code, row)
        elif first[group][0] != code and group not in found:
            found[group] = Conflict(group, first[group][1], row)
    return list(found.values())


def first_rows(groups: Codes, count: int, preferred: npt.NDArray[np.bool_] | None = None) -> Codes:
    """Place of each group's first row, a preferred one before others; −1 where it has none."""
    first = np.full(count, -1, np.int64)
    for chosen in (
        np.flatnonzero(groups >= 0),
        np.flatnonzero(preferred & (groups >= 0)) if preferred is not None else None,
    ):
        if chosen is not None:
            first[groups[chosen[::-1]]] = chosen[::-1]  # written backwards, the first one stays
    return first


def concatenated(arrays: list[pa.Array]) -> pa.Array:
    return pa.chunked_array(arrays).combine_chunks() if len(arrays) != 1 else arrays[0]
