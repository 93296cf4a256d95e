"""What is measured: an office on a PostgreSQL of its own, with a made-up county in it, served as `shouwang serve` does."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import say
from tests.dialects import conftest as dialects
from tests.postgres import Server

CONFIGURED = "-c shared_buffers=2GB -c work_mem=16MB -c maintenance_work_mem=512MB -c max_wal_size=8GB -c random_page_cost=1.1"
"""As docs/running.md advises for a county's server; writes wait for the disk (fsync), as they do there."""

SETTLED = 5.0
"""Seconds after its first answer until an office has started altogether."""


class County(Server):
    def go_on(self) -> None:
        options = f"-k {self.folder} -c listen_addresses= -c max_connections=100 {CONFIGURED}"
        self.call(
            "pg_ctl",
            "start",
            "-w",
            "-s",
            "-D",
            str(self.folder / "data"),
            "-l",
            str(self.folder / "log"),
            "-o",
            options,
        )

    def stop(self) -> None:
        self.call("pg_ctl", "stop", "-s", "-w", "-m", "fast", "-D", str(self.folder / "data"))


@dataclass(frozen=True)
class World:
    server: County | None
    """None: SQLite, as on an office PC."""
    home: Path
    port: int

    @property
    def address(self) -> str:
        assert self.server
        return self.server.address

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": self.server.address if self.server else "",
            "SHOUWANG_HOME": str(self.home),
            "SHOUWANG_SECOND_FACTOR": "none",
            "SHOUWANG_SESSIONS": "50",
        }


@contextmanager
def opened(households: int) -> Iterator[World]:
    """A data base with a county of that many households, and the office running on it."""
    with empty() as world:
        build(world, households, world.home.parent / "county")
        with serving(world):
            yield world


@contextmanager
def empty() -> Iterator[World]:
    """A home and a data base with nothing in them."""
    programs = dialects.programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="shouwang-bench-", ignore_cleanup_errors=True) as folder:
        ground = Path(folder)
        if dialects.ROOT:
            ground.chmod(0o711)
        data = ground / "data"
        data.mkdir()
        if dialects.ROOT:
            shutil.chown(data, **dialects.OWNER)
        server = County(programs, data)
        server.begin()
        try:
            yield World(server, ground / "home", free_port())
        finally:
            server.stop()


def on_sqlite(households: int) -> dict[str, Any]:
    """A county screened on SQLite; see screen.py."""
    with tempfile.TemporaryDirectory(prefix="shouwang-bench-", ignore_cleanup_errors=True) as folder:
        world = World(None, Path(folder) / "home", 0)
        build(world, households, Path(folder) / "county")
        return screened(world)


def screened(world: World) -> dict[str, Any]:
    say("  screening …")
    return answer(world, "bench.office.screen")


def answer(world: World, module: str, *words: str) -> dict[str, Any]:
    """The line of JSON that a measuring program prints last."""
    command = [sys.executable, "-m", module, *words]
    told = subprocess.run(command, env=world.environment, check=True, stdout=subprocess.PIPE)
    said: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return said


def build(world: World, households: int, county: Path) -> None:
    say(f"  a county of {households:,} households …")
    shouwang(world, "county", "--households", str(households), "--out", str(county))
    say("  into the register …")
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bench.office.load", str(county)], env=world.environment, check=True
    )
    say(f"  loaded in {time.perf_counter() - start:.0f} s")
    shutil.rmtree(county)


def carried(households: int) -> dict[str, Any]:
    """A workbook of that many households into an empty register and out again; see files.py."""
    with empty() as world:
        county = world.home.parent / "county"
        shouwang(
            world, "county", "--households", str(households), "--xlsx", "--one-workbook", "--out", str(county)
        )
        return answer(world, "bench.office.files", str(county))


def shouwang(world: World, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "shouwang.cli.main", *words],
        env=world.environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def serving(world: World) -> Iterator[None]:
    command = [sys.executable, "-m", "shouwang.cli.main", "serve", "--port", str(world.port)]
    with running(command, world.port, world.environment):
        # Measured is an office that runs, not one whose worker is just being loaded.
        time.sleep(SETTLED)
        yield


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    """A server, from its first answer until it is ended."""
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, child)
        yield
    finally:
        child.terminate()
        child.wait(timeout=30)


def wait_for(port: int, child: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if child.poll() is not None:
            raise SystemExit("the server did not start")
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
