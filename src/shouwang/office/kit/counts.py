"""Counting what many wait for: asked anew no more often than it is worth.

What is counted quickly is counted each time, so that whoever saves in a village or township sees the number follow.
What takes longer – of a county's households those whom nobody looked at yet – is kept for as many times as long as it
took (WORTH), at most a minute: what takes less than 0.6 s then costs at most one percent of a processor, however many
look at it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

WORTH = 100
LONGEST = 60.0
"""Seconds."""
MOST = 1_000
"""Questions of which an answer is kept."""


@dataclass
class _Answer:
    value: Any = None
    until: float = 0.0
    """Of `time.monotonic()`; 0: nothing is kept."""
    is_quick: bool = False
    """As it was when it was last asked for."""
    asking: Lock = field(default_factory=Lock)
    """Held by whoever asks for what is not known to be quick: meanwhile the others are told what was known, or wait
    where nothing was, or long ago."""


_answers: OrderedDict[Hashable, _Answer] = OrderedDict()
_lock = Lock()


def worth(question: Hashable, ask: Callable[[], Any]) -> Any:
    """What `ask` gives, or gave a moment ago.  `question` has to say everything that the answer depends on: the SQL with
    its values, where whose scope it is stands."""
    answer = _place(question)
    value, until, is_quick = _known(answer)
    now = time.monotonic()
    if is_quick:
        return _ask(answer, ask)
    if now < until:
        return value
    waits = not until or now > until + LONGEST
    if not answer.asking.acquire(timeout=LONGEST if waits else 0):
        # Who asks may hang: nobody hangs with them for ever.
        return _ask(answer, ask) if waits else value
    try:
        # Whoever waited here finds what the one before was told.
        value, until, is_quick = _known(answer)
        if time.monotonic() < until:
            return value
        if not is_quick:
            return _ask(answer, ask)
    finally:
        answer.asking.release()
    return _ask(answer, ask)


def _known(answer: _Answer) -> tuple[Any, float, bool]:
    with _lock:
        return answer.value, answer.until, answer.is_quick


def _place(question: Hashable) -> _Answer:
    with _lock:
        answer = _answers.setdefault(question, _Answer())
        _answers.move_to_end(question)
        while len(_answers) > MOST:
            _answers.popitem(last=False)
        return answer


def _ask(answer: _Answer, ask: Callable[[], Any]) -> Any:
    start = time.monotonic()
    value = ask()
    end = time.monotonic()
    is_quick = end - start <= settings.QUICK_COUNT
    kept = 0.0 if is_quick else end + min(WORTH * (end - start), LONGEST)
    with _lock:
        answer.value, answer.until, answer.is_quick = None if is_quick else value, kept, is_quick
    return value


def forget() -> None:
    with _lock:
        _answers.clear()


def of(rows: "QuerySet[Any]", most: int) -> int:
    """How many rows, counted up to `most`."""
    try:
        inner, values = rows.order_by().values("pk")[:most].query.sql_with_params()
    except EmptyResultSet:
        return 0
    return int(worth((inner, values), lambda: _counted(inner, values)))


def _counted(inner: str, values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({inner}) AS counted", values)
        return int(cursor.fetchone()[0])


def rows(asked: "QuerySet[Any]") -> list[Any]:
    """What a query that counts gives, as a list."""
    try:
        question = asked.query.sql_with_params()
    except EmptyResultSet:
        return []
    found: list[Any] = worth(question, lambda: list(asked))
    return found
