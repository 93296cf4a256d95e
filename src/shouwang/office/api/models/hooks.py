"""Where the office tells other programs what happened, and each telling."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.models import Appointment
from shouwang.office.api import destinations
from shouwang.office.api.kinds import KINDS, PING, PING_LABEL
from shouwang.office.journal.recorded import Recorded, RecordedQuerySet
from shouwang.office.kit.sealing import SealedField

BOTH_SIGN = timedelta(days=1)
"""After a new secret was made, for so long the old one signs as well."""


class HookQuerySet(RecordedQuerySet):
    def at_work(self, on: date) -> "HookQuerySet":
        """Switched on, and of somebody who holds the appointment that day."""
        held = Q(appointment__until=None) | Q(appointment__until__gt=on)
        active = Q(is_on=True, appointment__since__lte=on, appointment__user__is_active=True)
        return self.filter(active & held)


def _address() -> Any:
    """Told in the journal by its host: the rest is often all that a receiver asks for."""
    made: Any = models.CharField(_("接收地址"), max_length=500)
    made.journal_value = destinations.told
    return made


class Hook(Recorded, models.Model):
    """An address to which events within an appointment's reach are sent, signed."""

    class Off(models.TextChoices):
        BY_HAND = "by_hand", _("手动停用")
        GONE = "gone", _("对方答复 410，不再接收")
        FAILING = "failing", _("连续五天送不到")

    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="hooks", verbose_name=_("所属岗位")
    )
    label = models.CharField(_("用途"), max_length=60)
    address = _address()
    kinds = models.JSONField(_("事件"), default=list)
    secret = SealedField(_("签名密钥"))
    secret_before = SealedField(null=True)
    rotated_at = models.DateTimeField(_("更换密钥时间"), null=True)
    is_on = models.BooleanField(_("启用中"), default=True)
    off_why = models.CharField(_("停用原因"), max_length=8, choices=Off, blank=True)
    off_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(_("建立时间"))
    followed = models.JSONField(default=dict)
    """Place in each lane of the journal (following.py) up to which events became deliveries."""
    failures = models.PositiveIntegerField(default=0)
    """In a row."""
    failing_since = models.DateTimeField(null=True)
    rest_until = models.DateTimeField(null=True)
    """While the receiver does not answer, one delivery tries; the others do not keep the worker waiting."""

    unrecorded = frozenset(
        {
            "secret_before",
            "rotated_at",
            "off_at",
            "made_at",
            "followed",
            "failures",
            "failing_since",
            "rest_until",
        }
    )
    tells_of_people = False
    objects: ClassVar[Any] = HookQuerySet.as_manager()

    class Meta:
        verbose_name = _("推送")

    def __str__(self) -> str:
        return self.label

    @property
    def area_code(self) -> str:
        return self.appointment.area_code

    def secrets_on(self, at: datetime) -> list[str]:
        """By which a message of this moment is signed, the present one first."""
        before = self.secret_before
        both = before and self.rotated_at and at - self.rotated_at < BOTH_SIGN
        return [self.secret, before] if before and both else [self.secret]


class Delivery(models.Model):
    """One event for one hook: made once, sent until it arrives or is given up, always with the same id and body."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待送")
        DELIVERED = "delivered", _("已送达")
        GIVEN_UP = "given_up", _("未送达")

    class Fault(models.TextChoices):
        UNREACHABLE = "unreachable", _("连不上")
        SLOW = "slow", _("十秒内没有答复")
        TLS = "tls", _("对方证书不可信")
        BROKEN = "broken", _("答复读不懂")
        ANSWER = "answer", _("对方没有收下")
        CLOSED = "closed", _("地址不在允许的名单里")

    hook = models.ForeignKey(Hook, models.PROTECT, related_name="deliveries")
    message = models.CharField(_("消息编号"), max_length=40)
    """The header `webhook-id`."""
    kind = models.CharField(
        _("事件"), max_length=20, choices=[*((one.code, one.label) for one in KINDS), (PING, PING_LABEL)]
    )
    body = models.TextField()
    """JSON, as it is signed and sent: codes only, see kinds.py."""
    happened_at = models.DateTimeField(_("发生时间"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    next_at = models.DateTimeField(_("下次尝试"))
    tried_at = models.DateTimeField(_("最近尝试"), null=True)
    status = models.PositiveSmallIntegerField(_("对方答复"), null=True)
    fault = models.CharField(_("原因"), max_length=12, choices=Fault, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = _("推送记录")
        constraints = (models.UniqueConstraint(fields=("hook", "message"), name="api_delivery_once"),)
        indexes = (models.Index(fields=("state", "next_at"), name="api_delivery_next"),)

    def __str__(self) -> str:
        return self.message
