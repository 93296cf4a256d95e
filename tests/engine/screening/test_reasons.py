"""Why a rule fired, in the household's own values."""

from datetime import date
from decimal import Decimal

import pytest

from shouwang.engine.policy import pack as packs
from shouwang.engine.policy.shelf import find
from shouwang.engine.screening import run
from shouwang.engine.screening.explain import Explainer
from tests.engine.screening.rows import ON, a_row
from tests.packs_builder import a_pack

QINGSHUZUI = packs.load(find("hunan-qingshuzui-2022"))
SEVEN_STEP = packs.load(find("seven-step-2020"))
INCOME = "sum(i.amount for i in incomes if i.period == period and not i.forecast)"
FACTS = {
    "people": ("integer", "count(p for p in persons)"),
    "income": ("money", INCOME),
    "forecast": ("money", "sum(i.amount for i in incomes if i.period == running_period and i.forecast)"),
    "per_head": ("money", "income / people"),
    "bills": ("money", "sum(e.amount for e in expenses if e.period == period)"),
    "ill": ("boolean", "any(p.health == 'serious' for p in persons)"),
    "gap": ("boolean", "house_grade in ('C', 'D') or not default(food_ok, True) or ill"),
}


def reason(pack, rule, *, on=ON, lang="zh", **values):
    explainer = Explainer(pack, run.of(pack, on), lang)
    [text] = explainer.reasons(a_row(pack, rules=(rule,), **values), cite=False)
    return text


def trial(text, *, lang="zh", **values):
    """The reason of a rule that somebody just wrote."""
    pack = a_pack(rules={"trial": text}, facts=FACTS, parameters={"line": "6900", "share": "0.25"})
    return reason(pack, "trial", lang=lang, **values)


LOW_INCOME = {"net_income": Decimal("26080.00"), "members": 4}
ILL = {"serious_ill": True, "severe_disability": False}


def test_a_reason_is_one_sentence_with_its_source_at_the_end():
    row = a_row(QINGSHUZUI, rules=("low-income-ill-unsupported",), supporter="incapable", **LOW_INCOME, **ILL)

    [text] = Explainer(QINGSHUZUI, run.of(QINGSHUZUI, ON)).reasons(row)

    assert text == (
        "人均纯收入 6,520.00 元 < 防止返贫监测收入基准线 6,900 元；有大病成员：是；赡养人情况：无赡养能力"
        "（依据：《青树嘴镇关于印发〈2021年度中央巩固拓展脱贫攻坚成果同乡村振兴有效衔接考核评估反馈问题整改方案〉的通知》"
        "二（一）3③“无赡养人或赡养人无赡养能力”）"
    )


def test_the_same_in_english():
    text = reason(
        QINGSHUZUI, "low-income-ill-unsupported", lang="en", supporter="incapable", **LOW_INCOME, **ILL
    )

    assert text == (
        "net income per head 6,520.00 yuan < monitoring line 6,900 yuan; "
        "a member is seriously ill: yes; supporter: incapable"
    )


def test_a_fen_that_rounding_hides_shows_in_the_household_total():
    text = reason(QINGSHUZUI, "below-line", net_income=Decimal("27599.99"), members=4)

    assert text == (
        "人均纯收入 6,900.00 元 < 防止返贫监测收入基准线 6,900 元（全户 27,599.99 元 < 27,600.00 元）"
    )


def test_a_household_whose_people_are_not_counted_is_said_by_its_total():
    text = trial("income < parameter.line * people", income=Decimal(-1), people=0)

    assert text == "income -1.00 元 < line 6,900 元 × people 0 人 = 0.00 元"


@pytest.mark.parametrize(
    ("household", "said"),
    [
        ({"house_grade": "D", "other_safe_house": False}, "住房鉴定等级：D级；是否有其他安全住房：否"),
        (
            {"house_grade": "C", "other_safe_house": None},
            "住房鉴定等级：C级；是否有其他安全住房：未填，按“否”",
        ),
        ({"water_quality_ok": False, "water_safe": True}, "水质是否达标：否"),
        ({"water_safe": False}, "是否解决安全饮用水：否"),
        ({"uninsured": True, "out_of_school": True}, "义务教育阶段失学：是；有成员未参加基本医疗保险：是"),
        ({"clothing_ok": False}, "是否不愁穿：否"),
    ],
)
def test_of_alternatives_only_those_that_hold_are_said(household, said):
    assert reason(SEVEN_STEP, "guarantee-gap", on=date(2020, 9, 30), **household) == said


