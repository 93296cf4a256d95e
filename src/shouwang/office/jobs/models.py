"""Work for later: a row with a state.  A worker takes it by a conditional update and keeps it by a lease."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.office.kit import clock
from shouwang.office.kit.scope import AreaBound


class State(models.TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    REFUSED = "refused", _("办不了")
    FAILED = "failed", _("出错")
    CANCELLED = "cancelled", _("已取消")


FINISHED = (State.DONE, State.REFUSED, State.FAILED, State.CANCELLED)


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
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    created_at = models.DateTimeField(_("提交时间"), default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)
    cancelling = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    """While the worker lives it moves this on; once it has passed, somebody else may take the job."""

    class Meta(AreaBound.Meta):
        abstract = False
        verbose_name = _("后台任务")
        indexes = (models.Index(fields=("state", "lease_until", "id"), name="jobs_job_next"),)
