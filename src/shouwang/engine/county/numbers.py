"""Numbers as text, a whole block at a time: citizen numbers (GB 11643), household codes, telephones.

A text column of fixed width is a table of digits, one row per person, which Arrow takes as it is.
"""

from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa

from shouwang.engine.county.draws import Array, Stream, numbers
from shouwang.engine.county.health import Health
from shouwang.engine.county.people import People
from shouwang.engine.identity import CHECK_CHARACTERS, WEIGHTS

ORDERS = 500
"""Order numbers of one sex for one day and area: 001, 003 … are men's, 000, 002 … women's."""
SLOTS = 25
"""How many of them one block may use."""
BLOCKS_PER_AREA = ORDERS // SLOTS
HOME_COUNTY = numbers("""
    0    0   1   2   3
    0 9200 480 220 100
""")
"""Most were registered where they live, some married in from three other counties."""
AREAS_PER_GROUP = 8
"""Four for these, four for the days on which a block has more births than slots."""

ZERO = ord("0")
FIRST_BIRTH = (date(1880, 1, 1) - date(1970, 1, 1)).days
LAST_BIRTH = (date(2101, 1, 1) - date(1970, 1, 1)).days


def digits(values: Array, width: int) -> Array:
    """ASCII digits with leading zeros, one row per value."""
    rest = np.asarray(values, np.int64)
    table = np.empty((len(rest), width), np.uint8)
    for place in range(width - 1, -1, -1):
        rest, table[:, place] = np.divmod(rest, 10)
    return table + ZERO


def text(table: Array) -> pa.StringArray:
    """A text column out of rows of ASCII characters."""
    count, width = table.shape
    offsets = np.arange(count + 1, dtype=np.int32) * width
    return pa.StringArray.from_buffers(
        count, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(table))
    )


def household_ids(villages: Array, serials: Array) -> Array:
    """12 digits of the village, 6 of the household's place in it."""
    return np.hstack([digits(villages, 12), digits(serials, 6)])


def citizen_numbers(stream: Stream, people: People, county: str) -> Array:
    """18 characters per person.  No two persons of a county share one, and no block has to know of another.

    Each block owns 25 order numbers per day and sex of eight counties: 20 blocks share these counties, the next 20
    blocks have other ones.  Within the block persons of one day and sex are counted; a count beyond 25 takes the
    other four counties.
    """
    rank = _count_alike(people.born.astype(np.int64) * 2 + people.male)
    group, place = divmod(stream.block, BLOCKS_PER_AREA)
    area = HOME_COUNTY(0, stream("home county", len(people))) + AREAS_PER_GROUP // 2 * (rank // SLOTS)
    # 7 and 25 have no common factor: 25 ranks, 25 slots, but not in the order of age.
    slot = (rank * 7 + people.born) % SLOTS
    order = (place * SLOTS + slot) * 2 + people.male
    table = np.empty((len(people), 18), np.uint8)
    table[:, :6] = _counties(county)[group * AREAS_PER_GROUP :][area]
    table[:, 6:14] = _days()[people.born - FIRST_BIRTH]
    table[:, 14:17] = digits(np.arange(1000), 3)[order]
    table[:, 17] = check_characters(table)
    return table


def check_characters(table: Array) -> Array:
    """The 18th character for rows of at least 17 digits."""
    total = np.zeros(len(table), np.int32)
    for place, weight in enumerate(WEIGHTS):
        total += (table[:, place] - ZERO) * np.int32(weight)
    return np.frombuffer(CHECK_CHARACTERS.encode(), np.uint8)[total % 11]


def identity_numbers(citizens: Array, health: Health) -> pa.StringArray:
    """The number each person was entered with: the citizen number, or the disability card made from it."""
    wide = np.empty((len(citizens), 20), np.uint8)
    wide[:, :18] = citizens
    wide[:, 18], wide[:, 19] = health.kind + ZERO, health.grade + ZERO
    kept = np.ones(wide.shape, bool)
    kept[:, 18:] = health.card_as_number[:, None]
    offsets = np.zeros(len(citizens) + 1, np.int32)
    np.cumsum(18 + 2 * health.card_as_number, out=offsets[1:])
    return pa.StringArray.from_buffers(len(citizens), pa.py_buffer(offsets), pa.py_buffer(wide[kept]))


def _count_alike(keys: Array) -> Array:
    """For every row how many rows before it have the same key."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    new = np.flatnonzero(np.diff(ordered, prepend=ordered[0] - 1))
    place = np.arange(len(keys)) - np.repeat(new, np.diff(new, append=len(keys)))
    rank = np.empty(len(keys), np.int64)
    rank[order] = place
    return rank


@cache
def _counties(own: str) -> Array:
    """Six digits of 600 counties, the own one first, then others of the same province."""
    others = [f"{own[:2]}{city:02}{county}" for city in range(1, 31) for county in range(21, 41)]
    return digits(np.array([own, *(other for other in others if other != own)], np.int64), 6)


@cache
def _days() -> Array:
    """Eight digits for every day that somebody of a county can be born on."""
    days = np.arange(FIRST_BIRTH, LAST_BIRTH).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64)
    day = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    return digits((1970 + months // 12) * 10_000 + (months % 12 + 1) * 100 + day, 8)


def telephones(block: int, count: int) -> Array:
    """Eleven digits, all different up to a thousand million."""
    index = (block << 19) + np.arange(count, dtype=np.int64)
    # The factor has neither 2 nor 5 in it, so that no two numbers below 10**9 become the same.
    return digits(13_000_000_000 + index * 736_878_713 % 1_000_000_000, 11)
