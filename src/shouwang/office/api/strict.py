"""A name in the query that a call does not know is a mistake: `aera=430921` would otherwise bring the whole county.

So is a name that stands twice, in the query or in a body: of two amounts one would be lost.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from ninja.parser import Parser

from shouwang.office.api import given, problems

Run = Callable[..., HttpResponseBase]


class Twice(ValueError):
    """`name` stands twice in one object."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class EachOnce(Parser):
    """JSON as RFC 8259 has it, without what its readers disagree about."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        ((name, _times),) = Counter(name for name, _value in pairs).most_common(1)
        raise Twice(name)
    return made


def twice(source: str, names: Iterable[str]) -> HttpResponse:
    """`source`: of the names, `body`."""
    return problems.wrong({"where": f"{source}.{given.shown(name)}", "why": _("写了两次")} for name in names)


def known_names_only(run: Run) -> Run:
    """Around an operation of django-ninja, which passes such names over."""
    names = _names(run.__self__)  # type: ignore[attr-defined]  # a method of the operation

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        unknown = [name for name in request.GET if name not in names]
        doubled = [name for name, values in request.GET.lists() if name in names and len(values) > 1]
        wrong = [(name, _("没有这一项")) for name in unknown] + [(name, _("写了两次")) for name in doubled]
        if wrong:
            return problems.wrong({"where": f"query.{name}", "why": why} for name, why in wrong)
        return run(request, **kwargs)

    return checked


def _names(operation: Any) -> frozenset[str]:
    found: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            found.update(model.__ninja_flatten_map__)
    return frozenset(found)
