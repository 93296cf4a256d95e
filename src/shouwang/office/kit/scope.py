"""Who sees which rows.  The one place: everything read passes `visible_to`, everything written `user.require`.

Closed by default: without an appointment that gives the permission there are no rows, and a record cannot be saved
without an area.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.office.kit.codes import Span

NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Reach:
    """Where somebody may use one permission.

    `spans`: all rows of these areas.  `linked`: appointments (their lines) that reach only the rows linked to them,
    each within its span.
    """

    spans: tuple[Span, ...] = ()
    linked: tuple[tuple[int, Span], ...] = ()

    def __contains__(self, code: object) -> bool:
        """Whether all rows of the place are reached."""
        return any(code in span for span in self.spans)

    def __bool__(self) -> bool:
        return bool(self.spans or self.linked)

    def covers(self, other: "Reach") -> bool:
        """Whether whatever the other one reaches is reached by this one."""
        linked = (one in self.linked or self._holds(one[1]) for one in other.linked)
        return all(self._holds(span) for span in other.spans) and all(linked)

    def _holds(self, span: Span) -> bool:
        return any(span.low in own and span.high in own for own in self.spans)

    def as_list(self) -> list[list[Any]]:
        """To be kept: low, high, and the line of the appointment that reaches only linked rows."""
        return [[*span, None] for span in self.spans] + [[*span, line] for line, span in self.linked]

    @classmethod
    def of_list(cls, held: Iterable[Iterable[Any]]) -> "Reach":
        kept = [(Span(low, high), line) for low, high, line in held]
        return cls(
            tuple(span for span, line in kept if line is None),
            tuple((line, span) for span, line in kept if line is not None),
        )


def within(spans: Iterable[Span], column: str = "area_code") -> Q:
    """The condition; no spans, no rows."""
    condition = NOTHING
    for low, high in spans:
        condition |= Q(**{f"{column}__range": (low, high)}) if low != high else Q(**{column: low})
    return condition


def reach(user: Any, permission: Any) -> Reach:
    """Anonymous visitors have none."""
    found: Reach = user.reach(permission) if hasattr(user, "reach") else Reach()
    return found


class AreaQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, permission: Any) -> Self:
        return self.filter(self.model.reached(reach(user, permission)))

    def inside(self, span: Span) -> Self:
        return self.filter(within([span]))


class AreaBound(models.Model):
    """A record that belongs to a place.  `area_code` has twelve digits."""

    area_code = models.CharField(_("行政区划"), max_length=12)
    objects: ClassVar[Any] = AreaQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(area_code__gte="100000000000") & Q(area_code__lte="999999999999"),
                name="%(app_label)s_%(class)s_has_area",
            ),
        )

    @classmethod
    def reached(cls, by: Reach) -> Q:
        condition = within(by.spans)
        for line, span in by.linked:
            condition |= within([span]) & cls.linked_to(line)
        return condition

    @classmethod
    def linked_to(cls, line: int) -> Q:
        """Rows linked to an appointment; a model that knows no links shows none."""
        return NOTHING
