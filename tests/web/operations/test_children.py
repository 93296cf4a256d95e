"""Processes beside the office's own."""

import subprocess
import sys
import time

import pytest

from shouwang.web.operations import children


def test_a_child_ends_with_its_standard_input() -> None:
    reading = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)

    children.stop(reading)

    assert reading.returncode == 0


def test_a_child_that_hangs_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "PATIENCE", 0.3)
    hanging = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdin=subprocess.PIPE)

    children.stop(hanging)

    assert hanging.returncode != 0


def test_a_child_that_dies_is_followed_by_another() -> None:
    started = []

    def start() -> "subprocess.Popen[bytes]":
        code = "import sys; sys.exit(3)" if not started else "import sys; sys.stdin.read()"
        started.append(subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE))
        return started[-1]

    with children.supervised(start):
        until = time.monotonic() + 20
        while len(started) < 2 and time.monotonic() < until:
            time.sleep(0.1)
    for process in started:
        assert process.stdin
        process.stdin.close()

    assert [process.returncode for process in started] == [3, 0]
