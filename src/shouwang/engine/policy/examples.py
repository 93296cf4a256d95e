"""Worked examples of a pack: households drawn in text, and what is expected of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from shouwang.engine.policy import drawing
from shouwang.engine.policy.drawing import Row
from shouwang.engine.policy.errors import Place
from shouwang.engine.policy.located import Form, Located, Reader, take
from shouwang.engine.tables import AREAS, TABLES

DRAWN = tuple(name for name in TABLES if name != AREAS.name)
FORM = Form(required=("name", "on", "households", "persons", "expect"), optional=(*DRAWN[2:], "note"))
EXPECTED = Form(optional=("tier", "tier_at_least", "rules", "unknown_rules", "risks", "facts", "missing"))


@dataclass(frozen=True)
class Example:
    name: str
    on: date
    tables: Mapping[str, list[Row]]
    """Tables not named are not given at all, which is not the same as empty."""
    expect: Mapping[str, Mapping[str, Any]]
    """By household, what is expected; only what is named is compared."""
    place: Place


def read(folder: Path, reader: Reader, area: str = "") -> list[Example]:
    """All examples of a pack's directory; mistakes go to `reader`."""
    found: list[Example] = []
    for path in sorted((folder / "examples").glob("*.yaml")):
        root = reader.file(path)
        for entry in root.entries() if root else []:
            example = read_one(entry, area)
            if example is not None:
                found.append(example)
    return found


def read_one(entry: Located, area: str) -> Example | None:
    parts = FORM.read(entry)
    if any(name not in parts for name in FORM.required):
        return None
    name, on = take(parts["name"], "name", str), take(parts["on"], "on", date)
    tables = {table: rows(parts[table], table) for table in DRAWN if table in parts}
    complete(tables, area)
    expect = {household: expected(each) for household, each in parts["expect"].items().items()}
    if name is None or on is None:
        return None
    return Example(name, on, tables, expect, entry.place)


def rows(value: Located, table: str) -> list[Row]:
    text = take(value, table, str)
    if text is None or text == "empty":
        return []
    try:
        return drawing.read(text, TABLES[table])
    except ValueError as error:
        value.say("PACK-022", detail=error.args[0])
        return []


def complete(tables: Mapping[str, list[Row]], area: str) -> None:
    """Fills what an author need not draw: area codes, numbers of persons, no pay-out, not a forecast."""
    for row in tables.get("households", []):
        row["area_code"] = row["area_code"] or (area + "0" * 12)[:12]
    for number, row in enumerate(tables.get("persons", []), start=1):
        # Numbered over the whole table: two households of one example must not share a person.
        row["person_id"] = row["person_id"] or f"P{number}"
    for row in tables.get("expenses", []):
        row["insurance_payout"] = row["insurance_payout"] or 0
    for row in tables.get("incomes", []):
        row["forecast"] = bool(row["forecast"])
    for row in tables.get("measures", []):
        row["development"] = bool(row["development"])


def expected(value: Located) -> dict[str, Any]:
    return {name: EXPECT[name](each, name) for name, each in EXPECTED.read(value).items()}


def word(value: Located, name: str) -> str | None:
    found: str | None = take(value, name, str)
    return found


def words(value: Located, name: str) -> list[str]:
    return [found for each in value.entries() if (found := word(each, name)) is not None]


def values(value: Located, name: str) -> dict[str, Any]:
    return {fact: each.plain() for fact, each in value.items().items()}


EXPECT: Mapping[str, Callable[[Located, str], Any]] = {
    "tier": word,
    "tier_at_least": word,
    "rules": words,
    "unknown_rules": words,
    "risks": words,
    "missing": words,
    "facts": values,
}
