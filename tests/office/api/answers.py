"""Answers as docs/api.md shows them: shortened, and without what differs from one small world to the next."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

WIDE = 110
FEW = 2
"""Rows of a list, or keys of what is inside one."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\dZ+:]*")
DIGEST = re.compile(r"[0-9a-f]{64}")
MADE_UP = re.compile(r"-[0-9A-F]{8}\b")
"""In codes that the office gave."""
NUMBERED = frozenset({"id", "run", "before"})
DOTS = "…"
Renumber = Callable[[int], int]


def shown(content: bytes, renumber: Renumber) -> str:
    """`renumber`: a number of the world → of the page."""
    said = same(json.loads(content), renumber)
    lines = [f"  {json.dumps(name)}: {_value(value)}" for name, value in said.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def same(value: Any, renumber: Renumber, name: str = "") -> Any:
    """Numbers, moments, digests and codes as they always are on the page."""
    if isinstance(value, dict):
        return {key: same(each, renumber, key) for key, each in value.items()}
    if isinstance(value, list):
        return [same(each, renumber, name) for each in value]
    if name in NUMBERED and isinstance(value, int):
        return renumber(value)
    if not isinstance(value, str):
        return value
    # Cursors are made of numbers.
    return DOTS if name == "next" else _usual(value)


def _usual(text: str) -> str:
    return MADE_UP.sub(f"-{DOTS}", DIGEST.sub(DOTS, MOMENT.sub("2026-06-30T01:00:00Z", text)))


def _value(value: Any) -> str:
    """Of the outermost object: rows each on a line of their own."""
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return inline(value, WIDE)
    rows = [inline(row, WIDE) for row in value[:FEW]] + [DOTS] * (len(value) > FEW)
    return "[\n" + ",\n".join(f"    {row}" for row in rows) + "\n  ]"


def inline(value: Any, room: int) -> str:
    """On one line; what does not fit is left out."""
    if isinstance(value, dict):
        pairs = (
            lambda left, name=name, each=each: f"{json.dumps(name)}: {inline(each, left)}"
            for name, each in value.items()
        )
        return "{" + _joined(pairs, room) + "}"
    if isinstance(value, list):
        return "[" + _joined((lambda left, each=each: inline(each, left) for each in value), room) + "]"
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= max(room, 24) else f'{said[: max(room, 24)]}{DOTS}"'


def _joined(parts: Iterator[Callable[[int], str]], room: int) -> str:
    made: list[str] = []
    for part in parts:
        if room < 12:
            made.append(DOTS)
            break
        made.append(part(room))
        room -= len(made[-1]) + 2
    return ", ".join(made)
