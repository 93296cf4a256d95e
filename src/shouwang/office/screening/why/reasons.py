"""Why a household is in its tier: what a page says of it, now and in an earlier run.

now(household, run, on=…)        the register as it is, by the rules of a run
then(household, run)             what the run had found
history(household, on=…)         its tiers over the regular runs
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

import pyarrow.parquet as pq
from django.db.models import Min
from django.utils.translation import gettext as _

from shouwang.engine.policy.explain import Wording
from shouwang.engine.policy.model import Citation
from shouwang.engine.screening import screen
from shouwang.engine.screening.explain import Explanation, Fired, Undecided
from shouwang.engine.screening.members import Concerned
from shouwang.office.kit import codes, sayings
from shouwang.office.registry.framing import near
from shouwang.office.registry.framing.frames import OneHousehold
from shouwang.office.registry.models import Household
from shouwang.office.screening import archive, labels, rows
from shouwang.office.screening.labels import GREY, UNKNOWN
from shouwang.office.screening.models import Finding, Recheck, Run
from shouwang.office.screening.running import excess, explaining
from shouwang.office.screening.running.explaining import Row
from shouwang.office.screening.why import dossier, filling, happened
from shouwang.office.screening.why.happened import Happened

RUNS = 400
"""Regular runs that a history looks back over: a year of nights, then the ends of months."""
NOTHING: Mapping[str, Any] = {}
COMPARED = ("tier", "tier_at_least", "rules", "unknown_rules", "missing")


MARKS = str.maketrans("", "", "“”‘’")


def _bare(text: str) -> str:
    """Without quotation marks: inside a quotation they become single ones."""
    return text.translate(MARKS)


class Member(NamedTuple):
    code: str
    name: str = ""
    """Empty until somebody looked it up: see `named`."""


@dataclass(frozen=True)
class Whom:
    """Members on whom one value of a rule rests."""

    label: str
    """What the value is called."""
    members: tuple[Member, ...]

    def naming(self, names: Mapping[str, str]) -> "Whom":
        return replace(self, members=tuple(Member(one.code, names.get(one.code, "")) for one in self.members))


@dataclass(frozen=True)
class Clause:
    """A rule that fired, and where it is written."""

    fired: Fired
    source: Citation
    whom: tuple[Whom, ...] = ()
    """Only where the household's rows are known; nothing of it is stored."""
    events: tuple[Happened, ...] = ()
    """Likewise."""

    @property
    def quote(self) -> str:
        """The sentence of the document, where the citation does not repeat it already."""
        quote = self.source.quote or ""
        return "" if _bare(quote) in _bare(self.fired.citation) else quote


@dataclass(frozen=True)
class Gap:
    """A rule that cannot be decided; `missing`: columns as rules name them, where the household's rows are known."""

    undecided: Undecided
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reasons:
    row: Row
    said: Explanation
    clauses: tuple[Clause, ...]
    gaps: tuple[Gap, ...]
    household: OneHousehold | None = None
    """Its rows, where it was evaluated just now."""
    kept: tuple[dossier.Kept, ...] = ()
    """Of its tier: where it is kept, how often it is looked at."""

    @property
    def colour(self) -> str:
        return labels.COLOURS.get(self.said.colour, "azure" if self.row["tier"] == UNKNOWN else GREY)

    @property
    def concerned(self) -> set[str]:
        """Codes of the members on whom clauses rest."""
        whom = (one for clause in self.clauses for one in clause.whom)
        return {member.code for one in whom for member in one.members}

    def naming(self, names: Mapping[str, str]) -> "Reasons":
        """The same with the names of members, by their codes."""
        clauses = (
            replace(clause, whom=tuple(one.naming(names) for one in clause.whom)) for clause in self.clauses
        )
        return replace(self, clauses=tuple(clauses))


def now(household: Household, run: Run, *, on: date) -> Reasons | None:
    """Nothing where the household is not in the register of the run's area on that day."""
    found = near.household(household.pk, on)
    if found is None or found.row["area_code"] not in codes.span(run.area_code):
        return None
    return of(found, run)


def of(household: OneHousehold, run: Run) -> Reasons:
    ready = explaining.of(run)
    found = ready.finding(household)
    row = ready.row(household, found)
    missing = {rule: tuple(sorted(ready.lacking(rule, found))) for rule in found.unknown_rules}
    wording = ready.explainer(sayings.lang()).wording
    whom = {rule: tuple(_whom(one, wording) for one in ready.concerned(rule, found)) for rule in found.rules}
    told = {rule: happened.of(ready.happened(rule, found)) for rule in found.rules}
    made = _explained(row, run, missing, whom, told)
    if beyond := excess.note(household.slips):
        made = replace(made, said=replace(made.said, notes=(*made.said.notes, beyond)))
    return replace(made, household=household)


def named(*found: Reasons) -> tuple[Reasons, ...]:
    """States of one household with its members' names: asked for once, and only where a clause rests on any."""
    if not any(one.concerned for one in found):
        return found
    people = filling.people(found[0].household)
    return tuple(one.naming(people) for one in found)


def _whom(one: Concerned, wording: Wording) -> Whom:
    name = wording.name(one.value)
    label = name if one.holds else _("不符合%(what)s") % {"what": wording.named(name)}
    return Whom(label, tuple(map(Member, one.persons)))


