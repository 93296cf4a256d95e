"""SQL of what is done for a household: measures in force on the run's day, and those begun in its year until then.

The words are read by places/assistance.py; this page knows DuckDB only.
"""

from collections.abc import Mapping

from shouwang.engine.screening.query import Source

UNKNOWN, NONE = "unknown", "none"


def in_force(day: str) -> str:
    """SQL over a measure; `day`: SQL of a date.  One without an end goes on; the last day is one of it."""
    return f"(starts_on <= {day} AND (ends_on IS NULL OR ends_on >= {day}))"


def begun(day: str) -> str:
    """In the calendar year of a day, by that day."""
    return f"(starts_on BETWEEN date_trunc('year', {day})::DATE AND {day})"


UNFILLED = "amount IS NULL"


def of_measures(findings: str, sources: Mapping[str, Source]) -> str:
    """SELECT of numbers and amounts, per household that has any measure; unknown amounts are numbers, not noughts."""
    source = sources.get("measures")
    columns = "_in_force", "_begun", "_unfilled"
    if source is None or not {"starts_on", "ends_on", "amount"} <= set(source.columns):
        nothing = ", ".join(f"NULL::BIGINT AS {name}" for name in columns)
        return f"SELECT household_id, {nothing}, NULL::DECIMAL(18, 2) AS _granted FROM {findings} WHERE false"
    this_year = begun('"on"')
    conditions = in_force('"on"'), this_year, f"{this_year} AND {UNFILLED}"
    counts = ", ".join(
        f"count(*) FILTER ({condition}) AS {name}"
        for condition, name in zip(conditions, columns, strict=True)
    )
    return (
        f"SELECT household_id, {counts}, sum(amount) FILTER ({this_year}) AS _granted"
        f' FROM {source.sql} JOIN (SELECT household_id, "on" FROM {findings}) USING (household_id) GROUP BY household_id'
    )


def assisted_key() -> str:
    """`2:marginal`: measures in force, and as what the household is watched.  Whose risk is not known to be eliminated
    is watched; of whom it is not known whether they are watched, that is said."""
    watched = (
        f"CASE WHEN h.monitoring_type IS NULL THEN '{UNKNOWN}'"
        f" WHEN h.monitoring_type = 'none' OR coalesce(h.risk_state = 'eliminated', false) THEN '{NONE}'"
        " ELSE h.monitoring_type::VARCHAR END"
    )
    return f"concat(coalesce(f._in_force, 0), ':', {watched})"


def granted_key() -> str:
    """Of whom something was begun in the year: how many measures of it have no amount."""
    return "CASE WHEN f._begun > 0 THEN f._unfilled::VARCHAR END"
