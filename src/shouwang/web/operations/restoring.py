"""An office from a backup: complete or absent.  Knows no settings: they would make keys for a home that is not there yet.

SQLite: everything is written beside the home and renamed into place.  PostgreSQL: the home comes first, marked
unfinished – with the mark no office starts –, then one transaction fills the data base, then the mark goes.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg

from shouwang.engine.errors import Refused, sentence
from shouwang.web.operations import archive, disk, keyring, postgresql, presence
from shouwang.web.operations.archive import Progress, quiet

UNFINISHED = "restore-unfinished.json"
RESTORED = "restored.json"
"""In every home that came from a backup: without it, a home beside one that was moved away is not what replaced it."""
DATABASE = "shouwang.sqlite3"
KEPT_DUMP = "替换前.dump"


@dataclass(frozen=True)
class Target:
    home: Path
    keys: Path
    database: str = ""
    """Address of a PostgreSQL; empty: SQLite in the home."""

    @property
    def engine(self) -> str:
        return "postgresql" if self.database else "sqlite"

    @property
    def server(self) -> dict[str, Any]:
        return dict(dj_database_url.parse(self.database))

    def beside(self, what: str) -> Path:
        return _beside(self.home, what)

    @property
    def mark(self) -> str:
        """Which data base, without its password."""
        return "/".join(str(self.server.get(part) or "") for part in ("HOST", "PORT", "NAME"))


@dataclass(frozen=True)
class Restored:
    about: dict[str, Any]
    before: Path | None
    """Where what was replaced is kept."""


def refuse_unfinished(home: Path) -> None:
    """An office whose restore was interrupted must not start."""
    moved_away = _beside(home, "replaced").is_dir() and not (home / RESTORED).exists()
    if moved_away or (home / UNFINISHED).exists():
        raise Refused(
            sentence("这个目录的恢复没有做完。"), sentence("请用同一份备份重新运行 shouwang restore。")
        )


def _beside(home: Path, what: str) -> Path:
    return home.with_name(f".{home.name}-{what}")


def restore(
    file: Path,
    target: Target,
    *,
    at: datetime,
    passphrase: str | None = None,
    keys_from: Path | None = None,
    replace: bool = False,
    done: Progress = quiet,
) -> Restored:
    """Verifies everything before anything is touched."""
    about = archive.verified(file, passphrase, done)
    _refuse_unfit(about, target)
    target.home.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target), disk.plainly(target.home):
        _mend(target)
        again = _is_unfinished(target)
        if not replace and not again:
            _refuse_occupied(target)
        with _draft(target) as draft:
            _unpack(file, passphrase, about, draft, done)
            keyring.provide(draft / "keys", target.keys, about, keys_from, inside=_keys_inside(target))
            if not target.database:
                _refuse_damaged(draft, about)
                _end_sessions(draft)
            before = _swap(draft, target, at, again=again)
        if target.database:
            _fill_database(target)
    return Restored(about, before)


@contextmanager
def _alone(target: Target) -> Iterator[None]:
    running = [role for role in ("serve", "worker") if presence.alive(target.home, role)]
    if running:
        raise Refused(
            sentence("这个目录的办公系统正在运行。"), sentence("请先停下 shouwang serve 和 worker，再恢复。")
        )
    with presence.exclusive(target.beside("restore.lock"), "restore"):
        yield


def _is_unfinished(target: Target) -> bool:
    """Whether a restore into this home and this data base was interrupted: then nobody's work lies in them."""
    mark = target.home / UNFINISHED
    return mark.exists() and json.loads(mark.read_text(encoding="utf-8"))["database"] == target.mark


def _keys_inside(target: Target) -> bool:
    return target.keys == target.home / "keys"


def _refuse_unfit(about: dict[str, Any], target: Target) -> None:
    made = about["database"]["engine"]
    if made != target.engine:
        raise Refused(
            sentence("备份来自 {made}，这里要恢复到 {wanted}。", made=made, wanted=target.engine),
            sentence("PostgreSQL 的备份须设 DATABASE_URL 后恢复，SQLite 的备份须不设。"),
        )


def _refuse_occupied(target: Target) -> None:
    if _is_occupied(target.home):
        raise Refused(
            sentence("“{home}”里已有内容。", home=target.home),
            sentence("请换一个空目录；确要替换就加 --replace，原有内容会另存。"),
        )
    if target.home.exists() and not target.home.is_dir():
        raise Refused(sentence("“{home}”是一个文件。", home=target.home), sentence("请换一个目录名。"))
    if target.database and _tables(target):
        raise Refused(
            sentence("DATABASE_URL 指向的数据库里已有表。"),
            sentence("请换一个空数据库；确要替换就加 --replace，原有内容会另存。"),
        )


def _is_occupied(home: Path) -> bool:
    return home.is_dir() and any(path.name != "run" for path in home.iterdir())


