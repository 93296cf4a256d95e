"""Two evaluators, one meaning: the columnar query says of every household what plain Python says."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwang.engine import schema
from shouwang.engine.errors import Refused
from shouwang.engine.policy.expression import CHILD_TABLES
from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import query, run, sources
from shouwang.engine.screening.reference import Evaluator
from shouwang.engine.tables import TABLES
from tests.engine.screening import strategies
from tests.packs_builder import a_pack

FACTS = {
    "people": ("integer", "count(p for p in persons)"),
    "income": ("money", "sum(i.amount for i in incomes if i.period == period and not i.forecast)"),
    "per_head": ("money", "income / people"),
    "flag": ("boolean", "any(p.health == 'serious' for p in persons) or people > 3"),
    "rate": ("number", "(income - 13800) / (people - 2)"),
    "first": ("date", "max(e.occurred_on for e in events)"),
}
TIERS = (
    ("red", "rule.one or rule.two"),
    ("amber", "rule.two and not rule.three"),
    ("red", "origin == 'lifted' and flag"),
    ("rest", None),
)
PARAMETERS = {"line": "6900", "share": "0.25"}
ASSUMED = st.sampled_from(
    [(), ("expenses=empty",), ("persons.health=healthy", "incomes=empty"), ("households.supporter=none",)]
)


def by_query(pack: Pack, tables: dict[str, list[dict[str, Any]]], made: run.Run) -> dict[str, dict[str, Any]]:
    arrow = {
        name: pa.Table.from_pylist(rows, schema=schema.arrow(TABLES[name])) for name, rows in tables.items()
    }
    with sources.connect() as connection:
        found = (
            connection.sql(query.build(made, sources.from_arrow(connection, arrow)))
            .to_arrow_table()
            .to_pylist()
        )
    return {row["household_id"]: row for row in found}


def by_reference(
    pack: Pack, tables: dict[str, list[dict[str, Any]]], made: run.Run
) -> dict[str, dict[str, Any]]:
    evaluator, found = Evaluator(pack), {}
    for household in tables["households"]:
        own = household["household_id"]
        children = {
            name: [row for row in tables[name] if row["household_id"] == own] if name in tables else None
            for name in CHILD_TABLES
        }
        finding = evaluator.find(household, children, made)
        lists = {
            name: list(getattr(finding, name)) for name in ("rules", "unknown_rules", "risks", "missing")
        }
        found[own] = {"tier": finding.tier, "tier_at_least": finding.tier_at_least, **lists, **finding.facts}
    return found


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rules=st.tuples(strategies.conditions(), strategies.conditions(), strategies.conditions()),
    tables=strategies.populations(),
    assume=ASSUMED,
)
def test_both_evaluators_find_the_same_of_generated_households(
    rules: tuple[str, str, str], tables: dict[str, list[dict[str, Any]]], assume: tuple[str, ...]
) -> None:
    pack = a_pack(
        rules=dict(zip(("one", "two", "three"), rules, strict=True)),
        facts=FACTS,
        tiers=TIERS,
        parameters=PARAMETERS,
    )
    made = run.prepare(pack, strategies.ON, assume=assume)

    try:
        columnar = by_query(pack, tables, made)
    except Refused as refused:
        assert "RULE-121" in refused.why
        return

    for household, expected in by_reference(pack, tables, made).items():
        found = {name: columnar[household][name] for name in expected}
        assert found == expected
