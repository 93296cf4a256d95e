"""What a pack is once it has been read: frozen, complete, every value with its source."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from shouwang.engine.calendar import AccountingYear
from shouwang.engine.policy.check import Typed
from shouwang.engine.policy.nodes import Aggregate, HouseholdColumn, Node, find


@dataclass(frozen=True)
class Source:
    """A document that says so."""

    id: str
    title: str
    issuer: str
    date: date
    number: str | None = None
    published: str | None = None
    note: str | None = None

    @property
    def numbered(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title


@dataclass(frozen=True)
class Citation:
    source: Source
    article: str
    quote: str | None = None

    def __str__(self) -> str:
        return f"《{self.source.title}》{self.article}"

    @property
    def quoted(self) -> str:
        """With its words, where the pack has them."""
        return f"{self}：“{self.quote}”" if self.quote else str(self)


@dataclass(frozen=True)
class DatedValue:
    start: date
    value: Decimal
    source: Citation
    note: str | None = None


def impossible(unit: str | None, value: Decimal) -> str | None:
    """Why no parameter of this unit can have this value; None where it can."""
    # Asked first: an infinite value can neither be compared nor rounded.
    if not value.is_finite() or value < 0:
        return "（不能是负数）"
    if value >= 10**9 or value != round(value, 6):
        return "（须小于十亿，最多 6 位小数）"
    return "（比例须在 0 到 1 之间）" if unit == "share" and value > 1 else None


@dataclass(frozen=True)
class Parameter:
    name: str
    label: str
    label_en: str
    unit: str
    values: tuple[DatedValue, ...]
    """By date; never overwritten, a change of the law is a new date."""

    def on(self, day: date) -> DatedValue | None:
        """The value in force; None before the first one."""
        return next((each for each in reversed(self.values) if each.start <= day), None)

    def nearest(self, day: date) -> DatedValue:
        return self.on(day) or self.values[0]


@dataclass(frozen=True)
class FactDefinition:
    name: str
    label: str
    label_en: str
    type: str
    """money, integer, number, boolean, date or text."""
    unit: str | None
    text: str
    node: Node
    typed: Typed
    source: Citation | None = None
    note: str | None = None


@dataclass(frozen=True)
class Rule:
    id: str
    label: str
    label_en: str
    kind: str
    risks: tuple[str, ...]
    severity: int
    text: str
    node: Node
    source: Citation
    note: str | None = None


@dataclass(frozen=True)
class Tier:
    tier: str
    label: str
    label_en: str
    colour: str
    text: str | None
    node: Node | None
    """None for the last, which takes whoever is left."""
    custody: str | None = None
    cadence: str | None = None
    custody_en: str | None = None
    cadence_en: str | None = None


@dataclass(frozen=True)
class Pack:
    id: str
    title: str
    title_en: str
    area: str
    start: date
    end: date
    accounting_year: AccountingYear
    authority: str
    extends: str | None
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    facts: Mapping[str, FactDefinition]
    """In an order in which each needs only earlier ones."""
    rules: Mapping[str, Rule]
    tiers: tuple[Tier, ...]
    procedure: Mapping[str, Any]
    visits: tuple[Mapping[str, Any], ...]
    catalogue: Mapping[str, Any]
    folders: tuple[Path, ...]
    """Its own directory first, then the ones it extends."""
    hash: str
    note: str | None = None

    def in_force(self, day: date) -> bool:
        return self.start <= day <= self.end

    @cached_property
    def inline(self) -> dict[str, Aggregate]:
        """Generators written inside a rule or tier instead of as a fact, by a name for their value in findings."""
        named = [
            *((rule.id, rule.node) for rule in self.rules.values()),
            *((each.tier, each.node) for each in self.tiers),
        ]
        found: dict[Aggregate, str] = {}
        # A tier may be called like a rule, or like another tier, and DuckDB's columns do not differ by case: the
        # numbers go on, or one generator's values would stand for another's.
        numbers = Counter[str]()
        for name, node in named:
            for each in find(node, Aggregate) if node else ():
                numbers[name.lower()] += 1
                found.setdefault(each, f"{name}.{numbers[name.lower()]}")
        return {name: each for each, name in found.items()}

    @cached_property
    def asked(self) -> frozenset[str]:
        """The household's own columns that the pack looks at."""
        written: list[Node | None] = [each.node for each in self.facts.values()]
        written += [each.node for each in self.rules.values()]
        written += [each.node for each in self.tiers]
        return frozenset(each.name for node in written if node for each in find(node, HouseholdColumn))

    @property
    def risks(self) -> tuple[str, ...]:
        """In the order in which the rules name them first."""
        return tuple(dict.fromkeys(risk for rule in self.rules.values() for risk in rule.risks))
