"""What the reader found, as somebody reads it in English."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.conf import settings
from django.utils import translation
from tests.house.chinese import CHINESE
from tests.office.imports.conftest import HEADER, ROWS, book

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.reading import refusals
from shouwang.office.imports import advice
from shouwang.office.imports.reading import plain_words
from shouwang.office.kit import retelling

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


COMMANDS = re.compile(r"shouwang |map\.yaml|--period|--mapping")
TYPED = [pair for pair in refusals.ENGLISH.items() if COMMANDS.search(pair[0])]


def said(language, make, text):
    with translation.override(language):
        return make(text)


@pytest.mark.parametrize(("chinese", "english"), TYPED, ids=range(len(TYPED)))
def test_what_was_shortened_and_stored_is_read_in_the_other_language(chinese, english):
    stored = said("zh-hans", advice.here, chinese)

    read = said("en", retelling.said, stored)

    assert not COMMANDS.search(read) and not CHINESE.search(read.replace("“列 | 列”", ""))
    assert CHINESE.search(said("zh-hans", retelling.said, said("en", advice.here, english)))


def test_the_dot_inside_a_name_is_no_end_of_a_sentence():
    remedy = next(english for _chinese, english in TYPED if "households.area_code" in english)

    assert said("en", advice.here, remedy).startswith(
        "Please add a column with the village code of 12 digits. Correct it at the step"
    )


@pytest.mark.parametrize(("stored", "seen"), [("zh-hans", "en"), ("en", "zh-hans")])
def test_a_refused_file_is_told_in_the_language_of_whoever_looks(stored, seen, send, as_, cast):
    def shown(language):
        answer = as_(cast.xiaoman).get(f"/imports/{batch.pk}/", headers={"accept-language": language})
        return unescape(answer.content.decode())

    file = BytesIO("户编码,户主姓名\n1,甲\n".encode())
    file.name = "甲.csv"
    with translation.override(stored):
        batch = send(file)

    assert batch.job.step and batch.job.remedy
    page, before = shown(seen), shown(stored)
    assert not [text for text in (batch.job.why, batch.job.remedy) if text in page]
    assert batch.job.remedy in before
    assert ("Correct it at the step" in page) is (seen == "en")
    assert ("整理" in page) is (seen != "en")


def test_a_refusal_of_the_reader_is_in_english_too():
    with (
        translation.override("en"),
        pytest.raises(Refused) as caught,
        plain_words({"upload-1.csv": "甲.csv"}),
    ):
        raise Refused(sentence("“{name}”设了打开密码。", name="upload-1.csv"), "请换一个目录名。")

    assert caught.value.why == "“甲.csv” is protected by a password."
    assert not CHINESE.search(caught.value.remedy)
