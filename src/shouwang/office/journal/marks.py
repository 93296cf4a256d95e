"""What only the installation's journal key can make: marks of seals and ends, and digests of personal values in entries.

Each begins with what it is for: no mark can be carried from one place to another.
"""

import hmac
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from shouwang.office import keys
from shouwang.office.journal import chain


def mark(digest: str) -> str:
    """Of a seal."""
    return _hmac(f"seal:{digest}")


def of_end(lane: int, number: int, digest: str) -> str:
    """Of the end of a lane, as it stands in the data base now."""
    return _hmac(f"end:{chain.text((lane, number, digest))}")


def of_exported(at: str, lane: int, number: int, digest: str) -> str:
    """Of the end of a lane in an export: of that one only, and of no use in the data base."""
    return _hmac(f"export:{chain.text((at, lane, number, digest))}")


def of_kept(ends: str) -> str:
    """Of the ends that the home keeps."""
    return _hmac(f"kept:{ends}")


def hidden(value: str) -> str:
    """A personal value as the journal shows it: equal values look equal, and nobody gets back to the value."""
    return f"#{_hmac(f'value:{value}')[:12]}"


def _hmac(text: str) -> str:
    return hmac.digest(_key(settings.KEYS, _place_of(settings.KEYS)), text.encode(), "sha256").hex()


@lru_cache(maxsize=2)
def _key(folder: Path, place: tuple[int, int]) -> bytes:
    """Not from the disk for each of a hundred thousand texts; a restored office has another file there."""
    return keys.journal(folder)


def _place_of(folder: Path) -> tuple[int, int]:
    try:
        found = (folder / keys.JOURNAL).stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_ino, found.st_mtime_ns