def then(household: Household, run: Run) -> Reasons | None:
    """As the run had found it; nothing where it kept no more than the tier: see `tier_then`."""
    row = _row_then(household, run)
    return _explained(row, run) if row else None


def from_archive(household: Household, run: Run) -> Reasons | None:
    """The same of a household that did not stand out.  Unpacks the archive: takes seconds for a county."""
    if not run.archive:
        return None
    with archive.opened(run.archive) as folder:
        asked = [("household_id", "==", str(household.household_id))]
        found = pq.read_table(folder / screen.FINDINGS, filters=asked).to_pylist()
    return _explained(found[0], run) if found else None


def _row_then(household: Household, run: Run) -> Row | None:
    note = Recheck.objects.filter(run=run, household=household).first()
    if note is not None:
        return rows.unpacked(note.row_then) if note.row_then else None
    finding = Finding.objects.filter(run=run, household=household).first()
    return rows.unpacked(finding.row) if finding else None


def _explained(
    row: Row,
    run: Run,
    missing: Mapping[str, tuple[str, ...]] = NOTHING,
    whom: Mapping[str, tuple[Whom, ...]] = NOTHING,
    told: Mapping[str, tuple[Happened, ...]] = NOTHING,
) -> Reasons:
    ready = explaining.of(run)
    said = ready.explainer(sayings.lang()).explain(row)
    clauses = tuple(
        Clause(fired, ready.pack.rules[fired.rule].source, whom.get(fired.rule, ()), told.get(fired.rule, ()))
        for fired in said.fired
    )
    gaps = tuple(Gap(one, missing.get(one.rule, ())) for one in said.undecided)
    return Reasons(row, said, clauses, gaps, kept=tuple(dossier.kept(ready.pack, row["tier"])))


def differs(one: Reasons, other: Reasons | None, last: str) -> bool:
    """Whether two states stand differently; `other` may be that of a household that did not stand out."""
    if other is None:
        return one.row["tier"] != last or bool(one.row["missing"])
    return any(one.row[name] != other.row[name] for name in COMPARED)


# -- Over the runs -------------------------------------------------------------------------------------------------


@dataclass
class Spell:
    """Regular runs one after the other in which a household was in the same tier."""

    tier: str
    label: str
    colour: str
    since: date
    until: date
    runs: int
    run: int
    """The first of them."""


@dataclass(frozen=True)
class _Seen:
    run: int
    on: date
    tier: str


def history(household: Household, *known: Run, on: date) -> list[Spell]:
    """The newest first.  A run in which it does not appear found nothing: the last tier.

    `known`: runs that need not be fetched again.
    """
    around = [household.area_code, *codes.parents(household.area_code)]
    standing = Run.objects.regular(on).filter(area_code__in=around).exclude(archive="")
    told = list(standing.order_by("-on", "-pk").values_list("pk", "on", "known_at", "pack_hash")[:RUNS])
    if not told:
        return []
    found = _tiers(household, [one[0] for one in told])
    words = _words(told, {run.pack_hash: run for run in known})
    began = _began(household)
    seen = [
        _Seen(pk, on, found.get(pk, words[pack].last))
        for pk, on, known_at, pack in _one_a_day(told)
        if found.get(pk, _was_known(began, on, known_at))
    ]
    spells: list[Spell] = []
    named = {pk: words[pack] for pk, _on, _known, pack in told}
    for one in seen:
        _add(spells, one, named[one.run])
    return spells


def _tiers(household: Household, runs: list[int]) -> dict[int, str]:
    """By run, as it had found them; empty where it did not know the household."""
    findings = Finding.objects.filter(household=household, run__in=runs)
    notes = Recheck.objects.filter(household=household, run__in=runs)
    return dict(findings.values_list("run", "tier")) | dict(notes.values_list("run", "tier_then"))


def _one_a_day(told: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """The last run of each day."""
    days: set[date] = set()
    for one in told:
        if one[1] not in days:
            days.add(one[1])
            yield one


def _words(told: Iterable[tuple[Any, ...]], known: Mapping[str, Run]) -> dict[str, labels.Labels]:
    """By pack: what it calls its tiers stands in the summary of each of its runs."""
    named = {pack: pk for pk, _on, _known, pack in told}
    lacking = [pk for pack, pk in named.items() if pack not in known]
    runs = Run.objects.in_bulk(lacking) if lacking else {}
    return {pack: labels.of(known.get(pack) or runs[pk]) for pack, pk in named.items()}


def _began(household: Household) -> tuple[date, datetime]:
    """The first day of which the register knows it, and when it learned that."""
    first = household.past.aggregate(since=Min("since"), at=Min("recorded_at"))
    return min(first["since"] or household.since, household.since), first["at"] or household.recorded_at


def _was_known(began: tuple[date, datetime], on: date, known_at: datetime | None) -> bool:
    since, recorded_at = began
    return since <= on and known_at is not None and recorded_at <= known_at


def _add(spells: list[Spell], one: _Seen, words: labels.Labels) -> None:
    """From the newest run to the oldest."""
    label = words.tier(one.tier)
    if spells and spells[-1].tier == one.tier and spells[-1].label == label:
        spells[-1].since, spells[-1].run = one.on, one.run
        spells[-1].runs += 1
        return
    spells.append(Spell(one.tier, label, words.colour(one.tier), one.on, one.on, 1, one.run))
