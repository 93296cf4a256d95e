"""Places that are watched as a whole, because many of their households may fall back at once."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwang.office.journal.recorded import Recorded
from shouwang.office.kit.scope import AreaBound
from shouwang.office.registry.models.present import RecordQuerySet


class KeyArea(Recorded, AreaBound):
    """An area, or of it the households of one group, or of one resettlement site.  Source: 002, 004 (REG-14, TIER-11).

    Ended rather than deleted; what it is of never changes, so that an earlier run's counts go on meaning the same.
    """

    class Kind(models.TextChoices):
        RELOCATION = "relocation", _("集中安置点")
        PRONE = "disaster_prone", _("灾害多发区")
        STRUCK = "disaster_struck", _("受灾区")
        OTHER = "other", _("其他重点区域")

    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    group_name = models.CharField(_("村民小组"), max_length=100, blank=True)
    """As households of the village name it; empty: all of them."""
    resettlement_site = models.CharField(_("安置点"), max_length=100, blank=True)
    reason = models.CharField(_("为什么重点关注"), max_length=300)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)
    """Not included; nothing: in force."""
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("标记人")
    )

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta(AreaBound.Meta):
        abstract = False
        verbose_name = _("重点区域")
        indexes = (models.Index(fields=("area_code", "id"), name="registry_keyarea_place"),)
        constraints = (
            *AreaBound.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="registry_keyarea_ends_later"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="registry_keyarea_has_reason"),
        )
