"""SQL of what a household is counted as: its groups outside the register, its treatment costs beside a line.

The words are read by places/groups.py and places/burdens.py; this page knows DuckDB only.
"""

from collections.abc import Mapping
from decimal import Decimal

from shouwang.engine.screening.query import Source

UNKNOWN = "unknown"
REGISTERED, NO_GROUP = "registered", "none"
UNSURE = "?"
"""Behind a group's name: whether the household is in it is not known."""
ORIGIN = "origin"
"""With `?` behind it: whether the household is outside the register at all is not known."""
# fmt: off
GROUPS = {
    "allowance":  "h.subsistence_allowance <> 'none'",
    "hardship":   "h.extreme_hardship = 'scattered'",
    "disability": "f._disabled",
    "illness":    "f._ill",
    "edge":       "h.monitoring_type = 'marginal'",
}
# fmt: on
"""Name → SQL, unknown where it cannot be told.  Source: 003-2, 二2 “档外5类对象”."""
LINE = "disposable_income", "reassistance_share"
"""Parameters whose product is the line: treatment that costs a household more calls for aid again."""


def group_key() -> str:
    """`allowance,illness?`: in the first, perhaps in the second; every household has exactly one key."""
    words = [f"CASE WHEN h.origin IS NULL THEN '{ORIGIN}{UNSURE}' END"]
    words += [
        f"CASE WHEN {sql} THEN '{name}' WHEN ({sql}) IS NULL THEN '{name}{UNSURE}' END"
        for name, sql in GROUPS.items()
    ]
    said = f"coalesce(nullif(concat_ws(',', {', '.join(words)}), ''), '{NO_GROUP}')"
    return f"CASE WHEN h.origin <> 'ordinary' THEN '{REGISTERED}' ELSE {said} END"


def strain_key() -> str:
    """Products of exact numbers: who pays exactly the line does not pay more than it."""
    return (
        f"CASE WHEN f.medical_burden IS NULL THEN '{UNKNOWN}' WHEN f.medical_burden <= 0 THEN 'nothing'"
        " WHEN f.medical_burden * 2 <= f._line THEN 'half' WHEN f.medical_burden <= f._line THEN 'within'"
        " ELSE 'over' END"
    )


def of_persons(sources: Mapping[str, Source]) -> str:
    """SELECT of what some member is, per household: unknown where nobody is known to be and somebody may be."""
    disabled, ill = _some("disability_grade", "IN (1, 2)"), _some("health", "= 'serious'")
    return (
        f"SELECT household_id, {disabled} AS _disabled, {ill} AS _ill"
        f" FROM {sources['persons'].sql} GROUP BY household_id"
    )


def _some(column: str, is_so: str) -> str:
    known = f"CASE WHEN count({column}) = count(*) THEN false END"
    return f"(coalesce(bool_or({column} {is_so}), false) OR {known})"


def line(parameters: Mapping[str, object]) -> Decimal | None:
    """Yuan; None where the run's pack has no such parameters."""
    if not all(name in parameters for name in LINE):
        return None
    income, share = (Decimal(str(parameters[name])) for name in LINE)
    return income * share


def line_sql(parameters: Mapping[str, object]) -> str:
    found = line(parameters)
    return "NULL::DECIMAL(18, 6)" if found is None else f"{found:f}::DECIMAL(18, 6)"
