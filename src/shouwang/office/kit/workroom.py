"""Plain files for a moment: in a room of this process, readable by its owner only, gone when the block ends.

A process that was killed leaves its room behind; its lock is free then, and `clear()` removes the room.
"""

import atexit
import faulthandler
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple

from django.conf import settings

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ABORTED, LOCK = "aborted", "lock"
NEWBORN = 60
"""Seconds during which a room may not have been locked yet."""


class Room(NamedTuple):
    path: Path
    lock: IO[bytes]
    """Held as long as the process lives; the system lets go of it whatever ends the process."""


def _ground() -> Path:
    ground: Path = settings.HOME / "work" / "rooms"
    ground.mkdir(parents=True, exist_ok=True, mode=0o700)
    return ground


@cache
def _room() -> Room:
    path = _ground() / secrets.token_hex(8)
    path.mkdir(mode=0o700)
    file = (path / LOCK).open("wb")
    _lock(file)
    made = Room(path, file)
    atexit.register(_leave, made)
    return made


def _leave(room: Room) -> None:
    _empty(room.path)
    room.lock.close()
    shutil.rmtree(room.path, ignore_errors=True)


def _empty(path: Path) -> None:
    """But for the lock, which goes last: a room with something in it and no lock is one that somebody left."""
    with suppress(FileNotFoundError):  # another process clears it, too
        for one in path.iterdir():
            if one.is_dir():
                shutil.rmtree(one, ignore_errors=True)
            elif one.name != LOCK:
                # Where a file that is open cannot be removed it goes with the room.
                with suppress(OSError):
                    one.unlink()


def name() -> str:
    """Of this process's room: by it others on this machine can tell whether the process lives."""
    return _room().path.name


def lives(room: str) -> bool | None:
    """Whether the process of a room lives; None: the room is not on this machine, or removed already."""
    lock = _ground() / Path(room).name / LOCK
    if not room or not lock.is_file():
        return None
    return not _is_free(lock)


@cache
def tell_of_aborts() -> IO[bytes]:
    """From now on this process leaves word in its room when it ends by a fault of its own; one that is killed does not."""
    file = (_room().path / ABORTED).open("wb", buffering=0)
    faulthandler.enable(file, all_threads=False)
    return file


def aborted(room: str) -> bool:
    """Whether the process of a room left such word."""
    told = _ground() / Path(room).name / ABORTED
    return bool(room) and told.is_file() and told.stat().st_size > 0


@contextmanager
def private() -> Iterator[Path]:
    """A directory for this block."""
    with tempfile.TemporaryDirectory(dir=_room().path, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def lasting() -> Path:
    """A directory until the process ends or somebody removes it."""
    return Path(tempfile.mkdtemp(dir=_room().path))


def clear() -> int:
    """Removes the rooms of processes that live no longer; returns how many."""
    removed = 0
    for path in _ground().iterdir():
        if path != _room().path and _is_left(path):
            _empty(path)
            shutil.rmtree(path, ignore_errors=True)
            removed += 1
    return removed


def _is_left(path: Path) -> bool:
    with suppress(OSError):
        lock = path / LOCK
        if lock.is_file():
            return _is_free(lock)
        return any(path.iterdir()) or time.time() - path.stat().st_mtime >= NEWBORN
    return False


def _is_free(lock: Path) -> bool:
    try:
        with lock.open("r+b") as file:
            _lock(file)
    except OSError:
        return False
    return True


if sys.platform == "win32":

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: IO[bytes]) -> None:
        """OSError when somebody else holds it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
