"""Which rows of a table stand in the register today within a scope, and which may have changed since a moment.

Whoever took a copy and asks for what changed gets every row that may differ: as it stands (`here`), or as gone – left the
register, withdrawn, or moved out of the scope.  More than what changed does no harm; less would.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from shouwang.office.areas.models import Area
from shouwang.office.kit.codes import Span
from shouwang.office.kit.scope import within
from shouwang.office.registry.models import STATEMENTS, Ending, Household, HouseholdPast, Person
from shouwang.office.registry.past import history, mergers

HERE = "here"


@dataclass(frozen=True)
class Scope:
    """All rows of these areas; `span`: only what lies in this one, too."""

    spans: tuple[Span, ...]
    span: Span | None = None

    def of(self, column: str) -> Q:
        condition = within(self.spans, column)
        return condition & within([self.span], column) if self.span else condition


@dataclass(frozen=True)
class Standing:
    rows: "QuerySet[Any]"
    """With HERE beside each."""
    counts_in: Mapping[str, str] = field(default_factory=dict)
    """Household that was merged → the one with which its statements count, by their codes."""


def of(name: str, scope: Scope, *, on: date, since: datetime | None) -> Standing:
    """`name`: of a canonical table; `since`: nothing for all that stand there."""
    if name == "areas":
        return Standing(_areas(scope, since))
    if name in STATEMENTS:
        return _statements(STATEMENTS[name], scope, on, since)
    return Standing(_identified({"households": Household, "persons": Person}[name], scope, since))


def _areas(scope: Scope, since: datetime | None) -> "QuerySet[Any]":
    """Nothing tells when an area changed: all of them, with those that are no longer in force as gone."""
    inside, here = scope.of("code"), Q(valid_to=None)
    return _marked(Area.objects.filter(inside if since else inside & here), here)


def _identified(model: Any, scope: Scope, since: datetime | None) -> "QuerySet[Any]":
    inside = scope.of("area_code")
    here = inside & Q(ended_on=None)
    if since is None:
        return _marked(model.objects.filter(here), here)
    past, parent = history.past_of(model)
    left = past._base_manager.filter(inside, replaced_at__gte=since).values(parent)
    return _marked(model.objects.filter(Q(inside, recorded_at__gte=since) | Q(pk__in=left)), here)


def _statements(model: Any, scope: Scope, on: date, since: datetime | None) -> Standing:
    """They belong where their household counts: the present one's place, of a merged one its heir's."""
    counts_in = _heirs(scope, on)
    inside, merged = scope.of("household__area_code"), Q(household__household_id__in=list(counts_in))
    here = inside & Q(household__ended_on=None)
    if counts_in:
        here |= merged
    here &= Q(withdrawn_at=None)
    if since is None:
        return Standing(_marked(model.objects.filter(here), here), counts_in)
    mine = inside | merged if counts_in else inside
    touched = mine & (Q(recorded_at__gte=since) | Q(withdrawn_at__gte=since))
    return Standing(_marked(model.objects.filter(touched | _displaced(scope, on, since)), here), counts_in)


def _heirs(scope: Scope, on: date) -> dict[str, str]:
    """Of mergers whose heir stands within the scope."""
    heirs = mergers.heirs(on)
    if not heirs:
        return {}
    there = Household.objects.present().filter(scope.of("area_code"), household_id__in=set(heirs.values()))
    seen = set(there.values_list("household_id", flat=True))
    return {code: heir for code, heir in heirs.items() if heir in seen}


def _displaced(scope: Scope, on: date, since: datetime) -> Q:
    """Statements of households that since then moved, left, came back or were merged: no statement says so itself."""
    past = HouseholdPast.objects.filter(replaced_at__gte=since).exclude(
        area_code=F("household__area_code"), ending=F("household__ending")
    )
    concerned = scope.of("area_code") | scope.of("household__area_code")
    # A merged household lies anywhere; only where its heir lies counts, and of that the past may know nothing any more.
    # What the scope hears of it is the number of a row.
    merged = Q(ending=Ending.MERGED) | Q(household__ending=Ending.MERGED)
    displaced = past.filter(concerned | merged).values("household")
    return Q(household__in=displaced) | Q(household__household_id__in=_merged_into(displaced, on))


def _merged_into(displaced: "QuerySet[Any]", on: date) -> Iterable[str]:
    said = Household._base_manager.filter(merged_into__in=displaced).values_list("merged_into", flat=True)
    heirs = {key for key in said if key}
    return list(mergers.into_any(heirs, on)) if heirs else []


def _marked(rows: "QuerySet[Any]", here: Q) -> "QuerySet[Any]":
    sign = Case(When(here, then=Value(True)), default=Value(False), output_field=BooleanField())
    marked: QuerySet[Any] = rows.annotate(**{HERE: sign})
    return marked
