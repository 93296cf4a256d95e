"""Where a journal is read from to be verified: the data base, or an exported file.  Streams; nothing is trusted."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from django.db import connection, transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.journal import chain, guards, marks

STEP = 2_000
TABLES = ("journal_lane", "journal_entry", "journal_seal")
FORMAT = "shouwang-journal-1"


class End(NamedTuple):
    """The end of a lane as it is stored: number and digest of its last entry, and the mark over both."""

    number: int
    digest: str
    mark: str = ""


Ends = dict[int, End]
"""Lane → its end."""


class Told(NamedTuple):
    """An entry as it is stored: what it says (chain.FIELDS) and the digest that stands beside it."""

    said: tuple[Any, ...]
    digest: str


class Sealed(NamedTuple):
    """A seal as it is stored."""

    number: Any
    at: Any
    heads: Any
    previous: Any
    digest: Any
    mark: Any


class Source(Protocol):
    live: bool
    """Whether somebody may be writing meanwhile."""

    def ends(self) -> Ends: ...

    def is_ours(self, lane: int, end: End) -> bool:
        """Whether the mark of an end is the one that the installation's key makes."""
        ...

    def seals(self) -> Iterator[Sealed]: ...

    def told(self) -> Iterator[Told]:
        """By lane and number."""
        ...

    def unguarded(self) -> list[str]: ...

    def missing(self) -> list[str]:
        """Tables that are not there."""
        ...


class Stored:
    """The data base.  Read without converting: what somebody wrote by hand may be no date at all."""

    live = True

    def ends(self) -> Ends:
        if "journal_lane" in self.missing():
            return {}
        found = _rows("journal_lane", ("id", *End._fields), "id")
        return {lane: End(number, digest, mark) for lane, number, digest, mark in found}

    def is_ours(self, lane: int, end: End) -> bool:
        try:
            return end.mark == marks.of_end(lane, end.number, end.digest)
        except UnicodeEncodeError:
            return False

    def seals(self) -> Iterator[Sealed]:
        for row in _rows("journal_seal", Sealed._fields, "number"):
            yield Sealed(*row)._replace(at=_moment(row[1]))

    def told(self) -> Iterator[Told]:
        for row in _rows("journal_entry", (*chain.FIELDS, "digest"), "lane, number"):
            said = (
                *row[: chain.AT],
                _moment(row[chain.AT]),
                *row[chain.AT + 1 : DAY],
                _day(row[DAY]),
                *row[DAY + 1 : -1],
            )
            yield Told(said, row[-1])

    def unguarded(self) -> list[str]:
        return guards.lacking(connection)

    def missing(self) -> list[str]:
        there = connection.introspection.table_names()
        return [name for name in TABLES if name not in there]


DAY = chain.FIELDS.index("day")


def _rows(table: str, columns: tuple[str, ...], order: str) -> Iterator[tuple[Any, ...]]:
    postgres = connection.vendor == "postgresql"
    # SQLite: as text, else the driver converts by the declared type and stumbles over what is none.
    chosen = (
        columns if postgres else [f"CAST({one} AS TEXT)" if one in ("at", "day") else one for one in columns]
    )
    # SQLite stores whatever bytes somebody wrote; PostgreSQL takes none that are no text.
    legible = nullcontext() if postgres else _legible()
    # PostgreSQL: a cursor inside a transaction streams, outside it would first copy everything aside.
    # SQLite: a transaction would be a writing one and hold up the office.
    atomic = transaction.atomic() if postgres else nullcontext()
    with atomic, legible, closing(connection.chunked_cursor()) as cursor:
        cursor.execute(f"SELECT {', '.join(chosen)} FROM {table} ORDER BY {order}")
        while rows := cursor.fetchmany(STEP):
            yield from rows


@contextmanager
def _legible() -> Iterator[None]:
    """Bytes that are no text are read as characters that no text has, so that they fit no digest where they stand."""
    connection.ensure_connection()
    held = connection.connection
    before, held.text_factory = held.text_factory, _text
    try:
        yield
    finally:
        held.text_factory = before


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")


@lru_cache(100)  # what was written together has one moment
def _moment(value: Any) -> Any:
    """As the text of an entry has it; whatever is no moment stays as it is, and fits no digest."""
    if isinstance(value, datetime):
        return chain.moment(value)
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    # Only what we would have written ourselves: the same moment spelled differently was written by somebody else.
    plain = at.tzinfo is None and value == str(at)
    return chain.moment(at.replace(tzinfo=UTC)) if plain else value


def _day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class Exported:
    """A file written by exporting.write: what the journal is, its lanes and seals, then entries, one a line."""

    live = False

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open(encoding="utf-8") as lines:
                about = json.loads(next(lines, "null"))
            if about["format"] != FORMAT:
                raise ValueError("another format")
            self._at, kept = str(about.get("at")), about.get("marks", {})
            self._ends = {
                int(lane): End(int(end[0]), str(end[1]), str(kept.get(lane, "")))
                for lane, end in about["lanes"].items()
            }
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Refused(
                _("“%s”不是导出的日志。") % path.name, _("请用 shouwang journal export 写出的文件。")
            ) from error

    def ends(self) -> Ends:
        return self._ends

    def is_ours(self, lane: int, end: End) -> bool:
        return end.mark == marks.of_exported(self._at, lane, end.number, end.digest)

    def seals(self) -> Iterator[Sealed]:
        for text in self._lines("{"):
            told = json.loads(text)
            yield Sealed(*(told.get(name) for name in Sealed._fields))

    def told(self) -> Iterator[Told]:
        for text in self._lines("["):
            said = tuple(json.loads(text))
            if len(said) != len(chain.FIELDS):
                raise ValueError("not an entry")
            yield Told(said, chain.digest_of_text(text))

    def unguarded(self) -> list[str]:
        return []

    def missing(self) -> list[str]:
        return []

    def _lines(self, beginning: str) -> Iterator[str]:
        with self.path.open(encoding="utf-8", newline="\n") as lines:
            next(lines)
            for line in lines:
                if line.startswith(beginning):
                    yield line.removesuffix("\n")
