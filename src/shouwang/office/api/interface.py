"""The API as a whole: its resources, and what becomes of what goes wrong.

    GET /api/v1/tables/households?area=430921104201   with `Authorization: Bearer sw_…`

Every call is within the token's appointment and permissions; the description for programs is /api/v1/openapi.json.
"""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer

from shouwang.engine.errors import Refused
from shouwang.office.api import problems, strict
from shouwang.office.api.resources import ROUTERS
from shouwang.office.kit import sayings

VERSION = "1"


PROBLEMS = {
    400: "unreadable",
    401: "no token that opens anything",
    404: "no such address or record, or not within reach",
    409: "refused: why, and what to do",
    413: "too large",
    422: "something unknown or wrong in the request, item by item",
    429: "too often; see Retry-After",
}


PARTS = {
    "pk": "the `id` of its row",
    "name": "canonical table",
    "household_id": "code, with `~1` for a slash and `~0` for a tilde",
}
"""Of addresses."""


class Described(NinjaAPI):
    """Its description tells of every call what can go wrong, and how that is said."""

    def get_openapi_schema(self, **asked: Any) -> Any:
        schema = super().get_openapi_schema(**asked)
        schema["components"]["schemas"] |= schemas()
        told = {"schema": {"$ref": "#/components/schemas/Problem"}}
        for call in (each for path in schema["paths"].values() for each in path.values()):
            for status, about in PROBLEMS.items():
                said = {"description": about, "content": {problems.TYPE: told}}
                call["responses"].setdefault(status, said)
            for part in (one for one in call["parameters"] if one["in"] == "path"):
                part["description"] = PARTS[part["name"]]
        return schema


def schemas() -> dict[str, Any]:
    made = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**made.pop("$defs"), "Problem": made}


class Readable(JSONRenderer):
    """Chinese as it is: whoever asks by curl can read it, and it is half as long."""

    json_dumps_params = {"ensure_ascii": False}


class Token(HttpBearer):
    def __call__(self, request: HttpRequest) -> Any:
        # Whoever gets here was let in by middleware.py; this tells the description how.
        return request.user

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return request.user


api = Described(
    title="Shouwang",
    version=VERSION,
    description="Registers, runs and findings for other programs, within the scope of a token's appointment.",
    urls_namespace="api",
    docs_url=None,
    renderer=Readable(),
    parser=strict.EachOnce(),
    auth=Token(),
)
api.add_decorator(strict.known_names_only, mode="view")
for prefix, router in ROUTERS:
    api.add_router(prefix, router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    told = sayings.refusal(error)
    return problems.answer(409, told.why, told.remedy)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.invalid(error)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.of_status(404)


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, strict.Twice):
        return strict.twice("body", [error.__cause__.name])
    return problems.of_status(error.status_code)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problems.of_status(413)
