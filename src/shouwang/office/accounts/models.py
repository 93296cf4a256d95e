"""Users, what they were appointed to, and by what they prove who they are."""

from binascii import unhexlify
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, DeviceManager, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP
from django_otp.util import random_hex

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.accounts.roles import DEPARTMENTS, ROLES, Role
from shouwang.office.journal.recorded import Recorded, RecordedQuerySet
from shouwang.office.kit import clock, codes
from shouwang.office.kit.asking import Question
from shouwang.office.kit.scope import NOTHING, AreaBound, AreaQuerySet, Reach, reach, within
from shouwang.office.kit.sealing import SealedField


class UserQuerySet(RecordedQuerySet):
    def visible_to(self, user: Any, permission: Any) -> "UserQuerySet":
        """Whoever holds or held something inside the reach; of those who never held anything, whoever was made there.

        Somebody known to no place at all is seen by nobody: the command line finds them.
        """
        spans = reach(user, permission).spans
        if not spans:
            return self.filter(NOTHING)
        held = Appointment.objects.filter(user=OuterRef("pk"))
        return self.filter(Exists(held.filter(within(spans))) | (~Exists(held) & within(spans)))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: Any, permission: Any) -> UserQuerySet:
        return self.get_queryset().visible_to(user, permission)

    def get_by_natural_key(self, username: str | None) -> "User":
        # Names are typed on phones, which begin with a capital letter.
        return self.get(username__iexact=username)


class User(Recorded, AbstractBaseUser):  # type: ignore[django-manager-missing]  # django-otp has no types
    username = models.CharField(_("用户名"), max_length=40, unique=True)
    full_name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("办公电话"), max_length=20, blank=True)
    is_active = models.BooleanField(pgettext_lazy("state", "启用"), default=True)
    area_code = models.CharField(_("建档区划"), max_length=12, blank=True)
    """Of whoever made the account: its administrators look after it until it is appointed to something."""
    must_change_password = models.BooleanField(_("须修改初始密码"), default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects: ClassVar[UserManager] = UserManager()
    unrecorded = frozenset({"last_login", "password", "created_at"})
    tells_of_people = False

    class Meta:
        verbose_name = _("用户")
        # “Achun” and “achun” must not be two people.
        constraints = (models.UniqueConstraint(Lower("username"), name="accounts_user_name"),)

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def journal_ident(self) -> str:
        return self.username

    limited_to: frozenset[str] | None = None
    """Of a program with a token: permissions beyond which it may nothing, whatever the role gives."""
    token: "Token | None" = None
    """By which a program acts; nothing: a person does, in a session."""

    # Read once per request: a user lives as long as one.
    @cached_property
    def appointments_now(self) -> list["Appointment"]:
        """In force today; a disabled user has none."""
        held: list[Appointment] = (
            HELD.records(Appointment, user=self.pk, day=clock.today()) if self.is_active else []
        )
        for one in held:
            one.user = self
        return held

    def forget_appointments(self) -> None:
        """After a change: read them anew."""
        self.__dict__.pop("appointments_now", None)

    @property
    def lines(self) -> list[int]:
        """Lines of the appointments: by these work is handed on."""
        return [appointment.line for appointment in self.appointments_now if appointment.line]

    def reach(self, permission: Permission) -> Reach:
        if self.limited_to is not None and permission not in self.limited_to:
            return Reach()
        given = [one for one in self.appointments_now if permission in one.duty.permissions]
        whole = (codes.span(one.area_code) for one in given if not one.duty.linked_only)
        linked = ((one.line, codes.span(one.area_code)) for one in given if one.duty.linked_only and one.line)
        return Reach(tuple(dict.fromkeys(whole)), tuple(dict.fromkeys(linked)))

    def may(self, permission: Permission, area_code: str) -> bool:
        """Whether the permission reaches the place, if perhaps only the linked households there."""
        reach = self.reach(permission)
        return area_code in reach or any(area_code in span for _line, span in reach.linked)

    def may_anywhere(self, permission: Permission) -> bool:
        return bool(self.reach(permission))

    def require(self, permission: Permission, area_code: str) -> None:
        """Refused where it does not reach."""
        if not self.may(permission, area_code):
            raise Refused(
                gettext("您的岗位没有这项权限，或不管这个地方。"),
                gettext("请由有权限的岗位办理，或请管理员调整任职。"),
            )

    @property
    def needs_second_factor(self) -> bool:
        return any(one.duty.code in settings.SECOND_FACTOR for one in self.appointments_now)


class AppointmentQuerySet(AreaQuerySet, RecordedQuerySet):  # type: ignore[override]
    def on(self, day: date) -> "AppointmentQuerySet":
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))

    def during(self, since: date, until: date | None) -> "AppointmentQuerySet":
        """In force on any day from `since` until, not including, `until`; an appointment of no day is on none."""
        found = self.exclude(until=F("since")).filter(Q(until=None) | Q(until__gt=since))
        return found.filter(since__lt=until) if until else found


