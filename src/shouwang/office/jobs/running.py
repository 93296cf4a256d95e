"""What a handler holds in its hands while it works."""

from threading import Event
from time import monotonic
from typing import Any

from shouwang.office.jobs.heart import Heart
from shouwang.office.jobs.models import Job

PATIENCE = 10.0
"""Seconds that a job may go on after the worker was asked to stop."""


class Interrupted(Exception):
    """The handler is to stop; whatever it has open is rolled back.  Do not catch it."""


class Cancelled(Interrupted):
    """Its owner called it off."""


class HandedBack(Interrupted):
    """The worker stops; another will begin anew."""


class Lost(Interrupted):
    """Another worker has taken it: the lease ran out."""


class Running:
    """A job in progress.  Is itself the engine's `Progress`: `reader.read(paths, progress=running)`."""

    def __init__(self, job: Job, heart: Heart, stop: Event) -> None:
        self.job = job
        self._heart = heart
        self._stop = stop
        self._asked: float | None = None

    @property
    def owner(self) -> Any:
        """Who asked.  Ask again for permissions: meanwhile somebody may have taken them away."""
        return self.job.owner

    def progress(self, step: str, done: int = 0, total: int = 0) -> None:
        """Says how far it is (cheap, as often as you like).  Raises Interrupted when it is to stop."""
        self._heart.say(step, done, total)
        self.check()

    __call__ = progress

    def keep(self, result: dict[str, Any]) -> None:
        """In the transaction of what it tells: whoever takes the job up again finds it in `job.result`."""
        if not self._heart.mine().update(result=result):
            raise Lost

    def check(self) -> None:
        if self._heart.lost.is_set():
            raise Lost
        if self._heart.cancelled.is_set():
            raise Cancelled
        if self._stop.is_set():
            self._asked = self._asked or monotonic()
            if monotonic() - self._asked >= PATIENCE:
                raise HandedBack
