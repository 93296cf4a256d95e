"""What would make a rule not fire: said for people, and tried on the reference evaluator."""

import decimal
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shouwang.engine.policy import nodes
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy.shelf import find
from shouwang.engine.screening import run
from shouwang.engine.screening.explain import Explainer
from shouwang.engine.screening.reference import EXACT, State, compiled
from tests.engine.screening import strategies
from tests.engine.screening.rows import ON, a_row
from tests.packs_builder import a_pack

QINGSHUZUI = packs.load(find("hunan-qingshuzui-2022"))
SEVEN_STEP = packs.load(find("seven-step-2020"))
CHANGDE = packs.load(find("changde-2020"))
FACTS = {
    "people": ("integer", "count(p for p in persons)"),
    "uninsured_people": ("integer", "count(p for p in persons if not p.medical_insured)"),
    "students": ("integer", "count(p for p in persons if p.student_stage != 'none')"),
    "income": ("money", "sum(i.amount for i in incomes if i.period == period and not i.forecast)"),
    "per_head": ("money", "income / people"),
    "bills": ("money", "sum(e.amount for e in expenses if e.period == period)"),
    "ill": ("boolean", "any(p.health == 'serious' for p in persons)"),
    "uninsured": ("boolean", "any(not p.medical_insured for p in persons)"),
    "unsafe": ("boolean", "house_grade in ('C', 'D') and not default(other_safe_house, False)"),
    "either": ("money", "default(income, bills)"),
}
PARAMETERS = {"line": "6900", "share": "0.25"}


def ways(pack, rule, *, on=ON, lang="zh", **values):
    return list(
        Explainer(pack, run.of(pack, on), lang)
        .explain(a_row(pack, rules=(rule,), **values))
        .fired[0]
        .ways_out
    )


def trial(text, **values):
    return ways(a_pack(rules={"trial": text}, facts=FACTS, parameters=PARAMETERS), "trial", **values)


def test_income_is_said_per_head_and_for_the_household():
    assert ways(QINGSHUZUI, "below-line", net_income=Decimal("26080.00"), members=4) == [
        "人均纯收入再增 380.00 元（全户 1,520.00 元），即不低于防止返贫监测收入基准线"
    ]


def test_the_amount_per_head_is_rounded_up_so_that_it_is_enough():
    [text] = ways(QINGSHUZUI, "below-line", net_income=Decimal("20000.00"), members=3)

    # 233.33 each would leave the household one fen below the line.
    assert text.startswith("人均纯收入再增 233.34 元（全户 700.00 元）")


def test_the_same_in_english():
    assert ways(QINGSHUZUI, "below-line", lang="en", net_income=Decimal("26080.00"), members=4) == [
        "net income per head up by 380.00 yuan (household: 1,520.00 yuan), no longer below monitoring line"
    ]


def test_ready_changes_come_first_and_absurd_ones_not_at_all():
    values = {"net_income": Decimal("6899.99"), "members": 1, "serious_ill": True, "supporter": "none"}

    assert ways(QINGSHUZUI, "low-income-ill-unsupported", **values) == [
        "人均纯收入再增 0.01 元（全户 0.01 元），即不低于防止返贫监测收入基准线",
        "“赡养人情况”变为“有赡养能力”",
    ]


def test_nobody_is_advised_to_lose_a_student_or_an_allowance():
    values = {"origin": "lifted", "subsistence_allowance": "whole", "students": 1, "serious_ill": False}

    assert ways(QINGSHUZUI, "allowance-with-burden", **values) == []


def test_the_income_of_a_year_long_past_is_not_to_be_raised():
    values = {"previous_net_income": Decimal(1), "members": 1}

    assert ways(CHANGDE, "was-below-line", on=date(2020, 9, 30), **values) == []


def test_a_burden_goes_down():
    assert ways(QINGSHUZUI, "medical-burden", medical_burden=Decimal("9000.00")) == [
        "医疗自付负担减少 3,814.75 元，即不高于 5,185.25 元"
    ]


def test_what_a_fact_is_made_of_can_be_changed():
    assert ways(
        SEVEN_STEP, "guarantee-gap", on=date(2020, 9, 30), house_grade="D", other_safe_house=None
    ) == [
        "“住房鉴定等级”变为“A级”或“B级”",
        "“是否有其他安全住房”变为“是”",
    ]


