"""One POST to another program: without redirects, within ten seconds from beginning to end, whatever comes back."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Timer
from time import monotonic
from typing import Any

from shouwang.office.api.destinations import Destination
from shouwang.office.api.models import Delivery

SECONDS = 10.0
ENOUGH = 1_024
"""Bytes of an answer that are read, so that the other side can end; they are not kept."""
Fault = Delivery.Fault


@dataclass(frozen=True)
class Answer:
    status: int | None = None
    fault: str = ""
    """Why there is none, or that it was not a 2xx."""

    @property
    def is_good(self) -> bool:
        return not self.fault


def post(there: Destination, body: bytes, headers: Mapping[str, str], *, seconds: float = SECONDS) -> Answer:
    """Never raises for what the other side, or the network, does."""
    until = monotonic() + seconds
    try:
        status = _status(there, body, headers, until)
    except (OSError, HTTPException, ValueError) as error:
        return Answer(fault=Fault.SLOW if monotonic() >= until else _fault(error))
    return Answer(status, "" if 200 <= status < 300 else Fault.ANSWER)


def _fault(error: Exception) -> str:
    match error:
        case TimeoutError():
            return Fault.SLOW
        case ssl.SSLError():
            return Fault.TLS
        case HTTPException() | ValueError():
            return Fault.BROKEN
    return Fault.UNREACHABLE


def _status(there: Destination, body: bytes, headers: Mapping[str, str], until: float) -> int:
    with _connected(there, until) as wire, _cut_off(wire, until):
        if isinstance(wire, ssl.SSLSocket):
            wire.do_handshake()
        line = HTTPConnection(there.host, there.port)
        line.sock = wire
        line.request("POST", there.path, body, {"Host": there.name, **headers})
        with line.getresponse() as answer:
            # The answer stands; how the rest of it comes in changes nothing.
            with suppress(OSError, HTTPException, ValueError):
                answer.read(ENOUGH)
            return answer.status


@contextmanager
def _connected(there: Destination, until: float) -> Iterator[Any]:
    """To the first of the host's addresses that answers."""
    with _reached(there, until) as plain:
        if there.scheme == "http":
            yield plain
            return
        trust = ssl.create_default_context()
        with trust.wrap_socket(plain, server_hostname=there.host, do_handshake_on_connect=False) as wire:
            yield wire


def _reached(there: Destination, until: float) -> socket.socket:
    failed: OSError = OSError()
    for family, kind, number, _name, place in socket.getaddrinfo(
        there.host, there.port, type=socket.SOCK_STREAM
    ):
        wire = socket.socket(family, kind, number)
        try:
            wire.settimeout(max(until - monotonic(), 0.001))
            wire.connect(place)
        except OSError as error:
            wire.close()
            failed = error
        else:
            return wire
    raise failed


@contextmanager
def _cut_off(wire: socket.socket, until: float) -> Iterator[None]:
    """Whoever sends a byte every few seconds would otherwise keep us for ever: a socket's own limit is for one byte."""
    timer = Timer(max(until - monotonic(), 0), _shut, [wire])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(wire: socket.socket) -> None:
    with suppress(OSError):
        # Not SSLSocket's own, which forgets the cipher first: what is just being written would go out in the clear.
        socket.socket.shutdown(wire, socket.SHUT_RDWR)
