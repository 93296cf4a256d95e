"""Starts a command and kills it at a random moment, so that it can say nothing more and tidy nothing up."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

from tests.offices import Office

EARLIEST = 0.4
"""Part of a whole run: before, the program is only being loaded."""


def duration(office: Office, *words: str | Path) -> float:
    """Seconds of a whole run."""
    started = time.monotonic()
    office.run(*words)
    return time.monotonic() - started


def moments(whole: float, count: int, seed: str) -> Iterator[float]:
    """Also a little after the end: a run may be quicker than the one that was measured."""
    draw = Random(seed)
    return (draw.uniform(EARLIEST, 1.1) * whole for _ in range(count))


def killed(office: Office, moment: float, *words: str | Path) -> bool:
    """Whether the command was still running.  What it started itself is killed with it."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = office.start(*words, start_new_session=True, **quiet)
    with suppress(subprocess.TimeoutExpired):
        running.wait(moment)
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    return running.wait() != 0
