"""What became of the unknowns of a run by now (截至目前): households that are done, begun, and not begun, place by place.

Then: the columns that a household lacked when the run was made – a household that was evaluated anew since keeps them in
its note.  Now: what it lacks in the latest regular run, evaluated anew or not.  A column of which one person's value is
still unknown is still lacking.  Source: 000-C, F (REP-11).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit.codes import Span
from shouwang.office.screening import queries, rows
from shouwang.office.screening.models import Finding, Recheck, Run

DONE, BEGUN, WAITING, GONE = "done", "begun", "waiting", "gone"
STATES = (DONE, BEGUN, WAITING, GONE)


@dataclass(frozen=True)
class Told:
    """`households` of one place that lacked the same then and lack the same now."""

    area_code: str
    then: frozenset[str]
    now: frozenset[str]
    is_gone: bool
    households: int = 1

    @property
    def state(self) -> str:
        """Gone: no longer in the register, which nobody completed."""
        if self.is_gone:
            return GONE
        left = self.then & self.now
        return DONE if not left else WAITING if left == self.then else BEGUN


@dataclass(frozen=True)
class Line:
    """`households`: by state."""

    key: str
    households: Mapping[str, int]

    @property
    def whole(self) -> int:
        return sum(self.households.values())

    @property
    def share(self) -> str:
        """Percent that is done, of those who are still there."""
        here = self.whole - self.households[GONE]
        return f"{100 * self.households[DONE] / here:.1f}" if here else ""


@dataclass(frozen=True)
class Progress:
    """`places`: by code, the most that is left first; `columns`: a household counts for each that it lacked."""

    since: Run
    now: Run
    places: Sequence[Line] = field(default_factory=list)
    columns: Sequence[Line] = field(default_factory=list)
    sums: Line = field(default_factory=lambda: Line("", dict.fromkeys(STATES, 0)))


def since(now: Run, day: date) -> Run:
    """The regular run from which is counted: the last until a day whose findings are kept, else the first after it."""
    kept = Run.objects.regular(now.on).defer("summary").filter(area_code=now.area_code).exclude(archive="")
    before = kept.filter(on__lte=day).order_by("-on", "-pk").first()
    return before or kept.order_by("on", "-pk").first() or now


def of(start: Run, now: Run, user: Any, *, inside: Span | None = None, length: int = 12) -> Progress:
    """`length`: digits of the places that are listed."""
    told = list(_told(start, now, user, inside))
    places = _lines((one.area_code[:length].ljust(12, "0"), one.state, one.households) for one in told)
    columns = _lines(
        (column, _state(one, column), one.households) for one in told for column in sorted(one.then)
    )
    sums = _lines(("", one.state, one.households) for one in told)
    return Progress(start, now, places, columns, *sums)


def _state(one: Told, column: str) -> str:
    """Of one column of a household: there is nothing between."""
    return GONE if one.is_gone else WAITING if column in one.now else DONE


def _lines(told: Iterable[tuple[str, str, int]]) -> list[Line]:
    found: dict[str, Counter[str]] = {}
    for key, state, households in told:
        found.setdefault(key, Counter(dict.fromkeys(STATES, 0)))[state] += households
    made = [Line(key, counts) for key, counts in found.items()]
    return sorted(made, key=lambda one: (-one.households[WAITING] - one.households[BEGUN], one.key))


def _told(start: Run, now: Run, user: Any, inside: Span | None) -> Iterable[Told]:
    yield from _unchanged(start, now, user, inside)
    yield from _renewed(start, now, user, inside)


def _unchanged(start: Run, now: Run, user: Any, inside: Span | None) -> Iterable[Told]:
    """Of households that nobody evaluated anew in the first run: counted by the data base."""
    found = _inside(queries.findings_for(start, user, Permission.CHANGE_REQUEST), inside)
    found = found.exclude(missing="").filter(rechecked_at=None).order_by()
    gone = Case(When(household__ended_on=None, then=False), default=True)
    # Joined once: looked up for each household, a county's page waited three times as long.
    beside = FilteredRelation("household__findings", condition=Q(household__findings__run=now))
    today = Coalesce("beside__missing", Value(""), output_field=TextField())
    told = found.annotate(beside=beside, today=today, gone=gone)
    grouped = told.values("area_code", "missing", "today", "gone")
    for row in grouped.annotate(households=Count("pk")):
        then, after = frozenset(rows.split(row["missing"])), frozenset(rows.split(row["today"]))
        yield Told(row["area_code"], then, after, row["gone"], row["households"])


def _renewed(start: Run, now: Run, user: Any, inside: Span | None) -> Iterable[Told]:
    """Of those who were: what they lacked stands in their note."""
    notes = Recheck.objects.visible_to(user, Permission.CHANGE_REQUEST).filter(run=start)
    found = _inside(notes.exclude(missing_then=""), inside).annotate(today=_now(now))
    for area_code, lacked, today, ended_on in found.values_list(
        "area_code", "missing_then", "today", "household__ended_on"
    ):
        yield Told(
            area_code, frozenset(rows.split(lacked)), frozenset(rows.split(today)), ended_on is not None
        )


def _now(now: Run) -> Coalesce:
    """What a household lacks today; of whoever no longer stands out there is nothing."""
    found = Finding.objects.filter(run=now, household=OuterRef("household")).values("missing")[:1]
    return Coalesce(Subquery(found), Value("", output_field=TextField()))


def _inside(found: "QuerySet[Any]", inside: Span | None) -> "QuerySet[Any]":
    return found.inside(inside) if inside else found  # type: ignore[attr-defined]
