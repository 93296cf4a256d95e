"""Uploads sealed before the transaction in which somebody records them: a large file takes seconds, and on SQLite nobody
else could write meanwhile.

    with ahead.sealed(uploads, "papers", limit=…) as streams:
        …                                                      files.keep(stream, "papers"), at once
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from shouwang.office.kit import files


@contextmanager
def sealed(uploads: Iterable[Any], room: str, *, limit: int | None = None) -> Iterator[list[files.Ahead]]:
    """What nobody took, or took in vain – the block fails –, is removed again.  Refused as `files.keep` refuses."""
    made: list[files.Ahead] = []
    is_done = False
    try:
        for upload in uploads:
            made.append(files.Ahead(upload.name, files.keep(upload, room, limit=limit)))
        yield made
        is_done = True
    finally:
        for one in made:
            if not (is_done and one.is_taken):
                files.remove(one.kept.name)
