"""What the reader found, as somebody reads it in English."""

from html import unescape

import pytest
from django.conf import settings
from django.utils import translation
from tests.house.chinese import CHINESE
from tests.office.imports.conftest import HEADER, ROWS, book

from shouwang.engine.errors import Refused, sentence
from shouwang.office.imports import advice
from shouwang.office.imports.reading import plain_words

RELATION = HEADER.index("与户主关系")


@pytest.fixture(autouse=True)
def chinese_afterwards():
    """A request's language stays with the thread until the next request."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def problems(as_, cast, send):
    """The page of problems in a language."""
    row = [*ROWS[0]]
    row[RELATION] = "远房"
    batch = send(book(rows=[row, *ROWS[1:]]))

    def shown(language):
        answer = as_(cast.xiaoman).get(
            f"/imports/{batch.pk}/problems/", headers={"accept-language": language}
        )
        return unescape(answer.content.decode())

    return shown


def test_problems_are_said_in_the_language_of_whoever_looks(problems):
    assert "“远房”不是“与户主关系”的可选项，按未知处理。可填：户主、配偶、" in problems("zh-hans")
    assert (
        "“远房” is none of the choices for “Relation”; it counts as unknown. It can be: 户主 (Head), 配偶 (Spouse)"
        in problems("en")
    )


def test_the_filter_says_what_a_code_means(problems):
    assert "READ-041 不是可选项 (1)" in problems("zh-hans")
    assert "READ-041 None of the choices (1)" in problems("en")


def test_nobody_is_told_to_type_a_command():
    row = {"code": "READ-013", "words": '{"header": "甲", "other": "乙", "label": ["labels", ["户类型"]]}'}

    with translation.override("en"):
        english = advice.problem(row)

    assert "shouwang map" not in advice.problem(row) + english
    assert "map.yaml" not in english and english.startswith(
        "“甲” and “乙” both look like “Kind of household”; only"
    )


def test_a_refusal_of_the_reader_is_in_english_too():
    with (
        translation.override("en"),
        pytest.raises(Refused) as caught,
        plain_words({"upload-1.csv": "甲.csv"}),
    ):
        raise Refused(sentence("“{name}”设了打开密码。", name="upload-1.csv"), "请换一个目录名。")

    assert caught.value.why == "“甲.csv” is protected by a password."
    assert not CHINESE.search(caught.value.remedy)
