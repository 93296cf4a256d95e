"""How far every lane has come, in a file of the home: whoever cuts a lane back to an end of before – mark and all, as it
stood there once – is told of by what the home remembers, and not only from the next seal on.

It never goes back.  A lane that ends before the place kept, or has another entry there, stays in the file as it is until
somebody has looked into it; so does a file that we did not write, or that somebody took away.
"""

import json
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.journal import chain, kept, marks
from shouwang.office.journal.models import Entry
from shouwang.office.journal.sources import Stored

FORMAT = "shouwang-journal-ends-1"
BESIDE = "ends"
"""In the head of the home: that this file lies beside it."""
Reached = dict[int, tuple[int, str]]
"""Lane → number and digest of its last entry."""


def look(on: date) -> bool:
    """For a worker, every few seconds; whether more waits: never."""
    keep()
    return False


def keep() -> None:
    """Writes down how far the lanes have come, where they have come further.  Not in a transaction, which may fail."""
    if connection.in_atomic_block or _further() is None:
        return
    with kept.alone(kept.ENDS) as are_alone:
        # Somebody else may have come further meanwhile: what we read before must not be put in its place.
        reached = _further() if are_alone else None
        if reached is not None:
            kept.write(_text(reached), kept.ENDS)


def last_kept() -> Reached | None:
    """Refused when the file is not as we wrote it."""
    try:
        told = json.loads(kept.path(kept.ENDS).read_text("utf-8"))
        text, mark = str(told["ends"]), told["mark"]
        reached = of(text)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _altered() from error
    if mark != marks.of_kept(text):
        raise _altered()
    return reached


def are_missing() -> bool:
    """Whether the head in the home says that this file lay beside it, and it does not."""
    if kept.path(kept.ENDS).exists():
        return False
    try:
        head = json.loads(kept.path().read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(head, dict) and bool(head.get(BESIDE))


def of(text: str) -> Reached:
    """ValueError or TypeError for anything but lane → [number, digest]."""
    told = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError("not the ends of lanes")
    return {int(lane): (int(number), str(digest)) for lane, (number, digest) in told.items()}


def _further() -> Reached | None:
    """What is to be kept now; nothing where it is kept already, or where the file must stay as it is."""
    try:
        before = last_kept()
    except Refused:
        return None
    if before is None and are_missing():
        return None
    before, stored = before or {}, Stored()
    moved = {
        lane: (end.number, end.digest)
        for lane, end in stored.ends().items()
        # An end that is not ours – somebody's hand – must not be told later as what was there once.
        if end.number > before.get(lane, (0, ""))[0] and stored.is_ours(lane, end)
    }
    stand = _standing({lane: before[lane] for lane in moved if lane in before})
    further = {lane: end for lane, end in moved.items() if lane not in before or lane in stand}
    return {**before, **further} if further else None


def _standing(reached: Reached) -> set[int]:
    """The lanes in which that entry still stands at that place."""
    places = Q(pk__in=())
    for lane, (number, digest) in reached.items():
        places |= Q(lane=lane, number=number, digest=digest)
    return set(Entry.objects.filter(places).values_list("lane", flat=True))


def _text(reached: Reached) -> str:
    text = chain.canonical({lane: list(reached[lane]) for lane in sorted(reached)})
    return json.dumps({"format": FORMAT, "ends": text, "mark": marks.of_kept(text)}, indent=1) + "\n"


def _altered() -> Refused:
    return Refused(
        _("数据目录里的 %s 不是本系统写的样子。") % kept.ENDS,
        _("请核对密钥目录，查明谁能改动数据目录，再把这个文件移出存档。"),
    )
