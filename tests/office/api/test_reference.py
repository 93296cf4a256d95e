"""The reference inside the office: every call, in both languages, with nothing from elsewhere."""

import json
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from tests.office.api.calls import CALLS, described, description
from tests.office.api.examples import EXAMPLES

from shouwang.office.api import reference
from shouwang.office.api.needs import NEEDS

pytestmark = pytest.mark.django_db
CHINESE = re.compile("[\u4e00-\u9fff]")
USUAL = {"OK", "Accepted"}
"""What the description says where nobody said anything."""


@pytest.fixture
def page(cast, as_):
    return (
        as_(cast.linjie).get(reverse("reference:reference"), headers={"host": "localhost"}).content.decode()
    )


def called():
    return {call.operation: call for group in reference.groups() for call in group["calls"]}


def test_every_call_stands_there_once_with_its_address(page):
    assert sorted(called()) == sorted(described())
    for operation, (method, path) in described().items():
        assert page.count(f'id="{operation}"') == 1
        assert (called()[operation].method, called()[operation].path) == (method, f"/api/v1{path}")


def test_examples_are_those_that_the_tests_run(page):
    for example in EXAMPLES:
        assert called()[example.operation].title == example.zh
        assert called()[example.operation].answer.startswith("{")
    assert "OFFICE = &quot;http://localhost/api/v1&quot;" in page and "shouwang.example.cn" not in page


def test_the_permissions_are_those_that_the_walk_finds():
    assert {call.operation: set(call.needs) for call in CALLS} == {
        operation: set(needs) for operation, needs in NEEDS.items()
    }


def test_what_goes_in_is_told_with_its_kind():
    ((_head, key), (_body, asked)) = called()["run_start"].asked

    assert [one.name for one in key] == ["Idempotency-Key"]
    told = {one.name: one for one in asked}
    assert (told["on"].kind, told["on"].is_needed, told["as_if"].default) == ("date", True, "false")
    ((_where, query),) = called()["runs"].asked
    assert [(one.name, one.kind, one.default) for one in query][1] == ("limit", "integer", "200")


def test_rows_of_tables_are_told_once_for_all():
    (_key, (_body, asked)) = called()["import_tables"].asked

    assert [one.name for one in asked if one.is_row] == [
        "households",
        "persons",
        "incomes",
        "expenses",
        "events",
        "measures",
    ]
    assert "head_name" not in [one.name for one in asked]


def test_what_is_inside_an_answer_follows_it():
    fields = [(one.name, one.depth, one.kind) for one in called()["runs"].fields]

    assert fields[:2] == [("rows", 0, "[object]"), ("id", 1, "integer")]
    assert ("next", 0, "string | null") in fields and ("households", 2, "integer") in fields


def texts(value: Any) -> set[str]:
    """What the description says, by paragraph."""
    if isinstance(value, list):
        return set().union(*map(texts, value))
    if not isinstance(value, dict):
        return set()
    said = value.get("description")
    own = said.split("\n\n") if isinstance(said, str) else []
    inside = [each for name, each in value.items() if not (name == "description" and own)]
    return {" ".join(line.strip() for line in one.split("\n")) for one in own}.union(*map(texts, inside))


def test_all_that_the_description_says_is_said_in_chinese_too():
    english = {text for text in texts(description()) if text and not CHINESE.search(text)} - USUAL

    assert sorted(english - set(reference.chinese())) == [], "add it to api/assets/chinese.yaml"
    assert sorted(set(reference.chinese()) - english) == [], "these are said no more"


def test_code_is_the_same_in_both_languages():
    def code(text):
        return sorted(set(re.findall("`([^`]+)`", text)))

    assert [en for en, zh in reference.chinese().items() if code(en) != code(zh)] == []


def test_in_english_it_says_what_the_description_says():
    with translation.override("en"):
        start = called()["run_start"]

    assert start.title == "Start a run" and "In the background" in start.about[0]


def test_text_is_never_markup():
    (one,) = reference.prose("a <b> `c <i>`")

    assert str(one) == "a &lt;b&gt; <code>c &lt;i&gt;</code>"


def test_nothing_comes_from_elsewhere(page):
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert " style=" not in page and "<style" not in page


def test_the_document_can_be_taken_along(cast, as_):
    answer = as_(cast.linjie).get(reverse("reference:document"))

    assert 'filename="openapi.json"' in answer["Content-Disposition"]
    assert json.loads(answer.content) == description()


def test_it_is_found_where_tokens_are_made(cast, as_):
    assert reverse("reference:reference") in as_(cast.linjie).get("/accounts/me/").content.decode()
