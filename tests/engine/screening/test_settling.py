"""Which answers settle a household: what the pack says beforehand, and what the evaluator says afterwards."""

from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwang.engine.policy import pack as packs
from shouwang.engine.policy.shelf import find
from shouwang.engine.screening import run
from shouwang.engine.screening.reference import Evaluator
from shouwang.engine.screening.settling import Answers
from shouwang.engine.tables import TABLES, Column, Type
from tests.engine.screening import strategies
from tests.engine.screening.evaluators import Rows
from tests.packs_builder import a_pack

EITHER = (
    "default(house_self_fix, other_safe_house)",
    "default(not (house_self_fix and allowance_edge), not water_safe)",
    "default(water_safe, default(house_self_fix, supporter == 'none'))",
    "any(default(p.in_school, p.works) for p in persons)",
    "default(first, eliminated_on) <= on",
)
PARAMETERS = {"line": "6900", "share": "0.25"}
WATER = "households.water_"
PARTS = tuple(f"{WATER}{name}_ok" for name in ("access", "quality", "quantity", "supply"))


def conditions() -> st.SearchStrategy[str]:
    """Without quotients – what is divided by nothing is unknown whatever is answered – and without columns of the
    household inside a generator: a table that is lacking as a whole hides them."""
    leaves = st.one_of(st.sampled_from(EITHER), strategies.conditions(), strategies.rows_asked())
    hidden = ("/", "rate", "origin", "identified_on", "known(", ", False)", ", True)")
    return strategies.combined(leaves).filter(lambda text: not any(word in text for word in hidden))


def some(column: Column) -> list[Any]:
    """Answers to try."""
    if column.type is Type.DATE:
        return list(strategies.EDGES)
    known = {
        Type.BOOLEAN: [True, False],
        Type.INTEGER: range(column.low or 0, (column.high or 12) + 1),
        Type.MONEY: [strategies.LINE, strategies.LINE * 9, strategies.LINE * 0],
    }
    return list(known.get(column.type, column.codes or ["x"]))


def whole(table: str, periods: tuple[str, ...] = ("2021", "2022", "2023")) -> list[Rows]:
    """Rows that vouch for a table, and no row at all."""
    first = {column.name: some(column)[0] for column in TABLES[table]}
    if table not in ("incomes", "expenses"):
        return [[], [first], [first] * 3]
    flags = (True, False) if table == "incomes" else (False,)
    return [[{**first, "period": period, "forecast": flag} for period, flag in product(periods, flags)]]


def answered(household: dict[str, Any], children: dict[str, Rows], name: str) -> Any:
    """The household with each answer to try."""
    table, _dot, column = name.partition(".")
    if column == "*":
        for rows in whole(table):
            yield household, {**children, table: [*children.get(table, []), *rows]}
        return
    for value in some(TABLES[table][column]):
        if table == "households":
            yield {**household, column: value}, children
        else:
            rows = [
                each if each.get(column) is not None else {**each, column: value} for each in children[table]
            ]
            yield household, {**children, table: rows}


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rules=st.tuples(conditions(), conditions()), tables=strategies.populations(size=6))
def test_an_answer_that_is_said_to_settle_does_settle(
    rules: tuple[str, str], tables: dict[str, Rows]
) -> None:
    tiers = (("red", "rule.one"), ("amber", "rule.two and not rule.one"), ("rest", None))
    named = dict(zip(("one", "two"), rules, strict=True))
    pack = a_pack(rules=named, facts=strategies.FACTS, tiers=tiers, parameters=PARAMETERS)
    made, evaluator, answers = run.prepare(pack, strategies.ON), Evaluator(pack), Answers(pack)
    for home in tables["households"]:
        children = {
            table: [row for row in rows if row["household_id"] == home["household_id"]]
            for table, rows in tables.items()
            if table != "households"
        }
        found = evaluator.find(home, children, made)
        for name in answers.settling(found.missing) if found.tier == "unknown" else ():
            after = [evaluator.find(*each, made).tier for each in answered(home, children, name)]
            assert any(tier != "unknown" for tier in after), (home, children, name, found.missing)


@pytest.mark.parametrize(
    ("condition", "missing", "settling"),
    [
        ("default(house_self_fix, other_safe_house)", "house_self_fix other_safe_house", "house_self_fix other_safe_house"),
        ("house_self_fix and other_safe_house", "house_self_fix other_safe_house", ""),
        ("default(house_self_fix, other_safe_house) and water_safe", "house_self_fix other_safe_house water_safe", ""),
        ("default(house_self_fix, other_safe_house) and water_safe", "other_safe_house water_safe", "water_safe"),
        ("default(house_self_fix and allowance_edge, water_safe)", "house_self_fix allowance_edge water_safe", "water_safe"),
        ("default(house_self_fix, other_safe_house) or house_self_fix", "house_self_fix other_safe_house", "house_self_fix"),
        ("default(house_self_fix, False) and water_safe", "house_self_fix water_safe", "water_safe"),
        ("water_safe or known(house_self_fix)", "house_self_fix water_safe", "water_safe"),
    ],
)  # fmt: skip
def test_of_several_columns_those_settle_without_which_nothing_is_known(condition, missing, settling):
    pack = a_pack(rules={"one": condition}, tiers=(("red", "rule.one"), ("rest", None)))

    assert Answers(pack).settling(map(home, missing.split())) == {home(name) for name in settling.split()}


def home(name: str) -> str:
    return f"households.{name}"


def test_what_only_rules_lack_does_not_keep_a_tier_unknown():
    rules = {"one": "water_safe", "two": "allowance_edge"}
    lacks = [home("water_safe"), home("allowance_edge")]

    few = Answers(a_pack(rules=rules, tiers=(("red", "rule.one"), ("rest", "rule.two"), ("rest", None))))

    assert few.settling(lacks) == {home("water_safe")}
    assert few.choices(lacks) == ()


@pytest.mark.parametrize("pack", ["hunan-qingshuzui-2022", "seven-step-2020", "changde-2020"])
def test_water_has_four_answers_or_one(pack):
    answers = Answers(packs.load(find(pack)))
    safe = f"{WATER}safe"

    assert answers.alternatives == ((frozenset([safe]), frozenset(PARTS)),)
    assert answers.choices([safe, PARTS[0]]) == ((frozenset([PARTS[0]]), frozenset([safe])),)
    assert answers.settling([safe, PARTS[0]]) == {safe, PARTS[0]}
    assert answers.settling([safe, *PARTS]) == {safe}
    assert answers.settling([safe, PARTS[0], "households.house_grade"]) == frozenset()


def test_whoever_has_to_answer_one_of_two_anyhow_has_no_choice():
    rules = {"one": "default(house_self_fix, other_safe_house)", "two": "other_safe_house"}
    lacks = [home("house_self_fix"), home("other_safe_house")]

    assert Answers(a_pack(rules=rules)).choices(lacks) == ()
    assert len(Answers(a_pack(rules={"one": rules["one"]})).choices(lacks)) == 1
