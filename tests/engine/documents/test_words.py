from pathlib import Path

import pytest
from tests.builders import a_summary

from shouwang import cli, engine
from shouwang.engine.documents import words

SPEAKERS = (
    *Path(engine.__path__[0], "documents").glob("*.py"),
    Path(cli.__path__[0], "terminal.py"),
)


def test_what_has_no_english_cannot_be_said_in_it():
    say = words.speaker("en")

    assert say("户数") == "Households"
    with pytest.raises(KeyError):
        say("没有译文")


def test_chinese_is_said_as_it_is_written():
    assert words.speaker("zh")("没有译文") == "没有译文"


def test_every_translation_is_used():
    sources = "".join(path.read_text("utf-8") for path in SPEAKERS).replace("'", '"')

    assert [chinese for chinese in words.ENGLISH if sources.count(f'"{chinese}"') < 2] == []


def test_both_languages_fill_in_the_same_values():
    def gaps(text):
        return {part.split("}")[0] for part in text.split("{")[1:]}

    assert [chinese for chinese, english in words.ENGLISH.items() if gaps(chinese) != gaps(english)] == []


def test_a_plain_run_needs_no_warning():
    assert words.warnings(a_summary(), str) == []


def test_a_run_outside_the_packs_time_and_its_assumptions_are_said():
    found = a_summary(as_if=True, assumptions=("expenses=empty", "households.allowance_edge=false"))

    outside, assumed = words.warnings(found, str)

    assert "施行期以外" in outside
    assert assumed == "未填数据按下列假定处理：expenses=empty、households.allowance_edge=false"
