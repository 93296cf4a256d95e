"""People who click: each with a connection of their own, a session, and a second of thought between two pages."""

import http.client
import random
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

THOUGHT = 1.0
"""Seconds between the answer and the next click, on average."""


@dataclass(frozen=True)
class Times:
    """Seconds of every page of one kind."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)]


class Visitor:
    def __init__(self, port: int, session: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = ""
        self.headers = {"Cookie": f"shouwang={session}"} if session else {}

    def get(self, path: str) -> tuple[float, bytes]:
        return self.timed("GET", path, None, self.headers, 200)

    def timed(
        self, method: str, path: str, sent: str | None, headers: dict[str, str], wanted: int
    ) -> tuple[float, bytes]:
        """Seconds until the whole answer was there, and its body."""
        start = time.perf_counter()
        self.connection.request(method, path, sent, headers)
        answer = self.connection.getresponse()
        body = answer.read()
        seconds = time.perf_counter() - start
        if answer.status != wanted:
            raise SystemExit(f"{path}: {answer.status} {answer.getheader('Location')}\n{body[:400].decode()}")
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and value.startswith("csrftoken="):
                self.cookie = value.partition("=")[2].partition(";")[0]
        return seconds, body


class Seeker(Visitor):
    """Types an ID number into the box at the top; stops at the answer that leads to the household."""

    def __init__(self, port: int, session: str) -> None:
        super().__init__(port, session)
        _, body = self.get("/find/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        assert token, "the page has no token"
        self.token = token[1].decode()
        self.headers["Cookie"] += f"; csrftoken={self.cookie}"

    def get(self, path: str) -> tuple[float, bytes]:
        if path.startswith("/"):
            return super().get(path)
        sent = urlencode({"q": path, "csrfmiddlewaretoken": self.token})
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        return self.timed("POST", "/find/", sent, headers, 302)


def alone(visitor: Visitor, paths: Iterator[str], count: int) -> Times:
    """One page after the other; the first ten do not count."""
    times = [visitor.get(next(paths))[0] for _ in range(count + 10)]
    return Times(tuple(times[10:]))


def together(visitors: list[Visitor], paths: Callable[[], Iterator[str]], seconds: float) -> Times:
    """All at once for some time."""
    until = time.monotonic() + seconds
    gathered: list[float] = []
    threads = [threading.Thread(target=click, args=(one, paths(), until, gathered)) for one in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Times(tuple(gathered))


def click(visitor: Visitor, paths: Iterator[str], until: float, gathered: list[float]) -> None:
    thought = random.Random(id(visitor))
    time.sleep(thought.uniform(0, THOUGHT))
    while time.monotonic() < until:
        gathered.append(visitor.get(next(paths))[0])
        time.sleep(thought.uniform(0.5, 1.5) * THOUGHT)


def endless(template: str, values: list[str]) -> Iterator[str]:
    """Addresses with one value after the other, begun again at the end."""
    while True:
        for value in values:
            yield template.format(value)
