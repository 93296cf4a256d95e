"""Files on their way into the register: one batch per upload, from the file to the commit and perhaps back."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouwang.office.jobs.models import FINISHED, Job
from shouwang.office.journal import clauses
from shouwang.office.journal.recorded import Recorded, RecordedQuerySet
from shouwang.office.kit import clock
from shouwang.office.kit.scope import AreaBound, AreaQuerySet


class BatchQuerySet(AreaQuerySet, RecordedQuerySet):  # type: ignore[override]
    def open(self) -> "BatchQuerySet":
        """Neither written nor given up, and nothing under way."""
        return self.filter(state__in=(Batch.State.UPLOADED, Batch.State.READ, Batch.State.COMPARED))

    def stopped(self) -> "BatchQuerySet":
        """By a guard, and not confirmed by somebody with the right yet."""
        return self.filter(state=Batch.State.COMPARED, forced_by=None).exclude(guards=[])


class Batch(Recorded, AreaBound):
    class State(models.TextChoices):
        UPLOADED = "uploaded", _("已上传")
        READING = "reading", _("正在读取")
        READ = "read", _("待核对")
        COMPARING = "comparing", _("正在比对")
        COMPARED = "compared", _("待确认")
        COMMITTING = "committing", _("正在写入")
        COMMITTED = "committed", _("已写入")
        UNDOING = "undoing", _("正在撤销")
        UNDONE = "undone", _("已撤销")
        DISCARDED = "discarded", _("已放弃")

    class Blank(models.TextChoices):
        KEEP = "keep", _("空白不改动原有内容")
        ERASE = "erase", _("空白即清除原有内容")

    class Absent(models.TextChoices):
        KEEP = "keep", _("只是部分名单：表里没有的户不动")
        END = "end", _("这是全量名单：表里没有的户退出登记")

    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.UPLOADED)
    sender = models.CharField(_("来源单位"), max_length=60)
    """Corrections of columns are remembered by it."""
    reference_on = models.DateField(_("数据截至日"))
    period = models.CharField(_("收支所属年度"), max_length=4, blank=True)
    blank = models.CharField(_("空白单元格"), max_length=5, choices=Blank, default=Blank.KEEP)
    absent = models.CharField(_("表里没有的户"), max_length=4, choices=Absent, default=Absent.KEEP)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"), default=clock.now)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    """Whatever is being done with it in the background."""
    mapping = models.TextField(blank=True)
    """The mapping file (YAML) as corrected; empty: as understood."""
    understood = models.JSONField(default=list)
    problems = models.JSONField(default=dict)
    """Counts by code and severity; the list itself is a file of the batch."""
    summary = models.JSONField(default=dict)
    """What would change: counts by table and kind of change."""
    guards = models.JSONField(default=list)
    """Why somebody with the right has to confirm: [{code, why}]."""
    forced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    force_reason = models.CharField(_("强制确认理由"), max_length=500, blank=True)
    committed_at = models.DateTimeField(_("写入时间"), null=True)
    marked = models.JSONField(default=list)
    """Sealed copies of the workbooks with the doubtful cells marked: [{name, file}]."""
    kept = models.JSONField(default=dict)
    """Sealed lists of what was committed without being accepted: name → file (`kept`)."""
    is_corrected = models.BooleanField(default=False)
    """Whether columns were corrected since it was read."""
    manifest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the files and the mapping that were committed."""

    objects: ClassVar[Any] = BatchQuerySet.as_manager()
    tells_of_people = False
    unrecorded = frozenset(
        {
            "understood",
            "problems",
            "summary",
            "mapping",
            "marked",
            "kept",
            "is_corrected",
            "uploaded_at",
            "job",
            "guards",
        }
    )

    class Meta(AreaBound.Meta):
        abstract = False
        verbose_name = _("导入")
        indexes = (models.Index(fields=("area_code", "id"), name="imports_batch_place"),)

    def __str__(self) -> str:
        return f"{self.sender} {timezone.localtime(self.uploaded_at):%Y-%m-%d}"

    @property
    def source(self) -> str:
        """How the register names what this batch wrote."""
        return f"import:{self.pk}"

    @property
    def clause(self) -> str:
        """What its writing rests on: it, and who sent it."""
        return clauses.joined(self.source, f"sender:{self.sender}")

    @property
    def is_own(self) -> bool:
        """Whether it is a workbook that the office made, come back as it was handed out (own.py)."""
        return bool(self.problems.get("own"))

    @property
    def is_busy(self) -> bool:
        """Whether something is being done with it in the background."""
        return self.state in BEFORE and not (self.job and self.job.state in FINISHED)

    @property
    def standing(self) -> str:
        """Where it stands: a job that ended without result left it where it was before."""
        return self.state if self.is_busy or self.state not in BEFORE else BEFORE[self.state]


BEFORE: dict[str, str] = {
    Batch.State.READING: Batch.State.UPLOADED,
    Batch.State.COMPARING: Batch.State.READ,
    Batch.State.COMMITTING: Batch.State.COMPARED,
    Batch.State.UNDOING: Batch.State.COMMITTED,
}
"""What is under way → where it began."""


class BatchFile(models.Model):
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="files")
    name = models.CharField(_("文件名"), max_length=200)
    """As the sender called it; never part of a path."""
    file = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    checksum = models.CharField(max_length=64)


class Habit(AreaBound):
    """What a sender's column headers mean, as somebody corrected them once."""

    sender = models.CharField(max_length=60)
    header = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    """Of sheet."""
    target = models.CharField(max_length=80, blank=True)
    """Canonical column, empty: not used."""
    extra = models.JSONField(default=dict)
    """period, forecast, unit."""

    class Meta(AreaBound.Meta):
        abstract = False
        constraints = (
            *AreaBound.Meta.constraints,
            models.UniqueConstraint(
                fields=("area_code", "sender", "kind", "header"), name="imports_habit_header"
            ),
        )
