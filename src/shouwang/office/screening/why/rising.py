"""A household that came into a graver tier: since when, what the new tier asks, and what of it the register has.

Where it is kept and how often it is looked at, the pack says; which measures belong to a tier, no pack does: told is
whether any is in force, and any was begun since.  Source: 000-H (TIER-04, TIER-05).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwang.office.registry.care import measures
from shouwang.office.registry.models import Household
from shouwang.office.screening import divisions, labels
from shouwang.office.screening.models import Recheck, Run
from shouwang.office.screening.why.dossier import Kept
from shouwang.office.screening.why.reasons import Reasons, Spell

UP, DOWN = "up", "down"


@dataclass(frozen=True)
class Rise:
    """`kept`: what the new tier asks; `has`: label, text and whether it is there."""

    since: date
    before: str
    after: str
    kept: Sequence[Kept]
    has: Sequence[tuple[str, str, bool]]


def order(run: Run) -> list[str]:
    """Tiers, the gravest first."""
    return [one["tier"] for one in run.tiers if one["tier"] != labels.UNKNOWN]


def way(before: str, after: str, tiers: Sequence[str]) -> str:
    """Up: into a graver one.  Empty where one of the two is unknown, or of another pack."""
    if before not in tiers or after not in tiers or before == after:
        return ""
    return UP if tiers.index(after) < tiers.index(before) else DOWN


def ways(spells: Sequence[Spell], tiers: Sequence[str]) -> list[str]:
    """Of each spell, the newest first: how it came from the tier that was known before."""
    return [
        way(_known_before(spells[place + 1 :], tiers), one.tier, tiers) for place, one in enumerate(spells)
    ]


def _known_before(earlier: Sequence[Spell], tiers: Sequence[str]) -> str:
    return next((one.tier for one in earlier if one.tier in tiers), "")


def of(household: Household, run: Run, found: Reasons, spells: Sequence[Spell], on: date) -> Rise | None:
    """Of the tier in which it is now; none where it did not rise into it."""
    tier, tiers = found.row["tier"], order(run)
    earlier = spells[1:] if spells and spells[0].tier == tier else spells
    before = next((one for one in earlier if one.tier in tiers), None)
    if before is None or way(before.tier, tier, tiers) != UP:
        return None
    since = spells[0].since if earlier is not spells else _renewed(household, run, on)
    has = _has(household, since, on, is_gravest=tier == tiers[0])
    return Rise(since, before.label, found.said.tier_label, found.kept, has)


def _renewed(household: Household, run: Run, on: date) -> date:
    """The day on which it was evaluated anew; today, as long as that waits."""
    note = Recheck.objects.filter(run=run, household=household).only("at").first()
    return localtime(note.at).date() if note else on


def _has(household: Household, since: date, on: date, *, is_gravest: bool) -> list[tuple[str, str, bool]]:
    """Whoever is in the gravest tier has to be watched; of the others nobody is told to be."""
    counted = household.measures.filter(withdrawn_at=None).aggregate(
        running=Count("pk", filter=measures.running(on)),
        begun=Count("pk", filter=Q(starts_on__gte=since, starts_on__lte=on)),
    )
    watched = (household.monitoring_type or "none") != "none" and household.risk_state != "eliminated"
    kind = divisions.words_of("monitoring_type").get(household.monitoring_type or divisions.UNKNOWN, "")
    return [
        (_("监测对象"), kind if watched else _("还不是，或风险已消除"), watched or not is_gravest),
        (_("在实施的措施"), _items(counted["running"]), counted["running"] > 0),
        (_("升级以来开始的措施"), _items(counted["begun"]), counted["begun"] > 0),
    ]


def _items(count: int) -> str:
    return ngettext("%(count)s 项", "%(count)s 项", count) % {"count": count}