def _tables(target: Target) -> int:
    with _connected(target) as server:
        row = server.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()").fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _connected(target: Target) -> Iterator["psycopg.Connection[Any]"]:
    try:
        with psycopg.connect(target.database, connect_timeout=10) as server:
            yield server
    except psycopg.OperationalError as error:
        raise Refused(
            sentence("连不上 DATABASE_URL 指向的数据库。"),
            sentence("请检查地址、用户和密码，并确认服务器已启动。"),
        ) from error


def _mend(target: Target) -> None:
    """A restore that was killed between its two renames: what was there before comes back."""
    old, home = target.beside("replaced"), target.home
    shutil.rmtree(target.beside("draft"), ignore_errors=True)
    if old.is_dir() and (home / RESTORED).exists():
        _put_away(target)
    elif old.is_dir():
        if home.exists():  # made anew by somebody who started the office meanwhile
            home.rename(_free(target))
        old.rename(home)


def _put_away(target: Target, at: datetime | None = None) -> Path | None:
    """Where what was replaced is kept; nothing of a home that was unfinished itself: nobody ever worked in it."""
    old = target.beside("replaced")
    if not old.is_dir():
        return None
    if not (old / UNFINISHED).exists() or (old / KEPT_DUMP).exists():
        return old.rename(_free(target, at))
    # Under a name that the next restore clears: half removed, it would have lost the mark that tells what it is.
    shutil.rmtree(old.rename(target.beside("draft")))
    return None


def _free(target: Target, at: datetime | None = None) -> Path:
    stamp = f"{at:%Y%m%d-%H%M%S}" if at else "中断"
    number, path = 1, target.home.with_name(f"{target.home.name}-替换前-{stamp}")
    while path.exists():
        number += 1
        path = path.with_name(f"{target.home.name}-替换前-{stamp}-{number}")
    return path


@contextmanager
def _draft(target: Target) -> Iterator[Path]:
    draft = target.beside("draft")
    draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _unpack(file: Path, passphrase: str | None, about: dict[str, Any], draft: Path, done: Progress) -> None:
    with archive.opened(file, passphrase) as packed:
        for member in about["members"]:
            name = member["name"]
            place = DATABASE if name == archive.DATABASES["sqlite"] else name
            archive.extract(packed, member, draft / place, done)


def _refuse_damaged(draft: Path, about: dict[str, Any]) -> None:
    """The data base is whole, and ends where the manifest says the journal ended."""
    with closing(sqlite3.connect(draft / DATABASE)) as copy:
        (said,) = copy.execute("PRAGMA integrity_check").fetchone()
        lanes = copy.execute("SELECT id, number, digest FROM journal_lane WHERE number > 0").fetchall()
    if said != "ok" or {str(lane): list(rest) for lane, *rest in lanes} != about["journal"]:
        raise Refused(sentence("备份里的数据库不完整，没有恢复。"), sentence("请换另一份备份。"))


def _end_sessions(draft: Path) -> None:
    with closing(sqlite3.connect(draft / DATABASE)) as copy, copy:
        copy.executescript(postgresql.END_SESSIONS.replace("public.", ""))


def _swap(draft: Path, target: Target, at: datetime, *, again: bool) -> Path | None:
    """The draft becomes the home.  What was there moves aside, with a dump of its data base."""
    home, old = target.home, target.beside("replaced")
    (draft / RESTORED).write_text(json.dumps({"at": at.isoformat()}), encoding="utf-8")
    if target.database:
        (draft / UNFINISHED).write_text(json.dumps({"database": target.mark}), encoding="utf-8")
    if not again:
        _keep_database(target)
    if _is_occupied(home):
        home.rename(old)
    elif home.is_dir():
        shutil.rmtree(home)
    draft.rename(home)
    disk.settle(home.parent)
    return _put_away(target, at)


def _keep_database(target: Target) -> None:
    """Into the home that moves aside, also where there was none before."""
    if not target.database or not _tables(target):
        return
    target.home.mkdir(mode=0o700, exist_ok=True)
    with _connected(target) as server, server.transaction():
        server.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        row = server.execute("SELECT pg_export_snapshot()").fetchone()
        assert row
        version, out = server.info.server_version // 10_000, target.home / f".{KEPT_DUMP}.part"
        out.unlink(missing_ok=True)
        with (
            postgresql.dumping(target.server, server=version, snapshot=row[0]) as dump,
            disk.private(out) as file,
        ):
            archive.copied(dump, file)
            file.flush()
            os.fsync(file.fileno())
    # Only now it has a name under which somebody would rely on it.
    out.replace(target.home / KEPT_DUMP)


def _fill_database(target: Target) -> None:
    with _connected(target) as server:
        version = server.info.server_version // 10_000
    dump = target.home / archive.DATABASES["postgresql"]
    postgresql.load(target.server, dump, server=version)
    dump.unlink()
    (target.home / UNFINISHED).unlink()
    disk.settle(target.home)
