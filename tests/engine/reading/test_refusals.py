"""What the engine refuses, in English."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house.chinese import CHINESE, SRC, bare_in_python

from shouwang.engine.county import refusals as county
from shouwang.engine.errors import Refused, sentence
from shouwang.engine.policy import english as policy
from shouwang.engine.policy import errors
from shouwang.engine.reading import phrases, refusals
from shouwang.engine.screening import refusals as screening
from shouwang.engine.screening import run

ENGINE = SRC / "engine"
SOURCES = [path for path in sorted(ENGINE.rglob("*.py")) if "sentence" in path.read_text(encoding="utf-8")]
ENGLISH = {**refusals.ENGLISH, **policy.ENGLISH, **screening.ENGLISH, **county.ENGLISH}
SAYING = {"Refused", "sentence", "self._wrong", "progress"}


def said(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SAYING:
            assert not any(isinstance(given, ast.JoinedStr) for given in node.args), ast.unparse(node)
            yield from (
                g.value for g in node.args if isinstance(g, ast.Constant) and isinstance(g.value, str)
            )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_whatever_is_refused_has_english(path):
    assert [text for text in said(path) if text not in ENGLISH] == []


def test_whatever_is_wrong_with_a_pack_has_english():
    said = [text for both in errors.CATALOGUE.values() for text in both]

    assert [text for text in said if text not in ENGLISH] == []


WORDS = [
    ENGINE / "policy" / f"{name}.py" for name in ("check", "definitions", "drawing", "expression", "located")
]
UNFILLED = "（请"
"""How a pack that is still to be written says so."""


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.name)
def test_the_words_in_its_mistakes_have_english(path):
    said = {text for _line, text in bare_in_python(path)} - {UNFILLED}

    assert [text for text in said if text not in ENGLISH] == []


def test_pages_and_terminal_say_the_same_sentences():
    assert set(screening.TYPED) <= set(screening.ENGLISH)


@pytest.mark.parametrize(("chinese", "english"), [*ENGLISH.items(), *screening.TYPED.items()])
def test_it_is_english_and_fills_in_the_same_values(chinese, english):

    assert not CHINESE.search(english)
    if "如 {" not in chinese:  # an example, not a place
        assert places(english) == places(chinese)


def places(text: str) -> set[tuple[str | None, str | None]]:
    return {(name, form) for _, name, form, _ in string.Formatter().parse(text) if name is not None}


def test_values_are_filled_in_anew():
    listed = sentence("文件里有：{sheets}。", sheets=phrases.headers(["甲", "乙"]))
    nested = sentence(
        "对应表“{name}”：{what}。", name="map.yaml", what=sentence("没有工作表“{sheet}”", sheet="丙")
    )

    assert (listed, refusals.english(listed)) == ("文件里有：“甲”“乙”。", "The file has: “甲”, “乙”.")
    assert refusals.english(nested) == "The mapping “map.yaml”: there is no sheet “丙”."


def test_a_run_refuses_in_english_too():
    with pytest.raises(Refused) as caught:
        run.assumed("households.origin=rich", "households", "origin", "rich")

    assert refusals.english(caught.value.why, str, ENGLISH.get).startswith(
        "“households.origin=rich” is not understood: “rich” is no value of "
    )
    assert refusals.english(caught.value.remedy, str, ENGLISH.get).startswith(
        "Values it can have: ordinary, "
    )


def test_what_is_not_the_reader_s_stays_as_it_is():
    assert refusals.english("随便什么") == "随便什么"
