"""The ways to divide an area's households – by origin, monitoring, allowance, hardship, tier –, with sums that are checked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.tables import HOUSEHOLDS
from shouwang.office.kit import sayings
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.links import Links
from shouwang.office.screening.queries import Count

UNKNOWN, NONE = "unknown", "none"
ALL = "all"
"""Of tiers: every household has one."""
Counts = Mapping[str, Count]
COLUMNS = {"origin": "origin", "allowance": "subsistence_allowance", "hardship": "extreme_hardship"}
"""Kind of tally → column of the register."""


@dataclass(frozen=True)
class Part:
    label: str
    count: Count
    url: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Division:
    """Parts that should add up to `whole`, which was counted apart."""

    title: str
    parts: Sequence[Part]
    whole: Count
    url: str = ""
    """Of all of them."""

    @property
    def sum(self) -> Count:
        return total(part.count for part in self.parts)

    @property
    def adds_up(self) -> bool:
        return plain(self.sum) == plain(self.whole)

    @property
    def equation(self) -> str:
        """306 = 291 + 15, households and persons; with ≠ where they differ."""
        return _("%(households)s 户；%(persons)s 人") % {
            "households": equation(self.whole.households, [part.count.households for part in self.parts]),
            "persons": equation(self.whole.persons, [part.count.persons for part in self.parts]),
        }


def equation(whole: int, parts: Sequence[int]) -> str:
    """Zeros say nothing; a single part is said all the same."""
    said = [f"{part:,}" for part in parts if part] or ["0"]
    return f"{whole:,} {'=' if sum(parts) == whole else '≠'} {' + '.join(said)}"


def total(counts: Iterator[Count]) -> Count:
    found = list(counts)
    return Count(sum(one.households for one in found), sum(one.persons for one in found))


def plain(count: Count) -> tuple[int, int]:
    return count.households, count.persons


def of(counted: Mapping[str, Counts], whole: Count, links: Links) -> list[Division]:
    """By class; tiers are `by_tier`."""
    every = links.roll("tier", ALL)
    return [
        Division(_("户类型"), _by_column("origin", counted, links), whole, every),
        Division(_("监测对象"), _watched(counted.get("watched", {}), links), whole, every),
        Division(_("低保"), _by_column("allowance", counted, links), whole, every),
        Division(_("特困供养"), _by_column("hardship", counted, links), whole, every),
    ]


def by_tier(counts: Counts, whole: Count, known: Labels, links: Links) -> Division:
    parts = [
        Part(
            known.tier(tier),
            counts.get(tier, Count()),
            links.roll("tier", tier),
            known.colour(tier),
        )
        for tier in ordered(known.tiers, counts)
    ]
    return Division(_("分级"), parts, whole)


def ordered(words: Mapping[str, Any], counts: Counts) -> list[str]:
    """All keys that have words, and those counted that have none, the unknown last."""
    keys = dict.fromkeys((*words, *counts))
    return [key for key in keys if key != UNKNOWN] + [UNKNOWN]


def words_of(column: str) -> dict[str, str]:
    """Values of a column of households, in the language of whoever looks."""
    return {value.code: sayings.label(value.label) for value in HOUSEHOLDS[column].values} | {
        UNKNOWN: _("未填写")
    }


def _by_column(kind: str, counted: Mapping[str, Counts], links: Links) -> list[Part]:
    column, counts = COLUMNS[kind], counted.get(kind, {})
    words = words_of(column)
    return [
        Part(words.get(key, key), counts.get(key, Count()), links.roll(kind, key))
        for key in ordered(words, counts)
    ]


def _watched(counts: Counts, links: Links) -> list[Part]:
    """Type and state of the risk: `marginal:active`."""
    types, states = words_of("monitoring_type"), words_of("risk_state")
    parts = []
    for key in sorted(counts, key=lambda key: _place(key, types, states)):
        kind, colon, state = key.partition(":")
        label = types.get(kind, kind)
        if colon:
            label = _("%(kind)s，%(state)s") % {"kind": label, "state": states.get(state, state)}
        parts.append(Part(label, counts[key], links.roll("watched", key)))
    return parts


def _place(key: str, types: Mapping[str, str], states: Mapping[str, str]) -> tuple[bool, bool, int, int]:
    """Those that are watched first, whoever is not after them, the unknown last."""
    kind, _colon, state = key.partition(":")
    spots = (
        list(words).index(one) if one in words else 99 for words, one in ((types, kind), (states, state))
    )
    return (kind == UNKNOWN, kind == NONE, *spots)  # type: ignore[return-value]


@dataclass(frozen=True)
class Line:
    label: str
    parts: Sequence[Part]
    sum: Part


@dataclass(frozen=True)
class Crossed:
    """Two divisions at once: a line per class, a column per tier."""

    columns: Sequence[str]
    lines: Sequence[Line]
    sums: Sequence[Part]
    whole: Part
    wrong: Sequence[str] = field(default_factory=tuple)
    """Lines and columns whose sum is another than what was counted apart."""


def crossed(counted: Mapping[str, Counts], whole: Count, known: Labels, links: Links) -> Crossed:
    words = words_of("origin")
    origins, tiers = counted.get("origin", {}), counted.get("tier", {})
    keys, columns = ordered(words, origins), ordered(known.tiers, tiers)
    cells = counted.get("crossed", {})

    def part(origin: str, tier: str) -> Part:
        key = f"{origin}:{tier}"
        return Part("", cells.get(key, Count()), links.roll("crossed", key))

    lines = [
        _line(words.get(key, key), [part(key, tier) for tier in columns], links.roll("origin", key))
        for key in keys
    ]
    sums = [
        Part(known.tier(tier), total(line.parts[place].count for line in lines), links.roll("tier", tier))
        for place, tier in enumerate(columns)
    ]
    wrong = [
        line.label
        for key, line in zip(keys, lines, strict=True)
        if plain(line.sum.count) != plain(origins.get(key, Count()))
    ] + [
        one.label
        for tier, one in zip(columns, sums, strict=True)
        if plain(one.count) != plain(tiers.get(tier, Count()))
    ]
    every = Part("", whole, links.roll("tier", ALL))
    return Crossed([one.label for one in sums], lines, sums, every, wrong)


def _line(label: str, parts: Sequence[Part], url: str) -> Line:
    return Line(label, parts, Part(label, total(part.count for part in parts), url))