def test_all_alternatives_that_hold_must_go_together():
    values = {"house_grade": "D", "uninsured": True, "clothing_ok": False}

    assert ways(SEVEN_STEP, "guarantee-gap", on=date(2020, 9, 30), **values) == [
        "“有成员未参加基本医疗保险”变为“否”，同时“住房鉴定等级”变为“A级”或“B级”，同时“是否不愁穿”变为“是”"
    ]


def test_water_is_safe_when_its_one_fault_is_mended():
    fine = {"water_quantity_ok": True, "water_access_ok": True, "water_supply_ok": True}

    assert ways(
        SEVEN_STEP, "guarantee-gap", on=date(2020, 9, 30), water_quality_ok=False, water_safe=False, **fine
    ) == ["“水质是否达标”变为“是”"]


def test_where_the_items_of_water_do_not_settle_it_the_one_answer_must_change_too():
    assert ways(
        SEVEN_STEP, "guarantee-gap", on=date(2020, 9, 30), water_quality_ok=False, water_safe=False
    ) == ["“水质是否达标”变为“是”，同时“是否解决安全饮用水”变为“是”"]


@pytest.mark.parametrize(
    ("rule", "household", "said"),
    [
        ("income <= 100", {"income": Decimal(100)}, ["income再增 0.01 元，即高于 100.00 元"]),
        ("not income >= 100", {"income": Decimal(99)}, ["income再增 1.00 元，即不低于 100.00 元"]),
        (
            "bills >= income",
            {"income": Decimal(5), "bills": Decimal(5)},
            ["bills减少 0.01 元，即低于 5.00 元", "income再增 0.01 元，即高于 5.00 元"],
        ),
        ("uninsured_people > 1", {"uninsured_people": 4}, ["uninsured_people减少 3 人，即不高于 1 人"]),
        ("students >= 3", {"students": 3}, []),
        ("people < 3", {"people": 1}, []),
        ("income > 100", {"income": Decimal(200)}, []),
        ("income == 100", {"income": Decimal(100)}, []),
        (
            "per_head < parameter.line",
            {"income": Decimal(20000), "people": 3},
            ["per_head再增 233.34 元，即不低于line"],
        ),
        ("either < 10", {"bills": Decimal(4)}, ["either再增 6.00 元，即不低于 10.00 元"]),
        ("min(income, bills) < 10", {"income": Decimal(4), "bills": Decimal(4)}, []),
        (
            "income * 2 - bills < 10",
            {"income": Decimal(4), "bills": Decimal(0)},
            ["income再增 1.00 元", "bills减少 2.00 元"],
        ),
        ("income < 10 or income < 20", {"income": Decimal(4)}, ["income再增 16.00 元，即不低于 20.00 元"]),
        ("house_grade == 'C'", {"house_grade": "C"}, ["“住房鉴定等级”变为“A级”或“B级”"]),
        ("ill or uninsured", {"ill": True, "uninsured": True}, []),
        ("ill and not food_ok", {"ill": True, "food_ok": False}, ["“是否不愁吃”变为“是”"]),
        (
            "any(not p.in_school for p in persons)",
            {"trial.1": True},
            ["“有家庭成员符合：是否在校为否”变为“否”"],
        ),
    ],
)
def test_every_construct_that_can_be_solved_is(rule, household, said):
    assert trial(rule, **household) == said


def test_no_more_than_three_ways_are_said():
    text = "unsafe and uninsured and not food_ok and not clothing_ok"
    household = {"house_grade": "D", "uninsured": True, "food_ok": False, "clothing_ok": False}

    assert len(trial(text, **household)) == 3


# Said ways, tried out on the household itself

