"""Commands that write: nobody may be at work here but they, so the home is told by them how far the journal has come."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError

from shouwang.office.journal import ends
from shouwang.office.journal.acting import Actor, acting


@contextmanager
def writing(who: Actor) -> Iterator[None]:
    try:
        with acting(who):
            yield
    finally:
        # What the command did counts, whatever becomes of the file: a worker keeps it soon.
        with suppress(OSError, DatabaseError):
            ends.keep()
