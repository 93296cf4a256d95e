"""Where an office listens, and how it stops."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

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


SLOW = """
import signal, sys, threading, time
from shouwang.cli.main import terminated
from shouwang.web.operations import serving

def slow(environ, start):
    print("in hand", flush=True)
    time.sleep(float(environ["PATH_INFO"][1:]))
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"done."]

signal.signal(signal.SIGTERM, terminated)
serving.HURRY = float(sys.argv[1])
listening = serving.listen("127.0.0.1", 0)
server = serving.server_on(listening, slow, threads=2)
print(listening.getsockname()[1], flush=True)
serving.answer(server, threading.Event())
"""


@contextmanager
def asked(seconds: float, *, hurry: float) -> Iterator[tuple["subprocess.Popen[str]", socket.socket, int]]:
    """A server with a request in hand that takes so many seconds."""
    command = [sys.executable, "-c", SLOW, str(hurry)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        port = int(process.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
            client.sendall(f"GET /{seconds} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert process.stdout.readline() == "in hand\n"
            try:
                yield process, client, port
            finally:
                process.kill()


def test_whoever_stops_it_has_the_port_at_once_and_requests_in_hand_are_answered() -> None:
    with asked(4, hurry=30) as (process, client, port):
        process.terminate()

        with patiently(port):
            assert process.poll() is None
        # Until it hangs up.
        assert b"".join(iter(lambda: client.recv(4096), b"")).endswith(b"done.")
        assert process.wait(5) == 0


def patiently(port: int) -> socket.socket:
    """Listens there; on a busy machine a signal takes a while to arrive."""
    until = time.monotonic() + 3
    while time.monotonic() < until:
        with suppress(Refused):
            return serving.listen("127.0.0.1", port)
        time.sleep(0.05)
    return serving.listen("127.0.0.1", port)


def test_idle_connections_and_unfinished_requests_keep_nobody_out() -> None:
    begun = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
    with asked(0, hurry=0.3) as (_process, _client, port), ExitStack() as open_:
        for number in range(150):
            idle = open_.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            idle.sendall(begun if number % 2 else b"")

        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.sendall(b"GET /0 HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(4096).startswith(b"HTTP/1.1 200")


def test_a_request_that_takes_too_long_is_not_waited_for() -> None:
    with asked(60, hurry=0.3) as (process, _client, _port):
        process.terminate()

        assert process.wait(5) == 0
