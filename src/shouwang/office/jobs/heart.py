"""Keeps the lease of a running job, carries its progress to the data base, and brings orders back.

All that over a connection of its own: a long call into another library does not lose the lease, and progress is seen
while the handler's transaction is still open.
"""

import logging
import time
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from shouwang.office.jobs.models import Job, State
from shouwang.office.journal import ends
from shouwang.office.kit import clock

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RENEWED = 15.0
"""Seconds after which the lease is moved on."""
TICK = 0.5
"""Progress is written at most so often."""
KEPT = 3.0
"""Seconds after which the home is told how far the journal has come."""


class Heart:
    """`cancelled`, `lost`: what the data base says of the job.  Lost: somebody else has it, or it is gone."""

    def __init__(self, job: Job, *, threaded: bool = True) -> None:
        self.job = job
        self.cancelled, self.lost = Event(), Event()
        if job.cancelling:
            self.cancelled.set()
        self._said: tuple[str, int, int] = (job.step, job.done, job.total)
        self._written = self._said
        self._beaten = self._renewed = self._kept = time.monotonic()
        self._ended = Event()
        self._thread = Thread(target=self._live, name=f"heart-{job.pk}", daemon=True) if threaded else None

    def __enter__(self) -> "Heart":
        if self._thread:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread:
            self._thread.join()

    def say(self, step: str, done: int, total: int) -> None:
        self._said = (str(step)[:120], max(0, int(done)), max(0, int(total)))
        if self._thread is None and time.monotonic() - self._beaten >= TICK:
            self.beat()

    def last_words(self) -> dict[str, Any]:
        """The progress as said last, for the row of a job that ends."""
        return dict(zip(("step", "done", "total"), self._said, strict=True))

    def _live(self) -> None:
        reached = True
        while not self._ended.wait(TICK):
            try:
                self.beat()
                self._keep_ends()
                reached = True
            except (DatabaseError, InterfaceError):
                # Locked for longer than it waits, or away for a while: the next beat tries again.
                if reached:
                    log.warning("job %s: the heartbeat does not reach the data base", self.job.pk)
                reached = False
                connection.close()
        connection.close()

    def _keep_ends(self) -> None:
        """While its worker is at this job, it looks after nothing else."""
        if time.monotonic() - self._kept >= KEPT:
            self._kept = time.monotonic()
            # A full disk stops no heart.
            with suppress(OSError):
                ends.keep()

    def beat(self) -> None:
        now = self._beaten = time.monotonic()
        if self._said != self._written or now - self._renewed >= RENEWED:
            self._renew(now)
        ordered = self.mine().values_list("cancelling", flat=True).first()
        if ordered is None:
            self.lost.set()
        elif ordered:
            self.cancelled.set()

    def _renew(self, now: float) -> None:
        said = self._said
        step, done, total = said
        self.mine().update(step=step, done=done, total=total, lease_until=clock.now() + LEASE)
        self._written, self._renewed = said, now

    def mine(self) -> Any:
        """The job's row as long as it is this run's."""
        job = self.job
        return Job.objects.filter(pk=job.pk, worker=job.worker, attempts=job.attempts, state=State.RUNNING)
