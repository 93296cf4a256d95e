"""What no description allows and no fuzzer thinks of, sent to every operation: problems, never a broken server."""

import json
from typing import Any

import pytest
from django.test import Client
from tests.office.api.calls import CALLS, V1, Call, described
from tests.office.api.conftest import program_of
from tests.office.visits import undone

from shouwang.office.api import problems

pytestmark = pytest.mark.django_db
WITH_BODY = [call for call in CALLS if call.body]
each_with_body = pytest.mark.parametrize("call", WITH_BODY, ids=str)
BROKEN = {
    "cut off": b'{"rows": [',
    "no UTF-8": b'{"sender": "\xff\xfe"}',
    "another encoding": '{"sender": "县民政局"}'.encode("gb18030"),
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "a long number": b'{"blank": ' + b"9" * 10_000 + b"}",
    "no number": b'{"blank": NaN}',
    "a list": b"[]",
    "nothing": b"",
    "null": b"null",
}
ODD = (
    "\ud800",
    "a\x00b",
    "\U0010ffff" * 50,
    "x" * 100_000,
    "'; drop table office; --",
    "{{ 7 * 7 }}",
    "\u202e",
)
"""Half a character, a zero character, …: in the place of every text."""
PARTS = (
    "%00",
    "%ff%fe",
    "..%2f..%2fetc",
    "9" * 400,
    "-1",
    "1e3",
    "%EF%BC%91",
    "%F0%9F%8E%BC",
    "~",
    "~2",
    " ",
)


@pytest.fixture
def sends(world: Any) -> Any:
    program = program_of(world["linjie"])
    client = Client(raise_request_exception=False)

    def sent(method: str, path: str, body: bytes = b"", kind: str = "application/json") -> Any:
        with undone():
            return client.generic(
                method.upper(),
                V1 + path,
                body,
                content_type=kind,
                headers={"Authorization": f"Bearer {program.text}"},
            )

    return sent


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    settings.API_PER_MINUTE = 100_000


def refused(answer: Any) -> int:
    assert answer["Content-Type"] == problems.TYPE, answer.content[:2000]
    said = json.loads(answer.content)
    assert said["title"] and said["detail"] and said["status"] == answer.status_code
    return int(answer.status_code)


@each_with_body
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_body_is_told(world, sends, call: Call, how):
    answer = sends(call.method, call.path(world), BROKEN[how])

    assert refused(answer) in (400, 422)


@each_with_body
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data", "", "application/json; charset=x"]
)
def test_another_kind_of_body_is_read_as_json_or_told(world, sends, call: Call, kind):
    body = json.dumps(call.body(world)).encode()
    answer = sends(call.method, call.path(world), body, kind)

    assert answer.status_code == call.gives or refused(answer) in (400, 415, 422)


def places(body: Any, at: tuple[Any, ...] = ()) -> Any:
    """Where texts stand."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from places(value, (*at, name))
    elif isinstance(body, list):
        for number, value in enumerate(body):
            yield from places(value, (*at, number))
    elif isinstance(body, str):
        yield at


def put(body: Any, at: tuple[Any, ...], value: Any) -> Any:
    made = json.loads(json.dumps(body))
    inner = made
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return made


@each_with_body
@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_texts_are_told_or_taken(world, sends, call: Call, odd):
    whole = {**call.body(world), **more(call)}
    for at in places(whole):
        answer = sends(call.method, call.path(world), json.dumps(put(whole, at, odd)).encode())

        assert answer.status_code == call.gives or refused(answer) in (404, 409, 422), at
    answer = sends(call.method, call.path(world), json.dumps({**whole, odd: 1}).encode())
    assert refused(answer) == 422


def more(call: Call) -> dict[str, Any]:
    """What may be said as well."""
    if call.operation == "run_start":
        return {
            "period": "2022",
            "change": {"line": "1"},
            "assume": ["households.subsistence_allowance=none"],
        }
    return {"sender": "县民政局"} if call.operation.startswith("import_t") else {}


@pytest.mark.parametrize("call", [call for call in CALLS if "{" in described()[call.operation][1]], ids=str)
@pytest.mark.parametrize("part", PARTS)
def test_odd_addresses_lead_nowhere(world, sends, call: Call, part):
    template = described()[call.operation][1]
    path = f"{template[: template.index('{')]}{part}{template[template.index('}') + 1 :]}"
    answer = sends(call.method, path, json.dumps(call.body(world)).encode() if call.body else b"")

    assert refused(answer) in (400, 404, 405, 422)


@pytest.mark.parametrize("call", [call for call in CALLS if call.is_read], ids=str)
def test_odd_questions_are_told(world, sends, call: Call):
    path = call.path(world).partition("?")[0]
    for name in (
        "after",
        "limit",
        "area",
        "columns",
        "changed_since",
        "tier",
        "rule",
        "run",
        "lang",
        "strange",
    ):
        for odd in (
            "%00",
            "%ff",
            "%ED%A0%80",
            "9" * 400,
            "-1",
            "x" * 3_000,
            "%F0%9F%8E%BC",
            "NaN",
            "azE",
            "azk5OTk5OTk5OTk5OTk5OTk5",
        ):
            answer = sends("get", f"{path}?{name}={odd}")

            assert answer.status_code == 200 or refused(answer) in (404, 409, 422), (name, odd)


def test_a_body_that_is_too_large_is_told(sends):
    body = {"area_code": "430921104201", "reference_on": "2026-02-01", "rows": [{}] * 1_000_000}

    assert refused(sends("post", "/tables/incomes/rows", json.dumps(body).encode())) == 413
