"""A browser's part of an upload over HTTP: sign in, fill in the form, send a file from the disk piece by piece."""

import http.client
import re
import select
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from tests.office import cast
from tests.offices import PATIENCE

HEADER = "户编码,行政村代码,户主姓名,姓名,证件号码,与户主关系,备注\n"
NAME, REMARK = "欧阳记号", "clear-text-in-every-row"
"""Stand in every row: whoever finds them in a file has found a register in plain form."""
ROW = 4_000
"""Bytes: few rows make a large file, and they are read quickly."""
PIECE = 1 << 16
BOUNDARY = "8b7c1e0f7d0a4a3f9d35"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def register(path: Path, size: int) -> int:
    """A table of households, exactly so many bytes long; returns how many rows."""
    rows, left = 0, size
    with path.open("wb") as file:
        left -= file.write(HEADER.encode())
        while left:
            rows += 1
            start = f"H{rows},{cast.VILLAGE},{NAME},{NAME},,户主,{REMARK} "
            length = ROW if left >= 2 * ROW else left
            left -= file.write(f"{start:x<{length - len(start.encode()) + len(start) - 1}}\n".encode())
    return rows


class Answer(NamedTuple):
    status: int
    text: str
    location: str = ""


class Browser:
    """Keeps cookies; follows nothing."""

    def __init__(self, address: str) -> None:
        self.host = address.removeprefix("http://")
        self._cookies = SimpleCookie()

    def sign_in(self, username: str) -> "Browser":
        asked = {"username": username, "password": cast.PASSWORD}
        assert self.post("/accounts/sign-in/", asked).status == 302
        return self

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str], form: str = "") -> Answer:
        """As filled into the form at `form`, or at `path` itself."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.token(form or path)}).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def token(self, path: str) -> str:
        found = TOKEN.search(self.get(path).text)
        assert found, path
        return found[1]

    def upload(
        self, path: str, fields: dict[str, str], name: str, file: Path, *, waits: bool = False
    ) -> Answer:
        """The file, never the whole of it in memory.  `waits`: to be turned away by what the head says.

        Status 0: cut off in the middle of a piece, so that nothing could be heard any more.
        """
        before, after = multipart({**fields, "csrfmiddlewaretoken": self.token(path)}, name, file.name)
        with closing(self._connected()) as connection:
            connection.putrequest("POST", path)
            connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
            connection.putheader("Content-Length", str(len(before) + file.stat().st_size + len(after)))
            connection.putheader("Cookie", self._cookie)
            connection.endheaders()
            with suppress(ConnectionError):
                send(connection, pieces(before, file, after), patience=PATIENCE if waits else 0.0)
                return self._heard(connection)
        return Answer(0, "")

    def until(self, path: str, said: str) -> str:
        """The page, once it says so."""
        end = time.monotonic() + PATIENCE
        while said not in (text := self.get(path).text):
            assert time.monotonic() < end, text
            time.sleep(0.3)
        return text

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        with closing(self._connected()) as connection:
            connection.request(method, path, body, {**(headers or {}), "Cookie": self._cookie})
            return self._heard(connection)

    def _connected(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, timeout=PATIENCE)

    @property
    def _cookie(self) -> str:
        return "; ".join(f"{name}={one.value}" for name, one in self._cookies.items())

    def _heard(self, connection: http.client.HTTPConnection) -> Answer:
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies.load(line)
        return Answer(answer.status, answer.read().decode(), answer.headers.get("Location", ""))


def send(connection: http.client.HTTPConnection, all_pieces: Iterable[bytes], *, patience: float) -> None:
    """Who is turned away hears so before everything is sent, and stops."""
    for piece in all_pieces:
        if select.select([connection.sock], [], [], patience)[0]:
            return
        connection.send(piece)


def multipart(fields: dict[str, str], name: str, file_name: str) -> tuple[bytes, bytes]:
    """What stands before and after the file."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    parts.append(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    return "".join(parts).encode(), f"\r\n--{BOUNDARY}--\r\n".encode()


def pieces(before: bytes, file: Path, after: bytes) -> Iterator[bytes]:
    yield before
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece
    yield after
