"""Where an office listens, and how its worker ends."""

import socket
import subprocess
import sys
import time

import pytest

from shouwang.engine.errors import Refused
from shouwang.web.operations import serving


def test_the_first_free_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with serving.first_free("127.0.0.1", port) as found:
            assert found.getsockname()[1] > port


@pytest.mark.parametrize("host", ["no-such-host.invalid", "203.0.113.7"])
def test_an_address_that_is_not_ours_is_refused(host: str) -> None:
    with pytest.raises(Refused):
        serving.listen(host, 0)


def test_a_worker_ends_with_its_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)

    serving.stop_worker(reading)

    assert reading.returncode == 0


def test_a_worker_that_hangs_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.3)
    hanging = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdin=subprocess.PIPE)

    serving.stop_worker(hanging)

    assert hanging.returncode != 0


def test_a_worker_that_dies_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    def start() -> "subprocess.Popen[bytes]":
        code = "import sys; sys.exit(3)" if not started else "import sys; sys.stdin.read()"
        started.append(subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE))
        return started[-1]

    monkeypatch.setattr(serving, "start_worker", start)
    with serving.supervised():
        until = time.monotonic() + 20
        while len(started) < 2 and time.monotonic() < until:
            time.sleep(0.1)
    for process in started:
        assert process.stdin
        process.stdin.close()

    assert [process.returncode for process in started] == [3, 0]
