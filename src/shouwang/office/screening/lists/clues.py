"""What came from where: events of a period by channel and kind, and how their households stand now.

Source: 000-H, 001, 003-2 (TIER-09).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from shouwang.engine.tables import EVENTS
from shouwang.office.kit import counts, sayings
from shouwang.office.kit.codes import Span
from shouwang.office.kit.scope import Reach
from shouwang.office.registry.models import Event
from shouwang.office.registry.stated import events as register
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.models import Finding, Move, Run

EVERYWHERE = Span("100000000000", "999999999999")
UNSAID = ""
"""The channel of events of which nobody said where they came from."""
WORSENED = (Move.ENTERED.value, Move.WORSE.value)


@dataclass
class Line:
    """`kinds`: of event → events; `tiers`: → households that stand out; `worsened`: entered or got worse since the run
    before."""

    channel: str
    kinds: Counter[str] = field(default_factory=Counter)
    tiers: Counter[str] = field(default_factory=Counter)
    households: int = 0
    worsened: int = 0

    @property
    def events(self) -> int:
        return self.kinds.total()

    def share(self, last: str, unknown: str) -> float | None:
        """Per cent of the households told of that are at risk."""
        at_risk = sum(count for tier, count in self.tiers.items() if tier not in (last, unknown))
        return 100 * at_risk / self.households if self.households else None


@dataclass(frozen=True)
class Told:
    lines: list[Line]
    """In the order of the channels, those of which nobody said anything last."""
    whole: Line
    """A household told of through two channels is one."""


def happened(area: Span | None, since: date, until: date) -> "QuerySet[Any]":
    """Events that count, by the day on which they happened; of everywhere without an area."""
    rows: Any = Event.objects.filter(occurred_on__range=(since, until))
    found: QuerySet[Any] = register.counting(
        rows.inside(area) if area else rows, Reach((area or EVERYWHERE,))
    )
    return found


def last_day(area: Span, before: date) -> date | None:
    """The latest day before another on which something happened."""
    rows: QuerySet[Any] = Event.objects.inside(area).filter(occurred_on__lt=before)
    latest = (
        register.counting(rows, Reach((area,))).order_by("-occurred_on").values_list("occurred_on", flat=True)
    )
    day: date | None = latest.first()
    return day


def told(run: Run, area: Span, since: date, until: date) -> Told:
    """Of whole areas.  How households stand is what the run says of them, put right by what changed since."""
    events = happened(area, since, until)
    lines: dict[str, Line] = {}
    for channel, kind, count in counts.rows(events.values_list("channel", "kind").annotate(Count("pk"))):
        _line(lines, channel).kinds[kind] += count
    for channel, tier, move, households in _stands(events, run, "channel"):
        _add(_line(lines, channel), tier, move, households)
    whole = Line("whole")
    for line in lines.values():
        whole.kinds.update(line.kinds)
    for stands in _stands(events, run):
        _add(whole, *stands)
    order = (*EVENTS["channel"].codes, UNSAID)
    return Told([lines[one] for one in order if one in lines], whole)


def _line(lines: dict[str, Line], channel: str | None) -> Line:
    return lines.setdefault(channel or UNSAID, Line(channel or UNSAID))


def _stands(events: "QuerySet[Any]", run: Run, *by: str) -> Iterable[tuple[Any, ...]]:
    """Tier, move – none where it does not stand out – and households."""
    found = FilteredRelation("household__findings", condition=Q(household__findings__run=run))
    rows = events.annotate(found=found, tier=F("found__tier"), move=F("found__move"))
    rows = rows.values_list(*by, "tier", "move")
    return counts.rows(rows.annotate(Count("household", distinct=True)))


def _add(line: Line, tier: str | None, move: str | None, households: int) -> None:
    line.households += households
    if tier is not None:
        line.tiers[tier] += households
    if move in WORSENED:
        line.worsened += households


@dataclass(frozen=True)
class Asked:
    """Of which households: `channel`: that tells of them, None for any; `tier`: in which they stand, empty for any;
    `worsened`: only those that entered or got worse since the run before."""

    run: Run
    area: Span | None
    since: date
    until: date
    channel: str | None = None
    tier: str = ""
    worsened: bool = False

    @property
    def events(self) -> "QuerySet[Any]":
        rows = happened(self.area, self.since, self.until)
        if self.channel is None:
            return rows
        # What nobody said is empty or nothing.
        said = Q(channel=self.channel) if self.channel else Q(channel=None) | Q(channel=UNSAID)
        return rows.filter(said)


def households(asked: Asked) -> "QuerySet[Any]":
    """Keys of the households behind a number, each once."""
    rows = asked.events
    if asked.tier or asked.worsened:
        found = Finding.objects.filter(run=asked.run)
        found = found.filter(tier=asked.tier) if asked.tier else found
        found = found.filter(move__in=WORSENED) if asked.worsened else found
        rows = rows.filter(household__in=found.values("household"))
    return rows.order_by().values("household")


def tiers(asked: Asked, homes: Iterable[Any], known: Labels) -> dict[int, str]:
    """Household → tier in which it stands out; of the others the last one, if they went into the run."""
    keys = [home.pk for home in homes]
    found = Finding.objects.filter(run=asked.run, household__in=keys)
    return dict.fromkeys(keys, known.last) | dict(found.values_list("household", "tier"))


def said(asked: Asked, homes: Iterable[Any]) -> dict[int, str]:
    """Household → what happened there and was told, the latest first."""
    found: dict[int, list[str]] = {}
    rows = asked.events.filter(household__in=[home.pk for home in homes]).order_by("-occurred_on", "pk")
    for home, day, code, through in rows.values_list("household", "occurred_on", "kind", "channel"):
        told = [
            day.isoformat(),
            kind(code),
            *([sayings.label(EVENTS["channel"].label_of(through))] if through else []),
        ]
        found.setdefault(home, []).append(" ".join(told))
    return {home: _("；").join(lines) for home, lines in found.items()}


def kinds(found: Told) -> list[str]:
    """Those of which there are any, in their order."""
    return [kind for kind in EVENTS["kind"].codes if found.whole.kinds[kind]]


def channel(line: Line) -> str:
    """In words; empty where nobody said."""
    return sayings.label(EVENTS["channel"].label_of(line.channel)) if line.channel else ""


def kind(code: str) -> str:
    return sayings.label(EVENTS["kind"].label_of(code))
