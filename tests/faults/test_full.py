"""The disk is full: refused in a sentence, and nothing is lost or left behind."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.faults import parts
from tests.faults.copies import ask
from tests.faults.stories import Story
from tests.faults.test_job_kills import ROWS
from tests.faults.test_kills import furnished, is_whole, write
from tests.offices import Office

resource = pytest.importorskip("resource")
LARGEST = 12_000_000
"""Bytes of a file: more than the data base has, less than the papers."""
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE '设备上没有空间' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON registry_household EXECUTE FUNCTION full_disk()
"""
"""What PostgreSQL says when its own disk is full, in the language of its server."""


def full_at(size: int = LARGEST) -> dict[str, object]:
    """As with a full disk, a file cannot grow beyond this; Python ignores the signal and reports the error."""
    return {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Office:
    server = request.getfixturevalue("server") if request.param == "postgres" else None
    return furnished(tmp_path_factory.mktemp("office") / "home", server.create("full") if server else "")


def test_a_backup_is_refused(office: Office, secret: Path, tmp_path: Path) -> None:
    said = office.run("backup", "--out", tmp_path / "b", "--passphrase-file", secret, code=2, **full_at())

    assert "磁盘空间不足" in said
    assert list(tmp_path.iterdir()) == [secret]
    assert list(office.home.glob(".backup-*")) == []


def test_a_restore_is_refused(
    office: Office, request: pytest.FixtureRequest, secret: Path, tmp_path: Path
) -> None:
    office.run("backup", "--out", tmp_path / "b", "--passphrase-file", secret)
    server = request.getfixturevalue("server") if office.database else None
    back = Office(tmp_path / "room" / "back", server.create("full_back") if server else "")

    said = back.run("restore", tmp_path / "b", "--passphrase-file", secret, code=2, **full_at(200_000))

    assert "磁盘空间不足" in said
    assert list(back.home.parent.iterdir()) == []
    assert office.database or is_whole(office.home)
    assert not server or ask(back.database, TABLES) == [(0,)]


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
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


def test_a_job_is_refused_and_can_be_done_again(story: Story) -> None:
    office = story.copies.of(story.at("commit"), "copy")
    if story.copies.server:
        ask(office.database, FULL)
    parts.run(office, "working", "work" if story.copies.server else "work_on_a_full_disk")
    if story.copies.server:
        ask(office.database, "DROP FUNCTION full_disk CASCADE")

    assert "磁盘空间不足" in parts.run(office, "importing", "why")
    assert parts.run(office, "importing", "look") == f"refused committing {ROWS} {ROWS} 0 0 2"
    parts.run(office, "importing", "commit")
    done, left = parts.run(office, "importing", "resume").splitlines()[1:]
    assert (done, left) == (f"done committed 0 0 {ROWS} {ROWS} 4", "4 0 0 0 0")
