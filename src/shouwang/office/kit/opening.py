"""Whether somebody would find a page at an address: a link to what looks like nothing is no link."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve


def shown(url: str, request: HttpRequest | None, *, asks: bool = True) -> str:
    """The address, or nothing where the viewer would find no page; `asks`: whether it is to be asked at all."""
    if not asks:
        return url
    return url if url and request and is_open(url, request) else ""


def is_open(url: str, request: HttpRequest) -> bool:
    """As the page itself decides, which is asked once per request; its `setup` only looks."""
    known: dict[str, bool] = request.__dict__.setdefault("_pages_open", {})
    if url not in known:
        known[url] = _is_found(url, request)
    return known[url]


def _is_found(url: str, request: HttpRequest) -> bool:
    try:
        match: Any = resolve(url)
        match.func.view_class().setup(request, *match.args, **match.kwargs)
    except (Http404, Resolver404):
        return False
    return True
