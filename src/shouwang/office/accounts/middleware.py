"""Around every request: whose token it brings, the limits of a session, and what has to be done before anything else."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from shouwang.office.accounts import second_factor, sessions, tokens
from shouwang.office.kit import clients, clock

Answer = Callable[[HttpRequest], HttpResponse]
ALWAYS = ("accounts:sign-out", "set_language")


API = "/api/"


class Bearer:
    """Below API a token counts and nothing else: a cookie that a browser sends along opens nothing there, so no page
    elsewhere can ask in somebody's name."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(API):
            kind, _space, text = request.headers.get("Authorization", "").strip().partition(" ")
            address = clients.address(request)
            user = (
                tokens.bearer(text.strip(), at=clock.now(), address=address)
                if kind.lower() == "bearer"
                else None
            )
            request.user = user or AnonymousUser()
        return self.answer(request)


class Session:
    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _whole(request, self.answer(request))

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Here, not before: now it is known which page is meant, and who acts."""
        if not request.user.is_authenticated or request.user.token:
            return None
        if why := sessions.over(request, request.user, at=clock.now()):
            # Now a visitor; the middleware after this one sends visitors to sign in.
            sessions.leave(request, why=why)
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        due = _due(request)
        if due and name not in (due, *ALWAYS):
            return HttpResponseRedirect(_with_next(request, reverse(due)))
        if name == "desk" and not request.user.appointments_now:
            return redirect("accounts:unappointed")
        return None


def _due(request: HttpRequest) -> str:
    """The address that comes before any other, or nothing."""
    user: Any = request.user
    enrolled = request.session.get(sessions.FACTOR, False)
    if enrolled and not user.is_verified():
        return "accounts:verify"
    if user.must_change_password:
        return "accounts:password"
    # An enrolment is not finished before its recovery codes were shown.
    if second_factor.needed(user) and not user.is_verified():
        return "accounts:enrol"
    return ""


def _with_next(request: HttpRequest, target: str) -> str:
    """Back to where somebody wanted to go, if that was a page."""
    if request.method != "GET" or request.headers.get("HX-Request") == "true":
        return target
    return f"{target}?{urlencode({'next': request.get_full_path()})}"


def _whole(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A part of a page cannot become the page for signing in: htmx is told to go there as a whole."""
    target = response.headers.get("Location", "")
    if request.headers.get("HX-Request") != "true" or response.status_code != 302 or not _is_gate(target):
        return response
    # The part's own address would make no page: back to the page around it.
    around = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = f"{around.path}?{around.query}" if around.query else around.path
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = f"{urlsplit(target).path}?{urlencode({'next': back})}" if back else target
    return answer


def _is_gate(target: str) -> bool:
    gates = ("accounts:sign-in", "accounts:verify", "accounts:password", "accounts:enrol")
    return urlsplit(resolve_url(target)).path in [reverse(gate) for gate in gates]
