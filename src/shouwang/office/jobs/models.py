"""Work for later: a row with a state.  A worker takes it by a conditional update and keeps it by a lease."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.jobs.handlers import LABELS
from shouwang.office.kit import clock
from shouwang.office.kit.scope import AreaBound, AreaQuerySet


class State(models.TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    REFUSED = "refused", _("办不了")
    FAILED = "failed", _("出错")
    CANCELLED = "cancelled", _("已取消")


FINISHED = (State.DONE, State.REFUSED, State.FAILED, State.CANCELLED)


class JobQuerySet(AreaQuerySet):
    def seen_by(self, user: Any) -> Self:
        """The own ones, and where somebody looks after the installation those of its area."""
        return self.filter(Q(owner=user) | Job.reached(user.reach(Permission.SETTINGS_VIEW)))


class Job(AreaBound):
    kind = models.CharField(_("任务"), max_length=60)
    payload = models.JSONField(default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.QUEUED)
    step = models.CharField(_("进展"), max_length=120, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    why = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name=_("提交人")
    )
    line = models.BigIntegerField(null=True)
    """The line of appointments under which the owner asked."""
    token = models.BigIntegerField(null=True)
    """Of the program that asked, so that what the job does is told of it, too."""
    address = models.CharField(max_length=45, blank=True)
    """From where it was asked for."""
    language = models.CharField(max_length=10, default="zh-hans")
    """In which the owner reads what comes out."""
    created_at = models.DateTimeField(_("提交时间"), default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)
    cancelling = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    """While the worker lives it moves this on; once it has passed, somebody else may take the job."""

    objects: ClassVar[Any] = JobQuerySet.as_manager()

    class Meta(AreaBound.Meta):
        abstract = False
        verbose_name = _("后台任务")
        indexes = (
            models.Index(fields=("state", "lease_until", "id"), name="jobs_job_next"),
            models.Index(fields=("owner", "-id"), name="jobs_job_owner"),
        )

    @property
    def title(self) -> str:
        return str(LABELS.get(self.kind, self.kind))

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED


class Beat(models.Model):
    """A worker that lives moves `seen_at` on; deployments are checked by it."""

    worker = models.CharField(max_length=60, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class Duty(models.Model):
    """What is done once a day, and when it was done last."""

    name = models.CharField(max_length=60, primary_key=True)
    ran_on = models.DateField(null=True)
    """The day that was taken in hand; nothing after a failure, so that it is tried again."""
    ran_at = models.DateTimeField(null=True)
    """When it last ended well."""
