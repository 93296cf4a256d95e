"""Whether the journal is what was written: every entry, every end of a lane, every seal.

Memory grows with the number of seals (seldom more than one an hour), not with that of entries.  Reads while others
write: the ends of the lanes are read before the entries, so whatever stood in an end must be found; and once more after
them, so whatever is found must stand before an end.
"""

from collections.abc import Iterator
from itertools import groupby

from django.db import DatabaseError

from shouwang.office.journal import chain, sealed
from shouwang.office.journal.entries import FOREIGN
from shouwang.office.journal.findings import Finding
from shouwang.office.journal.marks import mark
from shouwang.office.journal.models import LANES
from shouwang.office.journal.seals import SEALED, Head
from shouwang.office.journal.sources import End, Ends, Source, Stored
from shouwang.office.journal.walking import Walk


def verify(*heads: Head, source: Source | None = None, keyed: bool = True) -> list[Finding]:
    """`heads`: kept elsewhere; `keyed`: whether the installation's key is at hand, which made the marks."""
    return list(_verified(heads, source or Stored(), keyed=keyed))


def _verified(heads: tuple[Head, ...], source: Source, *, keyed: bool) -> Iterator[Finding]:
    if source.unguarded():
        yield Finding("unguarded")
    ends = source.ends()
    seals = sealed.Seals(mark if keyed else None)
    yield from seals.read(source.seals())
    for head in heads:
        yield from seals.compare(head)
    walks = {lane: Walk(lane, digests_at={end.number: chain.FIRST}) for lane, end in ends.items()}
    try:
        _walk(source, walks, seals)
    except (DatabaseError, ValueError, TypeError):
        # Bytes that are no text, lines that are no JSON: whatever comes after could not be read.
        for walk in walks.values():
            yield from walk.done()
        yield Finding("unreadable", *_farthest(walks))
        return
    yield from seals.missing()
    for walk in walks.values():
        if not walk.last:
            # No entry stands there any more.
            walk.sealed = seals.of_lane(walk.lane)
    foreign = {lane for lane, end in ends.items() if keyed and not source.is_ours(lane, end)}
    yield from _ends(walks, ends, source.ends() if source.live else ends, foreign)


def _farthest(walks: dict[int, Walk]) -> tuple[int, int]:
    """Lane and number behind the last entry that could be read."""
    begun = [(walk.lane, walk.last + 1) for walk in walks.values() if walk.last]
    return max(begun, default=(1, 1))


def _walk(source: Source, walks: dict[int, Walk], seals: sealed.Seals) -> None:
    for lane, rows in groupby(source.told(), key=lambda told: told.said[chain.LANE]):
        walk = walks.setdefault(lane, Walk(lane))
        walk.sealed = seals.of_lane(lane)
        for told in rows:
            whole, action = walk.step(told), told.said[chain.ACTION]
            if whole and action == SEALED:
                seals.told_of(told.said[chain.DETAIL])
            elif whole and action == FOREIGN:
                walk.follow_foreign()


def _ends(walks: dict[int, Walk], before: Ends, after: Ends, foreign: set[int]) -> Iterator[Finding]:
    for lane in sorted({*walks, *range(1, LANES + 1)}, key=lambda lane: (not isinstance(lane, int), lane)):
        walk = walks.get(lane) or Walk(lane)
        found = list(_end(walk, before.get(lane), after.get(lane)))
        yield from found
        # One that was altered and fits nothing has been told of already.
        if lane in foreign and "end" not in (one.code for one in found):
            yield Finding("end_foreign", lane, before[lane].number or None)


def _end(walk: Walk, before: End | None, after: End | None) -> Iterator[Finding]:
    """What the end of a lane says must be where the walk ended, or on the way there."""
    yield from walk.done()
    if walk.lane not in range(1, LANES + 1):
        yield Finding("inserted", walk.lane)
        return
    if before is None or after is None:
        yield Finding("lane_missing", walk.lane)
        return
    number, digest, _mark = before
    if not isinstance(number, int) or (walk.last != number and digest == walk.digest):
        yield Finding("end", walk.lane)
    elif walk.last < number:
        yield Finding("cut_off", walk.lane, walk.last + 1, number)
    elif walk.digests_at[number] != digest and walk.convicted < max(number, 1):
        yield Finding("end", walk.lane, number)
    elif walk.last > after.number:
        yield Finding("inserted", walk.lane, after.number + 1, walk.last)
    elif missing := [told for told in walk.sealed if told > walk.last]:
        yield Finding("cut_off", walk.lane, walk.last + 1, max(missing))