LEAVES = (
    "income < parameter.line * people",
    "per_head <= 6900",
    "bills > parameter.share * 20741",
    "default(income, bills) < 20700",
    "uninsured_people >= 2",
    "uninsured",
    "unsafe",
    "ill",
    "students >= 3",
    "not default(water_quality_ok, water_safe)",
    "default(not (water_quality_ok and water_access_ok), not water_safe)",
    "house_grade != 'A'",
    "supporter in ('none', 'incapable')",
    "not food_ok",
    "any(not p.in_school for p in persons)",
)
AMOUNTS = (
    st.none() | st.decimals(-9000, 30000, places=2) | st.sampled_from([Decimal(20700), Decimal("20699.99")])
)
HOUSEHOLDS = st.fixed_dictionaries(
    {
        "people": st.integers(1, 4),
        "uninsured_people": st.integers(0, 3) | st.none(),
        "students": st.integers(0, 4),
        "income": AMOUNTS,
        "bills": AMOUNTS,
        "house_grade": st.sampled_from([*"ABCD", None]),
        "supporter": st.sampled_from(["none", "incapable", "capable", None]),
        **dict.fromkeys(
            (
                "ill",
                "uninsured",
                "other_safe_house",
                "food_ok",
                "water_safe",
                "water_quality_ok",
                "water_access_ok",
            ),
            st.sampled_from([True, False, None]),
        ),
    }
)


def fires(pack, household, changes):
    """What the reference says of the only rule: facts of rows as they stand there, the others computed from them."""
    state = State({**household, **changes}, {}, run.of(pack, ON))
    stored = {node: state.household.get(name) for name, node in pack.inline.items()}

    def fixed(node):
        return nodes.Literal(stored[node]) if isinstance(node, nodes.Aggregate) else node

    with decimal.localcontext(EXACT):
        for name, fact in pack.facts.items():
            made = name not in changes and not any(nodes.find(fact.node, nodes.Aggregate))
            state.facts[name] = compiled(fact.node)(state) if made else state.household[name]
        return compiled(nodes.replace(pack.rules["trial"].node, fixed))(state)


@settings(max_examples=400, deadline=None)
@given(rule=strategies.combined(st.sampled_from(LEAVES)), household=HOUSEHOLDS, away=st.booleans())
def test_every_way_that_is_said_makes_its_rule_not_fire(rule, household, away):
    pack = a_pack(rules={"trial": rule}, facts=FACTS, parameters=PARAMETERS)
    row = a_row(pack, rules=("trial",), **household, **dict.fromkeys(pack.inline, away))
    assume(fires(pack, row, {}))
    explainer = Explainer(pack, run.of(pack, ON))

    with decimal.localcontext(EXACT):
        ways = explainer.counterfactuals.of("trial", explainer.stored.state(row))

    for way in ways:
        for values in product(*(change.values for change in way)):
            changes = dict(zip((change.column for change in way), values, strict=True))
            assert fires(pack, row, changes) is not True


@settings(max_examples=200, deadline=None)
@given(
    rule=st.sampled_from(
        [
            "income < parameter.line * people",
            "parameter.line * people >= income",
            "per_head <= parameter.line",
            "bills > parameter.share * 20741",
            "income - bills < 100.005",
            "bills * 3 >= income",
            "not (income / people >= bills / people)",
        ]
    ),
    income=st.decimals(-10000, 60000, places=2),
    bills=st.decimals(0, 30000, places=2),
    people=st.integers(1, 9),
)
def test_the_move_is_enough_and_a_fen_less_is_not(rule, income, bills, people):
    pack = a_pack(rules={"trial": rule}, facts=FACTS, parameters=PARAMETERS)
    explainer = Explainer(pack, run.of(pack, ON))
    stored, row = explainer.stored, a_row(pack, rules=("trial",), income=income, bills=bills, people=people)

    with decimal.localcontext(EXACT):
        state = stored.state(row)
        for (change,) in explainer.counterfactuals.of("trial", state):
            here = stored.evaluate(nodes.Fact(change.column))(state)
            [there] = change.values
            fen = Fraction(1, 100) * (1 if there > here else -1)
            holds = stored.evaluate(pack.rules["trial"].node, frozenset({change.column}))
            before = {**row, change.column: Fraction(there) - fen}
            assert holds(stored.state(row | {change.column: there})) is False
            assert holds(stored.state(before)) is True
            assert (Fraction(there) - Fraction(here)) % Fraction(1, 100) == 0


@settings(max_examples=200, deadline=None)
@given(income=st.decimals(0, 27599, places=2), people=st.integers(4, 40))
def test_so_much_per_head_suffices_for_the_household(income, people):
    [text] = ways(QINGSHUZUI, "below-line", net_income=income, members=people)

    each, total = (
        Decimal(part.split(" 元")[0].replace(",", ""))
        for part in (text.split("再增 ")[1], text.split("全户 ")[1])
    )
    assert (each - Decimal("0.01")) * people < total <= each * people
    assert income + total == 6900 * people
