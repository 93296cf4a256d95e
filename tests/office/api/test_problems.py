"""What was wrong with a request, in the language of whoever sent it."""

import json

import pytest
from ninja.errors import ValidationError
from tests.house.chinese import CHINESE

from shouwang.office.api import problems


@pytest.mark.parametrize(
    ("kind", "given", "why"),
    [
        ("less_than_equal", {"le": 1000}, "最大 1000"),
        ("string_too_long", {"max_length": 60}, "最多 60 个字符"),
        ("int_parsing", {}, "应为整数"),
        ("list_type", {}, "应为列表"),
    ],
)
def test_common_mistakes_are_told_in_chinese(kind, given, why):
    assert told(kind, given) == why


@pytest.mark.parametrize("kind", ["less_than_equal", "of_another_library"])
def test_what_is_not_known_in_full_is_told_as_it_came(kind):
    assert told(kind, {}) == "as it came"


def test_every_kind_has_the_limits_that_its_sentence_names():
    for kind, sentence in problems.KINDS.items():
        given = dict.fromkeys(problems.LIMITS.get(kind, ()), 1)
        assert CHINESE.search(str(sentence) % given)


def told(kind, given):
    error = {"loc": ("query", "limit"), "type": kind, "msg": "as it came", "ctx": given}
    return json.loads(problems.invalid(ValidationError([error])).content)["errors"][0]["why"]
