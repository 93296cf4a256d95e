"""What bulk writing is handed: which rows, and what they have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from shouwang.office.registry.writing import bulk


@dataclass(frozen=True)
class Stamp:
    """What every row written at once has in common.  `each`: whether every record gets a line in the journal."""

    on: date
    at: datetime
    source: str
    each: bool = True


@dataclass(frozen=True)
class Places:
    """Households: their code, primary key and area; arrays of equal length."""

    codes: pa.Array
    ids: pa.Array
    areas: pa.Array

    def of(self, codes: Any) -> tuple[pa.Array, pa.Array]:
        """Primary keys and areas of the households that rows belong to."""
        found = bulk.positions(codes, self.codes)
        return self.ids.take(found), self.areas.take(found)

    def __add__(self, other: "Places") -> "Places":
        both = ((self.codes, other.codes), (self.ids, other.ids), (self.areas, other.areas))
        return Places(*(pa.concat_arrays(pair) for pair in both))


@dataclass(frozen=True)
class Prepared:
    """A difference between files and register, made by comparing; by names of canonical tables.

    created     canonical rows that are new
    changed     `id`, `version` and the canonical columns as they shall be (households, persons)
    ended       `id`, `version`, `ident`, `area_code` of who is no longer listed
    withdrawn   `id`, `area_code` of statements that are replaced
    fields      `ident`, `area_code`, `field`, `old`, `new` of what is changed: text, those of a record together
    touched     `id` of every household in the register that any of this belongs to
    seen        the highest key of each table of statements that comparing saw
    """

    created: Mapping[str, pa.Table] = field(default_factory=dict)
    changed: Mapping[str, pa.Table] = field(default_factory=dict)
    ended: Mapping[str, pa.Table] = field(default_factory=dict)
    withdrawn: Mapping[str, pa.Table] = field(default_factory=dict)
    fields: Mapping[str, pa.Table] = field(default_factory=dict)
    touched: pa.Table = field(default_factory=lambda: pa.table({"id": pa.nulls(0, pa.int64())}))
    seen: Mapping[str, int] = field(default_factory=dict)
