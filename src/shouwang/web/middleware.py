"""Around every request: who acts, and what a refusal looks like."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shouwang.engine.errors import Refused
from shouwang.office.accounts.middleware import API
from shouwang.office.api import problems
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.kit import clients
from shouwang.web import errors

Answer = Callable[[HttpRequest], HttpResponse]


class WellFormed:
    """Requests are UTF-8: of other encodings some break a page, and some bring characters that nothing can store.

    What answers HEAD has no body: the server sends what it is given.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = (request.content_params or {}).get("charset", "utf-8")
        if said.lower() not in ("utf-8", "utf8"):
            request.encoding = "utf-8"  # for the page that says so
            return problems.of_status(400) if request.path_info.startswith(API) else errors.odd(request)
        response = self.answer(request)
        if request.method == "HEAD":
            _leave_out_body(response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """PostgreSQL takes no zero byte, and no address of ours has one."""
        if any("\0" in value for value in kwargs.values() if isinstance(value, str)):
            raise Http404
        return None


def _leave_out_body(response: HttpResponse) -> None:
    """Its length stays said."""
    if response.streaming:
        response.close()
        # A streaming response is no HttpResponse by type only.
        response.streaming_content = ()  # type: ignore[attr-defined]
    else:
        response.content = b""


class Acting:
    """Whatever a request records is recorded under who sent it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(actor_of(request)):
            return self.answer(request)


def actor_of(request: HttpRequest) -> Actor:
    user = request.user
    if not user.is_authenticated:
        return Actor("anonymous", address=clients.address(request))
    lines = user.lines
    return Actor(
        user.username,
        line=lines[0] if lines else None,
        address=clients.address(request),
        token=user.token.pk if user.token else None,
    )


class Refusals:
    """A refusal that no page caught: two lines, and nothing was done."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return render(request, "kit/refused.html", {"refused": error}, status=409)
        return None
