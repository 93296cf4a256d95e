"""The keys of an installation: files in a directory of their own, made on first use, readable by the owner only.

secret.key            signs cookies
personal/NNNN.key     encrypt personal fields; the highest number encrypts, all decrypt (rotation)
digest.key            makes look-up digests of personal fields; never rotated without digesting anew
journal.key           seals heads of the journal
"""

import os
import secrets
from functools import cache
from pathlib import Path

from shouwang.engine.errors import Refused

SIZE = 32


def secret(folder: Path) -> str:
    return _kept(folder / "secret.key").hex()


def digest(folder: Path) -> bytes:
    return _kept(folder / "digest.key")


def journal(folder: Path) -> bytes:
    return _kept(folder / "journal.key")


@cache
def personal(folder: Path) -> dict[int, bytes]:
    """Number → key.  The first is made when there is none."""
    room = folder / "personal"
    if not room.is_dir() or not any(room.glob("*.key")):
        _kept(room / "0001.key")
    return {int(path.stem): _read(path) for path in sorted(room.glob("*.key"))}


def add_personal(folder: Path) -> int:
    """A new key that encrypts from now on; the old ones go on decrypting."""
    number = max(personal(folder)) + 1
    _kept(folder / "personal" / f"{number:04}.key")
    personal.cache_clear()
    return number


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
            f"密钥文件“{path.name}”损坏：应为 {SIZE} 字节。", "请从备份恢复密钥目录，不要新建密钥。"
        )
    return key
