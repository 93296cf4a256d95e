"""`kill -9` at random moments: nothing is lost, nothing is half.  `--kills 50` for a long run."""

import os
import shutil
import sqlite3
import threading
import time
import urllib.request
from collections import Counter
from contextlib import closing, suppress
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from random import Random
from urllib.error import HTTPError
from urllib.parse import urlencode

from tests.faults import killing
from tests.faults.conftest import PASSPHRASE
from tests.offices import PATIENCE, Office

from shouwang.web.operations import archive, presence

REFUSED = 409
PAPERS = 60
PAPER = 500_000


def furnished(home: Path, database: str = "") -> Office:
    """With so many papers that a backup takes a moment."""
    office = Office(home, database).init()
    folder = home / "files" / "papers" / "ab"
    folder.mkdir(parents=True)
    for number in range(PAPERS):
        (folder / f"{number:04}").write_bytes(os.urandom(PAPER))
    return office


def papers(home: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in (home / "files" / "papers" / "ab").iterdir()}


def is_whole(home: Path) -> bool:
    with closing(sqlite3.connect(home / "shouwang.sqlite3")) as database:
        (said,) = database.execute("PRAGMA integrity_check").fetchone()
        (users,) = database.execute("SELECT count(*) FROM accounts_user").fetchone()
    return (
        (said, users) == ("ok", 1) and set(papers(home).values()) == {PAPER} and len(papers(home)) == PAPERS
    )


def test_a_backup_is_whole_or_not_there(
    tmp_path: Path, secret: Path, kills: int, found: Counter[str]
) -> None:
    office = furnished(tmp_path / "home")
    words = ("backup", "--passphrase-file", secret, "--out")
    aim = killing.Aim(killing.duration(office, *words, tmp_path / "first"), "backup")
    out = tmp_path / "out"
    for moment in aim.moments(kills):
        out.unlink(missing_ok=True)
        killing.killed(office, moment, *words, out)

        if out.exists():
            archive.verified(out, PASSPHRASE)
        found["whole" if out.exists() else "not there"] += 1
        aim.found(before=not out.exists(), after=out.exists())
        assert is_whole(office.home)

    out.unlink(missing_ok=True)
    office.run(*words, out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "home", "out", "passphrase"]
    assert list(office.home.glob(".backup-*")) == []


def test_a_restored_office_is_whole_or_not_there(
    tmp_path: Path, secret: Path, kills: int, found: Counter[str]
) -> None:
    office = furnished(tmp_path / "home")
    office.run("backup", "--passphrase-file", secret, "--out", tmp_path / "b")
    room = tmp_path / "room"
    back = Office(room / "back")
    words = ("restore", tmp_path / "b", "--passphrase-file", secret)
    aim = killing.Aim(killing.duration(back, *words), "restore")
    for moment in aim.moments(kills):
        shutil.rmtree(room, ignore_errors=True)
        killing.killed(back, moment, *words)

        found["whole" if back.home.exists() else "not there"] += 1
        aim.found(before=not back.home.exists(), after=back.home.exists())
        assert not back.home.exists() or is_whole(back.home)

    if not back.home.exists():
        back.run(*words)
    assert is_whole(back.home)


def test_replacing_loses_neither_the_old_nor_the_new(
    tmp_path: Path, secret: Path, kills: int, found: Counter[str]
) -> None:
    office = furnished(tmp_path / "home")
    office.run("backup", "--passphrase-file", secret, "--out", tmp_path / "b")
    back = Office(tmp_path / "room" / "back")
    back.home.parent.mkdir()
    words = ("restore", tmp_path / "b", "--passphrase-file", secret, "--replace")
    aim = killing.Aim(killing.duration(back, *words), "replace")
    for moment in aim.moments(kills):
        before = len(old_or_new(back.home))
        killing.killed(back, moment, *words)
        # Every office that was there still is, under one name or another.
        after = len(old_or_new(back.home))
        assert after >= before
        found["replaced" if after > before else "as before"] += 1
        aim.found(before=after == before, after=after > before)

        back.run(*words)
        assert is_whole(back.home)
        assert not list(back.home.parent.glob(".back-*"))
        for kept in back.home.parent.glob("back-*"):
            shutil.rmtree(kept)


def old_or_new(home: Path) -> list[Path]:
    """Whole offices beside each other, wherever a restore may have put them."""
    found = [path for path in home.parent.iterdir() if (path / "shouwang.sqlite3").exists()]
    return [path for path in found if not path.name.endswith("-draft") and is_whole(path)]


def test_a_served_office_loses_nothing_it_confirmed(tmp_path: Path, kills: int, found: Counter[str]) -> None:
    office, draw = Office(tmp_path / "home").init(), Random("serve")
    office.init()
    confirmed = 0
    for number in range(1, kills + 1):
        with office.serving() as served:
            told: list[int] = []
            writing = threading.Thread(target=write, args=(served.address, told))
            writing.start()
            # Every third one while it may still be starting, however busy the machine is; the others in full swing.
            if number % 3:
                await_first(told)
            time.sleep(draw.uniform(0.3, 2.0))
            served.process.kill()
            served.process.wait()
            writing.join()
        confirmed += sum(told)
        found["killed"] += 1
        found["confirmed and kept"] = confirmed
        assert entries(office.home) >= confirmed
        assert gone(office.home)

    assert confirmed
    office.run("journal", "verify")
    with office.serving() as served:
        served.wait()


def await_first(told: list[int]) -> None:
    until = time.monotonic() + PATIENCE
    while not told and time.monotonic() < until:
        time.sleep(0.02)


def write(address: str, told: list[int]) -> None:
    """Sign-ins that fail – each stands in the journal before it is answered – as long as somebody answers."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies := CookieJar()))
    # Another name each time: a name that fails five times is locked.
    port = address.rpartition(":")[2]
    with suppress(OSError, HTTPException):
        browser.open(f"{address}/accounts/sign-in/", timeout=10).close()
        token = next(cookie.value for cookie in cookies if cookie.name == "csrftoken")
        for number in range(10_000):
            fields = {"csrfmiddlewaretoken": token, "username": f"nobody{port}.{number}", "password": "wrong"}
            try:
                browser.open(f"{address}/accounts/sign-in/", urlencode(fields).encode(), timeout=10).close()
            except HTTPError as error:
                with error:
                    assert error.code == REFUSED, error.code
                told.append(1)


def entries(home: Path) -> int:
    with closing(sqlite3.connect(home / "shouwang.sqlite3")) as database:
        return int(
            database.execute("SELECT count(*) FROM journal_entry WHERE action = 'sign_in.failed'").fetchone()[
                0
            ]
        )


def gone(home: Path) -> bool:
    """Whether nobody lives there any more, the worker included."""
    until = time.monotonic() + PATIENCE
    while presence.alive(home, "serve") or presence.alive(home, "worker"):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
