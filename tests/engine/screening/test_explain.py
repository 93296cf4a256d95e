"""A finding explained: tier, rules, what is missing, and that a row of findings is enough for it."""

import decimal
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwang.engine.policy import pack as packs
from shouwang.engine.policy.explain import small
from shouwang.engine.policy.shelf import find
from shouwang.engine.screening import examples, run
from shouwang.engine.screening.explain import Explainer
from shouwang.engine.screening.reference import EXACT
from shouwang.engine.tables import PERSONS
from tests.engine.screening import evaluators, strategies
from tests.engine.screening.rows import ON, a_row
from tests.packs_builder import a_pack

QINGSHUZUI = packs.load(find("hunan-qingshuzui-2022"))
SEVEN_STEP = packs.load(find("seven-step-2020"))
CHANGDE = packs.load(find("changde-2020"))
CHINESE = re.compile("[一-鿿]")
FACTS = {
    "people": ("integer", "count(p for p in persons)"),
    "income": ("money", "sum(i.amount for i in incomes if i.period == period and not i.forecast)"),
    "per_head": ("money", "income / people"),
    "rate": ("number", "(income - 13800) / (people - 2)"),
    "worked": ("integer", "sum(p.work_months for p in persons)"),
    "flag": ("boolean", "any(p.health == 'serious' for p in persons) or people > 3"),
    "poor": ("boolean", "per_head < parameter.line and (flag or not default(food_ok, rate > 3))"),
}
TIERS = (
    ("red", "rule.one and poor"),
    ("amber", "rule.two and not rule.one"),
    ("red", "count(m for m in measures) > 0"),
    ("rest", None),
)


def explained(pack=QINGSHUZUI, *, on=ON, lang="zh", **values):
    return Explainer(pack, run.of(pack, on), lang).explain(a_row(pack, **values))


def test_a_tier_is_explained_by_the_rules_that_gave_it():
    found = explained(tier="assess", rules=("below-line",), net_income=Decimal(1000), members=1)

    assert (found.tier_label, found.colour) == ("待研判", "yellow")
    assert found.tier_line == "“待研判”：规则“人均纯收入低于监测线”触发"
    assert found.leaving == ""


def test_a_tier_with_a_condition_of_its_own_shows_the_households_values():
    on, values = date(2020, 9, 30), {"origin": "lifted", "estimated_net_income": Decimal(18000)}

    found = explained(
        SEVEN_STEP,
        on=on,
        tier="yellow",
        rules=("below-green-line",),
        net_income=Decimal(18000),
        members=2,
        **values,
    )

    assert found.tier_line == "“黄色”：户类型：脱贫户；规则“预估人均纯收入低于绿色线”触发"


def test_the_last_tier_takes_whoever_is_left():
    assert explained(tier="none").tier_line == "“未见风险”：以上各级都不符合"


def test_an_unknown_tier_says_what_it_may_be_and_what_it_is_at_least():
    unknown, income = (
        ("low-income-ill-unsupported", "medical-burden"),
        {"net_income": Decimal(1000), "members": 1},
    )

    found = explained(tier="unknown", at_least="assess", rules=("below-line",), unknown=unknown, **income)

    assert (found.tier_label, found.colour) == ("分级未定", "")
    assert found.tier_line == "补齐信息后可能为“应纳入”；至少为“待研判”：规则“人均纯收入低于监测线”触发"


def test_at_least_the_last_tier_does_not_claim_that_nothing_applies():
    found = explained(tier="unknown", at_least="none", unknown=("below-line",))

    assert found.tier_line == "补齐信息后可能为“待研判”；至少为“未见风险”"


def test_when_several_rules_fired_each_says_how_it_would_stop():
    values = {"net_income": Decimal("6000.00"), "members": 1, "medical_burden": Decimal("6000.00")}
    row = a_row(QINGSHUZUI, tier="assess", rules=("below-line", "medical-burden"), **values)
    explainer = Explainer(QINGSHUZUI, run.of(QINGSHUZUI, ON))

    assert explainer.ways_out(row) == [
        "人均纯收入低于监测线：人均纯收入再增 900.00 元（全户 900.00 元），即不低于防止返贫监测收入基准线",
        "自付医疗费用负担过重：医疗自付负担减少 814.75 元，即不高于 5,185.25 元",
    ]
    assert (
        explainer.explain(row).leaving
        == "要退出“待研判”，“人均纯收入低于监测线”“自付医疗费用负担过重”须都不再触发"
    )


