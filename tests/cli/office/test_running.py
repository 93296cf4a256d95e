"""`init` and `serve`, as somebody types them."""

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from tests.offices import PATIENCE, Office

from shouwang.web.operations import presence


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office") / "home").init()


def test_setting_up_twice_changes_nothing(office: Office) -> None:
    keys = {path: path.read_bytes() for path in office.home.glob("keys/**/*.key")}

    said = office.run("init", "--area", "430921")

    assert "不再新建" in said
    assert {path: path.read_bytes() for path in office.home.glob("keys/**/*.key")} == keys


def test_the_home_is_for_its_owner_only(office: Office) -> None:
    assert [path for path in (office.home, office.home / "keys") if path.stat().st_mode & 0o077] == []


def test_an_administrator_needs_a_place(tmp_path: Path) -> None:
    assert "--area" in Office(tmp_path / "home").run("init", code=2)


def test_an_area_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "不是省、市、县" in Office(tmp_path / "home").run("init", "--area", "43092", code=2)


def test_an_office_that_was_not_set_up_does_not_start(tmp_path: Path) -> None:
    assert "shouwang init" in Office(tmp_path / "home").run("serve", code=2)


def exported(path: Path) -> Path:
    path.write_text("", encoding="utf-8")
    return path


INSIDE = (
    ("serve",),
    ("worker",),
    ("areas", "show", "43"),
    ("users", "list"),
    ("users", "disable", "achun"),
    ("journal", "verify"),
    ("journal", "show"),
    ("journal", "head"),
    ("journal", "verify", "--with-key", "--file"),
    ("screening", "verify", "1"),
    ("keys", "status"),
    ("keys", "rotate"),
    ("backup", "--out", "nowhere.zip"),
    ("check-deploy",),
)


@pytest.mark.parametrize("words", INSIDE, ids=" ".join)
def test_where_no_office_is_nothing_is_made(words: tuple[str, ...], tmp_path: Path) -> None:
    more = [exported(tmp_path / "journal.jsonl")] if "--file" in words else []
    home = tmp_path / "nowhere"

    said = Office(home).run(*words, *more, code=2)

    assert f"“{home}”里没有办公系统" in said and "SHOUWANG_HOME" in said
    assert len(said.splitlines()) == 2
    assert list(tmp_path.iterdir()) == more


def test_a_folder_without_an_office_stays_as_it_is(tmp_path: Path) -> None:
    Office(tmp_path).run("journal", "show", code=2)

    assert list(tmp_path.iterdir()) == []


def test_help_is_for_those_without_an_office_too(tmp_path: Path) -> None:
    assert "--actor" in Office(tmp_path / "nowhere").run("journal", "show", "--help")
    assert list(tmp_path.iterdir()) == []


def test_where_no_office_is_there_is_no_journal_to_find_anything_in(tmp_path: Path) -> None:
    assert "shouwang init" in Office(tmp_path / "home").run("journal", "verify", code=2)


def test_it_serves_works_and_stops(office: Office) -> None:
    with office.serving() as served:
        until = time.monotonic() + PATIENCE
        while json.loads(served.wait()) != {"database": "ok", "worker": "ok"}:
            assert time.monotonic() < until
            time.sleep(0.2)
        status, text = served.get("/")
        assert (status, "密码" in text) == (200, True)
        assert served.get("/static/shouwang/mark.svg")[0] == 200
        served.process.terminate()
        served.process.wait(PATIENCE)

    assert presence.alive(office.home, "serve") == presence.alive(office.home, "worker") == []


def pages(office: Office) -> set[int]:
    """Of the processes that are alive; the one that the others belong to is among them."""
    presence.alive(office.home, "serve")
    return {int(path.stem.partition("-")[2]) for path in office.home.glob("run/serve-*.lock")}


def until_there_are(office: Office, wanted: int) -> set[int]:
    until = time.monotonic() + PATIENCE
    while len(found := pages(office)) != wanted:
        assert time.monotonic() < until, found
        time.sleep(0.1)
    return found


@pytest.mark.skipif(os.name != "posix", reason="a socket is inherited by its descriptor")
def test_several_processes_serve_at_one_door_and_one_that_dies_is_replaced(office: Office) -> None:
    with office.serving("--processes", "2", "--no-worker") as served:
        first = until_there_are(office, 3) - {served.process.pid}

        os.kill(min(first), signal.SIGKILL)

        assert served.wait()
        until = time.monotonic() + PATIENCE
        while len(pages(office) - first - {served.process.pid}) != 1 and time.monotonic() < until:
            time.sleep(0.1)
        assert len(until_there_are(office, 3) & first) == 1
        served.process.terminate()
        assert served.process.wait(PATIENCE) == 0

    assert pages(office) == set() and served.get("/health/")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="a socket is inherited by its descriptor")
def test_pages_do_not_outlive_who_started_them(office: Office) -> None:
    with office.serving("--processes", "2", "--no-worker") as served:
        until_there_are(office, 3)

        served.process.kill()

        until_there_are(office, 0)


def test_a_port_that_is_taken_is_said_in_two_lines(office: Office) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        said = office.run("serve", "--port", str(port), code=2)

    assert f"端口 {port} 已被占用" in said
    assert len(said.splitlines()) == 2


@pytest.mark.skipif(os.name != "posix", reason="the worker's group is a matter of signals")
def test_the_worker_does_not_outlive_who_started_it(office: Office) -> None:
    worker = office.start("worker", "--with-parent", stdin=subprocess.PIPE)
    until = time.monotonic() + PATIENCE
    while not presence.alive(office.home, "worker"):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert worker.stdin

    worker.stdin.close()

    assert worker.wait(PATIENCE) == 0
