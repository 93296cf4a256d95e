"""A county of a few households drawn in text, written as a directory of canonical tables."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.engine import manifest, schema
from shouwang.engine.policy import drawing
from shouwang.engine.tables import TABLES

HOUSEHOLDS = """
    household_id       | area_code    | origin   | subsistence_allowance | house_grade | house_self_fix | supporter | head_name
    -------------------|--------------|----------|-----------------------|-------------|----------------|-----------|----------
    430921104201000001 | 430921104201 | lifted   | whole                 | A           |                | capable   | 甲
    430921104201000002 | 430921104201 | ordinary | none                  | A           |                | none      | 乙
    430921104202000001 | 430921104202 | ordinary | none                  | A           |                | capable   | 丙
    430921105201000001 | 430921105201 | ordinary | none                  | A           |                | capable   | 丁
"""
PERSONS = """
    person_id | household_id       | health  | disability_grade | student_stage | birth_date | in_school | medical_insured
    ----------|--------------------|---------|------------------|---------------|------------|-----------|----------------
    1         | 430921104201000001 | serious | 0                | none          | 1960-01-01 |           | true
    2         | 430921104201000002 | healthy | 0                | none          | 1970-01-01 |           | true
    3         | 430921104202000001 | healthy | 0                | none          | 1980-01-01 |           | true
    4         | 430921105201000001 | healthy | 0                | none          | 1990-01-01 |           | true
"""
INCOMES = """
    household_id       | period | kind | amount   | forecast
    -------------------|--------|------|----------|---------
    430921104201000001 | 2022   | wage | 20000.00 | false
    430921104201000002 | 2022   | wage | 6899.99  | false
    430921104202000001 | 2022   | wage | 7000.00  | false
"""
EXPENSES = """
    household_id       | period | kind    | amount | insurance_payout
    -------------------|--------|---------|--------|-----------------
    430921104201000001 | 2022   | medical | 100.00 | 0.00
    430921104201000002 | 2022   | medical | 0.00   | 0.00
    430921104202000001 | 2022   | medical | 0.00   | 0.00
    430921105201000001 | 2022   | medical | 0.00   | 0.00
"""
WATER = {"water_safe": True, "extreme_hardship": "none", "allowance_edge": False, "risk_state": "none"}
AREAS = """
    area_code    | name   | level
    -------------|--------|---------
    430921       | 某县   | county
    430921104    | 青山镇 | township
    430921104201 | 青山村 | village
    430921104202 | 绿水村 | village
    430921105    | 白云乡 | township
    430921105201 | 白云村 | village
"""


def rows() -> dict[str, list[dict[str, Any]]]:
    """Must enter; below the line by a fen; above both lines; income unknown."""
    drawn = {
        "households": HOUSEHOLDS,
        "persons": PERSONS,
        "incomes": INCOMES,
        "expenses": EXPENSES,
        "areas": AREAS,
    }
    made = {name: drawing.read(text, TABLES[name]) for name, text in drawn.items()}
    for household in made["households"]:
        household.update(WATER)
    return made | {"events": []}


def write(
    folder: Path, tables: dict[str, list[dict[str, Any]]] | None = None, *, trusted: bool = True
) -> Path:
    """The tables as Parquet; `trusted` adds the note that our own commands write."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = tables or rows()
    for name, each in tables.items():
        pq.write_table(
            pa.Table.from_pylist(each, schema=schema.arrow(TABLES[name])), folder / f"{name}.parquet"
        )
    if trusted:
        manifest.write(folder, {name: len(each) for name, each in tables.items()})
    return folder
