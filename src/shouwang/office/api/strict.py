"""A name in the query that a call does not know is a mistake: `aera=430921` would otherwise bring the whole county."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from shouwang.office.api import problems

Run = Callable[..., HttpResponseBase]


def known_names_only(run: Run) -> Run:
    """Around an operation of django-ninja, which passes such names over."""
    names = _names(run.__self__)  # type: ignore[attr-defined]  # a method of the operation

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        unknown = [name for name in request.GET if name not in names]
        twice = [name for name, values in request.GET.lists() if name in names and len(values) > 1]
        wrong = [(name, _("没有这一项")) for name in unknown] + [(name, _("写了两次")) for name in twice]
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
