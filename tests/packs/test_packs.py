"""The packs that come with the house: every worked example, and the numbers of the documents behind them.

The examples run on the reference evaluator; that the columnar one agrees is shown elsewhere for all rules at once.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shouwang.engine.calendar import AccountingYear
from shouwang.engine.policy import pack as packs
from shouwang.engine.screening import examples
from shouwang.engine.screening.reference import Evaluator
from shouwang.engine.tables import TABLES

SHELF = Path(__file__).parents[2] / "packs"
BASE = packs.load(SHELF / "cn-base")
QINGSHUZUI = packs.load(SHELF / "hunan-qingshuzui-2022")
SEVEN_STEP = packs.load(SHELF / "seven-step-2020")
CHANGDE = packs.load(SHELF / "changde-2020")
REGIONAL = (QINGSHUZUI, SEVEN_STEP, CHANGDE)
ALL = (BASE, *REGIONAL)

by_id = pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.id)
regional = pytest.mark.parametrize("pack", REGIONAL, ids=lambda pack: pack.id)


def each_example():
    """Named by where it stands: pytest would write the Chinese sentence as escapes."""
    return [
        pytest.param(pack, example, id=f"{pack.id}/{example.place.file.stem}:{example.place.line}")
        for pack in ALL
        for example in examples.read(pack, pack.folders[0])
    ]


def deadlines(pack):
    """Step → (days, kind, from) or the day of the year it has to be done by."""
    found = {}
    for step in pack.procedure["steps"]:
        limit = step.get("deadline")
        if limit:
            found[step["step"]] = limit.get("by") or (limit["days"], limit["kind"], limit["from"])
    return found


def citations(value):
    """Every {document, article} in the parts of a pack that the engine only hands on."""
    if isinstance(value, dict):
        if "document" in value:
            yield value
        for part in value.values():
            yield from citations(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from citations(part)


@pytest.mark.parametrize(("pack", "example"), each_example())
def test_a_worked_example_comes_out_as_written(pack, example):
    outcomes = list(examples.outcomes(pack, Evaluator(pack), example))

    assert outcomes
    assert [(each.household, each.mismatches) for each in outcomes if each.mismatches] == []


@by_id
def test_examples_are_written_without_mistakes(pack):
    assert [str(mistake) for mistake in examples.mistakes(pack)] == []


@by_id
def test_every_example_has_its_own_name(pack):
    names = [example.name for example in examples.read(pack, pack.folders[0])]

    assert sorted(names) == sorted(set(names))


@regional
def test_every_parameter_is_on_the_edge_of_an_example(pack):
    """Five fen, or five per cent, more or less: some household has to come out otherwise."""
    for name, parameter in pack.parameters.items():
        for step in (Decimal("0.05"), Decimal("-0.05")):
            moved = tuple(replace(each, value=each.value + step) for each in parameter.values)
            shifted = replace(pack, parameters={**pack.parameters, name: replace(parameter, values=moved)})

            assert any(each.mismatches for each in examples.run_all(shifted)), f"{name} {step}"


@regional
def test_the_base_facts_are_columns_of_every_packs_findings(pack):
    assert list(pack.facts)[: len(BASE.facts)] == list(BASE.facts)


@by_id
def test_every_document_cited_in_procedure_and_visits_is_registered(pack):
    cited = {each["document"] for each in citations([dict(pack.procedure), list(pack.visits)])}

    assert cited <= set(pack.sources)


@regional
def test_every_step_visit_and_look_back_says_where_it_comes_from(pack):
    parts = [*pack.procedure["steps"], *pack.procedure["look_backs"], *pack.visits]
    parts += pack.procedure["elimination"]["conditions"]

    assert [part for part in parts if not part.get("source")] == []


@regional
def test_every_risk_has_a_label(pack):
    risks = {risk for rule in pack.rules.values() for risk in rule.risks}

    assert risks <= set(pack.catalogue["risks"])


def test_the_catalogue_names_measures_as_the_tables_do():
    kinds = {value.code: value.label for value in TABLES["measures"]["kind"].values}

    assert {code: entry["label"] for code, entry in BASE.catalogue["measures"].items()} == kinds


@regional
def test_a_year_of_accounting_ends_on_30_september(pack):
    assert pack.accounting_year == AccountingYear(9, 30)


@pytest.mark.parametrize(
    ("pack", "name", "value", "unit", "article"),
    [
        (QINGSHUZUI, "monitoring_line", "6900", "yuan/person/year", "二（一）3③"),
        (QINGSHUZUI, "disposable_income", "20741", "yuan/year", "二（三）16"),
        (QINGSHUZUI, "reassistance_share", "0.25", "share", "二（二）12"),
        (SEVEN_STEP, "red_line", "5000", "yuan/person/year", "二（二）1"),
        (SEVEN_STEP, "green_line", "10000", "yuan/person/year", "二（二）3"),
        (CHANGDE, "poverty_line", "4000", "yuan/person/year", "四2"),
    ],
)
def test_a_parameter_has_the_value_and_clause_of_its_document(pack, name, value, unit, article):
    parameter = pack.parameters[name]

    [only] = parameter.values
    assert (only.value, parameter.unit, only.source.article) == (Decimal(value), unit, article)
    assert only.start == pack.start


@pytest.mark.parametrize(
    ("pack", "start", "end"),
    [
        (BASE, date(2014, 1, 1), date(2030, 12, 31)),
        (QINGSHUZUI, date(2022, 1, 1), date(2022, 12, 31)),
        (SEVEN_STEP, date(2020, 1, 1), date(2020, 12, 31)),
        (CHANGDE, date(2020, 1, 1), date(2020, 12, 31)),
    ],
)
def test_a_pack_is_in_force_in_its_years(pack, start, end):
    assert (pack.start, pack.end) == (start, end)


def test_qingshuzui_has_five_must_enter_situations_before_the_others():
    kinds = {name: rule.kind for name, rule in QINGSHUZUI.rules.items()}

    assert list(kinds) == [
        "allowance-with-burden",
        "unsafe-house",
        "low-income-ill-unsupported",
        "low-income-three-students",
        "safety-net-gap",
        "below-line",
        "medical-burden",
    ]
    assert [name for name, kind in kinds.items() if kind == "must_enter"] == list(kinds)[:5]
    assert [QINGSHUZUI.rules[name].source.article for name in list(kinds)[:5]] == [
        "二（一）3①",
        "二（一）3②",
        "二（一）3③",
        "二（一）3④",
        "二（一）3⑤",
    ]


def test_qingshuzui_identifies_within_15_days_and_plans_within_10():
    assert deadlines(QINGSHUZUI) == {
        "identify": (15, "calendar", "clue"),
        "plan": (10, "calendar", "identify"),
    }


def test_qingshuzui_looks_back_every_quarter_for_a_year():
    [look_back] = QINGSHUZUI.procedure["look_backs"]

    assert (look_back["every"], look_back["for"]) == ("quarter", "1 year")


def test_qingshuzui_has_four_categories_of_problems():
    assert len(QINGSHUZUI.catalogue["problem_classes"]) == 4


def test_the_seven_steps_have_the_dates_of_the_plan():
    assert deadlines(SEVEN_STEP) == {
        "screen": "03-25",
        "assess": "04-15",
        "enter-red": "04-20",
        "enter-ledgers": "04-25",
        "remedy": "06-30",
        "close": "06-30",
    }


def test_the_seven_steps_post_nothing():
    assert SEVEN_STEP.procedure["postings"]["days"] == 0


@pytest.mark.parametrize(
    ("tier", "keeper"), [("red", "国家系统"), ("yellow", "乡（镇）、村"), ("green", "村自行")]
)
def test_a_colour_is_kept_where_the_plan_says(tier, keeper):
    [found] = [each for each in SEVEN_STEP.tiers if each.tier == tier]

    assert found.colour == tier
    assert keeper in found.custody


def test_changde_goes_through_five_phases():
    assert deadlines(CHANGDE) == {
        "prepare": "03-20",
        "village-check": "03-31",
        "cross-check": "04-20",
        "rectify": "05-30",
        "sample": "06-30",
    }


@pytest.mark.parametrize(
    ("pack", "tiers"),
    [
        (QINGSHUZUI, ["must_enter", "assess", "none"]),
        (SEVEN_STEP, ["red", "yellow", "green", "none"]),
        (CHANGDE, ["intensive", "fix", "consolidate", "watch", "none"]),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_tiers_stand_in_their_order(pack, tiers):
    assert [each.tier for each in pack.tiers] == tiers
