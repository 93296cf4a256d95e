"""Hooks of the cast, and things that happen."""

from typing import Any

from tests.office import cast as people

from shouwang.office.accounts.models import User
from shouwang.office.api import hooks
from shouwang.office.api.models import Hook
from shouwang.office.journal import entries
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.entries import Line
from shouwang.office.kit import clock

ADDRESS = "https://receiver.example.cn/in"
ALL = ("run.done", "run.lost", "household.moved", "import.committed", "import.undone", "change.approved")


def opened(by: User, *kinds: str, address: str = ADDRESS, **more: Any) -> Hook:
    """Of all that the first appointment can be told, or only these."""
    held = by.appointments_now[0]
    wanted = kinds or [one.code for one in hooks.possible(held)]
    with acting(Actor(by.username)):
        made = hooks.open_(
            held, label="县民政", address=address, kinds=wanted, by=by, at=more.get("at") or clock.now()
        )
    return made.hook


def happens(action: str = "import.committed", kind: str = "batch", ident: str = "7", **more: Any) -> None:
    area, detail = more.get("area", people.TOWNSHIP), more.get("detail", {})
    with acting(Actor("system:tests")):
        entries.record_many([Line(action, kind, ident, area, detail)])
