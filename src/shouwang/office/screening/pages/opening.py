"""Where the numbers of a run's page lead: to the households that they count, as they were on the run's day.

The ledger of a run goes on with the register – who moved stands where they live now, who was evaluated anew as they are
now –, so that it holds others than were counted.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from shouwang.office.accounts.permissions import Permission
from shouwang.office.screening.links import Links
from shouwang.office.screening.models import Run

MOVE = "move"
IN_LEDGER = ("tier", MOVE, "rule", "missing")
"""What the ledger of a run can be narrowed to."""


@dataclass(frozen=True)
class Opening:
    """`links`: of the one place of the run that somebody reaches; without one only the ledger is theirs."""

    run: Run
    links: Links | None

    def to(self, kind: str, key: str, area_code: str = "") -> str:
        """`kind`: of a tally; without links the ledger can be narrowed to few of them."""
        told = self.roll(kind, key, area_code)
        if told or kind not in IN_LEDGER:
            return told
        return ledger(self.run, **{kind: key}, **({"area": area_code} if area_code else {}))

    def roll(self, kind: str, key: str, area_code: str = "") -> str:
        """To the list that has the members of these households as well; the ledger has none."""
        return self.links.roll(kind, key, area_code) if self.links and self._keeps(kind) else ""

    def _keeps(self, kind: str) -> bool:
        """What became of households is told from both archives."""
        before = self.run.before
        return kind != MOVE or (before is not None and bool(before.archive))


def of(run: Run, user: Any) -> Opening:
    place = place_of(run, user)
    if not place or run.state != Run.State.DONE:
        return Opening(run, None)
    return Opening(run, Links(run, place, user.may(Permission.HOUSEHOLD_VIEW, place)))


def place_of(run: Run, user: Any) -> str:
    """The run's area, or the one place of it that somebody reaches; empty where these are several or none."""
    reach = user.reach(Permission.STATISTICS_VIEW)
    places = [run.area_code] if run.area_code in reach else [span.low for span in reach.spans]
    return places[0] if len(places) == 1 else ""


def ledger(run: Run, **chosen: str) -> str:
    """Address of the run's ledger; none where its findings were cleaned up."""
    if not run.archive:
        return ""
    return f"{reverse('screening:findings', args=[run.pk])}?{urlencode(chosen)}"
