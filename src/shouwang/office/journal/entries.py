"""Writing entries: each in the transaction of what it tells, chained to the entry before it in its lane."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from shouwang.office.journal import chain, clauses, lanes, texts
from shouwang.office.journal.acting import Actor, actor
from shouwang.office.journal.chain import canonical
from shouwang.office.journal.models import Entry

BATCH = 2_000
FOREIGN = "journal.end_foreign"
"""The entry that tells of an end that we did not write: written before whatever follows such an end."""
OVERRUN = "journal.end_overrun"
"""The entry that tells of entries which stood behind an end of ours already."""
BY = Actor("system:journal")
SIZES: dict[str, int] = {
    column.name: column.max_length for column in Entry._meta.concrete_fields if column.max_length is not None
}


@dataclass(frozen=True)
class Line:
    """One thing that happened: what to which record."""

    action: str
    kind: str = ""
    ident: str = ""
    area_code: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """What all lines that are written together share."""

    at: datetime
    who: Actor
    on: date | None
    clause: str


def record(
    action: str,
    subject: Any = None,
    *,
    on: date | None = None,
    clause: str = "",
    detail: Mapping[str, Any] | None = None,
    area_code: str | None = None,
) -> None:
    """`subject`: a model instance; its kind, key and area are noted.

    What somebody typed may stand in `detail`: it is told as texts.py says.
    """
    kind, ident, place = named(subject)
    told = texts.told("", detail or {}, of_people=getattr(subject, "tells_of_people", False))
    record_many([Line(action, kind, ident, area_code or place, told)], on=on, clause=texts.opened(clause))


def named(subject: Any) -> tuple[str, str, str]:
    """Kind, key and area of a record; models may give `journal_ident`, by which people know it."""
    if subject is None:
        return "", "", ""
    ident = getattr(subject, "journal_ident", None) or subject.pk
    return subject._meta.model_name, str(ident), getattr(subject, "area_code", "") or ""


def record_many(lines: Iterable[Line], *, on: date | None = None, clause: str = "") -> int:
    """All lines in one lane; returns how many.  A bulk import brings a hundred thousand.

    Lines hold what the journal may hold: whoever makes them shows values as recorded.py does.  Without day and clause
    they take effect when, and rest on what, clauses.py says.

    ValueError for a name that is longer than its column; an overlong clause is cut, with … at its end.
    """
    ground = clauses.ground()
    rests = _cut(_clean(clause or ground.clause), SIZES["clause"])
    frame = Frame(timezone.now(), actor(), on or ground.on, rests)
    written = 0
    # No savepoint of its own: where an entry cannot be written, what it tells must not be written either.
    with transaction.atomic(savepoint=False), lanes.held() as place:
        batch = [place.follow(said) for said in _warned(place, frame.at)]
        written -= len(batch)
        for said in _said(lines, frame):
            batch.append(place.follow(said))
            if len(batch) == BATCH:
                written += lanes.write(batch, frame.at)
                batch = []
        written += lanes.write(batch, frame.at)
    return written


def _warned(place: lanes.Place, at: datetime) -> Iterable[tuple[Any, ...]]:
    """Nobody is kept from working by what somebody did to the data base; but it will not be forgotten either."""
    end = place.number
    if not place.is_ours():
        place.go_on()
        told = Line(FOREIGN, detail={"lane": place.lane, "number": end})
    elif place.is_overrun():
        # Two entries of one number are impossible: whoever writes next would be refused, and everybody after them.
        place.go_on()
        told = Line(OVERRUN, detail={"lane": place.lane, "number": end, "until": place.number})
    else:
        return
    yield from _said([told], Frame(at, BY, None, ""))


def _said(lines: Iterable[Line], frame: Frame) -> Iterable[tuple[Any, ...]]:
    """Lines as chain.FIELDS has them, without place and predecessor."""
    at = chain.moment(frame.at)
    day = frame.on.isoformat() if frame.on else None
    who = (
        _fitting("actor", frame.who.name),
        frame.who.line,
        _cut(_clean(frame.who.address), SIZES["address"]),
    )
    program = {"token": frame.who.token} if frame.who.token else {}
    for line in lines:
        detail = {**line.detail, **program} if program else line.detail
        yield (
            at,
            *who,
            _fitting("action", line.action),
            _fitting("kind", line.kind),
            _checked("ident", line.ident),
            _fitting("area_code", line.area_code),
            day,
            frame.clause or clauses.of(line.action),
            canonical(detail) if detail else "{}",
        )


@lru_cache(1_000)
def _fitting(name: str, text: str) -> str:
    """For texts that a hundred thousand lines share."""
    return _checked(name, text)


def _checked(name: str, text: str) -> str:
    """SQLite would keep what PostgreSQL refuses; both refuse here."""
    text = _clean(text)
    if len(text) > SIZES[name]:
        raise ValueError(f"{name} of an entry has more than {SIZES[name]} characters")
    return text


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else f"{text[: size - 1]}…"


def _clean(text: str) -> str:
    """Without what PostgreSQL cannot keep; names are typed by strangers, too."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
