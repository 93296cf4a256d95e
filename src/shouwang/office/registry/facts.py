"""What is held about households and persons: the columns of the engine's tables, once for the present and once for
the past."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import HOUSEHOLDS, PERSONS
from shouwang.office.kit.scope import AreaBound
from shouwang.office.kit.sealing import SealedField
from shouwang.office.registry import fields

HOUSEHOLD_KEYS = ("household_id", "area_code")
PERSON_KEYS = ("person_id", "household_id")


class Ending(models.TextChoices):
    """Why a household or person is no longer in the register."""

    DIED = "died", _("死亡")
    MOVED = "moved", _("迁出")
    MARRIED = "married", _("婚出")
    SPLIT = "split", _("分户")
    MERGED = "merged", _("并户")
    ABSENT = "absent", _("全量名单中没有")
    MISTAKE = "mistake", _("登记有误")


class Held(AreaBound):
    """From which day on it is so, since when we know it, and what told us."""

    since = models.DateField(_("自"))
    recorded_at = models.DateTimeField(_("登记时间"))
    source = models.CharField(_("来源"), max_length=40)
    """`import:12`, `change:7`, `form`: what this state was written by."""
    restored_by = models.CharField(_("恢复自"), max_length=40, blank=True)
    """`undo:import:12`, where undoing something brought this state back; `source` goes on telling whose state it is."""
    ended_on = models.DateField(_("退出登记日"), null=True, blank=True)
    ending = models.CharField(_("退出原因"), max_length=10, choices=Ending, blank=True)

    class Meta(AreaBound.Meta):
        abstract = True
        constraints = (
            *AreaBound.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_on=None, ending="") | (Q(ended_on__isnull=False) & ~Q(ending="")),
                name="%(app_label)s_%(class)s_ends_for_a_reason",
            ),
        )

    if TYPE_CHECKING:
        # Most fields come from the engine's declaration, which no type checker runs.
        def __getattr__(self, name: str) -> Any: ...

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Digests and initials follow their columns here, so that no caller can forget one."""
        followed = fields.followers(type(self))
        for name, follower in followed.items():
            value = getattr(self, name)
            setattr(self, follower.of(name), follower.one(value) if value else None)
        if (only := kwargs.get("update_fields")) is not None:
            also = (follower.of(name) for name, follower in followed.items() if name in only)
            kwargs["update_fields"] = {*only, *also}
        super().save(*args, **kwargs)


class HouseholdFacts(Held):
    bank_account = SealedField(_("一卡通账号"), mask="account", null=True, blank=True)
    merged_into = models.ForeignKey(
        "registry.Household", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("并入")
    )
    """With which its incomes, expenses, events and measures count from the day on which it ended (past/mergers.py)."""

    class Meta(Held.Meta):
        abstract = True
        constraints = (
            *Held.Meta.constraints,
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(ending=Ending.MERGED.value),
                name="%(app_label)s_%(class)s_is_merged",
            ),
        )


class PersonFacts(Held):
    bank_account = SealedField(_("银行账号"), mask="account", null=True, blank=True)

    class Meta(Held.Meta):
        abstract = True


fields.declare(HouseholdFacts, HOUSEHOLDS, without=HOUSEHOLD_KEYS)
fields.declare(PersonFacts, PERSONS, without=PERSON_KEYS)
