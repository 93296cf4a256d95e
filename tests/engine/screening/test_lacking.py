"""What an undecided rule lacks, in words."""

import pytest

from shouwang.engine.policy import pack as packs
from shouwang.engine.policy.shelf import find
from shouwang.engine.screening import run
from shouwang.engine.screening.explain import Explainer
from tests.engine.screening.rows import ON, a_row

QINGSHUZUI = packs.load(find("hunan-qingshuzui-2022"))
EXPLAINERS = {lang: Explainer(QINGSHUZUI, run.of(QINGSHUZUI, ON), lang) for lang in ("zh", "en")}
RULE = "low-income-ill-unsupported"


def lacking(*, lang="zh", unknown=(RULE,), **values):
    return EXPLAINERS[lang].lacking(a_row(QINGSHUZUI, unknown=unknown, **values))


def test_a_column_of_the_household_names_itself():
    [text] = lacking(missing=("households.supporter",), net_income=1, members=1, serious_ill=True)

    assert text == "③ 低于监测线、有大病或重残成员且无人赡养：缺赡养人情况"


def test_what_cannot_be_decided_for_it_is_named_too():
    [text] = lacking(
        missing=("persons.disability_grade", "persons.health"), net_income=1, members=1, supporter="none"
    )

    assert text == (
        "③ 低于监测线、有大病或重残成员且无人赡养：缺健康状况（家庭成员）、残疾等级（家庭成员），"
        "“有大病成员”、“有重度残疾成员”无法判定"
    )


def test_a_table_that_was_not_given_is_missing_as_a_whole():
    [text] = lacking(unknown=("below-line",), missing=("incomes.*",), members=3)

    assert text == "人均纯收入低于监测线：缺收入（整表），“家庭纯收入”无法判定"


def test_what_another_rule_lacks_is_not_said_here():
    values = {"members": 3, "uninsured": False, "out_of_school": False, "students": 0, "serious_ill": False}

    texts = lacking(
        unknown=("below-line", "safety-net-gap"),
        missing=("households.allowance_edge", "households.house_grade", "incomes.*"),
        subsistence_allowance="none",
        extreme_hardship="none",
        water_safe=True,
        **values,
    )

    assert texts == [
        "人均纯收入低于监测线：缺收入（整表），“家庭纯收入”无法判定",
        "⑤ 低收入家庭“三保障”或饮水安全不到位：缺是否低保边缘家庭、住房鉴定等级",
    ]


def test_a_part_that_is_decided_all_the_same_lacks_nothing():
    [text] = lacking(
        missing=("households.supporter", "persons.disability_grade"),
        net_income=1,
        members=1,
        serious_ill=True,
        severe_disability=None,
    )

    assert "残疾等级" not in text


def test_the_same_in_english():
    [text] = lacking(
        lang="en",
        missing=("persons.health",),
        net_income=1,
        members=1,
        severe_disability=False,
        supporter="none",
    )

    assert text == (
        "below the line, ill or severely disabled, and nobody able to support: "
        'lacks health (persons), so "a member is seriously ill" cannot be decided'
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_household_with_nothing_undecided_lacks_nothing(lang):
    assert lacking(lang=lang, unknown=()) == []


def test_a_tier_that_is_unknown_by_itself_says_what_it_lacks():
    pack = packs.load(find("seven-step-2020"))
    row = a_row(pack, tier="unknown", at_least="none", missing=("households.origin",))

    explainer = Explainer(pack, run.of(pack, ON))

    assert explainer.lacking(row) == ["分级：缺户类型"]
    assert explainer.explain(row).tier_line.endswith("；分级：缺户类型")
