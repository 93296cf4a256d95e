"""Seconds, processor seconds and peak memory of a command in a fresh process."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

KIB = 1024


@dataclass(frozen=True)
class Cost:
    seconds: float
    processor: float
    """Seconds of all cores together, in the program and in the system for it."""
    memory: int
    """Most bytes resident at any moment."""


@dataclass(frozen=True)
class Contestant:
    name: str
    command: list[str]
    out: Path | None = None
    """What it writes: taken away before every run."""
    good: tuple[int, ...] = (0,)
    """Exit codes that mean it did its work."""
    costs: list[Cost] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return statistics.median(cost.seconds for cost in self.costs)

    @property
    def processor(self) -> float:
        return statistics.median(cost.processor for cost in self.costs)

    @property
    def memory(self) -> int:
        return max(cost.memory for cost in self.costs)


def race(contestants: Sequence[Contestant], runs: int, *, warm: Callable[[], None] = lambda: None) -> None:
    """One run each that does not count, then `runs` in turns, the first to go changing.

    `warm` is called when every contestant has written its output for the first time.
    """
    for each in contestants:
        once(each)
    warm()
    for number in range(runs):
        for each in contestants if number % 2 == 0 else reversed(contestants):
            each.costs.append(once(each))


def once(contestant: Contestant) -> Cost:
    """Runs it; leaves with what it said if it fails."""
    clear(contestant.out)
    say(f"  {contestant.name} …")
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        # Our own process stays small: the child's peak counts from the moment it is a copy of its parent.
        child = subprocess.Popen(contestant.command, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in contestant.good:
            said.seek(0)
            sys.exit(f"{' '.join(contestant.command)}\n{said.read().decode(errors='replace')}")
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * KIB)


def clear(out: Path | None) -> None:
    if out is None:
        return
    if out.is_dir():
        shutil.rmtree(out)
    out.unlink(missing_ok=True)


def say(text: str) -> None:
    """What happens meanwhile; the table alone goes to standard output."""
    print(text, file=sys.stderr, flush=True)
