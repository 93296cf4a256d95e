"""Areas from province to village.  The code is key and path; an area that merged or was renamed keeps its history."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import AREAS
from shouwang.office.journal.recorded import Recorded, RecordedQuerySet
from shouwang.office.kit import codes, initials
from shouwang.office.kit.scope import NOTHING, Reach, within

LEVELS = [(value.code, _(value.label)) for value in AREAS["level"].values]
KINDS = [(value.code, _(value.label)) for value in AREAS["kind"].values]


class AreaQuerySet(RecordedQuerySet):
    def on(self, day: date) -> "AreaQuerySet":
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))

    def in_force(self) -> "AreaQuerySet":
        return self.filter(valid_to=None)

    def visible_to(self, user: Any, permission: Any) -> "AreaQuerySet":
        """The areas somebody reaches, and – with linked households only – the areas these lie in."""
        reach: Reach = user.reach(permission) if hasattr(user, "reach") else Reach()
        spans = (*reach.spans, *(span for _line, span in reach.linked))
        return self.filter(within(spans, "code") if spans else NOTHING)


class Area(Recorded):
    code = models.CharField(_("区划代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    name_initials = models.CharField(max_length=initials.LONGEST, default="", blank=True, editable=False)
    """Follows the name, to look up by."""
    level = models.CharField(_("级别"), max_length=10, choices=LEVELS, db_index=True)
    kind = models.CharField(_("类型"), max_length=20, choices=KINDS, default="ordinary")
    valid_from = models.DateField(_("启用日"))
    valid_to = models.DateField(_("停用日"), null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("并入"))

    objects: ClassVar[Any] = AreaQuerySet.as_manager()
    tells_of_people = False
    unrecorded = frozenset({"name_initials"})

    class Meta:
        verbose_name = _("行政区划")
        ordering = ("code",)
        indexes = (
            models.Index(fields=("name",), opclasses=("varchar_pattern_ops",), name="areas_area_called"),
            models.Index(
                fields=("name_initials",), opclasses=("varchar_pattern_ops",), name="areas_area_letters"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_initials = initials.letters(self.name)
        if (only := kwargs.get("update_fields")) is not None and "name" in only:
            kwargs["update_fields"] = {*only, "name_initials"}
        super().save(*args, **kwargs)

    @property
    def area_code(self) -> str:
        return self.code

    @property
    def span(self) -> codes.Span:
        return codes.span(self.code)


class FormerName(models.Model):
    """What an area was called until, not including, a day."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="former_names")
    name = models.CharField(_("曾用名"), max_length=60)
    until = models.DateField(_("用至"))
