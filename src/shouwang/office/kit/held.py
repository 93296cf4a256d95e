"""Folders that take a while to make, held for this process for some time: who asks again finds them made.

    held = Held(most=3)
    with held.folder(key, make) as (path, value): …      `make(path)` fills the folder and returns a value to keep

They lie in the process's private room and are gone with it.
"""

import shutil
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from shouwang.office.kit import workroom

Value = TypeVar("Value")


@dataclass
class _Entry(Generic[Value]):
    making: Lock = field(default_factory=Lock)
    """Held while somebody makes it: who asks for the same waits, who asks for another does not."""
    readers: int = 0
    made: tuple[Path, Value] | None = None


class Held(Generic[Value]):
    """`most`: folders kept beyond those that somebody reads just now."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._entries: OrderedDict[Hashable, _Entry[Value]] = OrderedDict()
        self._lock = Lock()

    @contextmanager
    def folder(self, key: Hashable, make: Callable[[Path], Value]) -> Iterator[tuple[Path, Value]]:
        """What `make` raises is raised, and nothing is kept of it."""
        entry = self._enter(key)
        try:
            with entry.making:
                if entry.made is None:
                    entry.made = _made(make)
            yield entry.made
        finally:
            self._leave(entry)

    def _enter(self, key: Hashable) -> "_Entry[Value]":
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            entry.readers += 1
            return entry

    def _leave(self, entry: "_Entry[Value]") -> None:
        with self._lock:
            entry.readers -= 1
            idle = [key for key, one in self._entries.items() if not one.readers]
            failed = [key for key in idle if self._entries[key].made is None]
            for key in {*failed, *idle[: max(0, len(idle) - self.most)]}:
                gone = self._entries.pop(key)
                if gone.made:
                    shutil.rmtree(gone.made[0], ignore_errors=True)


def _made(make: Callable[[Path], Value]) -> tuple[Path, Value]:
    path = workroom.lasting()
    try:
        return path, make(path)
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)
        raise