def test_what_stands_in_for_an_unknown_amount_is_named():
    values = {"forecast_net_income": None, "net_income": Decimal(9000), "members": 2}

    text = reason(SEVEN_STEP, "below-red-line", on=date(2020, 9, 30), **values)

    assert text == "预估当年人均纯收入 4,500.00 元 < 红色线 5,000 元"


def test_an_amount_calculated_by_the_rule_shows_how():
    text = reason(QINGSHUZUI, "medical-burden", medical_burden=Decimal("5185.26"))

    assert text == (
        "医疗自付负担 5,185.26 元 > 再救助的自付负担比例 25% × 上年度当地农村居民人均可支配收入 20,741 元"
        " = 5,185.25 元"
    )


@pytest.mark.parametrize(
    ("rule", "household", "said"),
    [
        ("people > 0", {"people": 2}, "people：2 人"),
        ("2 <= people <= 4", {"people": 3}, "2 人 ≤ people 3 人 ≤ 4 人"),
        ("people >= 2 and 2 < people", {"people": 3}, "people 3 人 ≥ 2 人；2 人 < people 3 人"),
        ("not people == 3", {"people": 2}, "people 2 人 ≠ 3 人"),
        (
            "not (gap or supporter == 'none')",
            {"supporter": "capable"},
            "住房鉴定等级：B级；是否不愁吃：是；ill：否；赡养人情况：有赡养能力",
        ),
        ("supporter not in ('capable', 'none')", {"supporter": "incapable"}, "赡养人情况：无赡养能力"),
        ("known(supporter) and not known(origin)", {"supporter": "none"}, "赡养人情况已填写；户类型未填写"),
        ("per_head < 6900", {"income": Decimal(20000), "people": 3}, "per_head 6,666.67 元 < 6,900 元"),
        (
            "per_head < 6900",
            {"income": Decimal("20699.99"), "people": 3},
            "per_head 6,900.00 元 < 6,900 元（按未四舍五入的数比较）",
        ),
        (
            "bills / income > 0.3",
            {"bills": Decimal(1), "income": Decimal(3)},
            "bills 1.00 元 ÷ income 3.00 元 = 33.33% > 30%",
        ),
        (
            "income - (bills - 1) < 10",
            {"bills": Decimal(5), "income": Decimal(8)},
            "income 8.00 元 − （bills 5.00 元 − 1） = 4.00 元 < 10 元",
        ),
        (
            "min(income, bills) < 9",
            {"bills": Decimal(5), "income": Decimal(8)},
            "income与bills中较小者 5.00 元 < 9 元",
        ),
        ("default(income, 0) < bills", {"bills": Decimal(5)}, "0 元（income不详） < bills 5.00 元"),
        (
            "months_before(on, 6) < identified_on <= on",
            {"identified_on": date(2022, 5, 1)},
            "基准日前6个月 2022-03-30 < 识别时间 2022-05-01 ≤ 基准日 2022-09-30",
        ),
        (
            "days(identified_on, on) > 15",
            {"identified_on": date(2022, 9, 1)},
            "识别时间到基准日的天数 29 天 > 15 天",
        ),
        (
            "any(p.disability_grade in (1, 2) for p in persons)",
            {"trial.1": True},
            "有家庭成员符合：残疾等级为1或2",
        ),
        (
            "count(p for p in persons if p.works) < 2",
            {"trial.1": 1},
            "家庭成员数（是否务工为是） 1 人 < 2 人",
        ),
    ],
)
def test_every_construct_reads_naturally(rule, household, said):
    house = {"house_grade": "B", "food_ok": True, "ill": False}

    assert trial(rule, **house, **household) == said


def test_what_is_said_twice_is_said_once():
    assert trial("ill and (ill or income < 5)", ill=True) == "ill：是"
