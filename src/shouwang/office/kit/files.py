"""What people upload and the office writes: sealed files below FILES, under names of chance.

    kept = files.keep(request.FILES["paper"], "papers")     Kept(name, size, checksum, kind)
    with files.opened(kept.name) as stream: …               plain bytes, in bounded memory
    with files.plain(kept.name) as path: …                  a plain file for a library that wants a path
    files.remove(kept.name)

A name people gave a file never becomes part of a path.  `keep` does not know of transactions: whoever keeps a file and
then fails removes it (`kept_or_removed`), and `remove` belongs into `transaction.on_commit`.
"""

import errno
import io
import os
import re
import secrets
import shutil
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office import keys
from shouwang.office.kit import chunks, sealing, workroom
from shouwang.office.kit.kinds import LOOKED_AT, MEDIA, ending, kind_of

__all__ = [
    "MEDIA",
    "Ahead",
    "Draft",
    "Kept",
    "keep",
    "kept_or_removed",
    "kind_of",
    "opened",
    "plain",
    "remove",
    "writing",
]

NAME = re.compile(r"[a-z]{1,20}/[0-9a-f]{2}/[0-9a-f]{32}")
ENDING = re.compile(r"\.[a-z0-9]{1,8}")
DRAFT = ".new"
DISK_FULL = "53100"


@dataclass(frozen=True)
class Kept:
    """`checksum`: SHA-256 of the plain bytes; `kind`: as the first bytes say, see kinds.py."""

    name: str
    size: int
    checksum: str
    kind: str = ""


@dataclass
class Ahead:
    """A file that was kept before somebody asked for it (ahead.py).  `name`: as people gave it."""

    name: str
    kept: Kept
    is_taken: bool = False


class Draft(io.RawIOBase):
    """Where a file is written to; `kept` once the block has ended well."""

    kept: Kept

    def __init__(self, sealed: chunks.Sealing) -> None:
        self.sealed = sealed
        self.first = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data).cast("B")
        if len(self.first) < LOOKED_AT:
            self.first += bytes(view[: LOOKED_AT - len(self.first)])
        return self.sealed.write(view)


