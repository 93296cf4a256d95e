"""Reading on from where one stopped: what the journal tells since a place in each of its lanes.

A lane is held until its transaction ends and has no gaps, so nothing before a place can come later.
"""

from collections.abc import Mapping
from typing import NamedTuple

from shouwang.office.journal.models import Entry, Lane

Places = dict[str, int]
"""Lane → number of the last entry read; as text, because JSON has no other names.  A lane not named begins at 0."""


class Told(NamedTuple):
    action: str
    kind: str
    ident: str


def ends() -> Places:
    """Where each lane that has entries ends now."""
    found = Lane.objects.filter(number__gt=0).values_list("pk", "number")
    return {str(lane): number for lane, number in found.order_by("pk")}


def after(places: Mapping[str, int], *, most: int) -> tuple[list[Told], Places]:
    """At most so many entries of each lane, and the places reached with them."""
    told: list[Told] = []
    reached = dict(places)
    for lane, end in ends().items():
        begin = places.get(lane, 0)
        if end > begin:
            reached[lane] = min(end, begin + most)
            told += _between(int(lane), begin, reached[lane])
    return told, reached


def _between(lane: int, begin: int, end: int) -> list[Told]:
    rows = Entry.objects.filter(lane=lane, number__gt=begin, number__lte=end).order_by("number")
    return [Told(*row) for row in rows.values_list("action", "kind", "ident")]
