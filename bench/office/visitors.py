"""People who click: each with a connection of their own, a session, and a second of thought between two pages."""

import http.client
import random
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
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
        return self.timed("GET", path, None, self.headers, (200,))

    def timed(
        self, method: str, path: str, sent: str | None, headers: dict[str, str], wanted: tuple[int, ...]
    ) -> tuple[float, bytes]:
        """Seconds until the whole answer was there, and its body."""
        start = time.perf_counter()
        self.connection.request(method, path, sent, headers)
        answer = self.connection.getresponse()
        body = answer.read()
        seconds = time.perf_counter() - start
        if answer.status not in wanted:
            raise SystemExit(f"{path}: {answer.status} {answer.getheader('Location')}\n{body[:400].decode()}")
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and value.startswith("csrftoken="):
                self.cookie = value.partition("=")[2].partition(";")[0]
        return seconds, body


class Asker(Visitor):
    """Sends forms."""

    def __init__(self, port: int, session: str) -> None:
        super().__init__(port, session)
        _, body = self.get("/find/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        assert token, "the page has no token"
        self.token = token[1].decode()
        self.headers["Cookie"] += f"; csrftoken={self.cookie}"

    def post(
        self, path: str, given: Iterable[tuple[str, str]], wanted: tuple[int, ...] = (200,)
    ) -> tuple[float, bytes]:
        sent = urlencode([*given, ("csrfmiddlewaretoken", self.token)])
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        return self.timed("POST", path, sent, headers, wanted)


class Seeker(Asker):
    """Types something into the box at the top; stops at the answer, which leads to the only household there is or
    lists what begins so."""

    def get(self, path: str) -> tuple[float, bytes]:
        return super().get(path) if path.startswith("/") else self.post("/find/", [("q", path)], (200, 302))


class Checker(Asker):
    """Has the form of a household before them, and asks after every answer what saving it would change."""

    def get(self, path: str) -> tuple[float, bytes]:
        if path.startswith("/"):
            return super().get(path)
        _, page = super().get(f"/households/{path}/facts/")
        return self.post(f"/households/{path}/check/", Filled.of(page.decode()))


class Filled(HTMLParser):
    """The fields of a page's form, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[tuple[str, str]] = []
        self.inside = False
        self.select = self.text = ""

    @classmethod
    def of(cls, page: str) -> list[tuple[str, str]]:
        read = cls()
        read.feed(page)
        return [(name, value) for name, value in read.given if name != "csrfmiddlewaretoken"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        match tag:
            case "form":
                self.inside = "form" in (said.get("class") or "").split()
            case "input" if (
                self.inside and name and (said.get("type") not in ("checkbox", "radio") or "checked" in said)
            ):
                self.given.append((name, value))
            case "select" if self.inside:
                self.select = name
            case "option" if self.select and "selected" in said:
                self.given.append((self.select, value))
            case "textarea" if self.inside:
                self.text = name

    def handle_data(self, data: str) -> None:
        if self.text:
            self.given.append((self.text, data.strip()))
            self.text = ""

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "form":
                self.inside = False
            case "select":
                self.select = ""
            case "textarea":
                self.text = ""


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
