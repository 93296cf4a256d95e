"""What the query is run on in other engines: made-up counties, generated rules and households, ends of months."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import reject
from hypothesis import strategies as st
from tests.engine.screening import strategies
from tests.engine.screening.strategies import FACTS
from tests.engine.screening.test_agreement import ASSUMED, PARAMETERS, TIERS
from tests.packs_builder import a_pack

from shouwang.engine import schema
from shouwang.engine.county import write as counties
from shouwang.engine.errors import Refused
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy import shelf
from shouwang.engine.screening import dialects, query, run, sources
from shouwang.engine.screening.query import Source
from shouwang.engine.tables import TABLES

Rows = dict[str, dict[str, Any]]

PACKS = {
    "hunan-qingshuzui-2022": date(2022, 9, 30),
    "seven-step-2020": date(2020, 9, 30),
    "changde-2020": date(2020, 9, 30),
}
CALENDAR = {
    "months_lived": ("integer", "max(months(p.birth_date, on) for p in persons)"),
    "months_ahead": ("integer", "min(months(on, p.birth_date) for p in persons)"),
    "days_lived": ("integer", "max(days(p.birth_date, on) for p in persons)"),
    "oldest": ("integer", "max(age(p.birth_date, on) for p in persons)"),
    "earlier": ("date", "months_before(identified_on, 1)"),
    "later": ("date", "months_before(identified_on, -12)"),
    "by_column": ("date", "max(months_before(p.birth_date, p.work_months) for p in persons)"),
    "half": ("money", "sum(p.monthly_wage for p in persons) / 8"),
    "less": ("number", "(days(identified_on, on) - 1000) / 7"),
}
ENDS_OF_MONTHS = [
    date(year, month, day)
    for year in (2019, 2020)
    for month, day in ((1, 31), (2, 28), (3, 1), (3, 31), (4, 30), (12, 31))
] + [date(2020, 2, 29)]


@dataclass(frozen=True)
class Sample:
    """A run and the tables it is made over."""

    run: run.Run
    tables: Mapping[str, pa.Table]

    def sql(self, dialect: str = "duckdb") -> str:
        given = {name: Source(name, frozenset(each.column_names)) for name, each in self.tables.items()}
        text = query.build(self.run, given)
        return text if dialect == "duckdb" else dialects.translate(text, dialect)

    def by_duckdb(self) -> Rows:
        with sources.connect() as connection:
            for name, table in self.tables.items():
                connection.register(name, table)
            return by_household(connection.sql(self.sql()).to_arrow_table().to_pylist())


def by_household(rows: list[dict[str, Any]]) -> Rows:
    """Dates as text, as JSON has them."""
    return {
        row["household_id"]: {
            name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()
        }
        for row in rows
    }


def of_county(pack: str, folder: Path, households: int = 300) -> Sample:
    on = PACKS[pack]
    counties.write(counties.plan(households, on=on), folder)
    tables = {path.stem: pq.read_table(path) for path in folder.glob("*.parquet")}
    return Sample(
        run.prepare(packs.load(shelf.find(pack)), on, assume=("households.supporter=none",)), tables
    )


def of_ends_of_months() -> Sample:
    """Every fact that needs a calendar, and quotients on the half."""
    pack = a_pack(rules={"one": "oldest > 0"}, facts=CALENDAR, tiers=(("rest", None),))
    households = [
        {"household_id": f"H{number}", "area_code": "430921104201", "identified_on": day}
        for number, day in enumerate(ENDS_OF_MONTHS)
    ]
    persons = [
        {
            "person_id": str(number),
            "household_id": f"H{number}",
            "birth_date": day,
            "work_months": number % 13,
            "monthly_wage": Decimal(f"{number}.{number:02d}"),
        }
        for number, day in enumerate(ENDS_OF_MONTHS)
    ]
    return Sample(run.prepare(pack, date(2020, 2, 29)), arrow({"households": households, "persons": persons}))


@st.composite
def generated(draw: Any) -> Sample:
    """Rules and households nobody thought of."""
    rules = {name: draw(strategies.conditions()) for name in ("one", "two", "three")}
    pack = a_pack(rules=rules, facts=FACTS, tiers=TIERS, parameters=PARAMETERS)
    made = run.prepare(pack, strategies.ON, assume=draw(ASSUMED))
    sample = Sample(made, arrow(draw(strategies.populations())))
    try:
        sample.sql("spark")
    except Refused:  # wider than can be computed exactly
        reject()
    return sample


def arrow(tables: Mapping[str, list[dict[str, Any]]]) -> dict[str, pa.Table]:
    return {
        name: pa.Table.from_pylist(rows, schema=schema.arrow(TABLES[name])) for name, rows in tables.items()
    }
