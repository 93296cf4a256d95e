"""Problems in both languages, from their codes and what fills their sentences."""

import json
import string

import pytest
from tests.engine.reading.drawn import HEAD, LI, WANG, one_column, read_drawn
from tests.house.chinese import CHINESE

from shouwang.engine.quality import catalogue
from shouwang.engine.reading import messages, phrases, wording
from shouwang.engine.reading.english import ENGLISH
from shouwang.engine.reading.targets import Target
from shouwang.engine.reading.titles import TITLES

CODES = [*messages.CATALOGUE, *wording.FIRST]


def places(*texts):
    """What fills them, and how."""
    return {
        (name, form)
        for text in texts
        for _, name, form, _ in string.Formatter().parse(text)
        if name is not None
    }


def test_the_two_catalogues_have_the_same_codes():
    assert sorted(ENGLISH) == sorted(messages.CATALOGUE)


@pytest.mark.parametrize("code", messages.CATALOGUE)
def test_the_reader_s_english_says_what_the_chinese_says(code):
    chinese = messages.CATALOGUE[code]
    found, remedy = ENGLISH[code]

    assert places(found, remedy) == places(chinese.text, chinese.remedy)
    assert places(found) <= places(chinese.text)
    assert bool(remedy) == bool(chinese.remedy)
    assert found.endswith(".") and not CHINESE.search(found + remedy)


@pytest.mark.parametrize(
    "check", catalogue.CHECKS, ids=lambda check: f"{check.code} {check.table}.{check.column}"
)
def test_the_checks_english_says_what_the_chinese_says(check):
    assert places(check.english) == places(check.message)
    assert check.english.endswith(".") and "; " in check.english and not CHINESE.search(check.english)


def test_a_code_a_table_and_a_column_name_one_check():
    assert len(wording.CHECKS) == len(catalogue.CHECKS)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_title_without_values(code):
    chinese, english = wording.title(code, "zh"), wording.title(code, "en")

    assert chinese and english and not CHINESE.search(english)
    assert not set("{};。；") & set(chinese + english)


def test_titles_are_short_and_of_codes_that_exist():
    assert set(TITLES) <= set(CODES)
    assert max(len(said["en"]) for said in TITLES.values()) <= 40


@pytest.mark.parametrize(
    "drawing",
    [
        one_column("户类型", "待定", "一般农户"),
        one_column("出生日期", "去年", "2022.1", "2022"),
        one_column("残疾等级", "9"),
        f"{HEAD} | 低保 | 2022年工资性收入（万元）\n{WANG} | 是 | 1.23456789\n{WANG} | 是 | 1.23456789\n合计 | | | | | |",
        f"{HEAD} | 户类型\n{WANG} | 脱贫户\n{LI} | 一般农户",
        f"{HEAD} | 工资性收入 | 说不清\n{WANG} | 5 | 六",
    ],
)
def test_what_is_kept_says_the_same_sentence_again(tmp_path, drawing):
    for problem in read_drawn(tmp_path, drawing).problems:
        kept = json.loads(json.dumps(problem.words, ensure_ascii=False, default=str))

        assert wording.sentence(problem.code, kept, "zh") == problem.message
        assert "{" not in wording.sentence(problem.code, kept, "en", lambda label: "label")


def test_labels_are_said_in_the_reader_s_language():
    words = {"value": "十", "label": phrases.label("残疾等级")}

    assert wording.sentence(messages.UNREADABLE, words, "en", {"残疾等级": "Disability grade"}.get) == (
        "“十” cannot be read as “Disability grade”; it counts as unknown. Please correct the cell."
    )


@pytest.mark.parametrize(
    ("phrase", "chinese", "english"),
    [
        (phrases.names(["甲", "乙"]), "“甲”“乙”", "“A”, “乙”"),
        (phrases.choices(["甲", "乙"]), "甲、乙", "甲 (A), 乙"),
        (phrases.headers(["甲", "乙"]), "“甲”“乙”", "“甲”, “乙”"),
        (
            phrases.rows([phrases.row("表", 3), phrases.row("表", 5)]),
            "表 第 3 行、表 第 5 行",
            "row 3 of 表, row 5 of 表",
        ),
        (phrases.year(None), "各", "every year"),
        (phrases.column(Target("households", "origin")), "农户·户类型", "农户: 户类型"),
        (phrases.column(None), "", ""),
        (
            phrases.column(Target("incomes", "amount", "wage", "2022", forecast=True)),
            "2022年工资性收入（预估）",
            "工资性收入 2022 (forecast)",
        ),
    ],
)
def test_phrases_are_said_in_both_languages(phrase, chinese, english):
    assert str(phrase) == chinese
    assert phrase.said("en", lambda label: {"甲": "A"}.get(label, label)) == english
