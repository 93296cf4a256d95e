"""Requests to change a household, and the papers that prove them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwang.office.journal.recorded import Recorded
from shouwang.office.kit.sealing import SealedField
from shouwang.office.registry import fields
from shouwang.office.registry.models.present import Household, RecordQuerySet
from shouwang.office.registry.models.statements import OfHousehold

MOST_BYTES = 10 * 1024 * 1024
"""Of one paper: a photograph of a phone, or a few scanned pages."""


class Change(Recorded, OfHousehold):
    """A request to change a household: drafted and submitted by one, approved by another."""

    class Kind(models.TextChoices):
        BIRTH = "birth", _("出生")
        DEATH = "death", _("死亡")
        MARRIAGE_IN = "marriage_in", _("婚入")
        MARRIAGE_OUT = "marriage_out", _("婚出")
        MOVE_IN = "move_in", _("迁入")
        MOVE_OUT = "move_out", _("迁出")
        SPLIT = "split", _("分户")
        MERGE = "merge", _("并户")
        HEAD = "head", _("变更户主")
        ID = "id", _("更正证件号码")
        FACTS = "facts", _("更正登记信息")

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("待审批")
        RETURNED = "returned", _("已退回")
        APPROVED = "approved", _("已生效")
        WITHDRAWN = "withdrawn", _("已撤回")

    household = models.ForeignKey(Household, models.PROTECT, related_name="changes", verbose_name=_("农户"))
    kind = models.CharField(_("变更类型"), max_length=14, choices=Kind)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    happens_on = models.DateField(_("发生日期"))
    answers = SealedField(_("内容"), null=True, blank=True)
    """Sealed JSON: what the form of this kind asks (it holds names and numbers)."""
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    decision = models.CharField(_("审批意见"), max_length=500, blank=True)
    line = models.BigIntegerField(_("申请岗位"), null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    asked_on = models.DateField(_("申请日"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("审批人")
    )
    decided_on = models.DateField(_("审批日"), null=True)
    seen_version = models.PositiveIntegerField()
    """Of the household, when the request was written."""

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta(OfHousehold.Meta):
        abstract = False
        verbose_name = _("变更申请")
        indexes = (
            models.Index(fields=("state", "area_code", "id"), name="registry_change_waiting"),
            # A village's own, in whatever state; and somebody's, with those of who had the work before.
            models.Index(fields=("area_code", "id"), name="registry_change_place"),
            models.Index(fields=("line",), name="registry_change_line"),
        )
        constraints = (
            *OfHousehold.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")), name="registry_change_decided_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="registry_change_approved_by_somebody",
            ),
        )


class Paper(Recorded, OfHousehold):
    """A document that proves a change: photographed or scanned."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="papers")
    change = models.ForeignKey(Change, models.PROTECT, related_name="papers", null=True)
    # People call a photograph of a certificate by the name of whose it is.
    title = fields.unnamed(models.CharField(_("名称"), max_length=100))
    file = models.CharField(max_length=100)
    """Of the sealed copy below FILES; the name people gave it is the title."""
    kind = models.CharField(max_length=40)
    """Media type as the first bytes say."""
    size = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta(OfHousehold.Meta):
        abstract = False
        verbose_name = _("佐证材料")
        constraints = (
            *OfHousehold.Meta.constraints,
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=MOST_BYTES), name="registry_paper_size"),
        )
