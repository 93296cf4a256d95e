"""What the examples of docs/api.md send, brought to the office without a network: by urllib, or by a line of curl."""

import io
import shlex
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import urlsplit
from urllib.request import BaseHandler, OpenerDirector, Request, build_opener
from urllib.response import addinfourl

from django.test import Client
from django.urls import resolve
from tests.office import world as w
from tests.office.api.calls import V1, described
from tests.office.api.examples import OFFICE, SECRET


@dataclass
class Wire(BaseHandler):
    """With the token that an example's `sw_…` stands for."""

    token: str
    handler_order: int = 100
    client: Client = field(default_factory=Client)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of each request."""
    answers: list[Any] = field(default_factory=list)

    def opener(self) -> OpenerDirector:
        return build_opener(self)

    def https_open(self, request: Request) -> addinfourl:
        headers = {name: self._true(value) for name, value in request.header_items()}
        kind = headers.pop("Content-type", "")
        # The office of the tests has another name.
        del headers["Host"]
        path = request.full_url.removeprefix(OFFICE.removesuffix(V1))
        answer = self.client.generic(
            request.get_method(), path, request.data or b"", content_type=kind, headers=headers
        )
        self._note(request.get_method(), path, answer)
        return _opened(answer, request.full_url)

    def curl(self, line: str) -> None:
        """`-H` and `-F`; a file is a workbook of one household."""
        words = shlex.split(line.replace("\\\n", " ").replace("$TOKEN", SECRET).replace("$OFFICE", OFFICE))
        pairs = list(zip(words[1:-1:2], words[2:-1:2], strict=True))
        headers = dict(told.split(": ", 1) for flag, told in pairs if flag == "-H")
        form = dict(told.split("=", 1) for flag, told in pairs if flag == "-F")
        sent = {name: w.table("QS-9", "周进福") if said[:1] == "@" else said for name, said in form.items()}
        path = words[-1].removeprefix(OFFICE.removesuffix(V1))
        token = {name: self._true(value) for name, value in headers.items()}
        self._note("POST", path, self.client.post(path, sent, headers=token))

    def _true(self, value: str) -> str:
        return value.replace(SECRET, self.token)

    def _note(self, method: str, path: str, answer: Any) -> None:
        self.asked.append((method.lower(), urlsplit(path).path))
        self.answers.append(answer)

    @property
    def operations(self) -> list[str]:
        """What was asked for."""
        known = {place: name for name, place in described().items()}
        return [known[method, template(path)] for method, path in self.asked]


def template(path: str) -> str:
    """`/runs/{pk}` of `/api/v1/runs/5`."""
    route = resolve(path).route.removeprefix(V1[1:])
    return route.replace("<int:", "{").replace("<", "{").replace(">", "}")


def _opened(answer: Any, url: str) -> addinfourl:
    headers = Message()
    for name, value in answer.items():
        headers[name] = value
    made = addinfourl(io.BytesIO(answer.content), headers, url, answer.status_code)
    made.msg = answer.reason_phrase
    return made
