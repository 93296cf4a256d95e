"""The five groups outside the register – allowance, scattered hardship, severe disability, severe illness, edge.

Source: 003-2, 二2: 建档立卡外所有农村低保人口、分散供养五保户、重残户、重病户和边缘户（“档外五类对象”）.  A household may
be in several: each is counted in all of them, and once in `ANY`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.screening.counts import grouping
from shouwang.office.screening.divisions import Part, equation, total
from shouwang.office.screening.links import Links
from shouwang.office.screening.queries import Count

KIND = "group"
ANY, SEVERAL, UNSURE = "any", "several", "unsure"
LABELS = {
    "allowance": gettext_lazy("农村低保"),
    "hardship": gettext_lazy("分散供养特困"),
    "disability": gettext_lazy("重度残疾"),
    "illness": gettext_lazy("患大病"),
    "edge": gettext_lazy("边缘易致贫户"),
}
MEASURES = LABELS | {
    ANY: gettext_lazy("属于其中一类以上"),
    SEVERAL: gettext_lazy("同属两类以上"),
    UNSURE: gettext_lazy("信息未填全，不能确定"),
}
Counts = Mapping[str, Count]
KEYS = 1_000
"""Of households' groups: a page asks for each of them several times."""


@lru_cache(maxsize=KEYS)
def sure(key: str) -> frozenset[str]:
    """The groups that a household with this key is known to be in: none where its own class is not known."""
    words = key.split(",")
    return frozenset() if words[0] == f"{grouping.ORIGIN}{grouping.UNSURE}" else frozenset(LABELS) & {*words}


@lru_cache(maxsize=KEYS)
def perhaps(key: str) -> frozenset[str]:
    """The groups that it may be in besides."""
    words = {word.rstrip(grouping.UNSURE) for word in key.split(",")}
    return (frozenset(LABELS) & words) - sure(key)


def is_so(key: str, measure: str) -> bool:
    """`measure`: a group, ANY, SEVERAL, or UNSURE – in none for sure, and perhaps in one."""
    known = sure(key)
    match measure:
        case "any":
            return bool(known)
        case "several":
            return len(known) > 1
        case "unsure":
            return not known and bool(perhaps(key))
    return measure in known


def said(key: str) -> str:
    """A household's groups in words."""
    known = [str(label) for name, label in LABELS.items() if name in sure(key)]
    unknown = [str(label) for name, label in LABELS.items() if name in perhaps(key)]
    if unknown:
        known.append(_("可能还属：%(groups)s") % {"groups": _("、").join(unknown)})
    return _("；").join(known)


def count(counts: Counts, measure: str) -> Count:
    return total(one for key, one in counts.items() if is_so(key, measure))


@dataclass(frozen=True)
class Card:
    """`parts`: the five groups; `any`: without counting anybody twice."""

    parts: Sequence[Part]
    any: Part
    several: Part
    unsure: Part

    @property
    def equation(self) -> str:
        """Of households: what the groups add up to, and how often somebody is in one more of them."""
        sums = sum(part.count.households for part in self.parts)
        whole = self.any.count.households
        return equation(sums, [whole, sums - whole])


def card(counts: Counts, links: Links) -> Card:
    def part(measure: str) -> Part:
        found = count(counts, measure)
        url = links.roll(KIND, measure) if found.households else ""
        return Part(str(MEASURES[measure]), found, url)

    return Card([part(name) for name in LABELS], part(ANY), part(SEVERAL), part(UNSURE))


@dataclass(frozen=True)
class Line:
    """A place below.  `cells`: the five groups, ANY, SEVERAL, UNSURE."""

    label: str
    url: str
    cells: Sequence[Part]


def line(label: str, url: str, one: Card) -> Line:
    return Line(label, url, (*one.parts, one.any, one.several, one.unsure))


def wrong(lines: Collection[Line], sums: Line) -> list[str]:
    """Columns of places that do not add up to what was counted of all."""
    found = []
    for place, cell in enumerate(sums.cells):
        added = total(one.cells[place].count for one in lines)
        if (added.households, added.persons) != (cell.count.households, cell.count.persons):
            found.append(cell.label)
    return found
