"""How a personal value is shown until somebody who may reveals it (which the journal notes)."""

KEPT = {"id": (6, 4), "phone": (3, 4), "account": (0, 4)}
"""Characters left at the head and at the tail; of everything else nothing is left."""
STARS = 8
HIDDEN = 4


def mask(text: str, how: str = "all") -> str:
    """`how`: `id`, `phone`, `account`, else nothing is shown – not even how long it is: that tells a code."""
    if text and how not in KEPT:
        return "*" * HIDDEN
    head, tail = KEPT.get(how, (0, 0))
    if len(text) <= head + tail:
        head = tail = 0
    hidden = min(STARS, len(text) - head - tail)
    return text[:head] + "*" * hidden + text[len(text) - tail :]
