"""What if: one query over no more than is asked says what two whole runs say, compared column by column."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwang.engine.errors import Refused
from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import compare, query, run, screen, sources
from shouwang.engine.screening.compare import Side
from shouwang.engine.screening.run import Run
from tests.engine.screening import evaluators, strategies
from tests.engine.screening.evaluators import Rows
from tests.packs_builder import a_pack

FACTS = strategies.FACTS | {
    "short": ("money", "parameter.line * people - income"),
    "poor": ("boolean", "short > 0"),
    "part": ("money", "income * 0.125"),
    "high": ("integer", "count(p for p in persons if p.disability_grade > parameter.share)"),
}
"""Some are reached by a parameter, by way of others too."""
RULES = st.sampled_from(
    [
        *("per_head < parameter.line", "part < parameter.line * people", "poor and first <= on"),
        *(
            "rate < 6900 or poor",
            "flag",
            "poor and flag",
            "poor or origin == 'lifted'",
            "high >= 1",
            "short > 100",
        ),
        *("any(p.disability_grade < parameter.share for p in persons)", "income > 13800 * parameter.share"),
    ]
)
TIERS = st.sampled_from(
    [
        *("rule.one and rule.two", "rule.two or origin == 'lifted'", "poor and not rule.one", "people > 2"),
        "any(p.disability_grade > parameter.share for p in persons)",
    ]
)
VALUES = st.sampled_from(["0", "2", "3450.5", "6899.99", "6900", "6900.01", "13800"]).map(Decimal)
VILLAGE = ("430921104201", "430921104201")
Spans = tuple[tuple[str, str], ...] | None


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rules=st.tuples(RULES | strategies.conditions(), RULES),
    tiers=st.tuples(TIERS, TIERS),
    tables=strategies.populations(),
    change=st.dictionaries(st.sampled_from(["line", "share"]), VALUES),
    spans=st.sampled_from([None, (), (VILLAGE,)]),
)
def test_what_if_says_what_two_whole_runs_say(
    rules: tuple[str, str],
    tiers: tuple[str, str],
    tables: dict[str, Rows],
    change: dict[str, Decimal],
    spans: Spans,
) -> None:
    pack = packed(rules, tiers)
    before, after = (run.prepare(pack, strategies.ON, change=each) for each in ({}, change))

    try:
        whole, preview = compared(tables, before, after, spans)
    except Refused as refused:
        assert "RULE-121" in refused.why
        return

    assert preview == whole


def test_an_amount_that_findings_only_have_rounded_is_reckoned_anew() -> None:
    own = {"household_id": "H0"}
    income = {**own, "period": "2022", "forecast": False, "kind": "wage", "amount": Decimal("98.76")}
    tables = {
        "households": [{**own, "area_code": VILLAGE[0]}],
        "persons": [{**own, "person_id": "1"}],
        "incomes": [income],
    }
    pack = packed(("part < parameter.line * people", "people > 2"), ("rule.two", "rule.one"))
    # An eighth is 12.345: below the new line, though it is shown as 12.35.
    lines = ({"line": Decimal(line)} for line in ("1", "12.35"))

    whole, preview = compared(
        tables, *(run.prepare(pack, strategies.ON, change=line) for line in lines), None
    )

    assert preview == whole
    assert whole[0].enter == 1


def packed(rules: tuple[str, str], tiers: tuple[str, str]) -> Pack:
    return a_pack(
        rules=dict(zip(("one", "two"), rules, strict=True)),
        facts=FACTS,
        tiers=(*zip(("red", "amber"), tiers, strict=True), ("rest", None)),
        parameters={"line": "6900", "share": "0.25"},
    )


def compared(tables: dict[str, Rows], before: Run, after: Run, spans: Spans) -> list[Any]:
    """Changes and list by two runs, each written whole, and by what if."""
    with TemporaryDirectory() as name, evaluators.connection().cursor() as cursor:
        folder = Path(name)
        one, other = folder / "before.parquet", folder / "after.parquet"
        given = sources.from_arrow(cursor, evaluators.arrow(tables))
        for made, path in ((before, one), (after, other)):
            screen.write(cursor, query.build(made, given), path)
        sides = Side(before, one, spans), Side(after, other, spans)
        listed = f"SELECT * FROM read_parquet('{folder / 'changes.parquet'}')"
        return [
            (compare.between(cursor, given, *sides, folder), cursor.sql(listed).fetchall()),
            (compare.whatif(cursor, given, sides[0], after, folder), cursor.sql(listed).fetchall()),
        ]
