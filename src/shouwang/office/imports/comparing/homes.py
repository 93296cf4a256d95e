"""Households: matched by their code."""

from typing import Any

from shouwang.engine.quality.catalogue.identity import PHONE
from shouwang.engine.tables import HOUSEHOLDS, Type
from shouwang.office.imports.comparing.asked import REOPENED, Asked
from shouwang.office.registry.models import Household

SOUND_PHONE = f"""
    CASE WHEN regexp_full_match(o.phone, '{PHONE}') AND NOT regexp_full_match(n.phone, '{PHONE}') THEN o.phone
        ELSE n.phone END AS phone"""
"""SQL: what is no telephone number does not take the place of one that is; the check of the reading has told of it."""
FACTS = tuple(column.name for column in HOUSEHOLDS if column.name != "household_id")


def compare(duck: Any, asked: Asked) -> None:
    """Makes `homes` (the files' rows with what is in their way) and `homes_as` (as the register's shall be)."""
    duck.execute(
        f"""
        CREATE TABLE homes AS
        SELECT n.* REPLACE ({SOUND_PHONE}), o.id AS known_id, CASE
            WHEN n.area_code NOT BETWEEN $low AND $high THEN 'outside'
            WHEN o.id IS NOT NULL AND o.area_code NOT BETWEEN $low AND $high THEN 'elsewhere'
            WHEN n.area_code NOT IN (SELECT code FROM villages) THEN 'no_village'
            WHEN o.ended_on IS NOT NULL AND o.ending NOT IN {REOPENED} THEN 'ended'
            WHEN {unfit(HOUSEHOLDS, Household)} THEN 'unfit'
            END AS refusal
        FROM new_households n LEFT JOIN old_households o USING (household_id)
        """,
        {"low": asked.span.low, "high": asked.span.high},
    )
    columns = ", ".join(f"{asked.wanted('households', name)} AS {name}" for name in FACTS)
    duck.execute(
        f"""
        CREATE TABLE homes_as AS
        SELECT o.id, o.version, o.since, o.household_id, o.household_id AS ident, {columns},
            {differs(asked, "households", FACTS)} OR o.ended_on IS NOT NULL AS is_changed
        FROM homes n JOIN old_households o USING (household_id) WHERE n.refusal IS NULL
        """
    )


def differs(asked: Asked, table: str, columns: tuple[str, ...]) -> str:
    every = (f"{asked.wanted(table, name)} IS DISTINCT FROM o.{name}" for name in columns)
    return "(" + " OR ".join(every) + ")"


def unfit(table: Any, model: Any) -> str:
    """SQL: a text that the register has no room for, or with a character no data base keeps; money below nothing."""
    wrong = []
    for column in table:
        if column.type is Type.TEXT:
            room = getattr(_field(model, column.name), "max_length", None)
            wrong.append(f"contains(n.{column.name}, chr(0))")
            wrong += [f"length(n.{column.name}) > {room}"] if room else []
        elif column.type is Type.MONEY and column.low == 0:
            wrong.append(f"n.{column.name} < 0")
    return "coalesce(" + ", false) OR coalesce(".join(wrong) + ", false)"


def _field(model: Any, name: str) -> Any:
    owner = Household if name == "household_id" else model
    return owner._meta.get_field(name)


def fields(duck: Any, made: str, old: str, columns: tuple[str, ...]) -> Any:
    """Arrow: every changed field of the changed records, those of a record together."""
    each = [
        f"SELECT n.id, n.ident, n.area_code, {place} AS place, '{name}' AS field, o.{name}::VARCHAR AS old,"
        f" n.{name}::VARCHAR AS new FROM {made} n JOIN {old} o USING (id)"
        f" WHERE n.is_changed AND n.{name} IS DISTINCT FROM o.{name}"
        for place, name in enumerate(columns)
    ]
    back = [
        f"SELECT n.id, n.ident, n.area_code, 99, '{name}', o.{name}::VARCHAR, {now} FROM {made} n"
        f" JOIN {old} o USING (id) WHERE n.is_changed AND o.ended_on IS NOT NULL"
        for name, now in (("ended_on", "NULL"), ("ending", "''"))
    ]
    union = " UNION ALL ".join([*each, *back])
    return duck.sql(
        f"SELECT ident, area_code, field, old, new FROM ({union}) ORDER BY area_code, ident, id, place"
    ).to_arrow_table()
