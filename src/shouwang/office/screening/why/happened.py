"""Events on which a clause rests, in words: what, when, and where it came from.  Source: 000-H (TIER-09)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from shouwang.engine.tables import EVENTS
from shouwang.office.kit import sayings


class Happened(NamedTuple):
    """Channel and department are empty where nobody said."""

    what: str
    on: date
    channel: str
    department: str


def of(events: Iterable[Mapping[str, Any]]) -> tuple[Happened, ...]:
    """Rows of the register; those of before there was a channel have none."""
    return tuple(
        Happened(
            _label("kind", event["kind"]),
            event["occurred_on"],
            _label("channel", event.get("channel")),
            event.get("department") or "",
        )
        for event in events
    )


def _label(column: str, code: str | None) -> str:
    return sayings.label(EVENTS[column].label_of(code)) if code else ""
