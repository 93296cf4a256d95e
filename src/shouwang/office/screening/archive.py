"""The whole of a run, kept: one sealed file with findings, summary, the pack as it was, and the tables that went in.

    name = archive.keep(folder)
    with archive.opened(name) as folder: …       plain files, for this process only

Opened archives stay unpacked for a while in the process's private room: a what-if asks the same run again and again.
"""

import shutil
import tarfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from shouwang.office.kit import files, workroom

ROOM = "runs"
TABLES = "tables"
"""Folder of the tables that went in."""
KEPT_OPEN = 3


@dataclass
class Unpacked:
    folder: Path
    readers: int = 0


_open: OrderedDict[str, Unpacked] = OrderedDict()
_opening = Lock()


def keep(folder: Path) -> str:
    """Name of the sealed file with all that lies in a folder.  Refused when the disk is full."""
    with files.writing(ROOM) as draft, tarfile.open(fileobj=draft, mode="w|") as tar:
        tar.add(folder, arcname=".")
    return draft.kept.name


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """Refused where the archive is gone."""
    with _opening:
        found = _open.get(name)
        if found is None:
            found = _open[name] = Unpacked(_unpack(name))
            _forget()
        _open.move_to_end(name)
        found.readers += 1
    try:
        yield found.folder
    finally:
        with _opening:
            found.readers -= 1


def _unpack(name: str) -> Path:
    folder = workroom.lasting()
    try:
        with files.opened(name) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            tar.extractall(folder, filter="data")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _forget() -> None:
    """The ones not looked at for longest, as long as nobody reads them."""
    idle = [name for name, one in _open.items() if not one.readers]
    # The newest has no reader yet.
    for name in idle[: max(0, len(_open) - KEPT_OPEN)][: len(idle) - 1]:
        shutil.rmtree(_open.pop(name).folder, ignore_errors=True)
