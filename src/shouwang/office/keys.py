"""The keys of an installation: files in a directory of their own, made on first use, readable by the owner only.

secret.key            signs cookies
personal/NNNN.key     encrypt personal fields; the highest number encrypts, all decrypt (rotation)
digest.key            makes look-up digests of personal fields; never rotated without digesting anew
journal.key           seals heads of the journal
"""

import os
import secrets
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from shouwang.engine.errors import Refused, sentence

SIZE = 32
JOURNAL = "journal.key"


def secret(folder: Path) -> str:
    return _kept(folder / "secret.key").hex()


def digest(folder: Path) -> bytes:
    return _kept(folder / "digest.key")


def journal(folder: Path) -> bytes:
    return _kept(folder / JOURNAL)


def personal(folder: Path) -> dict[int, bytes]:
    """Number → key.  The first is made when there is none.

    Read anew once the directory has changed: an office that runs notices a rotation.
    """
    room = folder / "personal"
    try:
        return _personal(room, room.stat().st_mtime_ns)
    except FileNotFoundError:
        _kept(room / "0001.key")
        return _personal(room, room.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _personal(room: Path, changed: int) -> dict[int, bytes]:
    found = {int(path.stem): _read(path) for path in sorted(room.glob("*.key"))}
    if not found:
        raise FileNotFoundError(room)
    return found


def add_personal(folder: Path) -> int:
    """A new key that encrypts from now on; the old ones go on decrypting."""
    number = max(personal(folder)) + 1
    _kept(folder / "personal" / f"{number:04}.key")
    return number


def retire_personal(folder: Path, number: int) -> None:
    """Moves a key aside, where nothing is opened with it any more; older backups may still need it."""
    aside = folder / "retired"
    aside.mkdir(exist_ok=True, mode=0o700)
    (folder / "personal" / f"{number:04}.key").rename(aside / f"{number:04}.key")


def restore_personal(folder: Path, number: int) -> None:
    (folder / "retired" / f"{number:04}.key").rename(folder / "personal" / f"{number:04}.key")


def age_of_newest(folder: Path, now: datetime) -> float:
    """Seconds since the newest personal key was made."""
    newest = folder / "personal" / f"{max(personal(folder)):04}.key"
    return now.timestamp() - newest.stat().st_mtime


def forget() -> None:
    _personal.cache_clear()


def _kept(path: Path) -> bytes:
    """The key in `path`; made when there is none."""
    if not path.exists():
        _make(path)
    return _read(path)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}.new")
    draft.write_bytes(secrets.token_bytes(SIZE))
    draft.chmod(0o600)
    try:
        # Two processes starting at once must not make two keys: a link, unlike a rename, does not replace.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != SIZE:
        raise Refused(
            sentence("密钥文件“{name}”损坏：应为 {size} 字节。", name=path.name, size=SIZE),
            sentence("请从备份恢复密钥目录，不要新建密钥。"),
        )
    return key
