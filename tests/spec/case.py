"""What a chapter of the rule language's meaning is made of: tables drawn in text, expressions, the values expected.

Each case is put to both evaluators (`test_spec.py`) and printed into the documentation (`print.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from textwrap import dedent
from typing import Any

from shouwang.engine.calendar import AccountingYear
from shouwang.engine.policy import drawing, examples
from shouwang.engine.tables import HOUSEHOLDS, TABLES
from tests.engine.screening.evaluators import Rows

VILLAGE = "430921104201"
PARAMETERS = {"line": "6900", "share": "0.25"}
YEAR = AccountingYear()


@dataclass(frozen=True, kw_only=True)
class Population:
    """Some households on a day.  A table that is not drawn is not given; `empty` is given and has no row."""

    households: str = ""
    """Drawn; or their numbers only, as `1 2 3`."""
    persons: str | None = None
    incomes: str | None = None
    expenses: str | None = None
    events: str | None = None
    measures: str | None = None
    on: date = date(2022, 9, 30)
    assume: tuple[str, ...] = ()

    @property
    def drawn(self) -> dict[str, str]:
        texts = {name: getattr(self, name) for name in TABLES if name != "areas"}
        return {name: dedent(text).strip() for name, text in texts.items() if text}

    @property
    def tables(self) -> dict[str, Rows]:
        rows = {name: read(text, name) for name, text in self.drawn.items()}
        names = {name: columns(text, name) for name, text in self.drawn.items()}
        examples.complete(rows, VILLAGE)
        return {
            name: [{column: row[column] for column in names[name]} for row in rows[name]] for name in rows
        }

    @property
    def ids(self) -> list[str]:
        return [row["household_id"] for row in self.tables["households"]]


def read(text: str, table: str) -> Rows:
    if text == "empty":
        return []
    return drawing.read(as_table(text) if table == "households" else text, TABLES[table])


def as_table(text: str) -> str:
    """`1 2 3` as a table of these households."""
    return text if HOUSEHOLDS.key[0] in text else "\n".join(["household_id", *text.split()])


def columns(text: str, table: str) -> list[str]:
    """The columns that are there: those drawn and those that every file has."""
    drawn = set(drawing.cells(text.splitlines()[0])) if text != "empty" else set()
    return [column.name for column in TABLES[table] if column.known or column.name in drawn]


@dataclass(frozen=True)
class Case:
    """Expressions and their value for each household, as `true | false | unknown`."""

    en: str
    zh: str
    population: Population
    asked: tuple[tuple[str, str], ...]
    facts: Mapping[str, tuple[str | None, str]] = field(default_factory=dict)
    """Name → (type, expression): what the expressions may use."""
    parameters: Mapping[str, str | Mapping[str, str]] = field(default_factory=lambda: PARAMETERS)
    type: str | None = None
    """Of the value shown, where it is not the expression's own: money is shown with two places."""
    accounting_year: AccountingYear = YEAR
    period: str | None = None


@dataclass(frozen=True)
class Findings:
    """Rules and tiers, and a drawing of what is found of each household; lists are separated by blanks."""

    en: str
    zh: str
    population: Population
    rules: Mapping[str, str]
    tiers: tuple[tuple[str, str | None], ...]
    found: str
    facts: Mapping[str, tuple[str | None, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Refusals:
    """Expressions that do not load, with the code of the mistake."""

    en: str
    zh: str
    written: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chapter:
    en: str
    zh: str
    text_en: str
    text_zh: str
    parts: tuple[Case | Findings | Refusals, ...]


def values(text: str) -> list[Any]:
    return [value(each.strip()) for each in text.split("|")]


def value(text: str) -> Any:
    """A value as it is drawn; a number compares with any number of the same amount."""
    for convert in (WORDS.__getitem__, Decimal, date.fromisoformat):
        try:
            return convert(text)
        except (KeyError, ArithmeticError, ValueError):
            continue
    return text


WORDS = {"true": True, "false": False, "unknown": None}
LISTS = ("rules", "unknown_rules", "missing", "risks")


def expected(text: str) -> dict[str, dict[str, Any]]:
    """Household → column of the finding → value."""
    head, *body = ([cell.strip() for cell in line.split("|")] for line in dedent(text).strip().splitlines())
    return {
        row[0]: {
            name: cell.split() if name in LISTS else cell
            for name, cell in zip(head[1:], row[1:], strict=True)
        }
        for row in body
    }
