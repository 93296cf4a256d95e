"""Two evaluators, one meaning: the columnar query says of every household what plain Python says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwang.engine.errors import Refused
from shouwang.engine.screening import run
from tests.engine.screening import evaluators, strategies
from tests.engine.screening.evaluators import Rows
from tests.packs_builder import a_pack

TIERS = (
    ("red", "rule.one and rule.two"),
    ("amber", "rule.two and not rule.three"),
    ("red", "origin == 'lifted' and flag"),
    ("rest", None),
)
PARAMETERS = {"line": "6900", "share": "0.25"}
ASSUMED = st.sampled_from(
    [(), ("expenses=empty",), ("persons.health=healthy", "incomes=empty"), ("households.supporter=none",)]
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rules=st.tuples(strategies.amounts_compared(), strategies.rows_asked(), strategies.conditions()),
    tables=strategies.populations(),
    assume=ASSUMED,
)
def test_both_evaluators_find_the_same_of_generated_households(
    rules: tuple[str, str, str], tables: dict[str, Rows], assume: tuple[str, ...]
) -> None:
    pack = a_pack(
        rules=dict(zip(("one", "two", "three"), rules, strict=True)),
        facts=strategies.FACTS,
        tiers=TIERS,
        parameters=PARAMETERS,
    )
    made = run.prepare(pack, strategies.ON, assume=assume)

    try:
        columnar = evaluators.by_query(tables, made)
    except Refused as refused:
        assert "RULE-121" in refused.why
        return

    for household, expected in evaluators.by_reference(tables, made).items():
        found = {name: columnar[household][name] for name in expected}
        assert found == expected
