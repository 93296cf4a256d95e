"""What nobody needs any more of imports: results between two steps, and files that no import names."""

from datetime import date, timedelta

from shouwang.office.imports import batches, work
from shouwang.office.imports.models import Batch, BatchFile
from shouwang.office.kit import clock, files

ORPHANED = timedelta(days=1)
"""A file that no import names may belong to one that is just being uploaded or read."""


def clean(on: date) -> None:
    work.clear_old(on)
    files.clear_unnamed(batches.ROOM, _named(), (clock.now() - ORPHANED).timestamp())


def _named() -> set[str]:
    """One that was given up needs none: `forget` removes them, unless it is cut off."""
    given_up = Batch.State.DISCARDED
    named = set(BatchFile.objects.exclude(batch__state=given_up).values_list("file", flat=True))
    for marked, kept in Batch.objects.exclude(state=given_up).values_list("marked", "kept"):
        named.update([*(one["file"] for one in marked), *kept.values()])
    return named
