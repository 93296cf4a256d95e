"""A rule in words, without a household."""

from decimal import Decimal
from fractions import Fraction

import pytest
from tests.packs_builder import SOURCE

from shouwang.engine.policy import expression, nodes
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy.check import Typed
from shouwang.engine.policy.explain import Wording, plain, positive, rounded
from shouwang.engine.policy.expression import Vocabulary
from shouwang.engine.policy.model import Citation, Source
from shouwang.engine.policy.shelf import find

PACK = packs.load(find("hunan-qingshuzui-2022"))
ZH, EN = Wording(PACK), Wording(PACK, "en")


def parsed(text):
    return expression.parse(text, Vocabulary(tuple(PACK.facts), tuple(PACK.parameters), tuple(PACK.rules)))


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("supporter != 'capable'", "赡养人情况不是有赡养能力", "supporter is not capable"),
        (
            "house_grade in ('C', 'D')",
            "住房鉴定等级为C级或D级",
            "house grade is C or D",
        ),
        (
            "house_grade not in ('C', 'D')",
            "住房鉴定等级不是C级或D级",
            "house grade is not C or D",
        ),
        ("not food_ok", "是否不愁吃为否", "food ok is no"),
        ("known(supporter)", "赡养人情况已填写", "supporter is filled in"),
        ("not known(supporter)", "赡养人情况未填写", "supporter is not filled in"),
        ("students >= 3", "在校生人数 ≥ 3 人", "students ≥ 3 persons"),
        (
            "net_income < 6900",
            "家庭纯收入 < 6,900 元",
            "net income of the household < 6,900 yuan",
        ),
        (
            "origin == 'lifted' and (serious_ill or students > 0)",
            "户类型为脱贫户且（有大病成员为是或在校生人数 > 0 人）",
            "origin is lifted and (a member is seriously ill is yes or students > 0 persons)",
        ),
        (
            "identified_on > months_before(on, 6)",
            "识别时间 > 基准日前6个月",
            "identified on > 6 months before reference date",
        ),
        (
            "max(net_income, medical_burden) < 100.5",
            "家庭纯收入与医疗自付负担中较大者 < 100.5 元",
            "the larger of net income of the household and medical bills borne by the household < 100.5 yuan",
        ),
        (
            "default(food_ok, False)",
            "是否不愁吃为是",
            "food ok is yes",
        ),
        (
            "default(food_ok, clothing_ok)",
            "是否不愁吃为是（不详时看：是否不愁穿为是）",
            "food ok is yes (if unknown: clothing ok is yes)",
        ),
        (
            "any(p.health == 'serious' and p.disability_grade >= 1 for p in persons)",
            "有家庭成员符合：健康状况为患有大病且残疾等级 ≥ 1",
            "some of the persons with health is serious and disability grade ≥ 1",
        ),
        (
            "not any(p.works for p in persons)",
            "没有家庭成员符合：是否务工为是",
            "none of the persons with works is yes",
        ),
        (
            "all(p.medical_insured for p in persons if age(p.birth_date, on) >= 16)",
            "所有家庭成员都符合：是否参加城乡居民基本医疗保险为是（限出生日期到基准日的周岁 ≥ 16 岁）",
            "all of the persons with medical insured is yes "
            "(among those where age from birth date on reference date ≥ 16 years)",
        ),
        ("count(m for m in measures) == 0", "帮扶措施数（全部） = 0", "number of measures (all) = 0"),
        (
            "rule.below_line and not rule.medical_burden",
            "规则“人均纯收入低于监测线”触发且规则“自付医疗费用负担过重”未触发",
            'rule "net income per head below the monitoring line" fired and '
            'rule "medical bills above a quarter of local income" did not fire',
        ),
    ],
)
def test_conditions_read_as_sentences(text, chinese, english):
    node = parsed(text)

    assert (ZH.condition(node), EN.condition(node)) == (chinese, english)


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("not (food_ok and not clothing_ok)", "not food_ok or clothing_ok"),
        ("not (students < 3 or students > 5)", "students >= 3 and students <= 5"),
        ("not default(food_ok, False)", "default(not food_ok, True)"),
        ("not (not (food_ok or clothing_ok) or serious_ill)", "(food_ok or clothing_ok) and not serious_ill"),
    ],
)
def test_denials_move_down_to_single_values(text, moved):
    expected = parsed(moved)

    assert positive(parsed(text)) == (positive(expected) if "default" in moved else expected)


def test_an_amount_per_head_takes_the_packs_own_word_for_it():
    members = nodes.Fact("members")

    assert ZH.head_name(nodes.Fact("net_income"), members) == "人均纯收入"
    assert ZH.head_name(nodes.Fact("forecast_net_income"), members) == "预估人均纯收入"
    assert EN.head_name(nodes.Fact("forecast_net_income"), members) == "estimated net income per head"
    assert ZH.head_name(nodes.Fact("medical_burden"), members) == "人均医疗自付负担"


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("net_income", Decimal("27599.9"), "27,599.90 元"),
        ("net_income", Decimal("-5"), "-5.00 元"),
        ("net_income_per_capita", Fraction(20000, 3), "6,666.67 元"),
        ("parameter.monitoring_line", Decimal("6900.00"), "6,900 元"),
        ("parameter.reassistance_share", Decimal("0.25"), "25%"),
        ("medical_burden / net_income", Fraction(1, 3), "33.33%"),
        ("students", 3, "3 人"),
        ("days(identified_on, on)", 12, "12 天"),
        ("supporter", "none", "无赡养人"),
        ("serious_ill", None, "不详"),
        ("net_income", None, "不详"),
    ],
)
def test_values_carry_their_unit(text, value, written):
    assert ZH.shown(parsed(text))(value) == written


def test_one_person_is_not_persons():
    assert [EN.shown(parsed("students"))(count) for count in (0, 1, 2)] == [
        "0 persons",
        "1 person",
        "2 persons",
    ]


def test_a_wage_says_per_month():
    assert (
        ZH.figure(Typed(ZH.type_of(parsed("students")).kind, {"yuan": 1, "month": -1}))(1800)
        == "1,800.00 元/月"
    )


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [(Fraction(1, 200), 2, "0.01"), (Fraction(-1, 200), 2, "-0.01"), (Fraction(49, 10000), 2, "0.00")],
)
def test_halves_are_rounded_away_from_zero(value, places, expected):
    assert rounded(value, places) == Decimal(expected)


def test_round_numbers_keep_their_zeros():
    assert [plain(Decimal(text)) for text in ("6900.00", "0.250", "100", "1E+3")] == [
        "6,900",
        "0.25",
        "100",
        "1,000",
    ]


def test_what_is_missing_is_named_with_its_table():
    names = ("persons.health", "incomes.*", "households.supporter")

    assert [ZH.missing(name) for name in names] == ["健康状况（家庭成员）", "收入（整表）", "赡养人情况"]
    assert [EN.missing(name) for name in names] == ["health (persons)", "incomes (whole table)", "supporter"]


def test_titles_and_quotes_inside_a_citation_take_single_marks():
    source = Source("D9", "关于印发《方案》的通知", SOURCE.issuer, SOURCE.date)

    assert ZH.citation(Citation(source, "第二条", "“三保障”不到位")) == (
        "《关于印发〈方案〉的通知》第二条“‘三保障’不到位”"
    )


def test_a_long_quote_is_left_to_be_looked_up():
    assert ZH.citation(Citation(SOURCE, "第一条", "字" * 25)) == "《试行办法》第一条"
