"""The journal as a file that somebody can verify without us: docs/journal.md says how.

First line: an object – format, moment, fields, ends of the lanes and their marks.  Then the seals, one object a line.  Then every entry, one
array a line, by lane and number: the digest of an entry is the SHA-256 of its line.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from django.utils import timezone

from shouwang.office.journal import chain, entries, marks
from shouwang.office.journal.sources import FORMAT, End, Ends, Stored


def write(path: Path) -> int:
    """Returns the number of entries.  Written aside, then moved into place; readable by the owner only."""
    source = Stored()
    ends = source.ends()
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    written = 0
    try:
        with _private(draft) as out:
            for line in _beginning(source, ends):
                out.write(f"{line}\n")
            for line in _entries(source, ends):
                out.write(f"{line}\n")
                written += 1
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    entries.record("journal.exported", detail={"entries": written})
    return written


def _private(draft: Path) -> TextIO:
    draft.touch(0o600)
    return draft.open("w", encoding="utf-8", newline="\n")


def _beginning(source: Stored, ends: Ends) -> Iterator[str]:
    at = chain.moment(timezone.now())
    yield chain.canonical(
        {
            "format": FORMAT,
            "at": at,
            "fields": chain.FIELDS,
            "lanes": {lane: [end.number, end.digest] for lane, end in ends.items()},
            "marks": {lane: _mark(source, at, lane, end) for lane, end in ends.items()},
        }
    )
    for seal in source.seals():
        yield chain.canonical(seal._asdict())


def _mark(source: Stored, at: str, lane: int, end: End) -> str:
    """Not the one of the data base: with it, whoever has the export could go back to where it was made.

    None for an end that is not ours: an export must not make it one.
    """
    return marks.of_exported(at, lane, end.number, end.digest) if source.is_ours(lane, end) else ""


def _entries(source: Stored, ends: Ends) -> Iterator[str]:
    """Up to the ends as they were at the beginning: others go on writing."""
    for told in source.told():
        lane, number = told.said[chain.LANE], told.said[chain.NUMBER]
        if lane not in ends or number <= ends[lane].number:
            yield chain.text(told.said)
