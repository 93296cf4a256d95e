"""What screening found: runs, the households that stand out in them, and counts by village.

The whole of a run – every household's finding, the tables it was made from, the pack – lies sealed in the archive
(archive.py).  Here stand the households somebody has to look at, and the counts that pages are made of.
"""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shouwang.office.jobs.models import FINISHED, Job
from shouwang.office.kit import clock
from shouwang.office.kit.scope import AreaBound, AreaQuerySet
from shouwang.office.kit.sealing import SealedField
from shouwang.office.registry.models import Household
from shouwang.office.registry.models.present import linked


class Move(models.TextChoices):
    """What became of a household since the run before."""

    ENTERED = "entered", _("新进入")
    WORSE = "worse", _("加重")
    BETTER = "better", _("减轻")
    LEFT = "left", pgettext_lazy("move", "退出")
    UNSETTLED = "unsettled", _("变为待补")
    SETTLED = "settled", _("补齐后确定")
    SAME = "same", _("不变")
    FIRST = "first", _("首次")


class Plan(AreaBound):
    """The regular screening of an area: every night, with the pack in force there."""

    pack = models.CharField(_("政策包"), max_length=100)
    as_if = models.BooleanField(_("施行期以外也套用"), default=False)
    is_active = models.BooleanField(_("每日运行"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta(AreaBound.Meta):
        abstract = False
        verbose_name = _("日常筛查")
        constraints = (
            *AreaBound.Meta.constraints,
            models.UniqueConstraint(fields=("area_code",), name="screening_plan_area"),
        )


class RunQuerySet(AreaQuerySet):
    def done(self) -> "RunQuerySet":
        return self.filter(state=Run.State.DONE)

    def regular(self, on: date) -> "RunQuerySet":
        """Of the series that counts on a day.  What was made for a later day says nothing about it."""
        return self.done().filter(is_standing=True, on__lte=on)


class Run(AreaBound):
    class State(models.TextChoices):
        WAITING = "waiting", _("进行中")
        DONE = "done", _("完成")

    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING)
    pack = models.CharField(_("政策包"), max_length=100)
    pack_hash = models.CharField(max_length=64)
    pack_title = models.CharField(_("政策包名称"), max_length=200)
    on = models.DateField(_("基准日期"))
    period = models.CharField(_("核算年度"), max_length=4, blank=True)
    changed_parameters = models.JSONField(default=dict)
    """Name → value, where the run was given others than its pack has."""
    assumptions = models.JSONField(default=list)
    as_if = models.BooleanField(_("施行期以外套用"), default=False)
    is_standing = models.BooleanField(_("日常筛查"), default=False)
    """Of the regular series that desks and area pages show; others are questions somebody asked."""
    before = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    """The standing run of the same area that it is compared with."""
    base_of = models.PositiveSmallIntegerField(_("年末底数"), null=True)
    """The year of which it is the base: see running/bases.py."""
    base = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    """With which it was compared, too: see running/since.py."""
    known_at = models.DateTimeField(null=True)
    """What the register knew at this moment went in."""
    known_then = models.BooleanField(_("按当天已知"), default=False)
    """Of a day that was over: with what was known by its end, not with what was entered about it later
    (running/knowledge.py)."""
    followed = models.JSONField(default=dict)
    """Place in each lane of the journal (following.py) up to which changes are known to this run: those that went in,
    and those that were evaluated anew since."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人")
    )
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("发起时间"), default=clock.now)
    done_at = models.DateTimeField(_("完成时间"), null=True)
    engine = models.CharField(max_length=40, blank=True)
    """Version that made it."""
    data_hash = models.CharField(max_length=64, blank=True)
    """SHA-256 over the rows of all tables that went in."""
    findings_hash = models.CharField(max_length=64, blank=True)
    """SHA-256 of findings.parquet: the same run made again gives the same bytes."""
    archive = models.CharField(max_length=100, blank=True)
    """Name of the sealed file; empty: cleaned up."""
    summary = models.JSONField(default=dict)
    has_subtotals = models.BooleanField(default=False)
    """Its tallies were put together (subtotals.py) when it was stored; runs of earlier versions go without."""
    households = models.PositiveIntegerField(_("户数"), default=0)
    persons = models.PositiveIntegerField(_("人数"), default=0)

    objects: ClassVar[Any] = RunQuerySet.as_manager()

    class Meta(AreaBound.Meta):
        abstract = False
        verbose_name = _("筛查")
        indexes = (
            models.Index(fields=("area_code", "-on", "-id"), name="screening_run_place"),
            models.Index(fields=("is_standing", "state", "-on", "-id"), name="screening_run_latest"),
        )
        constraints = (
            *AreaBound.Meta.constraints,
            models.UniqueConstraint(fields=("area_code", "base_of"), name="screening_run_base"),
            models.CheckConstraint(
                condition=models.Q(base_of=None) | models.Q(is_standing=True),
                name="screening_run_base_standing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pack_title} {self.on}"

    @property
    def clause(self) -> str:
        """What it rests on, as the journal holds it."""
        return f"pack:{self.pack} {self.pack_title}"

    @property
    def is_lost(self) -> bool:
        """Its job ended without a result; nothing of it is shown."""
        return self.state == self.State.WAITING and bool(self.job and self.job.state in FINISHED)

    @property
    def tiers(self) -> list[dict[str, Any]]:
        """In the pack's order, `unknown` last: tier, label, colour, households, persons."""
        found: list[dict[str, Any]] = self.summary.get("tiers", [])
        return found

    @property
    def is_empty(self) -> bool:
        """The register knew nobody there on its day."""
        return self.state == self.State.DONE and not self.households and not self.tallies.exists()


class Finding(AreaBound):
    """A household that stands out in a run: in any tier but the last, undecided, or moved since the run before."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="findings")
    household = models.ForeignKey(Household, models.PROTECT, related_name="findings", verbose_name=_("农户"))
    tier = models.CharField(_("分级"), max_length=60)
    rank = models.PositiveSmallIntegerField()
    """Place of the tier in the pack, the gravest first; `unknown` where it is at least."""
    tier_at_least = models.CharField(max_length=60)
    tier_before = models.CharField(_("上次分级"), max_length=60, blank=True)
    move = models.CharField(_("变化"), max_length=10, choices=Move)
    rules = models.TextField(_("触发的规则"), blank=True)
    """Ids between commas, with a comma at both ends."""
    missing = models.TextField(_("待补信息"), blank=True)
    """Columns, likewise."""
    settles = models.TextField(null=True)
    """Of these, the ones of which each alone settles the tier (completion/answers.py); nothing: a run of an earlier
    version."""
    members = models.PositiveSmallIntegerField(_("人口"), default=0)
    income = models.DecimalField(_("人均纯收入"), max_digits=14, decimal_places=2, null=True)
    row = SealedField(_("结果全文"))
    """The whole finding, see rows.py: enough to give the reasons years later.  Health stands in it: sealed."""
    rechecked_at = models.DateTimeField(_("复算时间"), null=True)
    """Evaluated anew after a change of the household, later than the run."""

    class Meta(AreaBound.Meta):
        abstract = False
        verbose_name = _("筛查结果")
        constraints = (
            *AreaBound.Meta.constraints,
            models.UniqueConstraint(fields=("run", "household"), name="screening_finding_once"),
        )
        indexes = (
            models.Index(fields=("run", "rank", "area_code", "id"), name="screening_finding_order"),
            models.Index(fields=("run", "area_code"), name="screening_finding_place"),
            # A desk counts who came into the gravest tier (overview/desks.py): few of all that are in it.
            models.Index(
                fields=("run", "rank", "area_code"),
                condition=models.Q(move="entered"),
                name="screening_finding_entered",
            ),
        )

    @classmethod
    def linked_to(cls, line: int) -> Any:
        return linked(line)


class Recheck(AreaBound):
    """A household that changed after a run and was evaluated anew in it; what the run itself had found is kept."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="rechecks")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    """The last time."""
    tier_then = models.CharField(max_length=60, blank=True)
    """What the run had found; empty: it did not know the household."""
    tier_before = models.CharField(max_length=60, blank=True)
    """Of the run before, as in findings."""
    row_then = SealedField(null=True)
    """Its whole finding, where it stood out in the run."""
    area_then = models.CharField(max_length=12, blank=True)
    missing_then = models.TextField(blank=True)
    """Of that finding, as there: counts are put right by these, without opening what is sealed."""
    settles_then = models.TextField(null=True)
    tier = models.CharField(max_length=60, blank=True)
    """Now; empty: no longer in the register of the run's area."""

    class Meta(AreaBound.Meta):
        abstract = False
        verbose_name = _("复算")
        constraints = (
            *AreaBound.Meta.constraints,
            models.UniqueConstraint(fields=("run", "household"), name="screening_recheck_once"),
        )

    @classmethod
    def linked_to(cls, line: int) -> Any:
        return linked(line)


class Tally(models.Model):
    """How many households and persons of a village are so: `kind` and `key` as in counts/tallies.py.

    Reached through a run and an area that somebody may see; never listed by itself.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="tallies")
    area_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    households = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    """Yuan, where the kind adds up amounts."""

    class Meta:
        indexes = (models.Index(fields=("run", "kind", "area_code"), name="screening_tally_place"),)


class Subtotal(models.Model):
    """The tallies of a run put together for an area above villages: see subtotals.py."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="subtotals")
    length = models.PositiveSmallIntegerField()
    """Digits by which they were put together: what was entered for a county itself, without saying where in it, is a
    township's count under the county's code beside the whole county's."""
    area_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    households = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)

    class Meta:
        indexes = (
            models.Index(fields=("run", "length", "kind", "area_code"), name="screening_subtotal_place"),
        )


class Outline(AreaBound):
    """The shape of an area on maps, as the office uploaded it: see places/outlines.py."""

    path = models.TextField()
    """Of an SVG path, in whole metres of the Mercator map, south down."""
    left = models.IntegerField()
    top = models.IntegerField()
    right = models.IntegerField()
    bottom = models.IntegerField()
    label_x = models.IntegerField()
    label_y = models.IntegerField()
    """The middle of its largest part, for the name."""

    class Meta(AreaBound.Meta):
        abstract = False
        verbose_name = _("区划边界")
        constraints = (
            *AreaBound.Meta.constraints,
            models.UniqueConstraint(fields=("area_code",), name="screening_outline_once"),
        )
