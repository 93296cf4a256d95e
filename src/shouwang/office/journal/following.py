"""Reading on from where one stopped: what the journal tells since a place in each of its lanes.

after(places, most=…)                       what changed: action, kind and key
entries_after(places, most=…, actions=…)    whole entries, of these actions only

A lane is held until its transaction ends and has no gaps, so nothing before a place can come later.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Min, QuerySet

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


def ends_at(moment: datetime) -> Places:
    """Where they ended at a moment – or a little before: entries that wait for their lane may be told late."""
    later = Entry.objects.filter(at__gt=moment).order_by().values("lane").annotate(first=Min("number"))
    began = {str(row["lane"]): row["first"] - 1 for row in later}
    return {lane: min(end, began.get(lane, end)) for lane, end in ends().items()}


class Further(NamedTuple):
    told: list[Told]
    places: Places
    """Reached with them."""
    has_more: bool
    """Beyond these there were more already."""


class Whole(NamedTuple):
    entries: list[Entry]
    places: Places
    """Reached with them."""
    has_more: bool


def after(places: Mapping[str, int], *, most: int) -> Further:
    """Changes among the next entries, at most so many entries of each lane: what was only read changes nothing."""
    pieces, has_more = _pieces(places, most)
    told = [one for piece in pieces for one in _changes(*piece)]
    return Further(told, _reached(places, pieces), has_more)


def entries_after(places: Mapping[str, int], *, most: int, actions: Collection[str]) -> Whole:
    """Of these actions among the next entries, at most so many entries of each lane."""
    pieces, has_more = _pieces(places, most)
    told = [one for piece in pieces for one in _between(*piece).filter(action__in=actions)]
    return Whole(told, _reached(places, pieces), has_more)


class Piece(NamedTuple):
    lane: int
    begin: int
    """Read already."""
    end: int
    """To be read."""


def _pieces(places: Mapping[str, int], most: int) -> tuple[list[Piece], bool]:
    """Of the lanes that went on; whether beyond these there is more already."""
    pieces, has_more = [], False
    for lane, end in ends().items():
        begin = places.get(lane, 0)
        if end > begin:
            pieces.append(Piece(int(lane), begin, min(end, begin + most)))
            has_more |= end > begin + most
    return pieces, has_more


def _reached(places: Mapping[str, int], pieces: list[Piece]) -> Places:
    return {**places, **{str(piece.lane): piece.end for piece in pieces}}


def _between(lane: int, begin: int, end: int) -> "QuerySet[Entry]":
    found: QuerySet[Entry] = Entry.objects.filter(lane=lane, number__gt=begin, number__lte=end)
    return found.order_by("number")


def _changes(lane: int, begin: int, end: int) -> list[Told]:
    rows = _between(lane, begin, end).exclude(action__endswith=READ)
    return [Told(*row) for row in rows.values_list("action", "kind", "ident")]
