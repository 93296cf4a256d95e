"""The disk is full: refused in a sentence, and nothing is lost or left behind."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.faults.test_kills import furnished, is_whole, write
from tests.offices import Office

resource = pytest.importorskip("resource")
LARGEST = 12_000_000
"""Bytes of a file: more than the data base has, less than the papers."""


def full_at(size: int = LARGEST) -> dict[str, object]:
    """As with a full disk, a file cannot grow beyond this; Python ignores the signal and reports the error."""
    return {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return furnished(tmp_path_factory.mktemp("office") / "home")


def test_a_backup_is_refused(office: Office, secret: Path, tmp_path: Path) -> None:
    said = office.run("backup", "--out", tmp_path / "b", "--passphrase-file", secret, code=2, **full_at())

    assert "磁盘空间不足" in said
    assert list(tmp_path.iterdir()) == [secret]
    assert list(office.home.glob(".backup-*")) == []


def test_a_restore_is_refused(office: Office, secret: Path, tmp_path: Path) -> None:
    office.run("backup", "--out", tmp_path / "b", "--passphrase-file", secret)
    back = Office(tmp_path / "room" / "back")

    said = back.run("restore", tmp_path / "b", "--passphrase-file", secret, code=2, **full_at(200_000))

    assert "磁盘空间不足" in said
    assert list(back.home.parent.iterdir()) == []
    assert is_whole(office.home)


def test_pages_say_that_nothing_was_saved(office: Office) -> None:
    size = sum((office.home / f"shouwang.sqlite3{end}").stat().st_size for end in ("",))
    with office.serving("--no-worker", **full_at(size)) as served:
        told: list[int] = []
        with pytest.raises(AssertionError, match="503"):
            write(served.address, told)  # until the log of the data base cannot grow
        assert served.get("/health/")[0] in (200, 503)

    with closing(sqlite3.connect(office.home / "shouwang.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    os.sync()
    office.run("journal", "verify")
