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

ALONE = 0.5
"""How often only the process itself is killed – as by a system without memory –, and not what it started."""


def duration(office: Office, *words: str | Path) -> float:
    """Seconds of a whole run."""
    started = time.monotonic()
    office.run(*words)
    return time.monotonic() - started


class Aim:
    """Seconds after which to kill: random, and wherever nothing was done yet or all was done already, a little later
    or earlier the next time.  So most strike while it happens, however fast or slow the machine is just then.
    """

    def __init__(self, whole: float, seed: str) -> None:
        self._draw, self._middle = Random(seed), 0.5 * whole

    def moments(self, count: int) -> Iterator[float]:
        return (self._middle * self._draw.uniform(0.6, 1.4) for _ in range(count))

    def found(self, *, before: bool = False, after: bool = False) -> None:
        self._middle *= 1.15 if before else 0.87 if after else 1.0

    @property
    def alone(self) -> bool:
        return self._draw.random() < ALONE


def killed(office: Office, moment: float, *words: str | Path, alone: bool = False) -> bool:
    """Whether the command was still running."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return strike(office.start(*words, start_new_session=True, **quiet), moment, alone=alone)


def strike(running: "subprocess.Popen[bytes]", moment: float, *, alone: bool = False) -> bool:
    """After `moment` seconds; `running` leads a group of its own, which dies with it unless it dies `alone`."""
    with suppress(subprocess.TimeoutExpired):
        running.wait(moment)
    with suppress(ProcessLookupError):
        if alone:
            running.kill()
        else:
            os.killpg(running.pid, signal.SIGKILL)
    return running.wait() != 0
