"""The first page after signing in: what waits for somebody, and what they can begin."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.imports.models import Batch
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock, paging
from shouwang.office.kit.pages import Page
from shouwang.office.registry import quarters, queries
from shouwang.office.registry.care import watches
from shouwang.office.registry.models import Change, Guarantee, Household
from shouwang.office.screening.models import Run
from shouwang.office.screening.pages.findings import current
from shouwang.web.pages import desk_begin, desk_risk
from shouwang.web.pages.desk_risk import Risk

P = Permission


@dataclass(frozen=True)
class Waiting:
    """Something that waits: counted within scope, opened as the list that the number counts."""

    label: Any
    about: Any
    icon: str
    permission: Permission
    rows: Callable[[Any], QuerySet[Any]]
    address: str
    query: str = ""
    """`{today}` is the day."""
    urgent: bool = False


@dataclass(frozen=True)
class Quick:
    label: Any
    address: str
    icon: str
    permission: Permission


def returned(user: Any) -> QuerySet[Any]:
    return queries.own_changes(user).filter(state=Change.State.RETURNED)


def drafts(user: Any) -> QuerySet[Any]:
    return queries.own_changes(user).filter(state=Change.State.DRAFT)


def to_check(user: Any) -> QuerySet[Any]:
    return queries.due(Guarantee.objects.visible_to(user, P.GUARANTEE_CHECK), on=clock.today())


def uncovered(user: Any) -> QuerySet[Any]:
    return queries.uncovered(Household.objects.visible_to(user, P.LINK_EDIT))


def unseen(user: Any) -> QuerySet[Any]:
    homes = Household.objects.visible_to(user, P.INCOME_EDIT)
    return watches.unseen(homes, quarters.of(clock.today()))


def imports(user: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = Batch.objects.visible_to(user, P.IMPORT).open()
    return rows


def stopped(user: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = Batch.objects.visible_to(user, P.IMPORT_FORCE).stopped()
    return rows


def today(user: Any) -> QuerySet[Any]:
    """Of the journal."""
    begins = timezone.make_aware(datetime.combine(clock.today(), time()))
    rows: QuerySet[Any] = Entry.objects.visible_to(user, P.JOURNAL_VIEW).filter(at__gte=begins)
    return rows


def revealed(user: Any) -> QuerySet[Any]:
    return today(user).filter(action="personal.revealed")


def exported(user: Any) -> QuerySet[Any]:
    return today(user).filter(action="list.exported")


def failed(user: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = Job.objects.seen_by(user).filter(state=State.FAILED)
    return rows


def idle(user: Any) -> QuerySet[Any]:
    held = Appointment.objects.on(clock.today()).filter(user=OuterRef("pk"))
    return User.objects.visible_to(user, P.USER_EDIT).filter(~Exists(held), is_active=True)


C, G, J = P.CHANGE_REQUEST, P.GUARANTEE_CHECK, P.JOURNAL_VIEW
CHANGES, FROM_TODAY = "registry:changes", "f_at_from={today}"
WAITING = (
    Waiting(_("被退回的申请"), _("补齐后重新提交"), "arrow-back-up", C, returned, CHANGES, "for=me&f_state=returned", True),
    Waiting(_("待我审批"), _("核对后批准或退回"), "clipboard-check", P.CHANGE_APPROVE, queries.to_decide, CHANGES, "for=decision", True),
    Waiting(_("保障到期待核查"), _("按保障卡的核查日"), "shield-check", G, to_check, "registry:guarantees-due", "", True),
    Waiting(_("被拦下、等我确认的导入"), _("看清为什么被拦，确认无误再放行"), "alert-triangle", P.IMPORT_FORCE, stopped, "imports:batches",
            "f_stands=stopped", True),
    Waiting(_("导入待处理"), _("核对列、确认写入"), "file-import", P.IMPORT, imports, "imports:batches", "for=me"),
    Waiting(_("本季度还没有监测的户"), _("脱贫户和监测对象每季度看一次增收"), "coin-yuan", P.INCOME_EDIT, unseen, "registry:watches", "look=none"),
    Waiting(_("没有帮扶责任人的户"), _("脱贫户和监测对象都应有"), "heart-handshake", P.LINK_EDIT, uncovered, "registry:uncovered"),
    Waiting(_("我的草稿"), _("还没有提交的申请"), "file-text", C, drafts, CHANGES, "for=me&f_state=draft"),
    Waiting(_("出错的任务"), _("后台任务中途出了意外"), "alert-circle", P.SETTINGS_VIEW, failed, "jobs:jobs", "f_state=failed", True),
    Waiting(_("没有岗位的用户"), _("启用着，却什么也不能办"), "user-question", P.USER_EDIT, idle, "accounts:users",
            "f_is_active=1&f_idle=1"),
    Waiting(_("今天的日志"), _("谁对什么做了什么"), "list-check", J, today, "journal:entries", FROM_TODAY),
    Waiting(_("今天显示个人信息"), _("完整的证件、电话和账号"), "eye", J, revealed, "journal:entries",
            f"{FROM_TODAY}&f_action=personal.revealed"),
    Waiting(_("今天导出名单"), _("谁带走了什么"), "file-export", J, exported, "journal:entries",
            f"{FROM_TODAY}&f_action=list.exported"),
)  # fmt: skip
QUICK = (
    Quick(_("辖区情况"), "screening:situation", "chart-bar", P.STATISTICS_VIEW),
    Quick(_("查农户"), "registry:households", "search", P.HOUSEHOLD_VIEW),
    Quick(_("查人员"), "registry:persons", "user", P.HOUSEHOLD_VIEW),
    Quick(_("上传表格"), "imports:upload", "file-import", P.IMPORT),
    Quick(_("看任务"), "jobs:jobs", "hourglass", P.SETTINGS_VIEW),
    Quick(_("管理用户"), "accounts:users", "users", P.USER_EDIT),
    Quick(_("管理区划"), "areas:areas", "map-2", P.AREA_EDIT),
    Quick(_("查日志"), "journal:entries", "list-check", P.JOURNAL_VIEW),
    Quick(_("看封印"), "journal:seals", "lock-check", P.JOURNAL_VIEW),
)


class Desk(Page):
    template_name = "web/desk.html"
    permission = None

    @property
    def title(self) -> str:
        return gettext("%(name)s，您好") % {"name": self.user}

    @cached_property
    def duties(self) -> list[str]:
        """Role and place of each appointment."""
        held = self.user.appointments_now
        places = names.names_of(one.area_code for one in held)
        return [f"{places.get(one.area_code, one.area_code)} · {one.duty.label}" for one in held]

    @cached_property
    def run(self) -> Run | None:
        """The regular screening that counts where they work."""
        return current(self.user, P.HOUSEHOLD_VIEW) if self.user.may_anywhere(P.HOUSEHOLD_VIEW) else None

    @property
    def may_complete(self) -> bool:
        return bool(self.user.may_anywhere(P.CHANGE_REQUEST))

    def context(self) -> dict[str, Any]:
        may = self.user.may_anywhere
        risk = Risk(self.run, self.user) if self.run else None
        return {
            "risk": risk.context() if risk else None,
            "begin": desk_begin.steps(self.user, self.run),
            "waiting": [*self._risky(risk), *(self._card(one) for one in WAITING if may(one.permission))],
            "nightly": desk_risk.nightly(self.run, self.user, on=clock.today()),
            "quick": [*self._quick(), *(risk.quick() if risk else ())],
            "today": clock.today(),
            "looks": may(P.HOUSEHOLD_VIEW),
            "waits": self._waits(),
        }

    def _waits(self) -> str:
        """What the cards are to somebody: nothing waits for those who only read."""
        if self.user.may_anywhere(P.JOURNAL_VIEW):
            return gettext("今天")
        acts = any(map(self.user.may_anywhere, (C, G, P.USER_EDIT, P.IMPORT_FORCE)))
        return gettext("等我办理") if acts else gettext("请关注")

    def _risky(self, risk: Risk | None) -> Iterator[dict[str, Any]]:
        if risk is None:
            return
        if entered := risk.entered():
            yield entered
        if self.may_complete:
            yield risk.questions()

    def _quick(self) -> Iterator[dict[str, Any]]:
        for one in QUICK:
            if self.user.may_anywhere(one.permission):
                yield {"label": one.label, "url": reverse(one.address), "icon": one.icon}

    def _card(self, one: Waiting) -> dict[str, Any]:
        counted, more = paging.count(one.rows(self.user))
        address, query = reverse(one.address), one.query.format(today=clock.today())
        return {
            "label": one.label,
            "about": one.about,
            "icon": one.icon,
            "count": f"{counted:,}+" if more else f"{counted:,}",
            "url": f"{address}?{query}" if query else address,
            "urgent": one.urgent and counted > 0,
        }
