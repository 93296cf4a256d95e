"""Which processes of an office are alive: each holds a locked file in `run/` and touches it while it lives.

The lock ends with the process, however it ends; a file that nobody holds is what a killed process left.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from shouwang.engine.errors import Refused, sentence

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


BEAT = 10.0
"""Seconds between signs of life."""


@contextmanager
def announced(home: Path, role: str) -> Iterator[None]:
    """Alive as `role` – serve, worker – until the block ends."""
    path, over = _room(home) / f"{role}-{os.getpid()}.lock", threading.Event()
    with exclusive(path, role):
        beating = threading.Thread(target=_beat, args=(path, over), daemon=True)
        beating.start()
        try:
            yield
        finally:
            over.set()
            beating.join()


def _beat(path: Path, over: threading.Event) -> None:
    while not over.wait(BEAT):
        # A full disk does not stop the clock of a living process.
        with suppress(OSError):
            os.utime(path)


@contextmanager
def alone(home: Path, what: str) -> Iterator[None]:
    """Only one of its kind – a backup, a restore – at a time.  Refused while another one runs."""
    with exclusive(_room(home) / f"{what}.lock", what):
        yield


@contextmanager
def exclusive(path: Path, what: str) -> Iterator[None]:
    try:
        file = _locked(path)
    except OSError as error:
        raise Refused(
            sentence("另一个 shouwang {what} 正在进行。", what=what), sentence("等它结束后再试。")
        ) from error
    try:
        yield
    finally:
        _release(path, file)


def _locked(path: Path) -> IO[bytes]:
    """Raises OSError where somebody else holds it."""
    while True:
        file = path.open("ab")
        try:
            _take(file)
        except OSError:
            file.close()
            raise
        # Whoever held it before may have removed the file between our opening and our locking.
        if _is_still(path, file):
            return file
        file.close()


def _is_still(path: Path, file: IO[bytes]) -> bool:
    try:
        return path.stat().st_ino == os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return False


def _release(path: Path, file: IO[bytes]) -> None:
    if sys.platform == "win32":  # an open file cannot be removed there
        file.close()
        path.unlink(missing_ok=True)
        return
    path.unlink(missing_ok=True)
    file.close()


def alive(home: Path, role: str) -> list[float]:
    """Seconds since the last sign of life of every process of that role.  Clears what killed ones left."""
    room = home / "run"
    found = []
    for path in sorted(room.glob(f"{role}-*.lock")) if room.is_dir() else ():
        try:
            _release(path, _locked(path))
        except OSError:
            with suppress(FileNotFoundError):
                found.append(max(0.0, time.time() - path.stat().st_mtime))
    return found


def _room(home: Path) -> Path:
    room = home / "run"
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    return room
