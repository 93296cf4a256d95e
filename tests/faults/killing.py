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

SHORT_RUN = 3
"""How often each command is killed unless somebody says otherwise."""
ALONE = 0.5
"""How often only the process itself is killed – as by a system without memory –, and not what it started."""

LINGERING = 2.0
"""Seconds that a child may take to end with who started it."""


def duration(office: Office, *words: str | Path) -> float:
    """Seconds of a whole run."""
    started = time.monotonic()
    office.run(*words)
    return time.monotonic() - started


class Aim:
    """Seconds after which to kill: random, and wherever nothing was done yet or all was done already, a little later
    or earlier the next time.  So most strike while it happens, however fast or slow the machine is just then.

    `spread`: 1 from the beginning to the end of what takes `whole` seconds, 0 always in its middle.
    """

    def __init__(self, whole: float, seed: str, spread: float = 0.4) -> None:
        self._draw, self._middle, self._spread = Random(seed), 0.5 * whole, spread

    def moments(self, count: int) -> Iterator[float]:
        least, most = 1 - self._spread, 1 + self._spread
        return (self._middle * self._draw.uniform(least, most) for _ in range(count))

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


def gone(about: Path) -> bool:
    """Whether soon no process is told of this path any more: a child does not outlive for long who started it."""
    until = time.monotonic() + LINGERING
    while any(str(about).encode() in command for command in _commands()):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _commands() -> Iterator[bytes]:
    """Of all processes, where the system tells them."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield path.read_bytes()
