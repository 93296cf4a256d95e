"""Files that only their owner reads, and what a disk says, in words."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from shouwang.engine.errors import Refused, sentence

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR)


def private(path: Path) -> IO[bytes]:
    """A new file, 0600 from its first byte on."""
    return os.fdopen(
        os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600), "wb"
    )


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """A full disk and a closed door become a refusal about `path`."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise full(path) from error
        if error.errno in CLOSED:
            raise Refused(
                sentence("没有写入“{path}”的权限。", path=path),
                sentence("请换一个可以写入的位置，或请管理员调整权限。"),
            ) from error
        raise
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise full(path) from error
        raise


def full(path: Path) -> Refused:
    return Refused(
        sentence("磁盘空间不足，没有写成“{path}”。", path=path),
        sentence("请腾出空间，或换一个磁盘上的位置再试。"),
    )


def settle(folder: Path) -> None:
    """A rename survives a power cut once its directory is on the disk; Windows does that by itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
