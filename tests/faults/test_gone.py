"""The data base goes away for a while: pages say so in a sentence, and come back by themselves."""

import json
import time
from pathlib import Path

import pytest
from tests.faults import parts
from tests.faults.stories import Story
from tests.faults.test_job_kills import ROWS
from tests.offices import PATIENCE, Office, Served
from tests.postgres import Server

SIGNED_IN = {"Cookie": "shouwang=abcdefghijklmnopqrstuvwxyz012345"}
"""Nobody's session, but one that has to be looked up."""
MIDDLE = 0.5
"""Seconds into a job."""


@pytest.fixture(scope="module")
def office(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("gone") / "home", server.create("gone")).init()


def worker_lives(served: Served) -> bool:
    until = time.monotonic() + PATIENCE
    while json.loads(served.wait())["worker"] != "ok":
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def test_pages_say_so_and_recover(server: Server, office: Office) -> None:
    with office.serving() as served:
        assert worker_lives(served)
        served.wait("/", **SIGNED_IN)

        server.stop()
        try:
            status, text = served.get("/", **SIGNED_IN)
            health = served.get("/health/")
        finally:
            server.go_on()

        assert (status, "没有保存" in text) == (503, True)
        assert (health[0], json.loads(health[1])["database"]) == (503, "fail")
        served.wait("/", **SIGNED_IN)
        assert worker_lives(served)
    office.run("journal", "verify")


@pytest.mark.parametrize("story", ["postgres"], indirect=True)
def test_a_job_is_ended_by_the_same_worker(server: Server, story: Story) -> None:
    office = story.copies.of(story.at("commit"), "copy")
    with parts.begun(office, "working", "work") as running:
        time.sleep(MIDDLE)
        server.stop()
        time.sleep(MIDDLE)
        server.go_on()
        assert running.wait(PATIENCE) == 0

    # As it was when nothing happened: all there once.
    assert parts.run(office, "importing", "look") == f"done committed 0 0 {ROWS} {ROWS} 4"
    office.run("journal", "verify")


def test_commands_say_so_in_two_lines(office: Office, tmp_path: Path) -> None:
    away = Office(office.home, "postgres://postgres@%2Fnowhere/none")

    for words in (["serve"], ["backup", "--out", tmp_path], ["restore", tmp_path / "none"], ["init"]):
        said = away.run(*words, code=2)
        why, remedy = said.splitlines()[-2:]
        assert (why[:4], remedy[:4]) == ("做不到：", "怎么办：")
        assert "Traceback" not in said
    assert "连不上" in away.run("check-deploy", code=1)
