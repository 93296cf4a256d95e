"""A real office in a home of its own, run by the commands that people type."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

AREA = "430921"
PATIENCE = 60.0
"""Seconds; machines that test are busy."""


@dataclass(frozen=True)
class Office:
    home: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("SHOUWANG_", "DJANGO_"))
        }
        kept.pop("DATABASE_URL", None)
        said = {
            "SHOUWANG_HOME": str(self.home),
            "SHOUWANG_SECOND_FACTOR": "none",
            # However busy the machine is, what was saved is seen.
            "SHOUWANG_QUICK_COUNT_MS": "60000",
        }
        return kept | said | ({"DATABASE_URL": self.database} if self.database else {}) | self.more

    def start(self, *words: str | Path, **more: object) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "shouwang.cli.main", *map(str, words)]
        return subprocess.Popen(command, env=self.environment, **more)  # type: ignore[call-overload,no-any-return]

    def run(self, *words: str | Path, code: int = 0, **more: object) -> str:
        """What the command says, on either stream."""
        running = self.start(*words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
        said = running.communicate(timeout=PATIENCE)[0].decode()
        assert running.returncode == code, said
        return said

    def init(self) -> "Office":
        self.run("init", "--area", AREA)
        return self

    @contextmanager
    def serving(self, *words: str, **more: object) -> Iterator["Served"]:
        port = free_port()
        # To a file: a pipe that nobody reads fills up and stops the office.
        with (self.home.parent / "serve.log").open("ab") as log:
            running = self.start("serve", "--port", str(port), *words, stdout=log, stderr=log, **more)
        served = Served(f"http://127.0.0.1:{port}", running)
        try:
            served.wait()
            yield served
        finally:
            if running.poll() is None:
                running.terminate()
            running.wait(PATIENCE)


@dataclass(frozen=True)
class Served:
    address: str
    process: "subprocess.Popen[bytes]"

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text; 0 when nobody answers."""
        try:
            asked = urllib.request.Request(self.address + path, headers=headers)
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def wait(self, path: str = "/health/", status: int = 200, **headers: str) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None
            got, text = self.get(path, **headers)
            if got == status:
                return text
            time.sleep(0.1)
        raise AssertionError(f"{path} did not answer {status}")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port
