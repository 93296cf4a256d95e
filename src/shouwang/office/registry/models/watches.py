"""What somebody saw of a household's income in a quarter."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.office.journal.recorded import Recorded
from shouwang.office.registry.models.present import Household, RecordQuerySet
from shouwang.office.registry.models.statements import OfHousehold


class IncomeWatch(Recorded, OfHousehold):
    """One look at a household in a quarter.  Of several the latest counts, the earlier stay.

    Source: 002-P6(2) (INC-08).  Each answer may be that it could not be found out, which is neither yes nor no.
    """

    class Channel(models.TextChoices):
        YES = "yes", _("有渠道")
        NO = "no", _("没有渠道")
        UNKNOWN = "unknown", _("没有问清")

    class Job(models.TextChoices):
        STABLE = "stable", _("稳定")
        UNSTABLE = "unstable", _("不稳定")
        NONE = "none", _("没有人就业")
        UNKNOWN = "unknown", _("没有问清")

    class Level(models.TextChoices):
        UP = "up", _("增加")
        SAME = "same", _("持平")
        DOWN = "down", _("下降")
        UNKNOWN = "unknown", _("没有问清")

    class Colour(models.TextChoices):
        RED = "red", _("红")
        YELLOW = "yellow", _("黄")
        GREEN = "green", _("绿")
        GREY = "grey", _("不明")

    household = models.ForeignKey(Household, models.PROTECT, related_name="watches")
    quarter = models.CharField(_("季度"), max_length=6)
    """`2026Q4`, see quarters.py."""
    channel = models.CharField(_("增收渠道"), max_length=8, choices=Channel)
    job = models.CharField(_("就业"), max_length=8, choices=Job)
    level = models.CharField(_("收入水平"), max_length=8, choices=Level)
    """Against the quarter before."""
    note = models.CharField(_("说明"), max_length=500, blank=True)
    checked_on = models.DateField(_("监测日"))
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("监测人"))
    colour = models.CharField(_("颜色"), max_length=6, choices=Colour)
    """Follows from the answers (care/colours.py), kept so that a list can be asked for it."""
    counts = models.BooleanField(default=True)
    """The latest of its household and quarter."""

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    unrecorded = frozenset({"colour", "counts"})

    class Meta(OfHousehold.Meta):
        abstract = False
        verbose_name = _("季度监测")
        indexes = (
            models.Index(fields=("household", "quarter"), name="registry_watch_history"),
            # Of a village or county those of one colour.
            models.Index(
                fields=("quarter", "colour", "area_code", "household"),
                condition=Q(counts=True),
                name="registry_watch_colour",
            ),
        )
        constraints = (
            *OfHousehold.Meta.constraints,
            models.UniqueConstraint(
                fields=("quarter", "household"), condition=Q(counts=True), name="registry_watch_counts_once"
            ),
        )
