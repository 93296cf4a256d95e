"""The keys of a restored office: from the backup, from a directory, or already in their place – and the right ones."""

import hashlib
import hmac
import shutil
from pathlib import Path
from typing import Any

from shouwang.engine.errors import Refused, sentence

DISPENSABLE = ("secret.key", "retired/")


def fingerprints(folder: Path) -> dict[str, str]:
    """By these a restore knows whether keys belong to a backup; nobody gets from them to a key."""
    return {
        path.relative_to(folder).as_posix(): hmac.new(
            path.read_bytes(), b"fingerprint", hashlib.sha256
        ).hexdigest()[:16]
        for path in sorted(folder.rglob("*.key"))
    }


def provide(draft: Path, keys: Path, about: dict[str, Any], given: Path | None, *, inside: bool) -> None:
    """Puts the keys where the office looks for them: into the draft of the home, or outside of it.

    Refused when there are none, or when they are not those under which the backup's personal data was sealed.
    """
    source = draft if draft.is_dir() else given or keys
    if not source.is_dir() or not any(source.rglob("*.key")):
        raise Refused(
            sentence("这份备份不含密钥，没有密钥就看不了身份证号等加密内容。"),
            sentence("请用 --keys 指明另外保管的密钥目录，再恢复。"),
        )
    if not _fit(fingerprints(source), about["fingerprints"]):
        raise Refused(
            sentence("密钥与这份备份对不上。"),
            sentence("请找出与备份同一时期保管的密钥目录，用 --keys 指明。"),
        )
    if inside:
        _copy(source, draft)
    else:
        _place_outside(source, keys, about)
        shutil.rmtree(draft, ignore_errors=True)


def _fit(have: dict[str, str], needed: dict[str, str]) -> bool:
    """The key that signs cookies may be another: everybody signs in anew, nothing else.  Retired keys seal nothing."""
    return all(have.get(name) == mark for name, mark in needed.items() if not name.startswith(DISPENSABLE))


def _place_outside(source: Path, keys: Path, about: dict[str, Any]) -> None:
    if keys.is_dir() and any(keys.rglob("*.key")):
        if not _fit(fingerprints(keys), about["fingerprints"]):
            raise Refused(
                sentence("“{folder}”里是另一套密钥，不会覆盖。", folder=keys),
                sentence("请让 SHOUWANG_KEYS 指向空目录，或先移走那些密钥。"),
            )
        return
    aside = keys.with_name(f".{keys.name}-draft")
    shutil.rmtree(aside, ignore_errors=True)  # of a restore that was killed
    _copy(source, aside)
    if keys.is_dir():
        keys.rmdir()
    aside.rename(keys)


def _copy(source: Path, target: Path) -> None:
    if source == target:
        return
    for path in sorted(source.rglob("*.key")):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_bytes(path.read_bytes())
        place.chmod(0o600)
