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

from django.core.exceptions import EmptyResultSet
from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import counts
from shouwang.office.kit.codes import Span
from shouwang.office.registry.models import Household
from shouwang.office.screening import rows
from shouwang.office.screening.models import Finding, Recheck, Run

DONE, BEGUN, WAITING, GONE = "done", "begun", "waiting", "gone"
STATES = (DONE, BEGUN, WAITING, GONE)
BETWEEN = "|"
"""Between what a household lacked, what it lacks, and whether it is gone; no column's name has it."""
LEFT_IT = "gone"


@dataclass(frozen=True)
class Told:
    """`households` of one place that lacked the same then and lack the same now."""

    area_code: str
    then: frozenset[str]
    now: frozenset[str]
    is_gone: bool
    households: int = 1

    @property
    def left(self) -> frozenset[str]:
        """Of what it lacked, what it lacks still."""
        return self.then & self.now

    @property
    def state(self) -> str:
        """Gone: no longer in the register, which nobody completed."""
        if self.is_gone:
            return GONE
        return DONE if not self.left else WAITING if self.left == self.then else BEGUN


@dataclass(frozen=True)
class Asked:
    """Which households a number counts: all, those in a state, or those whose answer for one column is in that state."""

    state: str = ""
    column: str = ""

    def holds(self, one: Told) -> bool:
        if self.column and self.column not in one.then:
            return False
        state = _state(one, self.column) if self.column else one.state
        return self.state in ("", state)


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
    """`length`: digits of the places that are listed.  Where it takes long, as it was a moment ago (kit/counts.py)."""
    grouped = [_grouped(found) for found in _both(start, now, user, inside)]
    try:
        question = ("progress", start.pk, now.pk, length, *(one.query.sql_with_params() for one in grouped))
    except EmptyResultSet:
        return Progress(start, now)
    made: Progress = counts.worth(question, lambda: _of(start, now, grouped, length))
    return made


def _of(start: Run, now: Run, grouped: Sequence["QuerySet[Any]"], length: int) -> Progress:
    told = [_said(row["place"], row["key"], row["households"]) for found in grouped for row in found]
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


def households(start: Run, now: Run, user: Any, asked: Asked) -> "QuerySet[Household]":
    """Those behind a number."""
    homes: QuerySet[Household] = Household.objects.visible_to(user, Permission.CHANGE_REQUEST)
    wanted = Q(pk__in=())
    for found in _both(start, now, user, None):
        every = counts.rows(found.order_by().values_list("key", flat=True).distinct())
        keys = [key for key in every if asked.holds(_said("", key))]
        wanted |= Q(pk__in=found.filter(key__in=keys).values("household"))
    return homes.filter(wanted)


def lacking(start: Run, now: Run, user: Any, homes: Iterable[int]) -> dict[int, Told]:
    """Household → what it lacked and lacks, of some of them."""
    return {
        pk: _said("", key)
        for found in _both(start, now, user, None)
        for pk, key in found.filter(household__in=list(homes)).values_list("household", "key")
    }


def _grouped(found: "QuerySet[Any]") -> "QuerySet[Any]":
    made: QuerySet[Any] = found.order_by().values("place", "key").annotate(households=Count("pk"))
    return made


def _said(area_code: str, key: str, households: int = 1) -> Told:
    then, today, gone = key.split(BETWEEN)
    return Told(area_code, frozenset(rows.split(then)), frozenset(rows.split(today)), bool(gone), households)


def _both(start: Run, now: Run, user: Any, inside: Span | None) -> Iterable["QuerySet[Any]"]:
    """With `place` and `key`: of households that nobody evaluated anew in the first run, and of those who were, whose
    note says what they lacked.

    Of whoever reaches the household today, and where it lives today: that is who still has to complete it.
    """
    homes = Household.objects.visible_to(user, Permission.CHANGE_REQUEST)
    homes = homes.inside(inside) if inside else homes
    # Joined once: looked up for each household, a county's page waited three times as long.
    beside = FilteredRelation("household__findings", condition=Q(household__findings__run=now))
    unchanged = Finding.objects.filter(run=start, rechecked_at=None).exclude(missing="")
    renewed = Recheck.objects.filter(run=start).exclude(missing_then="")
    for found, then, today in (
        (unchanged.annotate(beside=beside), "missing", F("beside__missing")),
        (renewed, "missing_then", _now(now)),
    ):
        yield found.filter(household__in=homes.values("pk")).annotate(
            place=F("household__area_code"), key=_key(then, today)
        )


def _key(then: str, today: Any) -> Concat:
    gone = Case(When(household__ended_on=None, then=Value("")), default=Value(LEFT_IT))
    known = Coalesce(today, Value(""), output_field=TextField())
    return Concat(F(then), Value(BETWEEN), known, Value(BETWEEN), gone, output_field=TextField())


def _now(now: Run) -> Subquery:
    """What a household lacks today; of whoever no longer stands out there is nothing."""
    return Subquery(Finding.objects.filter(run=now, household=OuterRef("household")).values("missing")[:1])
