"""The catalogue of mistakes: every code is found by somebody, and every message says something."""

import re
from pathlib import Path

import pytest

from shouwang.engine.policy.errors import CATALOGUE, Mistake, Place

TESTS = Path(__file__).parents[2]
CODE = re.compile(r"\b(?:RULE|PACK)-\d{3}\b")


def provoked():
    others = (path for path in TESTS.rglob("test_*.py") if path != Path(__file__))
    cases = (TESTS / "spec" / "chapters").glob("*.py")
    return {code for path in (*others, *cases) for code in CODE.findall(path.read_text(encoding="utf-8"))}


def test_every_code_is_provoked_by_a_test():
    assert set(CATALOGUE) - provoked() == set()


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_message_says_what_is_wrong_and_what_to_do_without_a_full_stop_of_its_own(code):
    why, remedy = CATALOGUE[code]

    assert why.strip("。") == why
    assert remedy.strip("。") == remedy
    assert remedy


def test_codes_stand_in_their_order():
    assert list(CATALOGUE) == sorted(CATALOGUE)


def test_a_mistake_names_pack_file_line_column_and_code():
    mistake = Mistake("PACK-005", Place(Path("packs/x-2022/rules.yaml"), 3, 7), {"key": "label"})

    assert str(mistake) == "x-2022/rules.yaml:3:7: PACK-005 缺少“label”。请补上这一项"
