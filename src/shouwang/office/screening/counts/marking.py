"""SQL of the key lists: who does not reach the line, who is on allowance instead of being monitored, whose accounts are
those of other households.

The words are read by lists/keylists.py; this page knows DuckDB only.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from shouwang.engine.policy.model import Pack, Parameter
from shouwang.engine.screening.columns import quoted
from shouwang.engine.screening.query import Source

UNKNOWN, NONE = "unknown", "none"
REACHED, NOWHERE = "reached", "nowhere"
"""Of the line: not below it; below it, and of which class is not known."""
MUST, ASSESS, PERHAPS = "must", "assess", "perhaps"
PER_HEAD = "yuan/person/year"
MOST = 20
"""Households with the same accounts that are told apart by number; the last is open."""
ACCOUNTS = {
    # What the state pays by rates is the same for many: not all lines may be of that kind.
    "incomes": (3, "kind <> 'transfer'"),
    "expenses": (2, "true"),
}
"""Table → lines other than nothing that a year must have, and what one of them must be.

Expenses have a line for each kind and member: two that agree to the cent are rarely chance.
"""


class Line(NamedTuple):
    parameter: Parameter
    yuan: Decimal
    """Per person and year."""


def line(pack: Pack, parameters: Mapping[str, object]) -> Line | None:
    """The lowest income line of a run; None where its pack has none.  Source of the lists: 003-2 (INC-06, INC-07)."""
    lines = [
        Line(one, Decimal(str(parameters[one.name])))
        for one in pack.parameters.values()
        if one.unit == PER_HEAD and one.name in parameters
    ]
    return min(lines, key=lambda one: one.yuan, default=None)


def columns(pack: Pack, parameters: Mapping[str, object]) -> str:
    """Of the table `counted`: the line, and the pack's first and last tier."""
    found = line(pack, parameters)
    lowest = "NULL" if found is None else f"{found.yuan:f}"
    first, last = (quoted(pack.tiers[place].tier) for place in (0, -1))
    return f"{lowest}::DECIMAL(18, 6) AS _low, {first} AS _first, {last} AS _last"


def short_key() -> str:
    """A household's class where its net income is below the line; products are exact."""
    return (
        f"CASE WHEN f._low IS NULL THEN NULL WHEN f.net_income IS NULL OR f._persons = 0 THEN '{UNKNOWN}'"
        f" WHEN f.net_income < f._low * f._persons THEN coalesce(h.origin, '{NOWHERE}') ELSE '{REACHED}' END"
    )


def unwatched_key() -> str:
    """On allowance, not monitored – or no longer –, and not in the last tier.  Source: 002, 二（一）3 (TIER-07)."""
    so = (
        "(h.subsistence_allowance <> 'none'"
        " AND (h.monitoring_type = 'none' OR coalesce(h.risk_state = 'eliminated', false)))"
    )
    return (
        f"CASE WHEN NOT {so} OR f.tier = f._last THEN '{NONE}' WHEN {so} IS NULL OR f.tier = '{UNKNOWN}' THEN '{PERHAPS}'"
        f" WHEN f.tier = f._first THEN '{MUST}' ELSE '{ASSESS}' END"
    )


def twins_key() -> str:
    """`3:0`: households of the village that have the same incomes, and the same expenses; both with itself."""
    incomes, expenses = (f"least(coalesce(f._same_{table}, 0), {MOST})" for table in ACCOUNTS)
    return (
        f"CASE WHEN f._same_incomes IS NULL AND f._same_expenses IS NULL THEN '{NONE}'"
        f" ELSE concat({incomes}, ':', {expenses}) END"
    )


def twins(findings: str, sources: Mapping[str, Source]) -> str:
    """SELECT of how many households of a village share a household's accounts; of those that share any.

    Source: 002, 二（四）23: 多户收入、支出数据相同 (INC-13).
    """
    counts = [_same(table, findings, sources) for table in ACCOUNTS]
    incomes, expenses = counts
    return (
        "SELECT household_id, i.same AS _same_incomes, e.same AS _same_expenses"
        f" FROM ({incomes}) i FULL JOIN ({expenses}) e USING (household_id)"
    )


def _same(table: str, findings: str, sources: Mapping[str, Source]) -> str:
    source, (lines, one) = sources.get(table), ACCOUNTS[table]
    if source is None:
        return f"SELECT household_id, NULL::BIGINT AS same FROM {findings} WHERE false"
    actual = " AND NOT coalesce(l.forecast, false)" if "forecast" in source.columns else ""
    return (
        "SELECT household_id, same FROM (SELECT household_id, count(*) OVER (PARTITION BY area_code, account) AS same"
        " FROM (SELECT household_id, any_value(f.area_code) AS area_code,"
        " list_sort(list(concat(l.kind, ' ', l.amount))) AS account"
        f" FROM {source.sql} l JOIN {findings} f USING (household_id)"
        f" WHERE l.period = f.period AND l.amount <> 0{actual}"
        f" GROUP BY household_id HAVING count(*) >= {lines} AND bool_or({one}))) WHERE same > 1"
    )
