"""What was stated of a household: incomes, expenses, events, measures.  Never altered, only withdrawn and added to."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import EVENTS, EXPENSES, INCOMES, MEASURES
from shouwang.office.journal.recorded import Recorded
from shouwang.office.kit.scope import AreaBound
from shouwang.office.registry import fields
from shouwang.office.registry.models.present import Household, RecordQuerySet, linked


class OfHousehold(AreaBound):
    """A row that belongs to a household and lies in its place."""

    class Meta(AreaBound.Meta):
        abstract = True

    @classmethod
    def linked_to(cls, line: int) -> Q:
        return linked(line)


class StatementQuerySet(RecordQuerySet):  # type: ignore[override]
    def in_force(self) -> "StatementQuerySet":
        return self.filter(withdrawn_at=None)


class Statement(Recorded, OfHousehold):
    """Something stated once and never altered.  `withdrawn_at`: a correction or an undone import took it back."""

    recorded_at = models.DateTimeField(_("登记时间"))
    source = models.CharField(_("来源"), max_length=40)
    restored_by = models.CharField(_("恢复自"), max_length=40, blank=True)
    """`undo:import:12`, where undoing something stated it anew."""
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_by = models.CharField(max_length=40, blank=True)
    """The `source` that took it back."""
    withdrawn_why = models.CharField(_("撤回理由"), max_length=200, blank=True)
    evidence = models.CharField(_("佐证"), max_length=200, blank=True)

    objects: ClassVar[Any] = StatementQuerySet.as_manager()
    unrecorded = frozenset({"recorded_at", "restored_by"})

    class Meta(OfHousehold.Meta):
        abstract = True
        constraints = (
            *OfHousehold.Meta.constraints,
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="%(app_label)s_%(class)s_withdrawn_by_something",
            ),
        )


NOT_NEGATIVE = models.CheckConstraint(
    condition=Q(amount__gte=0), name="%(app_label)s_%(class)s_is_not_negative"
)


class Income(Statement):
    household = models.ForeignKey(Household, models.PROTECT, related_name="incomes")
    how = models.CharField(_("怎么算的"), max_length=200, blank=True)

    class Meta(Statement.Meta):
        abstract = False
        verbose_name = _("收入")
        indexes = (models.Index(fields=("household", "period"), name="registry_income_sheet"),)
        constraints = (*Statement.Meta.constraints, NOT_NEGATIVE)


class Expense(Statement):
    household = models.ForeignKey(Household, models.PROTECT, related_name="expenses")

    class Meta(Statement.Meta):
        abstract = False
        verbose_name = _("支出")
        indexes = (models.Index(fields=("household", "period"), name="registry_expense_sheet"),)
        constraints = (*Statement.Meta.constraints, NOT_NEGATIVE)


class Event(Statement):
    household = models.ForeignKey(Household, models.PROTECT, related_name="events")

    class Meta(Statement.Meta):
        abstract = False
        verbose_name = _("事件")
        # The list, newest first: of a village or township along the first, of a county along the second.
        indexes = (
            models.Index(fields=("area_code", "occurred_on", "id"), name="registry_event_place"),
            models.Index(fields=("occurred_on", "id"), name="registry_event_newest"),
        )


class Measure(Statement):
    household = models.ForeignKey(Household, models.PROTECT, related_name="measures")

    class Meta(Statement.Meta):
        abstract = False
        verbose_name = _("帮扶措施")
        # The list, in its order.
        indexes = (models.Index(fields=("area_code", "id"), name="registry_measure_place"),)


fields.declare(Income, INCOMES, without=("household_id",))
fields.declare(Expense, EXPENSES, without=("household_id",))
fields.declare(Event, EVENTS, without=("household_id",))
fields.declare(Measure, MEASURES, without=("household_id",))

STATEMENTS: dict[str, Any] = {"incomes": Income, "expenses": Expense, "events": Event, "measures": Measure}
