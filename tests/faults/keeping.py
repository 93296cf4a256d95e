"""A part: somebody writes as fast as they can, and the home is told all the time how far the journal has come."""

import sys
from threading import Thread

from shouwang.office.journal import ends, entries, seals
from shouwang.office.journal.acting import Actor, acting

WRITERS = 2


def write_and_keep() -> None:
    for _writer in range(WRITERS):
        Thread(target=_write, daemon=True).start()
    while True:
        ends.keep()


def _write() -> None:
    with acting(Actor("system:tests")):
        while True:
            for _time in range(20):
                entries.record("household.changed")
            seals.seal()


def reached() -> None:
    kept = ends.last_kept() or {}
    sys.stdout.write(f"{sum(number for number, _digest in kept.values())}\n")
