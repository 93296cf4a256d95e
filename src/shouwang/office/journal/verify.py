"""Whether the journal is what was written: every entry, every end of a lane, every seal.

Memory grows with the number of seals (seldom more than one an hour), not with that of entries.  Reads while others
write: the ends of the lanes are read before the entries, so whatever stood in an end must be found; and once more after
them, so whatever is found must stand before an end.
"""

from collections.abc import Iterator
from itertools import groupby

from django.db import DatabaseError

from shouwang.engine.errors import Refused
from shouwang.office.journal import chain, ends, sealed, seals
from shouwang.office.journal.entries import FOREIGN, OVERRUN
from shouwang.office.journal.findings import ENDS_ALTERED, ENDS_MISSING, HEAD_ALTERED, Finding
from shouwang.office.journal.marks import mark
from shouwang.office.journal.models import LANES
from shouwang.office.journal.seals import SEALED, Head
from shouwang.office.journal.sources import End, Ends, Source, Stored
from shouwang.office.journal.walking import Walk


def verify_office(*heads: Head) -> list[Finding]:
    """The data base, with what the home keeps of it, and with `heads` from elsewhere."""
    # Read before the data base: what it tells has been written there already.
    found, kept, reached = _at_home()
    return found + verify(*heads, *kept, reached=reached)


def _at_home() -> tuple[list[Finding], list[Head], ends.Reached]:
    found: list[Finding] = []
    head, reached = None, None
    try:
        head = seals.last_kept()
    except Refused:
        found.append(Finding(HEAD_ALTERED))
    try:
        reached = ends.last_kept()
    except Refused:
        found.append(Finding(ENDS_ALTERED))
    if ends.are_missing():
        found.append(Finding(ENDS_MISSING))
    return found, [head] if head else [], reached or {}


def verify(
    *heads: Head, source: Source | None = None, keyed: bool = True, reached: ends.Reached | None = None
) -> list[Finding]:
    """`heads`: kept elsewhere; `keyed`: whether the installation's key is at hand, which made the marks; `reached`: how
    far the lanes had come already, as somebody knows who read it before.
    """
    told = sealed.Seals(mark if keyed else None)
    told.reach(reached or {})
    return list(_verified(heads, source or Stored(), told, keyed=keyed))


def foreign() -> Iterator[Finding]:
    """Ends and seals that bear no mark of ours; their entries are not read."""
    source = Stored()
    for lane, end in source.ends().items():
        if not source.is_ours(lane, end):
            yield Finding("end_foreign", lane, end.number or None)
    for one in source.seals():
        if one.mark != mark(one.digest):
            yield Finding("seal_foreign", seal=one.number)


def _verified(
    heads: tuple[Head, ...], source: Source, told: sealed.Seals, *, keyed: bool
) -> Iterator[Finding]:
    if missing := source.missing():
        # Nothing can be said of the rest.
        yield Finding("table_missing", about=" ".join(missing))
        return
    if source.unguarded():
        yield Finding("unguarded")
    before = source.ends()
    yield from told.read(source.seals())
    for head in heads:
        yield from told.compare(head)
    walks = {lane: Walk(lane, digests_at={end.number: chain.FIRST}) for lane, end in before.items()}
    try:
        _walk(source, walks, told)
    except (DatabaseError, ValueError, TypeError):
        # Bytes that are no text, lines that are no JSON: whatever comes after could not be read.
        for walk in walks.values():
            yield from walk.done()
        yield Finding("unreadable", *_farthest(walks))
        return
    yield from told.missing()
    for walk in walks.values():
        if not walk.last:
            # No entry stands there any more.
            walk.sealed = told.of_lane(walk.lane)
    strange = {lane for lane, end in before.items() if keyed and not source.is_ours(lane, end)}
    yield from _ends(walks, before, source.ends() if source.live else before, strange)


def _farthest(walks: dict[int, Walk]) -> tuple[int, int]:
    """Lane and number behind the last entry that could be read."""
    begun = [(walk.lane, walk.last + 1) for walk in walks.values() if walk.last]
    return max(begun, default=(1, 1))


def _walk(source: Source, walks: dict[int, Walk], bound: sealed.Seals) -> None:
    for lane, rows in groupby(source.told(), key=lambda told: told.said[chain.LANE]):
        walk = walks.setdefault(lane, Walk(lane))
        walk.sealed = bound.of_lane(lane)
        for told in rows:
            whole, action = walk.step(told), told.said[chain.ACTION]
            if whole and action == SEALED:
                bound.told_of(told.said[chain.DETAIL])
            elif whole and action == FOREIGN:
                walk.follow_foreign()
            elif whole and action == OVERRUN:
                walk.follow_overrun(told.said[chain.DETAIL])


def _ends(walks: dict[int, Walk], before: Ends, after: Ends, strange: set[int]) -> Iterator[Finding]:
    for lane in sorted({*walks, *range(1, LANES + 1)}, key=lambda lane: (not isinstance(lane, int), lane)):
        walk = walks.get(lane) or Walk(lane)
        found = list(_end(walk, before.get(lane), after.get(lane)))
        yield from found
        # One that was altered and fits nothing has been told of already.
        if lane in strange and "end" not in (one.code for one in found):
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
