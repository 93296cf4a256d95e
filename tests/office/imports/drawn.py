"""Tables as the reader gives them, drawn in a line, and compared with the register."""

from datetime import date

import pyarrow as pa
from tests.office import cast as people

from shouwang.engine import schema
from shouwang.engine.tables import TABLES
from shouwang.office.imports.comparing import differences
from shouwang.office.imports.comparing.asked import Asked
from shouwang.office.kit import clock, codes
from shouwang.office.registry.intake import loading

VILLAGE, NEIGHBOUR, TOWNSHIP = people.VILLAGE, people.NEIGHBOUR, people.TOWNSHIP
DAY, LATER = date(2026, 3, 1), date(2026, 6, 1)
ANNA, BELA = "430921198001011231", "430921201001011232"


def tables(**rows):
    """Canonical tables of dictionaries; what is not said is null."""
    made = {}
    for name, listed in rows.items():
        full = [{column.name: row.get(column.name) for column in TABLES[name]} for row in listed]
        kinds = pa.schema([field.with_nullable(True) for field in schema.arrow(TABLES[name])])
        made[name] = pa.Table.from_pylist(full, schema=kinds)
    return made


def home(code="H1", area=VILLAGE, **facts):
    return {"household_id": code, "area_code": area, **facts}


def person(code="P1", home="H1", **facts):
    return {"person_id": code, "household_id": home, **facts}


def wage(amount, home="H1", period="2025", kind="wage"):
    return {"household_id": home, "period": period, "kind": kind, "amount": amount, "forecast": False}


def asked(**more):
    said = {
        "span": codes.span(TOWNSHIP),
        "on": LATER,
        "erase": False,
        "full": False,
        "used": {"households": frozenset({"phone", "group_name"})},
        "villages": frozenset({VILLAGE, NEIGHBOUR}),
    }
    return Asked(**{**said, **more})


def take(given, **more):
    """Compares and writes; gives the counts."""
    found = differences.find(given, asked(**more))
    loading.apply(found.prepared, on=more.get("on", LATER), at=clock.now(), source="import:1", seal={})
    return found
