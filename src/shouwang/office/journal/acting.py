"""Who is acting: set once at the edge – a request, a command, a job – and read wherever something is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused


@dataclass(frozen=True)
class Actor:
    """`name`: a user name, or `system:…` for commands and jobs that nobody asked for."""

    name: str
    line: int | None = None
    """The line of appointments under which they act, where it is one."""
    address: str = ""
    token: int | None = None
    """By which a program acts for them: the number of its token, which every entry then tells."""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("an actor without a name: nobody could be asked afterwards")


_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


@contextmanager
def acting(who: Actor) -> Iterator[None]:
    """A thread started inside acts for nobody until it says so itself."""
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)


def actor() -> Actor:
    """Refused when nobody acts: a change without a name is not written."""
    who = _acting.get()
    if who is None:
        raise Refused(_("没有说明是谁在操作，改动没有写入。"), _("请从页面或命令进行这项操作。"))
    return who
