"""Workers as processes of their own: killed, stopped, several at once."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills processes as POSIX does")

OFFICE = '''
"""An office of its own: `migrate`, `prepare KIND COUNT`, `work`."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command

from shouwang.office.accounts.models import User
from shouwang.office.jobs import queue, worker
from shouwang.office.journal.acting import Actor, acting

HERE = Path(sys.argv[1])


@queue.handler("tests.note")
def note(running, *, place):
    with (HERE / "notes").open("a") as file:
        file.write(f"{place}\\n")
    return {}


@queue.handler("tests.wait")
def wait(running, *, place):
    (HERE / "began").touch()
    while not (HERE / "go").exists():
        running.progress("等", 1, 2)
        time.sleep(0.02)
    return {"attempts": running.job.attempts}


@queue.handler("tests.abort")
def abort(running, *, place):
    if place == 0:
        os.abort()
    return {}


def prepare(kind, count):
    with acting(Actor("system:tests")):
        owner = User(username="linjie", full_name="林姐")
        owner.save()
        for place in range(int(count)):
            queue.enqueue(kind, {"place": place}, by=owner, area_code="430921000000")


def migrate():
    call_command("migrate", verbosity=0)


def work():
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    worker.run(stop)


{"migrate": migrate, "prepare": prepare, "work": work}[sys.argv[2]](*sys.argv[3:])
'''
LIMIT = 40.0


class Office:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.workers: list[subprocess.Popen[bytes]] = []
        (home / "office.py").write_text(OFFICE)
        (home / "home").mkdir(exist_ok=True)
        there = {"DJANGO_SETTINGS_MODULE": "shouwang.web.settings", "SHOUWANG_HOME": str(home / "home")}
        self.environment = {
            **os.environ,
            **there,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "DATABASE_URL": "",
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(self.home / "office.py"), str(self.home), *arguments]

    def run(self, *arguments: str) -> None:
        subprocess.run(self.command(*arguments), env=self.environment, check=True)

    def prepare(self, kind: str, count: int) -> None:
        self.run("prepare", kind, str(count))

    def work(self) -> subprocess.Popen[bytes]:
        self.workers.append(subprocess.Popen(self.command("work"), env=self.environment))
        return self.workers[-1]

    def look(self) -> list[tuple[str, int]]:
        """State and attempts of all jobs."""
        with closing(sqlite3.connect(self.home / "home" / "shouwang.sqlite3")) as base:
            return base.execute("SELECT state, attempts FROM jobs_job ORDER BY id").fetchall()

    def ended(self) -> bool:
        return {state for state, _ in self.look()} == {"done"}

    def until(self, condition) -> None:
        end = time.monotonic() + LIMIT
        while not condition():
            assert time.monotonic() < end, self.look()
            time.sleep(0.05)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an office in which nothing has happened yet."""
    made = Office(tmp_path_factory.mktemp("empty"))
    made.run("migrate")
    return made.home / "home"


@pytest.fixture
def office(empty: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copytree(empty, tmp_path / "home")
    made = Office(tmp_path)
    yield made
    for worker in made.workers:
        worker.kill()
        worker.wait()


def test_the_job_of_a_killed_worker_is_done_by_the_next_at_once(office):
    office.prepare("tests.wait", 1)
    first = office.work()
    office.until((office.home / "began").exists)
    first.kill()
    first.wait()

    (office.home / "go").touch()
    office.work()

    office.until(office.ended)
    assert office.look() == [("done", 2)]


def test_a_job_that_makes_its_process_abort_is_not_begun_again(office):
    office.prepare("tests.abort", 2)
    assert office.work().wait(LIMIT) == -signal.SIGABRT

    office.work()

    office.until(lambda: office.look() == [("failed", 1), ("done", 1)])


def test_a_worker_that_is_asked_to_stop_hands_its_job_back_or_ends_it(office):
    office.prepare("tests.wait", 1)
    first = office.work()
    office.until((office.home / "began").exists)

    first.send_signal(signal.SIGTERM)
    (office.home / "go").touch()

    assert first.wait(LIMIT) == 0
    assert office.look() == [("done", 1)]


def test_several_workers_do_each_job_once(office):
    office.prepare("tests.note", 40)

    for _ in range(3):
        office.work()

    office.until(office.ended)
    notes = (office.home / "notes").read_text().split()
    assert sorted(notes, key=int) == [str(place) for place in range(40)]