@contextmanager
def writing(room: str) -> Iterator[Draft]:
    """Write into it; `draft.kept` afterwards.  The file is whole or absent.  Refused when the disk is full."""
    name = f"{room}/{secrets.token_hex(1)}/{secrets.token_hex(16)}"
    path = place(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_suffix(DRAFT)
    number, key = sealing.newest_key()
    own = secrets.token_bytes(chunks.KEY)
    try:
        with disk_refusals(), _created(aside) as file:
            file.write(chunks.header(own, name, number, key))
            draft = Draft(chunks.Sealing(file, own))
            yield draft
            draft.sealed.finish()
            settle(file, aside, path)
    finally:
        aside.unlink(missing_ok=True)
    draft.kept = Kept(name, draft.sealed.size, draft.sealed.checksum, kind_of(draft.first))


def keep(stream: Any, room: str, *, limit: int | None = None) -> Kept:
    """Everything that `stream` (an upload, an open file) gives.  Refused over `limit` bytes or on a full disk."""
    if isinstance(stream, Ahead):
        stream.is_taken = True
        return stream.kept
    with writing(room) as draft:
        while piece := stream.read(chunks.PIECE):
            draft.write(piece)
            if limit is not None and draft.sealed.size > limit:
                raise _too_large(limit)
    return draft.kept


def _too_large(limit: int) -> Refused:
    return Refused(
        _("文件超过 %(size)s MB。") % {"size": limit // 1_000_000}, _("请拆成几个文件，或请管理员放宽上限。")
    )


@contextmanager
def kept_or_removed(stream: Any, room: str, *, limit: int | None = None) -> Iterator[Kept]:
    """Keeps the file when the block ends well, and removes it when it does not."""
    kept = keep(stream, room, limit=limit)
    try:
        yield kept
    except BaseException:
        remove(kept.name)
        raise


def opened(name: str) -> io.BufferedReader:
    """Plain bytes as a stream.  Refused where there is no such file; at the first piece that is not whole, too."""
    try:
        file = place(name).open("rb")
    except FileNotFoundError as error:
        raise Refused(_("文件已经不在了。"), _("可能已被删除或过期；需要时请重新上传或重新导出。")) from error
    try:
        head = file.read(chunks.HEADER.size)
        own = chunks.own_key(head, name, _key(chunks.number_of(head)))
        return io.BufferedReader(chunks.Unsealing(file, own), chunks.PIECE)
    except BaseException:
        file.close()
        raise


@contextmanager
def plain(name: str, *, suffix: str | None = None) -> Iterator[Path]:
    """A plain copy for this block, ending as its kind says or as `suffix`."""
    with workroom.private() as folder, opened(name) as stream:
        end = ending(kind_of(stream.peek(LOOKED_AT))) if suffix is None else suffix
        if end and not ENDING.fullmatch(end):
            raise ValueError(f"not an ending: {end!r}")
        path = folder / f"file{end}"
        with disk_refusals(), _created(path) as file:
            while piece := stream.read(chunks.PIECE):
                file.write(piece)
        yield path


def _key(number: int) -> bytes:
    known = keys.personal(settings.KEYS)
    if number not in known:
        raise chunks.broken()
    return known[number]


def remove(name: str) -> None:
    """Nothing happens where it is gone already."""
    place(name).unlink(missing_ok=True)


def key_of(name: str) -> int:
    """Number of the key that opens a file."""
    with place(name).open("rb") as file:
        return chunks.number_of(file.read(chunks.HEADER.size))


def wrap_anew(name: str) -> bool:
    """Wraps the file's own key in the newest key; its pieces stay as they are.  False where nothing was to do."""
    path = place(name)
    aside = path.with_suffix(DRAFT)
    number, key = sealing.newest_key()
    try:
        with path.open("rb") as source:
            head = source.read(chunks.HEADER.size)
            if chunks.number_of(head) == number:
                return False
            own = chunks.own_key(head, name, _key(chunks.number_of(head)))
            with disk_refusals(), _created(aside) as file:
                file.write(chunks.header(own, name, number, key))
                shutil.copyfileobj(source, file)
                settle(file, aside, path)
    except FileNotFoundError:
        # Removed since it was listed.
        return False
    finally:
        aside.unlink(missing_ok=True)
    return True


def names(room: str = "*") -> Iterator[str]:
    """Of all files kept, or those of a room."""
    for path in Path(settings.FILES).glob(f"{room}/*/*"):
        name = path.relative_to(settings.FILES).as_posix()
        if NAME.fullmatch(name):
            yield name


def place(name: str) -> Path:
    """Where a file lies.  ValueError for anything that is not a name of ours."""
    if not NAME.fullmatch(name):
        raise ValueError("not the name of a kept file")
    return Path(settings.FILES) / name


def _created(path: Path) -> BinaryIO:
    return os.fdopen(
        os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600), "wb"
    )


def settle(file: BinaryIO, aside: Path, path: Path) -> None:
    """On the disk before it has its name: after a power cut it is whole or absent."""
    file.flush()
    os.fsync(file.fileno())
    file.close()
    aside.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def disk_refusals() -> Iterator[None]:
    """A full disk – also as a library words it – becomes a refusal."""
    try:
        yield
    except Exception as error:
        if isinstance(error, Refused) or not is_full(error):
            raise
        raise Refused(_("服务器磁盘空间不足，文件没有保存。"), _("请管理员腾出空间后再试。")) from error


def is_full(error: BaseException | None) -> bool:
    while error is not None:
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return True
        # PostgreSQL says it in the language of its server.
        if getattr(error, "sqlstate", None) == DISK_FULL:
            return True
        if "disk is full" in str(error) or "No space left" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def clear_unnamed(room: str, named: Container[str], older_than: float) -> int:
    """Removes files of a room that no record names, of processes killed before they could write it.

    `older_than`: seconds, epoch; younger ones may belong to a record that is just being written.
    """
    removed = 0
    for name in names(room):
        with suppress(FileNotFoundError):
            if name not in named and place(name).stat().st_mtime < older_than:
                remove(name)
                removed += 1
    return removed


def clear_drafts(older_than: float) -> int:
    """Removes what killed processes left half written: drafts not touched since `older_than` (seconds, epoch)."""
    removed = 0
    for path in Path(settings.FILES).glob(f"*/*/*{DRAFT}"):
        with suppress(OSError):
            if path.stat().st_mtime < older_than:
                path.unlink()
                removed += 1
    return removed
