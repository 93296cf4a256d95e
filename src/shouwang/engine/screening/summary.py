"""What a run found, counted: by tier, rule, area, missing column, and incomes around the line."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class TierCount:
    tier: str
    label: str
    colour: str
    """red, orange, yellow, green, blue or grey."""
    households: int
    persons: int


@dataclass(frozen=True)
class RuleCount:
    rule: str
    label: str
    kind: str
    households: int
    unknown: int
    """Households for which the rule could be neither confirmed nor excluded."""


@dataclass(frozen=True)
class MissingCount:
    column: str
    """`persons.health`, or `incomes.*` for a whole table."""
    label: str
    households: int
    """Households with an unknown rule that this column could help to settle."""
    alone: int
    """Of these, the ones whose tier is unknown and becomes known by this column alone: either nothing else is missing,
    or only what it stands for, or what the tier does not ask for (settling.py)."""


@dataclass(frozen=True)
class AreaCount:
    area_code: str
    name: str
    level: str
    """township or village."""
    parent: str
    """The name of the township a village belongs to; of the county for a township."""
    households: int
    persons: int
    tiers: dict[str, int]
    """Households by tier id."""
    unknown: int
    """Households with at least one unknown rule."""
    tier_persons: dict[str, int] = field(default_factory=dict)
    """Persons by tier id."""


@dataclass(frozen=True)
class Line:
    label: str
    value: Decimal
    """Yuan per person and year."""


@dataclass(frozen=True)
class Histogram:
    """Households by net income per head, in bins of equal width; the last bin is open."""

    label: str
    start: int
    width: int
    """Yuan per person and year."""
    counts: tuple[int, ...]
    unknown: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Summary:
    pack: str
    pack_hash: str
    title: str
    on: date
    period: str
    as_if: bool
    """The pack was applied outside its time."""
    assumptions: tuple[str, ...]
    households: int
    persons: int
    tiers: tuple[TierCount, ...]
    """In the pack's order, `unknown` last."""
    rules: tuple[RuleCount, ...]
    missing: tuple[MissingCount, ...]
    """Most useful first."""
    areas: tuple[AreaCount, ...]
    """Townships and villages, by code."""
    incomes: Histogram | None

    @property
    def last_tier(self) -> str:
        """The pack's last tier, in which nobody is looked after; packs call it as they like."""
        return self.tiers[-2].tier
