"""What the home keeps of the journal, beside the data base: without it, whoever has an old copy of the data base could
put all of it back, seals and their entries too, and nothing inside would disagree.

HEAD    the last seal's head (seals.py)
ENDS    how far every lane has come (ends.py)

They tell of nobody.  A restored office has a home of its own, and each file only from what it writes first.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident
from typing import IO

from django.conf import settings

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

HEAD, ENDS = "journal-head.json", "journal-ends.json"


def path(name: str = HEAD) -> Path:
    home: Path = settings.HOME
    return home / name


def write(text: str, name: str = HEAD) -> None:
    """After what it tells was written for good: a file must never know more than the data base."""
    _settle()
    is_new = not path(name).exists()
    draft = path(name).with_name(f".{name}.{os.getpid()}-{get_ident()}.part")
    try:
        draft.touch(0o600)
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            # Its name without its text, after a power cut, would look like somebody's hand.
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path(name))
        if is_new:
            _settle_names()
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether we are the only process that is about to write this file; whoever is not, need not wait."""
    with path(f".{name}.lock").open("ab") as file:
        try:
            _lock(file)
        except OSError:
            yield False
        else:
            _clear_drafts(name)
            yield True


def _clear_drafts(name: str) -> None:
    """Of processes that were killed: nobody else writes this file now."""
    for draft in path().parent.glob(f".{name}.*.part"):
        draft.unlink(missing_ok=True)


def _settle() -> None:
    """SQLite as we use it loses what was written last when the power fails, unless it has been settled on the disk."""
    if settings.SQLITE:
        with (
            suppress(FileNotFoundError),
            Path(f"{settings.DATABASES['default']['NAME']}-wal").open("rb+") as log,
        ):
            os.fsync(log.fileno())


def _settle_names() -> None:
    """Windows does that by itself."""
    if os.name == "posix":
        home = os.open(settings.HOME, os.O_RDONLY)
        try:
            os.fsync(home)
        finally:
            os.close(home)


if sys.platform == "win32":

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: IO[bytes]) -> None:
        """OSError when another process holds it; it ends with the process, however that ends."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
