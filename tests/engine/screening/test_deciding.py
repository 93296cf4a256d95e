"""Which answers settle a household: told by its rows, and by trying every answer there is."""

from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwang.engine.screening import run
from shouwang.engine.screening.deciding import Deciding
from shouwang.engine.screening.reference import Evaluator
from shouwang.engine.screening.settling import Answers
from shouwang.engine.tables import TABLES, Column, Type
from tests.engine.screening import strategies
from tests.engine.screening.evaluators import Rows
from tests.packs_builder import a_pack

PARAMETERS = {"line": "6900", "share": "0.25"}
TIERS = (
    (("red", "rule.one"), ("amber", "rule.two and not rule.one"), ("rest", None)),
    (("red", "rule.one"), ("amber", "rule.two or rule.three"), ("rest", None)),
    (("red", "rule.one and rule.two"), ("amber", "rule.one"), ("amber", "rule.three"), ("rest", None)),
    (("red", "not rule.one"), ("amber", "default(rule.two, False)"), ("rest", "rule.three"), ("rest", None)),
)
IDLE = (
    "default(house_self_fix, other_safe_house)",
    "default(house_self_fix and water_safe, other_safe_house)",
    "known(water_safe) or allowance_edge",
    "not default(house_self_fix, False)",
    "default(house_self_fix, True) and house_grade == 'D'",
    "any(default(p.in_school, p.works) for p in persons)",
    "sum(p.work_months for p in persons if p.works) > 12",
)


def possible(column: Column) -> list[Any]:
    """All answers that a column can have – of days many, of amounts those around the line."""
    lines = [strategies.LINE * number for number in range(4)]
    known = {
        Type.BOOLEAN: [True, False],
        Type.INTEGER: range(column.low or 0, (column.high or 12) + 1),
        Type.MONEY: [line + fen for line in lines for fen in (0, 1) if line + fen <= (column.high or 10**6)],
        Type.DATE: strategies.EDGES,
        Type.TEXT: ["x", "2022"],
    }
    return list(known.get(column.type, column.codes))


def settles(home: dict[str, Any], children: dict[str, Rows], name: str, known: Any) -> bool | None:
    """Whether the tier is known whatever the answer is: one for each row that lacks it.  None for too many."""
    table, _dot, column = name.partition(".")
    rows = [home] if table == "households" else children[table]
    open_ = [place for place, row in enumerate(rows) if row.get(column) is None]
    answers = possible(TABLES[table][column])
    if len(answers) ** len(open_) > 512:
        return None
    for tried in product(answers, repeat=len(open_)):
        made = list(rows)
        for place, value in zip(open_, tried, strict=True):
            made[place] = {**made[place], column: value}
        if not known(*((made[0], children) if table == "households" else (home, {**children, table: made}))):
            return False
    return True


def of(tables: dict[str, Rows], home: dict[str, Any]) -> dict[str, Rows]:
    return {
        table: [row for row in rows if row["household_id"] == home["household_id"]]
        for table, rows in tables.items()
        if table != "households"
    }


def rules() -> st.SearchStrategy[str]:
    return st.one_of(
        strategies.combined(st.sampled_from(IDLE)), strategies.conditions(), strategies.rows_asked()
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    texts=st.tuples(rules(), rules(), rules()),
    tiers=st.sampled_from(TIERS),
    tables=strategies.populations(size=6),
)
def test_told_is_what_trying_every_answer_tells(texts: Any, tiers: Any, tables: dict[str, Rows]) -> None:
    named = dict(zip(("one", "two", "three"), texts, strict=True))
    pack = a_pack(rules=named, facts=strategies.FACTS, tiers=tiers, parameters=PARAMETERS)
    made = run.prepare(pack, strategies.ON)
    evaluator, deciding = Evaluator(pack), Deciding(made)
    for home in tables["households"]:
        children = of(tables, home)
        found = evaluator.find(home, children, made)
        told = deciding.settling(home, children, found.missing)
        assert told <= set(found.missing)
        if found.tier != "unknown":
            assert not told
            continue
        for name in found.missing:
            if name.endswith(".*"):
                continue
            tried = settles(home, children, name, lambda *of: evaluator.find(*of, made).tier != "unknown")
            if tried is None:
                continue
            kind = TABLES[name.split(".")[0]][name.split(".")[1]].type
            # Of amounts and days nobody tries all: what is said to settle has to, at those tried here, too.
            assert (name in told) == tried or (kind in (Type.MONEY, Type.DATE) and tried), (
                home,
                children,
                name,
            )


TIER = (("red", "rule.one"), ("amber", "rule.two or rule.three"), ("rest", None))
SAFE = {"household_id": "H1", "area_code": "430921104201", "origin": "lifted"}


@pytest.mark.parametrize(
    ("rules", "home", "settling", "by_pack"),
    [
        # What another rule has made idle is waited for no more.
        ("water_safe | house_self_fix | origin == 'lifted'", {}, "water_safe", ""),
        ("water_safe | house_self_fix | allowance_edge", {"allowance_edge": True}, "water_safe", ""),
        ("water_safe | house_self_fix | allowance_edge", {"house_self_fix": False}, "", ""),
        # An answer that may leave another question open settles nothing.
        ("water_safe and house_self_fix | allowance_edge | allowance_edge", {"allowance_edge": True}, "", ""),
        # What stands in for it turns, and asks what nobody had to know.
        ("default(water_safe, True) and house_self_fix | water_safe | not water_safe", {"water_safe": True}, "house_self_fix", "house_self_fix"),
        # Something else answers the question.
        ("known(water_safe) or house_self_fix | water_safe | water_safe", {}, "water_safe", ""),
    ],
)  # fmt: skip
def test_it_is_told_by_the_rows_of_the_household(rules, home, settling, by_pack):
    named = dict(zip(("one", "two", "three"), rules.split(" | "), strict=True))
    pack = a_pack(rules=named, tiers=TIER)
    made = run.prepare(pack, strategies.ON)
    row = {**SAFE, **home}
    missing = Evaluator(pack).find(row, {}, made).missing

    told = Deciding(made).settling(row, {}, missing)

    assert told == {f"households.{name}" for name in settling.split()}
    assert Answers(pack).settling(missing) == {f"households.{name}" for name in by_pack.split()}


def test_of_a_table_that_is_lacking_as_a_whole_the_pack_tells():
    rules = {"one": "any(p.works for p in persons)", "two": "water_safe", "three": "origin == 'lifted'"}
    pack = a_pack(rules=rules, tiers=TIER)
    made = run.prepare(pack, strategies.ON)
    found = Evaluator(pack).find(SAFE, {"persons": None}, made)

    assert found.missing == ("households.water_safe", "persons.*")
    assert Deciding(made).settling(SAFE, {"persons": None}, found.missing) == {"persons.*"}


def test_too_many_answers_are_not_tried():
    pack = a_pack(rules={"one": "any(p.works for p in persons)"}, tiers=(("red", "rule.one"), ("rest", None)))
    made = run.prepare(pack, strategies.ON)
    people = {"persons": [{"works": None} for _number in range(20)]}

    assert Deciding(made).settling(SAFE, people, ["persons.works"]) == {"persons.works"}
