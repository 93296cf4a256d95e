"""What the reader and the screening refuse, in English."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house.chinese import CHINESE, SRC

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.reading import phrases, refusals
from shouwang.engine.screening import refusals as screening
from shouwang.engine.screening import run

ENGINE = SRC / "engine"
SOURCES = [
    *sorted((ENGINE / "reading").glob("*.py")),
    ENGINE / "aside.py",
    ENGINE / "policy" / "shelf.py",
    ENGINE / "screening" / "run.py",
    ENGINE / "screening" / "query.py",
]
"""What pages run into; the rest is said on the command line only."""
ENGLISH = refusals.ENGLISH | screening.ENGLISH
SAYING = {"Refused", "sentence", "self._wrong", "progress"}


def said(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SAYING:
            assert not any(isinstance(given, ast.JoinedStr) for given in node.args), ast.unparse(node)
            yield from (
                g.value for g in node.args if isinstance(g, ast.Constant) and isinstance(g.value, str)
            )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_whatever_is_refused_has_english(path):
    assert [text for text in said(path) if text not in ENGLISH] == []


@pytest.mark.parametrize("chinese", ENGLISH)
def test_it_is_english_and_fills_in_the_same_values(chinese):
    english = ENGLISH[chinese]

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

    assert refusals.english(caught.value.why, str, ENGLISH).startswith(
        "“households.origin=rich” is not understood: “rich” is no value of "
    )
    assert refusals.english(caught.value.remedy, str, ENGLISH).startswith("Values it can have: ordinary, ")


def test_what_is_not_the_reader_s_stays_as_it_is():
    assert refusals.english("随便什么") == "随便什么"
