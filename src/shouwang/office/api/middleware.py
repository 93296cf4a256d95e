"""Around every request to the API: a token first, and answers as programs read them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_cache_control

from shouwang.office.accounts.middleware import API
from shouwang.office.api import limits, problems
from shouwang.office.kit import clock

KEPT = ("Allow", "Cache-Control", "Retry-After")
"""Headers that stay when what went wrong is said anew."""


class Answers:
    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        # Says what a body is by its digest, and answers 304 to whoever has it already.
        self.conditional = ConditionalGetMiddleware(answer)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if not request.path_info.startswith(API):
            return response
        # Kept by the client, asked after each time, and by nobody in between.
        patch_cache_control(response, private=True, no_cache=True)
        answered: HttpResponse = self.conditional.process_response(request, response)  # type: ignore[assignment]
        return _told(answered)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.path_info.startswith(API):
            return None
        user: Any = request.user
        if not user.is_authenticated:
            return problems.unauthorised()
        if seconds := limits.seconds_to_wait(user.token.pk, at=clock.now()):
            return problems.throttled(seconds)
        return None


def _told(response: HttpResponse) -> HttpResponse:
    """Pages about what went wrong become problems."""
    if response.status_code < 400 or response.get("Content-Type") == problems.TYPE:
        return response
    problem = problems.of_status(response.status_code)
    for name in KEPT:
        if name in response:
            problem[name] = response[name]
    return problem
