"""Making a backup while the office runs: one moment of the data base, then the files, which never change once written."""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from shouwang import __version__
from shouwang.engine.errors import Refused, sentence
from shouwang.office.journal.models import Lane
from shouwang.web.operations import archive, disk, keyring, postgresql, presence
from shouwang.web.operations.archive import Progress, quiet

LAST = "last-backup.json"
"""In the home: when and where the last one was made; check-deploy asks."""
NAME = "守望-{:%Y%m%d-%H%M%S}.zip"
SEALED = ".sealed"
MADE_BY_US = "守望-????????-??????.zip*"


@dataclass(frozen=True)
class Made:
    path: Path
    about: dict[str, Any]


def make(
    out: Path, *, at: datetime, passphrase: str | None = None, keys: bool = False, done: Progress = quiet
) -> Made:
    """`out`: a new file, or a directory, in which it gets a name.  Verified by reading it back before it is there."""
    path = _named(out.absolute(), at, sealed=passphrase is not None)
    _refuse_inside(path)
    with presence.alone(settings.HOME, "backup"), disk.plainly(path):
        _clear_leftovers(path)
        draft = path.with_name(f".{path.name}.part")
        try:
            with archive.writing(draft, passphrase, done) as packing:
                packing.finish(_fill(packing, at, keys=keys))
            about = archive.verified(draft, passphrase, done)
            _place(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        _note(path, at, keys=keys)
    return Made(path, about)


def _refuse_inside(path: Path) -> None:
    """What lies with the office goes down with its disk – and into the next backup."""
    rooms = (settings.HOME, settings.FILES, settings.KEYS)
    if any(path.parent.resolve().is_relative_to(Path(room).resolve()) for room in rooms):
        raise Refused(
            sentence("“{path}”在办公系统自己的目录里，会与它一起丢失，也会被装进下一份备份。", path=path),
            sentence("请写到另一块磁盘上的目录，例如 /mnt/备份。"),
        )


def _named(out: Path, at: datetime, *, sealed: bool) -> Path:
    if out.is_dir():
        return out / (NAME.format(at) + (SEALED if sealed else ""))
    if not out.parent.is_dir():
        raise Refused(
            sentence("目录“{folder}”不存在。", folder=out.parent),
            sentence("请先建好目录，或接上备份用的磁盘。"),
        )
    _refuse_existing(out)
    return out


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise Refused(
            sentence("“{path}”已经存在，不会覆盖。", path=path),
            sentence("请换一个文件名，或只写目录，由程序按时间取名。"),
        )


def _place(draft: Path, path: Path) -> None:
    _refuse_existing(path)  # somebody may have put something there meanwhile
    draft.rename(path)
    disk.settle(path.parent)


def _clear_leftovers(path: Path) -> None:
    """Of a backup that was killed."""
    path.parent.joinpath(f".{path.name}.part").unlink(missing_ok=True)
    for part in path.parent.glob(f".{MADE_BY_US}.part"):
        part.unlink(missing_ok=True)
    for room in settings.HOME.glob(".backup-*"):
        shutil.rmtree(room, ignore_errors=True)


def _fill(packing: archive.Draft, at: datetime, *, keys: bool) -> dict[str, Any]:
    with _database(packing) as database:
        for name, path in _files(settings.FILES, "files"):
            _add(packing, name, path)
        for name, path in _files(settings.KEYS, "keys") if keys else ():
            _add(packing, name, path)
    return {
        "made_at": at.isoformat(timespec="seconds"),
        "version": __version__,
        "keys": keys,
        "fingerprints": keyring.fingerprints(settings.KEYS),
        **database,
    }


def _add(packing: archive.Draft, name: str, path: Path) -> None:
    """An export may expire between the list and the reading: then nobody misses it."""
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        return
    with stream:
        packing.add(name, stream, packed=True)


def _files(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = f"{prefix}/{path.relative_to(folder).as_posix()}"
        # Drafts of files being written have names that no member may have.
        if path.is_file() and not path.is_symlink() and archive.MEMBER.fullmatch(name):
            yield name, path


@contextmanager
def _database(packing: archive.Draft) -> Iterator[dict[str, Any]]:
    """Adds the data base as it was at one moment, and says what state that was."""
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.HOME) as room:
            yield _sqlite(packing, Path(room) / "snapshot")
    else:
        yield _postgresql(packing)


def _sqlite(packing: archive.Draft, snapshot: Path) -> dict[str, Any]:
    snapshot.touch(0o600)
    source, copy = sqlite3.connect(settings.DATABASES["default"]["NAME"]), sqlite3.connect(snapshot)
    try:
        # One step: in small ones every write of the running office would start it anew.
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
        lanes = copy.execute("SELECT id, number, digest FROM journal_lane ORDER BY id").fetchall()
        applied = copy.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    finally:
        source.close()
        copy.close()
    with snapshot.open("rb") as stream:
        packing.add(archive.DATABASES["sqlite"], stream)
    return _state("sqlite", sqlite3.sqlite_version, lanes, applied)


def _postgresql(packing: archive.Draft) -> dict[str, Any]:
    server = connection.pg_version // 10_000  # type: ignore[attr-defined]
    with transaction.atomic(), connection.cursor() as cursor:
        # The same moment for pg_dump and for what the manifest says of it.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        lanes = list(Lane.objects.order_by("pk").values_list("pk", "number", "digest"))
        applied = list(MigrationRecorder(connection).migration_qs.order_by("pk").values_list("app", "name"))
        with postgresql.dumping(settings.DATABASES["default"], server=server, snapshot=snapshot) as dump:
            packing.add(archive.DATABASES["postgresql"], dump, packed=True)
    return _state("postgresql", str(server), lanes, applied)


def _state(engine: str, version: str, lanes: list[Any], applied: list[Any]) -> dict[str, Any]:
    return {
        "database": {"engine": engine, "version": version},
        "migrations": dict(applied),
        "journal": {str(lane): [number, digest] for lane, number, digest in lanes if number},
    }


def _note(path: Path, at: datetime, *, keys: bool) -> None:
    text = json.dumps(
        {"at": at.isoformat(timespec="seconds"), "path": str(path), "keys": keys}, ensure_ascii=False
    )
    draft = settings.HOME / f".{LAST}"
    draft.write_text(text, encoding="utf-8")
    draft.replace(settings.HOME / LAST)


def thin(folder: Path, keep: int) -> list[Path]:
    """Removes all but the newest `keep` of the backups to which we gave a name."""
    made = sorted(folder.glob(MADE_BY_US))
    old = made[:-keep]
    for path in old:
        path.unlink()
    return old
