"""Kind of job → what does it.  Knows no models, so that apps can register while they load."""

from collections.abc import Callable
from typing import Any

Handler = Callable[..., dict[str, Any] | None]
"""`handle(running, **payload) -> result`; payload and result are JSON."""

HANDLERS: dict[str, Handler] = {}
LABELS: dict[str, Any] = {}


def handler(kind: str, *, label: Any = "") -> Callable[[Handler], Handler]:
    """Registers a function for a kind of job; `label` is how people read it."""

    def register(function: Handler) -> Handler:
        if HANDLERS.get(kind, function) is not function:
            raise TypeError(f"two handlers for {kind}")
        HANDLERS[kind], LABELS[kind] = function, label or kind
        return function

    return register
