"""Whether the journal is what was written: every entry, every end of a lane, every seal.

Memory grows with the number of seals (one a day), not with that of entries.  Reads while others write: the ends of the
lanes are read before the entries, so whatever stood in an end must be found; and once more after them, so whatever is
found must stand before an end.
"""

from collections.abc import Callable, Iterator
from itertools import groupby

from django.db import DatabaseError

from shouwang.office.journal import chain, sealed
from shouwang.office.journal.findings import Finding
from shouwang.office.journal.marks import mark
from shouwang.office.journal.models import LANES
from shouwang.office.journal.seals import SEALED, Head
from shouwang.office.journal.sources import Ends, Source, Stored
from shouwang.office.journal.walking import Walk

Marker = Callable[[str], str]


def verify(
    head: Head | None = None, *, source: Source | None = None, marker: Marker | None = mark
) -> list[Finding]:
    """`head`: kept elsewhere; `marker`: makes the mark of a seal, None where the key is not at hand."""
    return list(_verified(head, source or Stored(), marker))


def _verified(head: Head | None, source: Source, marker: Marker | None) -> Iterator[Finding]:
    if source.unguarded():
        yield Finding("unguarded")
    ends = source.ends()
    seals = sealed.Seals(marker)
    yield from seals.read(source.seals())
    if head:
        yield from seals.compare(head)
    walks = {
        lane: Walk(lane, seals.of_lane(lane), digests_at={end[0]: chain.FIRST}) for lane, end in ends.items()
    }
    try:
        _walk(source, walks, seals)
    except (DatabaseError, ValueError, TypeError):
        # Bytes that are no text, lines that are no JSON: whatever comes after could not be read.
        for walk in walks.values():
            yield from walk.done()
        yield Finding("unreadable", *_farthest(walks))
        return
    yield from seals.missing()
    yield from _ends(walks, ends, source.ends() if source.live else ends)


def _farthest(walks: dict[int, Walk]) -> tuple[int, int]:
    """Lane and number behind the last entry that could be read."""
    begun = [(walk.lane, walk.last + 1) for walk in walks.values() if walk.last]
    return max(begun, default=(1, 1))


def _walk(source: Source, walks: dict[int, Walk], seals: sealed.Seals) -> None:
    for lane, rows in groupby(source.told(), key=lambda told: told.said[chain.LANE]):
        walk = walks.setdefault(lane, Walk(lane, seals.of_lane(lane)))
        for told in rows:
            if walk.step(told) and told.said[chain.ACTION] == SEALED:
                seals.told_of(told.said[chain.DETAIL])


def _ends(walks: dict[int, Walk], before: Ends, after: Ends) -> Iterator[Finding]:
    for lane in sorted({*walks, *range(1, LANES + 1)}, key=lambda lane: (not isinstance(lane, int), lane)):
        walk = walks.get(lane) or Walk(lane)
        yield from _end(walk, before.get(lane), after.get(lane))


def _end(walk: Walk, before: tuple[int, str] | None, after: tuple[int, str] | None) -> Iterator[Finding]:
    """What the end of a lane says must be where the walk ended, or on the way there."""
    yield from walk.done()
    if walk.lane not in range(1, LANES + 1):
        yield Finding("inserted", walk.lane)
        return
    if before is None or after is None:
        yield Finding("lane_missing", walk.lane)
        return
    number, digest = before
    if walk.last != number and digest == walk.digest:
        yield Finding("end", walk.lane)
    elif walk.last < number:
        yield Finding("cut_off", walk.lane, walk.last + 1, number)
    elif walk.digests_at[number] != digest and walk.convicted < max(number, 1):
        yield Finding("end", walk.lane, number)
    elif walk.last > after[0]:
        yield Finding("inserted", walk.lane, after[0] + 1, walk.last)
    elif missing := [told for told in walk.sealed if told > walk.last]:
        yield Finding("cut_off", walk.lane, walk.last + 1, max(missing))
