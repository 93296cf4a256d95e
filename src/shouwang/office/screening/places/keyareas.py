"""Key areas in a run: how many are at risk in each, and whether that stands out beside the whole.

Sources: 002, 004 (REG-14, TIER-11).  Those in force on a run's day are counted with it; one that was marked later is
counted from what the run kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from shouwang.office.kit import addresses, codes
from shouwang.office.kit.scope import Reach, within
from shouwang.office.registry.care import keyareas
from shouwang.office.registry.models import KeyArea
from shouwang.office.screening import divisions, queries
from shouwang.office.screening.counts import marked
from shouwang.office.screening.divisions import Part
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.links import Links
from shouwang.office.screening.models import Move, Run
from shouwang.office.screening.places import concentrations
from shouwang.office.screening.places.concentrations import Share
from shouwang.office.screening.queries import Count

KIND, MOVED = marked.TIER.name, marked.MOVE.name
ENTERED = Move.ENTERED.value
CHANCE = f"{100 * concentrations.CHANCE:g}"
"""In percent."""
Counts = Mapping[str, Count]


# -- Keys ------------------------------------------------------------------------------------------------------------


def measure(one: KeyArea, keys: Iterable[str] = (divisions.ALL,)) -> str:
    return f"{one.pk}:{','.join(keys)}"


def is_so(key: str, asked: str) -> bool:
    """`12:must_enter` of the lists `12:all` and `12:must_enter,watch`."""
    (own, _colon, said), (number, _colon, wanted) = key.partition(":"), asked.partition(":")
    return own == number and (wanted == divisions.ALL or said in wanted.split(","))


def found(asked: str) -> KeyArea | None:
    """That of a list."""
    return KeyArea.objects.filter(pk=addresses.key(asked.partition(":")[0])).first()


def named(asked: str, words: Mapping[str, Any]) -> str:
    """What a list is called; empty where there is no such list."""
    one, wanted = found(asked), asked.partition(":")[2].split(",")
    if one is None or not all(key in words or key == divisions.ALL for key in wanted):
        return ""
    parts = _("、").join(str(words[key]) for key in wanted if key in words)
    return _("，").join(filter(None, (keyareas.titles([one])[one.pk], parts)))


def lies_in(asked: str, span: codes.Span) -> bool:
    one = found(asked)
    return one is not None and one.area_code in span


# -- Counts ----------------------------------------------------------------------------------------------------------


def counts(run: Run, reach: Reach, span: codes.Span) -> dict[str, dict[str, Count]]:
    """Kind → key → count, of those counted with the run."""
    return queries.divisions(run, (KIND, MOVED), reach, inside=span)


@dataclass(frozen=True)
class Row:
    """A key area in a run: tier and move → count."""

    area: KeyArea
    title: str
    tiers: Counts
    moves: Counts
    run: Run

    @cached_property
    def whole(self) -> Count:
        return divisions.total(iter(self.tiers.values()))

    @cached_property
    def at_risk(self) -> Count:
        return divisions.total(iter(self.tiers[tier] for tier in risky(self.run) if tier in self.tiers))

    @property
    def entered(self) -> Count | None:
        return self.moves.get(ENTERED, Count()) if self.run.before_id else None

    @property
    def share(self) -> Share:
        return Share(self.at_risk.households, self.whole.households)

    @cached_property
    def is_concentrated(self) -> bool:
        return concentrations.is_concentrated(self.share, whole(self.run))


def risky(run: Run) -> list[str]:
    """Tiers in which somebody is looked after."""
    return [str(one["tier"]) for one in run.tiers[:-2]]


def whole(run: Run) -> Share:
    """Of everybody in the run's area."""
    households = {one["tier"]: one["households"] for one in run.tiers}
    return Share(sum(households.get(tier, 0) for tier in risky(run)), sum(households.values()))


def rows(run: Run, areas: Sequence[KeyArea], counted: Mapping[str, Counts], *, below: str = "") -> list[Row]:
    """Those that stand out first, then by share; named as on the page of an area."""
    said = keyareas.titles(areas, below=below)
    tiers, moves = (_by_area(counted.get(kind, {})) for kind in (KIND, MOVED))
    made = [
        Row(one, said[one.pk], tiers.get(str(one.pk), {}), moves.get(str(one.pk), {}), run) for one in areas
    ]
    return sorted(made, key=lambda row: (not row.is_concentrated, -row.share.percent, row.title))


def _by_area(counted: Counts) -> dict[str, dict[str, Count]]:
    found: dict[str, dict[str, Count]] = {}
    for key, count in counted.items():
        number, _colon, rest = key.partition(":")
        found.setdefault(number, {})[rest] = count
    return found


def concentrated(run: Run, reach: Reach) -> list[Row]:
    """For a desk: among those counted with the run, where somebody works."""
    known = run.summary.get(marked.KEY, [])
    areas = list(KeyArea.objects.filter(within(reach.spans), pk__in=known)) if known else []
    if not areas:
        return []
    counted = queries.divisions(run, (KIND,), reach)
    return [row for row in rows(run, areas, counted) if row.is_concentrated]


# -- In words and links ----------------------------------------------------------------------------------------------


def line(row: Row, known: Labels, links: Links) -> dict[str, Any]:
    """For the table: every number with the list that it counts."""

    def part(kind: str, count: Count, *keys: str) -> Part:
        url = links.roll(kind, measure(row.area, keys), row.area.area_code) if count.households else ""
        return Part("", count, url)

    tiers = [tier for tier in known.tiers if tier != known.last]
    return {
        "row": row,
        "whole": part(KIND, row.whole, divisions.ALL),
        "tiers": [part(KIND, row.tiers.get(tier, Count()), tier) for tier in tiers],
        "entered": part(MOVED, row.entered, ENTERED) if row.entered is not None else None,
        "at_risk": part(KIND, row.at_risk, *risky(row.run)),
        "share": percent(row.share),
        "why": why(row) if row.is_concentrated else "",
    }


def percent(share: Share) -> str:
    return f"{share.percent:.1f}"


def why(row: Row) -> str:
    """The numbers behind the mark."""
    every = whole(row.run)
    return _(
        "%(part)s 户里 %(risk)s 户有风险（%(share)s%%），全部 %(every)s 户里是 %(risks)s 户（%(shares)s%%）；"
        "若与全部一样，碰巧有这么多的机会不到 %(chance)s%%。"
    ) % {
        "part": f"{row.share.households:,}",
        "risk": f"{row.share.at_risk:,}",
        "share": percent(row.share),
        "every": f"{every.households:,}",
        "risks": f"{every.at_risk:,}",
        "shares": percent(every),
        "chance": CHANCE,
    }


def rule() -> str:
    return _(
        "“风险集中”要三条都满足：有风险的至少 %(least)d 户；比例至少是全部的 %(times)s 倍；"
        "如果风险是随机分布的，碰巧有这么多户的机会不到 %(chance)s%%（按超几何分布精确计算）。户数少的，比例高也不标。"
    ) % {
        "least": concentrations.LEAST,
        "times": concentrations.TIMES,
        "chance": CHANCE,
    }
