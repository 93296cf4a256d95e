"""How the rows of `addresses.py` are written, and which addresses there are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from tests.office.world import World

Made = Callable[[World], dict[str, Any]]
NOTHING: Made = lambda world: {}  # noqa: E731


@dataclass(frozen=True)
class Row:
    name: str
    """Of the address, with its namespace; an address without a name is called by its route."""
    who: str
    """User names; the first one is who works with it every day."""
    method: str = "GET"
    gives: int = 200
    at: Made = NOTHING
    """Parts of the address."""
    sends: Made = NOTHING
    """Query of a GET, form of a POST."""
    query: str = ""
    shows: tuple[str, ...] = ()
    """What has to be on the page for `who`."""
    refused: str = ""
    """Who finds it, too, but may not do it: two sentences, and nothing is changed."""
    less: str = ""
    """Who finds the page, but nothing of what it shows."""
    beside: int = 404
    """What it gives to somebody of the same role next door: never anything with a MARK."""
    around: str = ""
    """Who next door finds it all the same, as it is of a place around theirs, too: never with a MARK either."""
    around_gives: int = 0
    """What it gives to them, where that is something else: their place, but nobody of theirs."""
    same: bool = False
    """For everybody: of the register it holds nothing, but examples that were recorded in the tests' own world."""
    newcomer: int = 404
    """Without appointment."""
    visitor: int = 302
    """Not signed in; 302 leads to the page for signing in."""
    first: Callable[[Any, World], Any] | None = None
    """What has to be done before, in the same browser."""
    quiet: bool = False
    """A POST that changes nothing but perhaps the journal."""
    case: str = ""

    def __str__(self) -> str:
        return "-".join(filter(None, (self.method, self.name, self.case)))

    @property
    def place(self) -> tuple[str, str]:
        return self.name, self.method


def get(name: str, who: str, **more: Any) -> list[Row]:
    return [Row(name, who, **more)]


def post(name: str, who: str, gives: int = 302, **more: Any) -> list[Row]:
    return [Row(name, who, method="POST", gives=gives, **more)]


def form(
    name: str, who: str, sends: Made, *, shows: tuple[str, ...] = (), gives: int = 302, **more: Any
) -> list[Row]:
    """Whoever is refused sees the form as well."""
    shared = {key: more[key] for key in ("at", "first", "case") if key in more}
    seen = " ".join(filter(None, (who, more.get("refused", ""))))
    if more.get("beside", 404) != 404:
        shared["beside"] = 200
    return [*get(name, seen, shows=shows, **shared), *post(name, who, gives, sends=sends, **more)]


def button(name: str, who: str, **more: Any) -> list[Row]:
    """GET is no address for anybody."""
    shared = {key: more[key] for key in ("at", "first", "case") if key in more}
    return [Row(name, "", gives=404, **shared), *post(name, who, **more)]


def free(rows: list[Row], **more: Any) -> list[Row]:
    """For anybody who is signed in, each with what is their own."""
    own = ("who", "beside", "newcomer")
    return [
        replace(
            row, **{"beside": row.gives, "newcomer": row.gives, **{k: v for k, v in more.items() if k in own}}
        )
        for row in rows
        if row.who
    ] + [row for row in rows if not row.who]


def registered() -> dict[str, tuple[str, Any]]:
    """Every address of a page: name, or the route of one without → route and view.

    Programs have a walk of their own: tests/office/api/test_every_call.py.
    """
    found = _walk(get_resolver().url_patterns)
    return {name or route: (route, view) for name, route, view in found if not route.startswith("api/")}


def _walk(patterns: list[Any], before: str = "", space: str = "") -> Iterator[tuple[str, str, Any]]:
    for one in patterns:
        route = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            inner = ":".join(filter(None, (space, one.namespace)))
            yield from _walk(one.url_patterns, route, inner)
        elif isinstance(one, URLPattern):
            yield ":".join(filter(None, (space, one.name))) if one.name else "", route, one.callback


def methods(view: Any) -> set[str]:
    """What a view answers to; a view that is a function is asked both ways."""
    kind = getattr(view, "view_class", None)
    if kind is None:
        return {"GET", "POST"}
    return {name.upper() for name in ("get", "post", "put", "patch", "delete") if hasattr(kind, name)}
