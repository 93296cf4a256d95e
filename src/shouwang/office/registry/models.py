"""The register: households, persons, what was stated of them, who looks after them, and requests to change them.

Households and persons have an identity: their row is the present, and what it said before lies in `…Past`, so that the
register can be read as of any day and as of what was known on any day.  Statements – incomes, expenses, events,
measures – are never altered: a correction withdraws one and adds another.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import EVENTS, EXPENSES, INCOMES, MEASURES
from shouwang.office.journal.recorded import Recorded, RecordedQuerySet
from shouwang.office.kit.scope import AreaBound, AreaQuerySet
from shouwang.office.kit.sealing import SealedField
from shouwang.office.registry import fields
from shouwang.office.registry.facts import HouseholdFacts, PersonFacts


class Ending(models.TextChoices):
    """Why a household or person is no longer in the register."""

    DIED = "died", _("死亡")
    MOVED = "moved", _("迁出")
    MARRIED = "married", _("婚出")
    SPLIT = "split", _("分户")
    MERGED = "merged", _("并户")
    ABSENT = "absent", _("全量名单中没有")
    MISTAKE = "mistake", _("登记有误")


class RecordQuerySet(AreaQuerySet, RecordedQuerySet):  # type: ignore[override]
    pass


class PresentQuerySet(RecordQuerySet):  # type: ignore[override]
    def present(self) -> "PresentQuerySet":
        return self.filter(ended_on=None)


class Present(models.Model):
    """The present state of something with an identity."""

    ended_on = models.DateField(_("退出登记日"), null=True, blank=True)
    ending = models.CharField(_("退出原因"), max_length=10, choices=Ending, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Counts changes: whoever saves says which one they saw."""

    class Meta:
        abstract = True


class Household(Recorded, Present, HouseholdFacts):
    household_id = models.CharField(_("户编码"), max_length=40, unique=True)
    members = models.PositiveSmallIntegerField(_("家庭人口"), default=0)
    """Persons present; kept by whatever adds or ends a person."""

    objects: ClassVar[Any] = PresentQuerySet.as_manager()
    unrecorded = frozenset({"recorded_at", "version", "phone_digest"})

    class Meta(HouseholdFacts.Meta):
        abstract = False
        verbose_name = _("农户")
        indexes = (
            # The present of a place, in the order of the list.
            models.Index(fields=("area_code", "household_id"), condition=Q(ended_on=None), name="registry_household_place"),
            models.Index(fields=("head_name", "household_id"), condition=Q(ended_on=None), name="registry_household_head"),
            models.Index(
                fields=("monitoring_type", "area_code", "household_id"),
                condition=Q(ended_on=None),
                name="registry_household_watch",
            ),
        )

    def __str__(self) -> str:
        return self.head_name or self.household_id

    @property
    def journal_ident(self) -> str:
        return str(self.household_id)

    @classmethod
    def linked_to(cls, line: int) -> Q:
        return Q(links__line=line, links__until=None)


class HouseholdPast(HouseholdFacts):
    household = models.ForeignKey(Household, models.CASCADE, related_name="past")
    until = models.DateField(_("至"))
    replaced_at = models.DateTimeField()
    members = models.PositiveSmallIntegerField(default=0)

    class Meta(HouseholdFacts.Meta):
        abstract = False


class Person(Recorded, Present, PersonFacts):
    person_id = models.CharField(_("人员编码"), max_length=40, unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="persons", verbose_name=_("农户"))

    objects: ClassVar[Any] = PresentQuerySet.as_manager()
    unrecorded = frozenset({"recorded_at", "version", "id_number_digest", "phone_digest"})

    class Meta(PersonFacts.Meta):
        abstract = False
        verbose_name = _("家庭成员")
        indexes = (
            models.Index(fields=("area_code", "person_id"), condition=Q(ended_on=None), name="registry_person_place"),
            models.Index(fields=("name", "person_id"), condition=Q(ended_on=None), name="registry_person_name"),
        )

    def __str__(self) -> str:
        return self.name or self.person_id

    @property
    def journal_ident(self) -> str:
        return str(self.person_id)

    @classmethod
    def linked_to(cls, line: int) -> Q:
        return Q(household__links__line=line, household__links__until=None)


