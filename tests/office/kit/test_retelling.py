"""Stored sentences, said in the language of whoever looks."""

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused, sentence
from shouwang.office.kit import retelling, sayings


def told(language, make):
    with translation.override(language):
        return make()


def lost_right():
    return _("设定人%(who)s现在不能在这里筛查。") % {"who": "秦山"}


def outside():
    why = sentence("政策包“{pack}”没有分级，不能用来筛查", pack="nanxian")
    return str(sayings.refusal(Refused(why, "")).why)


@pytest.mark.parametrize("make", [lost_right, outside, lambda: _("请由现在的负责人重新保存一次设定。")])
@pytest.mark.parametrize(("stored", "seen"), [("zh-hans", "en"), ("en", "zh-hans")])
def test_what_was_said_in_one_language_is_read_in_the_other(make, stored, seen):
    kept = told(stored, make)

    read = told(seen, lambda: retelling.said(kept))

    assert read.rstrip("。") == told(seen, make).rstrip("。") != kept.rstrip("。")
    assert told(stored, lambda: retelling.said(kept)) == kept


@pytest.mark.parametrize("text", ["", "一句谁也没有说过的话", "Nobody ever said so.", "a: b"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_no_sentence_of_ours_stays(text, language):
    assert told(language, lambda: retelling.said(text)) == text


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("打开 甲.csv", "Opening 甲.csv"), ("整理", "Putting together"), ("保存结果", "Storing the results")],
)
def test_steps_are_sentences_in_few_words(chinese, english):
    assert told("en", lambda: retelling.said(chinese)) == english
    assert told("zh-hans", lambda: retelling.said(english)) == chinese


def test_the_same_value_twice_is_one_value():
    template = retelling.Template("%(who)s 和 %(who)s 都在", "%(who)s twice")

    assert template.told("秦山 和 秦山 都在") == {"who": "秦山"}
    assert template.told("秦山 和 阿春 都在") is None
