"""Rows of findings drawn by hand: what a test does not say is unknown."""

from datetime import date
from typing import Any

from shouwang.engine.policy.model import Pack
from shouwang.engine.tables import HOUSEHOLDS

ON = date(2022, 9, 30)


def a_row(
    pack: Pack,
    *,
    rules: tuple[str, ...] = (),
    unknown: tuple[str, ...] = (),
    missing: tuple[str, ...] = (),
    tier: str = "none",
    at_least: str | None = None,
    **values: Any,
) -> dict[str, Any]:
    names = [*pack.facts, *pack.inline, *(column.name for column in HOUSEHOLDS)]
    assert set(values) <= {*names, "assumed", "as_if"}
    return {
        **dict.fromkeys(names),
        "household_id": "430921104201000001",
        "tier": tier,
        "tier_at_least": at_least or tier,
        "rules": list(rules),
        "unknown_rules": list(unknown),
        "missing": list(missing),
        "assumed": [],
        "as_if": False,
        **values,
    }