class PersonPast(PersonFacts):
    person = models.ForeignKey(Person, models.CASCADE, related_name="past")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    until = models.DateField(_("至"))
    replaced_at = models.DateTimeField()

    class Meta(PersonFacts.Meta):
        abstract = False


class OfHousehold(AreaBound):
    """A row that belongs to a household and lies in its place."""

    class Meta(AreaBound.Meta):
        abstract = True

    @classmethod
    def linked_to(cls, line: int) -> Q:
        return Q(household__links__line=line, household__links__until=None)


class StatementQuerySet(RecordQuerySet):  # type: ignore[override]
    def in_force(self) -> "StatementQuerySet":
        return self.filter(withdrawn_at=None)


class Statement(Recorded, OfHousehold):
    """Something stated once and never altered.  `withdrawn_at`: a correction or an undone import took it back."""

    recorded_at = models.DateTimeField(_("登记时间"))
    source = models.CharField(_("来源"), max_length=40)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_by = models.CharField(max_length=40, blank=True)
    """The `source` that took it back."""
    evidence = models.CharField(_("佐证"), max_length=200, blank=True)

    objects: ClassVar[Any] = StatementQuerySet.as_manager()
    unrecorded = frozenset({"recorded_at"})

    class Meta(OfHousehold.Meta):
        abstract = True


class Income(Statement):
    household = models.ForeignKey(Household, models.PROTECT, related_name="incomes")
    how = models.CharField(_("怎么算的"), max_length=200, blank=True)

    class Meta(Statement.Meta):
        abstract = False
        verbose_name = _("收入")
        indexes = (models.Index(fields=("household", "period"), name="registry_income_sheet"),)


class Expense(Statement):
    household = models.ForeignKey(Household, models.PROTECT, related_name="expenses")

    class Meta(Statement.Meta):
        abstract = False
        verbose_name = _("支出")
        indexes = (models.Index(fields=("household", "period"), name="registry_expense_sheet"),)


class Event(Statement):
    household = models.ForeignKey(Household, models.PROTECT, related_name="events")

    class Meta(Statement.Meta):
        abstract = False
        verbose_name = _("事件")


class Measure(Statement):
    household = models.ForeignKey(Household, models.PROTECT, related_name="measures")

    class Meta(Statement.Meta):
        abstract = False
        verbose_name = _("帮扶措施")


fields.declare(Income, INCOMES, without=("household_id",))
fields.declare(Expense, EXPENSES, without=("household_id",))
fields.declare(Event, EVENTS, without=("household_id",))
fields.declare(Measure, MEASURES, without=("household_id",))

STATEMENTS: dict[str, Any] = {"incomes": Income, "expenses": Expense, "events": Event, "measures": Measure}


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

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta(OfHousehold.Meta):
        abstract = False
        verbose_name = _("保障卡")
        indexes = (models.Index(fields=("household", "kind", "-checked_on"), name="registry_guarantee_card"),)


class Link(Recorded, OfHousehold):
    """Somebody looks after a household.  An appointment of ours, or a name where they have no account."""

    class Kind(models.TextChoices):
        HELPER = "helper", _("帮扶责任人")
        RESIDENT = "resident", _("驻村工作队员")
        DOCTOR = "doctor", _("家庭医生")
        GRID = "grid", _("网格员")
        LEADER = "leader", _("包联领导")

    household = models.ForeignKey(Household, models.PROTECT, related_name="links")
    kind = models.CharField(_("关系"), max_length=10, choices=Kind)
    line = models.BigIntegerField(_("岗位"), null=True, blank=True)
    """The line of appointments; handing over the appointment hands over the household."""
    name = models.CharField(_("姓名"), max_length=60, blank=True)
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
        )
        constraints = (
            *OfHousehold.Meta.constraints,
            models.CheckConstraint(condition=Q(line__isnull=False) | ~Q(name=""), name="registry_link_names_somebody"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="registry_link_ends_later"),
        )


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
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人"))
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
        indexes = (models.Index(fields=("state", "area_code", "id"), name="registry_change_waiting"),)
        constraints = (
            *OfHousehold.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")), name="registry_change_decided_by_another"
            ),
        )


class Paper(Recorded, OfHousehold):
    """A document that proves a change: photographed or scanned."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="papers")
    change = models.ForeignKey(Change, models.PROTECT, related_name="papers", null=True)
    title = models.CharField(_("名称"), max_length=100)
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
