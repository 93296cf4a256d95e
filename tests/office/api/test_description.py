"""The description for programs says of every call what it is and what can go wrong, and the page is made from it."""

from pathlib import Path

import schemathesis
from tests.house import api_pages
from tests.office.api.calls import description, operations

from shouwang.office.api.interface import PROBLEMS

DOCS = Path(__file__).parents[3] / "docs"


def test_it_is_openapi_3_1():
    assert description()["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(description()).validate()


def test_every_call_says_what_it_is_and_what_can_go_wrong():
    for method, path, call in operations():
        good = set(call["responses"]) - {str(status) for status in PROBLEMS}

        assert call["operationId"] and call["summary"] and call["tags"], (method, path)
        assert len(good) == 1 and good < {"200", "202"}, (method, path)


def test_every_parameter_is_described():
    lacking = [
        (call["operationId"], one["name"])
        for _method, _path, call in operations()
        for one in call.get("parameters", ())
        if not one.get("description") and not one["schema"].get("description")
    ]

    assert lacking == []


def test_no_name_is_given_twice():
    names = [call["operationId"] for _method, _path, call in operations()]

    assert len(names) == len(set(names))


def test_the_pages_are_current():
    stale = [
        name for name, text in api_pages.pages().items() if (DOCS / name).read_text(encoding="utf-8") != text
    ]

    assert stale == [], "run: make docs"