class Appointment(Recorded, AreaBound):
    """Somebody holds a role for an area from one day until, not including, another."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("用户")
    )
    role = models.CharField(
        _("角色"), max_length=30, choices=[(role.code, role.label) for role in ROLES.values()]
    )
    department = models.CharField(_("部门"), max_length=30, blank=True, choices=list(DEPARTMENTS.items()))
    since = models.DateField(_("任职起"))
    until = models.DateField(_("任职止"), null=True, blank=True)
    line = models.BigIntegerField(_("岗位"), null=True, db_index=True)
    """The first appointment of those that handed this work on; work belongs to the line, not to the person."""

    objects: ClassVar[Any] = AppointmentQuerySet.as_manager()
    tells_of_people = False

    class Meta(AreaBound.Meta):
        abstract = False
        verbose_name = _("任职")
        constraints = (
            *AreaBound.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="accounts_appointment_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.duty.label}"

    @property
    def duty(self) -> Role:
        return ROLES[self.role]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new appointment that takes over from nobody starts a line of its own."""
        super().save(*args, **kwargs)
        if self.line is None:
            self.line = self.pk
            super().save(update_fields=["line"])


HELD = Question(
    lambda user, day: Appointment.objects.on(day).filter(user=user).order_by("pk"), user=int, day=date
)
"""Every request asks it."""


class Authenticator(TimestampMixin, ThrottlingMixin, Device):  # type: ignore[misc]
    """An app that shows one-time passwords by time: six digits, a new one every half minute (RFC 6238).

    django-otp has such a device, whose table holds the secret in clear: whoever read the data base could be anybody.
    """

    key = SealedField(default=random_hex, editable=False)
    """Hexadecimal, 20 bytes."""
    drift: "models.SmallIntegerField[int, int]" = models.SmallIntegerField(default=0)
    """Half minutes by which the telephone's clock is known to differ."""
    last_t: "models.BigIntegerField[int, int]" = models.BigIntegerField(default=-1)
    """Number of the half minute of the last password: neither it nor an earlier one opens anything again."""

    objects: ClassVar[models.Manager["Authenticator"]] = DeviceManager()

    class Meta(Device.Meta):  # type: ignore[misc]
        verbose_name = _("验证器")

    @property
    def secret(self) -> bytes:
        return unhexlify(self.key)

    def verify_token(self, token: str) -> bool:
        """Counts failures; each doubles the wait before the next try."""
        if not self.verify_is_allowed()[0]:
            return False
        clock_of = TOTP(self.secret, drift=self.drift)
        # One moment for the whole comparison, which tries the half minutes before and after as well.
        clock_of.time = clock.now().timestamp()
        if not (token.isdecimal() and clock_of.verify(int(token), tolerance=1, min_t=self.last_t + 1)):
            self.throttle_increment(commit=True)
            return False
        self.last_t, self.drift = clock_of.t(), clock_of.drift
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=True)
        return True

    def get_throttle_factor(self) -> int:
        return 1


class OpenSession(models.Model):
    """Where somebody is signed in; the oldest gives way when there are too many."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions")
    key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)


class Token(Recorded, models.Model):
    """By which a program acts for an appointment, until it expires or is revoked, or the appointment ends.

    The data base holds a digest: the text itself is shown once.
    """

    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="tokens", verbose_name=pgettext_lazy("of a token", "岗位")
    )
    label = models.CharField(_("用途"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField(_("权限"), default=list)
    issued_at = models.DateTimeField(_("签发时间"))
    expires_on = models.DateField(_("有效期至"))
    """The first day on which it opens nothing."""
    revoked_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)
    used_from = models.CharField(_("使用地址"), max_length=45, blank=True)

    unrecorded = frozenset({"digest", "used_at", "used_from"})
    tells_of_people = False
    objects: ClassVar[Any] = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = _("令牌")

    def __str__(self) -> str:
        return self.label

    @property
    def area_code(self) -> str:
        return self.appointment.area_code

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and timezone.localdate(at) < self.expires_on


class SavedView(models.Model):
    """A list as somebody likes it: filters, order and columns, as the address's query."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=60)
    label = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=2000)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "page", "label"), name="accounts_view_label"),)
