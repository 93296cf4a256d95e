"""What an entry says, as text, and the digest of that text: all that somebody needs to check the journal themselves.

An entry's text is the JSON array of FIELDS, as `JSON.stringify` would write it; its digest is the SHA-256 of that text
in UTF-8.  The array ends with the digest of the entry before it in the same lane.  See docs/journal.md.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any

FIELDS = (
    "lane",
    "number",
    "at",
    "actor",
    "line",
    "address",
    "action",
    "kind",
    "ident",
    "area_code",
    "day",
    "clause",
    "detail",
    "previous",
)
"""In the order of the text.  `at` as moment() writes it, `day` as 2026-05-01 or null, `detail` as a text of JSON."""
LANE, NUMBER, AT, ACTOR = range(4)
ACTION, IDENT, DETAIL, PREVIOUS = (FIELDS.index(name) for name in ("action", "ident", "detail", "previous"))
LANES = 64
"""Chains side by side on PostgreSQL, so that writers need not wait for each other; SQLite has one writer anyway."""
FIRST = "0" * 64
"""What the first entry of a lane, and the first seal, follow."""

_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=str
).encode

_WORDS: dict[type, Callable[[Any], str]] = {str: encode_basestring, int: repr, type(None): lambda _: "null"}


def canonical(value: Any) -> str:
    """JSON without choices: keys sorted, no spaces; what JSON does not know (days, amounts) as text."""
    return _whole(_encode(value))


def text(said: Sequence[Any]) -> str:
    """What canonical() gives, several times quicker for a row of texts and numbers."""
    try:
        return _whole(f"[{','.join([_WORDS[type(one)](one) for one in said])}]")
    except KeyError:
        # Somebody's hand put something else into the data base.
        return canonical(said)


def digest(said: Sequence[Any]) -> str:
    """Of what an entry or a seal says."""
    return digest_of_text(text(said))


def digest_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _whole(text: str) -> str:
    """Half a surrogate pair is no character; written as JSON writes it, it survives both data bases."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text


def moment(at: datetime) -> str:
    """In universal time with six digits of a second: the same from both data bases, whatever the time zone."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def grouped(text: str, size: int = 4) -> str:
    """A digest as people compare it: in groups of four."""
    return " ".join(text[start : start + size] for start in range(0, len(text), size))
