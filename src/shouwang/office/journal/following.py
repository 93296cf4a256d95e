"""Reading on from where one stopped: what the journal tells since a place in each of its lanes.

A lane is held until its transaction ends and has no gaps, so nothing before a place can come later.
"""

from collections.abc import Mapping
from typing import NamedTuple

from shouwang.office.journal.models import Entry, Lane

READ = ".read"
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


class Further(NamedTuple):
    told: list[Told]
    places: Places
    """Reached with them."""
    has_more: bool
    """Beyond these there were more already."""


def after(places: Mapping[str, int], *, most: int) -> Further:
    """Changes among the next entries, at most so many entries of each lane: what was only read changes nothing."""
    told: list[Told] = []
    reached, has_more = dict(places), False
    for lane, end in ends().items():
        begin = places.get(lane, 0)
        if end > begin:
            reached[lane] = min(end, begin + most)
            has_more |= reached[lane] < end
            told += _changes(int(lane), begin, reached[lane])
    return Further(told, reached, has_more)


def _changes(lane: int, begin: int, end: int) -> list[Told]:
    rows = Entry.objects.filter(lane=lane, number__gt=begin, number__lte=end).exclude(action__endswith=READ)
    return [Told(*row) for row in rows.order_by("number").values_list("action", "kind", "ident")]
