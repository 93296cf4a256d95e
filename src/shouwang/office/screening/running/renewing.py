"""Writing down households that were evaluated anew: their findings as the run would have stored them now.

What the run itself had found is noted once (models.Recheck) and stays.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from shouwang.engine.policy.model import Pack
from shouwang.office.journal import entries
from shouwang.office.journal.entries import Line
from shouwang.office.kit import clock, codes
from shouwang.office.kit.scope import within
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening.models import Finding, Move, Recheck, Run
from shouwang.office.screening.running import explaining, storing
from shouwang.office.screening.running.explaining import Row

QUIET = (Move.SAME, Move.FIRST)


def renew(run: Run, keys: Collection[int], found: Mapping[str, Row]) -> None:
    """In the caller's transaction.  `keys`: households by primary key; `found`: by their codes, without those that
    are no longer in the register of the run's area."""
    renewal = Renewal(run, explaining.of(run).pack, clock.now(), known_to(run, keys))
    findings = {one.household_id: one for one in Finding.objects.filter(run=run, household__in=keys)}
    notes = {one.household_id: one for one in Recheck.objects.filter(run=run, household__in=keys)}
    moved: list[Line] = []
    for household in Household.objects.filter(pk__in=keys).order_by("pk"):
        row, finding = found.get(str(household.household_id)), findings.get(household.pk)
        note = notes.get(household.pk) or renewal.note(household, finding)
        if row or finding or note.pk or household.pk in renewal.known:
            moved += renewal.write(note, finding, row)
    if moved:
        entries.record_many(moved, on=run.on, clause=run.clause)


def known_to(run: Run | None, keys: Collection[int]) -> set[int]:
    """Those that a run was about."""
    if run is None or run.known_at is None:
        return set()
    where = within([codes.span(run.area_code)])
    present, past = history.as_of(Household, run.on, run.known_at)
    return {
        *present.filter(where, pk__in=keys).values_list("pk", flat=True),
        *past.filter(where, household__in=keys).values_list("household", flat=True),
    }


@dataclass(frozen=True)
class Renewal:
    run: Run
    pack: Pack
    at: datetime
    known: set[int]
    """Households that went into the run."""

    @property
    def last(self) -> str:
        return self.pack.tiers[-1].tier

    def note(self, household: Household, finding: Finding | None) -> Recheck:
        """What the run had found: of whoever does not stand out in it, the last tier – now and in the run before."""
        made = Recheck(run=self.run, household=household)
        if finding is not None:
            made.tier_then, made.tier_before, made.row_then = finding.tier, finding.tier_before, finding.row
            made.area_then, made.missing_then = finding.area_code, finding.missing
            made.settles_then = finding.settles
        elif household.pk in self.known:
            made.tier_then = self.last
            made.tier_before = storing.last_tier(self.run.before, self.pack) if self.run.before else ""
        return made

    def write(self, note: Recheck, finding: Finding | None, row: Row | None) -> list[Line]:
        """What the journal is to say: nothing of a household that stays in its tier."""
        tier = note.tier if note.pk else note.tier_then
        note.area_code = row["area_code"] if row else note.household.area_code
        note.at, note.tier = self.at, row["tier"] if row else ""
        note.save()
        made = self.finding(note, row) if row else None
        if made is not None:
            made.pk = finding.pk if finding else None
            made.save()
        elif finding is not None:
            finding.delete()
        return [self.moved(note, tier)] if note.tier != tier else []

    def moved(self, note: Recheck, before: str) -> Line:
        """Codes only; about the recheck: an entry about the household would have it evaluated anew."""
        told = {"tier": [before or None, note.tier or None], "run": self.run.pk}
        ident = str(note.household.household_id)
        return Line("screening.rechecked", "recheck", ident, note.area_code, told)

    def finding(self, note: Recheck, row: Row) -> Finding | None:
        """As the run would have stored it; none for whoever does not stand out."""
        move = became(self.run, self.pack, note.tier_before, row["tier"])
        if row["tier"] == self.last and not row["missing"] and move in QUIET:
            return None
        told = row["tier_at_least"] if row["tier"] == storing.UNKNOWN else row["tier"]
        more = {
            "tier_before": note.tier_before,
            "move": move.value,
            "rank": storing.ids(self.pack).index(told),
        }
        made = storing.finding_of(self.run, {**row, **more}, note.household_id)
        made.rechecked_at = self.at
        return made


def became(run: Run, pack: Pack, before: str, now: str) -> Move:
    """The same as storing.became says of everybody at once."""
    if run.before is None:
        return Move.FIRST
    last, last_before = pack.tiers[-1].tier, storing.last_tier(run.before, pack)
    then = before or last_before
    unknown = storing.UNKNOWN
    if unknown in (now, then):
        return Move.SAME if now == then else Move.UNSETTLED if now == unknown else Move.SETTLED
    if (then == last_before) != (now == last):
        return Move.ENTERED if then == last_before else Move.LEFT
    return _shifted(run.before, pack, then, now)


def _shifted(before: Run, pack: Pack, then: str, now: str) -> Move:
    order = storing.ids(pack)
    # Of packs with other tiers nobody can say which is worse.
    if order != [tier["tier"] for tier in before.tiers[:-1]] or then == now:
        return Move.SAME
    return Move.WORSE if order.index(now) < order.index(then) else Move.BETTER
