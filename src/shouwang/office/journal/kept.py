"""The last seal's head in a file of the home, beside the data base: without it, whoever has an old copy of the data
base could put all of it back, seals and their entries too, and nothing inside would disagree.

It tells of nobody.  A restored office has a home of its own, and the file only from its first seal on.
"""

import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings

FILE = "journal-head.json"


def path() -> Path:
    home: Path = settings.HOME
    return home / FILE


def write(text: str) -> None:
    """After its seal was written for good: the file must never know more than the data base."""
    _settle()
    draft = path().with_name(f".{FILE}.{os.getpid()}.part")
    try:
        draft.touch(0o600)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path())
    finally:
        draft.unlink(missing_ok=True)


def _settle() -> None:
    """SQLite as we use it loses what was written last when the power fails, unless it has been settled on the disk."""
    if settings.SQLITE:
        with (
            suppress(FileNotFoundError),
            Path(f"{settings.DATABASES['default']['NAME']}-wal").open("rb+") as log,
        ):
            os.fsync(log.fileno())
