"""Which measures count now or on a day, and which watched households have none."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from shouwang.office.registry.models import Measure
from shouwang.office.registry.models.present import WATCHED


def running(on: date) -> Q:
    """In force on a day: one without an end goes on; the last day is one of it."""
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))


def counting(measures: "QuerySet[Any]") -> "QuerySet[Any]":
    """Not taken back, and of a household in the register, or of one whose people count with another (past/mergers.py)."""
    there = Q(household__ended_on=None) | Q(household__merged_into__isnull=False)
    return measures.filter(there, withdrawn_at=None)


def unaided(households: "QuerySet[Any]", on: date) -> "QuerySet[Any]":
    """Present households that are watched and have no measure in force on a day.

    Whose risk is not known to be eliminated is watched.  Source: 000-H (REG-04).
    """
    helped = Measure.objects.filter(running(on), withdrawn_at=None)
    # Two questions: of both at once the data base would read all measures.
    own, joined = (helped.filter(**{of: OuterRef("pk")}) for of in ("household", "household__merged_into"))
    watched = households.filter(monitoring_type__in=WATCHED, ended_on=None).exclude(risk_state="eliminated")
    return watched.filter(~Exists(own), ~Exists(joined))
