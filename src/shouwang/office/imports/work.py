"""A batch's work folder: what was read and what it would change, between one step of the wizard and the next.

Below HOME/work, for the owner only (it holds personal values in plain form), gone when the batch is committed or given
up.  Each result is a folder that is complete or absent.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.utils.translation import gettext as _

from shouwang.engine import aside
from shouwang.engine.errors import Refused

READ, COMPARED = "read", "compared"
KEPT = timedelta(days=14)


def ground() -> Path:
    room: Path = settings.HOME / "work" / "imports"
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    return room


def folder(batch: Any) -> Path:
    return ground() / str(int(batch.pk))


@contextmanager
def renewed(batch: Any, name: str) -> Iterator[Path]:
    """A new folder in place of the one from the last time, and of what a process that was killed had begun."""
    own = folder(batch)
    own.mkdir(exist_ok=True, mode=0o700)
    for old in (own / name, *own.glob(f".{name}-*")):
        shutil.rmtree(old, ignore_errors=True)
    with aside.aside(own / name) as draft:
        yield draft


def found(batch: Any, name: str) -> Path:
    """Refused when it is gone: the disk was tidied, or this is another machine."""
    path = folder(batch) / name
    if not path.is_dir():
        raise Refused(_("这次导入的中间结果已经不在了。"), _("请点“重新读取”，系统会从上传的文件再读一遍。"))
    return path


def clear(batch: Any) -> None:
    shutil.rmtree(folder(batch), ignore_errors=True)


def tables(path: Path, prefix: str = "") -> dict[str, pa.Table]:
    """Parquet files of a folder by the rest of their names."""
    return {
        file.stem.removeprefix(prefix): pq.read_table(file)
        for file in sorted(path.glob(f"{prefix}*.parquet"))
    }


def write(path: Path, prefix: str, made: dict[str, pa.Table]) -> None:
    for name, table in made.items():
        pq.write_table(table, path / f"{prefix}{name}.parquet", compression="zstd")


def clear_old(on: date) -> int:
    """Folders in which nobody worked for a while: copies of personal values that nobody needs.  Returns how many.

    A batch whose folder is gone is read again from its sealed files.
    """
    old = [
        path
        for path in ground().iterdir()
        if on - datetime.fromtimestamp(path.stat().st_mtime, UTC).date() > KEPT
    ]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)
