"""Writing entries: each in the transaction of what it tells, chained to the entry before it in its lane."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from shouwang.office.journal.acting import actor
from shouwang.office.journal.models import LANES, Entry, Lane

BATCH = 2_000


@dataclass(frozen=True)
class Line:
    """One thing that happened: what to which record."""

    action: str
    kind: str = ""
    ident: str = ""
    area_code: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def record(
    action: str,
    subject: Any = None,
    *,
    on: date | None = None,
    clause: str = "",
    detail: Mapping[str, Any] | None = None,
    area_code: str | None = None,
) -> None:
    """`subject`: a model instance; its kind, key and area are noted."""
    kind, ident, place = named(subject)
    record_many([Line(action, kind, ident, area_code or place, detail or {})], on=on, clause=clause)


def named(subject: Any) -> tuple[str, str, str]:
    """Kind, key and area of a record; models may give `journal_ident`, by which people know it."""
    if subject is None:
        return "", "", ""
    ident = getattr(subject, "journal_ident", None) or subject.pk
    return subject._meta.model_name, str(ident), getattr(subject, "area_code", "") or ""


def record_many(lines: Iterable[Line], *, on: date | None = None, clause: str = "") -> int:
    """All lines in one lane; returns how many.  A bulk import brings a hundred thousand."""
    who, at = actor(), timezone.now()
    written = 0
    with transaction.atomic():
        lane = _lane()
        batch: list[Entry] = []
        for line in lines:
            batch.append(_entry(lane, line, who, at, on, clause))
            if len(batch) == BATCH:
                written += _write(batch)
                batch = []
        written += _write(batch)
        lane.save()
    return written


def _write(batch: list[Entry]) -> int:
    Entry.objects.bulk_create(batch)
    return len(batch)


def _entry(lane: Lane, line: Line, who: Any, at: datetime, on: date | None, clause: str) -> Entry:
    lane.number += 1
    entry = Entry(
        lane=lane.pk,
        number=lane.number,
        at=at,
        actor=who.name,
        line=who.line,
        address=who.address,
        action=line.action,
        kind=line.kind,
        ident=line.ident,
        area_code=line.area_code,
        day=on,
        clause=clause,
        detail=canonical(line.detail),
        previous=lane.digest,
    )
    lane.digest = entry.digest = digest(entry)
    return entry


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(entry: Entry) -> str:
    """SHA-256 over everything that the entry says, its place and the digest before it."""
    said = (
        entry.lane,
        entry.number,
        entry.at.timestamp(),
        entry.actor,
        entry.line,
        entry.address,
        entry.action,
        entry.kind,
        entry.ident,
        entry.area_code,
        entry.day.isoformat() if entry.day else None,
        entry.clause,
        entry.detail,
        entry.previous,
    )
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _lane() -> Lane:
    """A lane that nobody else holds, locked until the transaction ends."""
    if connection.vendor == "sqlite":
        # The transaction began as a writing one, so nobody else writes: nothing is there to be locked.
        return Lane.objects.get_or_create(pk=1)[0]
    lanes = Lane.objects.raw(
        # Each connection starts looking at a place of its own: neighbours seldom try the same lane first.
        "SELECT * FROM journal_lane ORDER BY (id + pg_backend_pid()) %% %s LIMIT 1 FOR UPDATE SKIP LOCKED",
        [LANES],
    )
    free = list(lanes)
    # All held: wait for one.
    return free[0] if free else Lane.objects.select_for_update().get(pk=1)
