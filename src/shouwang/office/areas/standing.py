"""What stands on an area: an area on which something stands does not end, it is merged into another.

Households, posts and work know their areas, areas do not know them; so whoever keeps records on areas says here how to
count them.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from shouwang.office.kit.codes import Span

STANDING: list[tuple[Any, Callable[[Span, date], int]]] = []
"""What stands there, in words with %(n)s, and how many of them there are in a span from a day on."""


def standing(words: Any) -> Callable[[Callable[[Span, date], int]], Callable[[Span, date], int]]:
    def register(count: Callable[[Span, date], int]) -> Callable[[Span, date], int]:
        STANDING.append((words, count))
        return count

    return register


def told(span: Span, on: date) -> list[str]:
    """In words, with their number; empty where nothing stands."""
    counted = ((words, count(span, on)) for words, count in STANDING)
    return [str(words) % {"n": n} for words, n in counted if n]
