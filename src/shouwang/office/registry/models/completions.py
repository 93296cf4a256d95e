"""What somebody filled in at once of what was missing (registry/completed)."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.office.kit.scope import NOTHING, AreaBound, AreaQuerySet, reach


class CompletionQuerySet(AreaQuerySet):
    def visible_to(self, user: Any, permission: Any) -> Self:
        """Of the places within reach, and one's own: what lay in several villages lies in none of them.  Which of its
        records somebody may still see, these say."""
        reached = reach(user, permission)
        return self.filter(self.model.reached(reached) | (Q(by=user) if reached else NOTHING))


class Completion(AreaBound):
    """`area_code`: the smallest place that holds all of it."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("补齐人")
    )
    at = models.DateTimeField(_("补齐时间"))
    on = models.DateField(_("从哪天起"))
    """From which day on it is said to be so."""
    reason = models.CharField(_("怎么知道的"), max_length=200, blank=True)
    by_workbook = models.BooleanField(_("用待补表"), default=False)
    filled = models.JSONField(default=list)
    """Of every record `["households" | "persons", key, [column, …]]`, of a household's year of amounts
    `["incomes" | "expenses", key of the household, [kind, …]]`."""
    cells = models.PositiveIntegerField(_("补上的格"), default=0)
    taken_back_at = models.DateTimeField(_("撤回时间"), null=True)
    """The last time: whoever reaches less takes back less, and somebody else the rest."""
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("撤回人")
    )
    taken_back = models.PositiveIntegerField(_("撤回的格"), default=0)
    taken_back_why = models.CharField(_("为什么撤回"), max_length=200, blank=True)

    objects: ClassVar[Any] = CompletionQuerySet.as_manager()

    class Meta(AreaBound.Meta):
        abstract = False
        verbose_name = _("补齐记录")
        indexes = (
            # Of a place or of somebody, the latest first.
            models.Index(fields=("area_code", "id"), name="registry_completion_place"),
            models.Index(fields=("by", "id"), name="registry_completion_by"),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def source(self) -> str:
        """As what was filled in names it."""
        return f"completion:{self.pk}"
