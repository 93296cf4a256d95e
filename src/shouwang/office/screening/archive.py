"""The whole of a run, kept: one sealed file with findings, summary, the pack as it was, and the tables that went in.

    name = archive.keep(folder)
    with archive.opened(name) as folder: …       plain files, for this process only

Opened archives stay unpacked for a while in the process's private room: a what-if asks the same run again and again.
"""

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shouwang.office.kit import files
from shouwang.office.kit.held import Held

ROOM = "runs"
TABLES = "tables"
"""Folder of the tables that went in."""
SETTLING = "settling.parquet"
"""Which answer alone settles which household; runs of earlier versions have none."""

_unpacked: Held[None] = Held(most=3)


def keep(folder: Path) -> str:
    """Name of the sealed file with all that lies in a folder.  Refused when the disk is full."""
    with files.writing(ROOM) as draft, tarfile.open(fileobj=draft, mode="w|") as tar:
        tar.add(folder, arcname=".")
    return draft.kept.name


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """Refused where the archive is gone."""

    def unpack(folder: Path) -> None:
        with files.opened(name) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            tar.extractall(folder, filter="data")

    with _unpacked.folder(name, unpack) as (folder, _nothing):
        yield folder
