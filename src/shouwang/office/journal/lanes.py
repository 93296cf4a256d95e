"""The chains side by side: taking the end of one, following it, writing what follows.

A lane is held from the first entry of a transaction to its end, so its numbers have no gaps: what is rolled back gives
its numbers back.  Writers that hold different lanes do not wait for each other (docs/adr/0006-journal-lanes.md).

The end of a lane bears a mark that needs the journal key.  Whoever follows it looks at the mark first: else the next
entry would give a lane that somebody cut off an end as good as any.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from shouwang.office.journal import chain, marks
from shouwang.office.journal.models import LANES, Entry, Lane

Row = tuple[Any, ...]
"""What an entry says (chain.FIELDS) and its digest."""
COPIED = 50
"""From so many rows on COPY is quicker than INSERT, also counting its round trips."""
COLUMNS = ", ".join((*chain.FIELDS, "digest"))
INSERT = f"INSERT INTO journal_entry ({COLUMNS}) VALUES ({', '.join(['%s'] * (len(chain.FIELDS) + 1))})"
COPY = f"COPY journal_entry ({COLUMNS}) FROM STDIN"
LAST = "(SELECT max(number) FROM journal_entry WHERE lane = journal_lane.id)"
SELECT = f"SELECT id, number, digest, mark, {LAST} FROM journal_lane"
MOVE = "UPDATE journal_lane SET number = %s, digest = %s, mark = %s WHERE id = %s"
# Each connection starts looking at a place of its own: neighbours seldom try the same lane first.
FREE = f"{SELECT} WHERE id <= %s ORDER BY (id + pg_backend_pid()) %% %s LIMIT 1 FOR UPDATE SKIP LOCKED"
WAITED_FOR = f"{SELECT} WHERE id = 1 + pg_backend_pid() %% %s FOR UPDATE"


@dataclass
class Place:
    """The end of a lane that we hold."""

    lane: int
    number: int
    digest: str
    mark: str
    """As it stood when we took it."""
    last: int | None
    """Of the entries that stand in the lane, as far as we saw before we held it."""

    def is_ours(self) -> bool:
        """Whether we wrote this end; asked before anything follows it."""
        return self.mark == marks.of_end(self.lane, self.number, self.digest)

    def is_overrun(self) -> bool:
        """Whether entries stand behind an end of ours: nobody put them there who knew how."""
        return isinstance(self.last, int) and self.last > self.number

    def go_on(self) -> None:
        """Behind the last entry, wherever somebody moved the end: two entries of one number would stop the office."""
        last = (
            Entry.objects.filter(lane=self.lane).order_by("-number").values_list("number", "digest").first()
        )
        self.number, self.digest = last or (0, chain.FIRST)

    def follow(self, said: Row) -> Row:
        """`said`: chain.FIELDS without the place and the predecessor."""
        self.number += 1
        whole = (self.lane, self.number, *said, self.digest)
        self.digest = chain.digest(whole)
        return (*whole, self.digest)


@contextmanager
def held() -> Iterator[Place]:
    """Inside a transaction: a lane that nobody else holds until the transaction ends."""
    place = _taken()
    began = place.number
    yield place
    if place.number != began:
        mark = marks.of_end(place.lane, place.number, place.digest)
        with connection.cursor() as cursor:
            cursor.execute(MOVE, [place.number, place.digest, mark, place.lane])


def make() -> None:
    """All lanes that do not stand there any more, without a mark: the first entry of each says so."""
    Lane.objects.bulk_create([Lane(pk=lane) for lane in range(1, LANES + 1)], ignore_conflicts=True)


def write(rows: Sequence[Row], at: datetime) -> int:
    """Returns how many."""
    if not rows:
        return 0
    stored = _as_stored(rows, at)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql" or len(rows) < COPIED:
            cursor.executemany(INSERT, stored)
            return len(rows)
        with cursor.copy(COPY) as copy:
            for row in stored:
                copy.write_row(row)
    return len(rows)


def _as_stored(rows: Sequence[Row], at: datetime) -> list[Row]:
    """The moment as the data base wants it, not as the digest's text has it."""
    moment = connection.ops.adapt_datetimefield_value(at)
    return [(*row[: chain.AT], moment, *row[chain.AT + 1 :]) for row in rows]


def _taken() -> Place:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The transaction began as a writing one, so nobody else writes: nothing is there to be locked.
            return Place(*_first(cursor))
        cursor.execute(FREE, [LANES, LANES])
        row = cursor.fetchone()
        if row is None:
            # All are held: wait for one, each connection for another.
            cursor.execute(WAITED_FOR, [LANES])
            row = cursor.fetchone()
        return Place(*(row or _first(cursor, " FOR UPDATE")))


def _first(cursor: Any, held: str = "") -> Row:
    statement = f"{SELECT} WHERE id = 1{held}"
    cursor.execute(statement)
    row: Row | None = cursor.fetchone()
    if row is None:
        # Somebody emptied the table of lanes.
        make()
        cursor.execute(statement)
        row = cursor.fetchone()
        assert row
    return row