def test_a_rule_that_help_cannot_change_says_so():
    row = a_row(
        QINGSHUZUI,
        rules=("allowance-with-burden",),
        origin="lifted",
        subsistence_allowance="whole",
        students=1,
    )

    assert Explainer(QINGSHUZUI, run.of(QINGSHUZUI, ON)).ways_out(row) == ["所依据的条件不是帮扶能直接改变的"]


def test_of_an_undecided_rule_the_conditions_that_hold_already_are_said():
    [rule] = explained(
        unknown=("low-income-three-students",),
        missing=("persons.student_stage",),
        net_income=Decimal(1000),
        members=4,
    ).undecided

    assert rule.met == "人均纯收入 250.00 元 < 防止返贫监测收入基准线 6,900 元"
    assert rule.lacking == "缺在校生状况（家庭成员），“在校生人数”无法判定"


def test_facts_and_columns_are_listed_with_their_values():
    facts = dict(explained(net_income=Decimal(1000), members=4, house_grade="B").facts)

    assert (facts["家庭纯收入"], facts["家庭人口"], facts["住房鉴定等级"]) == ("1,000.00 元", "4 人", "B级")
    assert facts["赡养人情况"] == "不详"
    assert "户主姓名" not in facts


def test_a_changed_line_is_the_line_of_the_reason():
    made = run.prepare(QINGSHUZUI, ON, change={"monitoring_line": Decimal(7300)})
    row = a_row(QINGSHUZUI, rules=("below-line",), net_income=Decimal(7000), members=1)

    explainer = Explainer(QINGSHUZUI, made)

    assert explainer.reasons(row, cite=False) == ["人均纯收入 7,000.00 元 < 防止返贫监测收入基准线 7,300 元"]
    assert explainer.ways_out(row) == [
        "人均纯收入再增 300.00 元（全户 300.00 元），即不低于防止返贫监测收入基准线"
    ]


def test_assumptions_and_a_pack_outside_its_time_are_said_first():
    notes = explained(as_if=True, assumed=["expenses=empty"]).notes

    assert notes == (
        "政策包在施行期以外套用，参数取最近一期数值，结果仅供测算，不作认定依据",
        "未填数据按下列假定处理：expenses=empty",
    )


@pytest.mark.parametrize("pack", [QINGSHUZUI, SEVEN_STEP, CHANGDE], ids=lambda pack: pack.id)
def test_every_worked_example_is_explained_in_both_languages(pack):
    for example in examples.read(pack, pack.folders[0]):
        made = run.of(pack, example.on)
        chinese, english = Explainer(pack, made), Explainer(pack, made, "en")
        found = evaluators.by_reference(example.tables, made)
        for household in example.tables["households"]:
            row = household | found[household["household_id"]]
            assert all(chinese.reasons(row)) and len(chinese.ways_out(row)) == len(row["rules"])
            assert all("缺" in text for text in chinese.lacking(row))
            said = [*english.reasons(row, cite=False), *english.lacking(row), *english.ways_out(row)]
            assert [text for text in said if CHINESE.search(text)] == []
            assert not CHINESE.search(english.explain(row).tier_line)


def test_whoever_translates_the_labels_of_tables_has_them_in_the_reasons():
    spoken = {"健康状况": "State of health", "患有大病": "Seriously ill", "身份证号码": "ID number"}
    made = run.of(QINGSHUZUI, ON)
    ways = (None, lambda label: spoken.get(label, label))
    plain, told = (Explainer(QINGSHUZUI, made, "en", how).wording for how in ways)
    health = PERSONS["health"]
    assert (plain.column(health), plain.code(health, "serious")) == ("health", "serious")
    assert (told.column(health), told.code(health, "serious")) == ("state of health", "seriously ill")
    assert small("ID number") == "ID number" and small("") == ""
    assert Explainer(QINGSHUZUI, made, "zh", spoken.__getitem__).wording.column(health) == health.label


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules=st.tuples(strategies.conditions(), strategies.conditions()), tables=strategies.populations())
def test_a_row_of_findings_is_enough_to_evaluate_every_rule_again(rules, tables):
    pack = a_pack(
        rules=dict(zip(("one", "two"), rules, strict=True)),
        facts=FACTS,
        tiers=TIERS,
        parameters={"line": "6900", "share": "0.25"},
    )
    made = run.of(pack, strategies.ON)
    explainer = Explainer(pack, made)

    for row in evaluators.by_query(tables, made).values():
        with decimal.localcontext(EXACT):
            state = explainer.stored.state(row)
            again = {rule.id: explainer.stored.evaluate(rule.node)(state) for rule in pack.rules.values()}
        assert again == state.rules
        assert len(explainer.reasons(row)) == len(row["rules"])
        assert all(explainer.lacking(row)) and explainer.explain(row).tier_line
