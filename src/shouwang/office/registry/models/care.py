"""What a household is guaranteed, and who looks after it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwang.office.journal.recorded import Recorded
from shouwang.office.registry import fields
from shouwang.office.registry.models.present import Household, RecordQuerySet
from shouwang.office.registry.models.statements import OfHousehold


class Guarantee(Recorded, OfHousehold):
    """One line of a household's guarantee card: as checked on a day.  The latest counts, the earlier stay."""

    class Kind(models.TextChoices):
        EDUCATION = "education", _("义务教育")
        MEDICAL = "medical", _("基本医疗")
        HOUSING = "housing", _("住房安全")
        WATER = "water", _("饮水安全")
        FOOD = "food", _("吃饭穿衣")

    class State(models.TextChoices):
        MET = "met", _("有保障")
        AT_RISK = "at_risk", _("有风险")
        UNMET = "unmet", _("没有保障")

    household = models.ForeignKey(Household, models.PROTECT, related_name="guarantees")
    kind = models.CharField(_("保障"), max_length=12, choices=Kind)
    state = models.CharField(_("状态"), max_length=10, choices=State)
    standard = models.CharField(_("标准"), max_length=200, blank=True)
    evidence = models.CharField(_("佐证"), max_length=200, blank=True)
    checked_on = models.DateField(_("核查日"))
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("核查人"))
    next_check_on = models.DateField(_("下次核查"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    due_on = models.DateField(null=True, blank=True)
    """The next check, until another one of the same came: what is due is found beside however much of the past."""

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    unrecorded = frozenset({"due_on"})

    class Meta(OfHousehold.Meta):
        abstract = False
        verbose_name = _("保障卡")
        indexes = (
            models.Index(fields=("household", "kind", "-checked_on"), name="registry_guarantee_card"),
            # Of a village its own; of a county in the order of the list.
            models.Index(
                fields=("area_code", "due_on"),
                condition=Q(due_on__isnull=False),
                name="registry_guarantee_due",
            ),
            models.Index(
                fields=("due_on", "id"),
                condition=Q(due_on__isnull=False),
                name="registry_guarantee_next",
            ),
        )
        constraints = (
            *OfHousehold.Meta.constraints,
            models.CheckConstraint(
                condition=Q(next_check_on=None) | Q(next_check_on__gt=F("checked_on")),
                name="registry_guarantee_next_is_later",
            ),
        )


class Link(Recorded, OfHousehold):
    """Somebody looks after a household, or after all households of a place: a village doctor, a grid worker.

    An appointment of ours, or a name where they have no account.  Being linked to a place opens no household: scopes
    rest on the links of households alone (present.linked).
    """

    class Kind(models.TextChoices):
        HELPER = "helper", _("帮扶责任人")
        RESIDENT = "resident", _("驻村工作队员")
        DOCTOR = "doctor", _("家庭医生")
        GRID = "grid", _("网格员")
        LEADER = "leader", _("包联领导")

    household = models.ForeignKey(Household, models.PROTECT, related_name="links", null=True, blank=True)
    """Nothing: all households of `area_code`, a village or township."""
    group_name = models.CharField(_("村民小组"), max_length=60, blank=True)
    """Of a place: only the households of this group."""
    kind = models.CharField(_("关系"), max_length=10, choices=Kind)
    line = models.BigIntegerField(_("岗位"), null=True, blank=True)
    """The line of appointments; handing over the appointment hands over the household."""
    name = fields.unnamed(models.CharField(_("姓名"), max_length=60, blank=True))
    unit = models.CharField(_("单位"), max_length=100, blank=True)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta(OfHousehold.Meta):
        abstract = False
        verbose_name = _("联系人")
        indexes = (
            models.Index(fields=("line", "household"), condition=Q(until=None), name="registry_link_line"),
            models.Index(fields=("household", "kind"), name="registry_link_household"),
            # A county's desk counts those who have none (queries.uncovered).
            models.Index(
                fields=("household",), condition=Q(kind="helper", until=None), name="registry_link_helped"
            ),
            models.Index(
                fields=("area_code", "kind"), condition=Q(household=None), name="registry_link_place"
            ),
        )
        constraints = (
            *OfHousehold.Meta.constraints,
            models.CheckConstraint(
                condition=Q(line__isnull=False) | ~Q(name=""), name="registry_link_names_somebody"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="registry_link_ends_later"
            ),
            # Of one household, or of a place and perhaps one group there; never of both.
            models.CheckConstraint(
                condition=Q(household=None) | Q(group_name=""), name="registry_link_of_home_or_place"
            ),
        )
