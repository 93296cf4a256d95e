"""Addresses with what was chosen behind the question mark, and the keys of records that addresses and forms name."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

LONGEST = 18
"""Digits of a key: more, and data bases refuse the question."""


def asking(address: str, chosen: Mapping[str, Any]) -> str:
    """With what was chosen; what is empty was not."""
    said = {name: value for name, value in chosen.items() if value not in (None, "")}
    return f"{address}?{urlencode(said)}" if said else address


def is_key(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) <= LONGEST


def key(said: Any) -> Any:
    """The number; nothing for what is no key, and no record has that one."""
    text = str(said)
    return int(text) if is_key(text) else None
