"""The first page after signing in: what waits for somebody, and what they can begin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.imports.models import Batch
from shouwang.office.kit import clock, paging
from shouwang.office.kit.pages import Page
from shouwang.office.registry import queries
from shouwang.office.registry.models import Change, Guarantee, Household

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


def imports(user: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = Batch.objects.visible_to(user, P.IMPORT)
    return rows.filter(state__in=(Batch.State.UPLOADED, Batch.State.READ, Batch.State.COMPARED))


C, G = P.CHANGE_REQUEST, P.GUARANTEE_CHECK
CHANGES = "registry:changes"
WAITING = (
    Waiting(_("被退回的申请"), _("补齐后重新提交"), "arrow-back-up", C, returned, CHANGES, "for=me&f_state=returned", True),
    Waiting(_("待我审批"), _("核对后批准或退回"), "clipboard-check", P.CHANGE_APPROVE, queries.to_decide, CHANGES, "for=decision", True),
    Waiting(_("保障到期待核查"), _("按保障卡的核查日"), "shield-check", G, to_check, "registry:guarantees-due", "", True),
    Waiting(_("导入待处理"), _("核对列、确认写入"), "file-import", P.IMPORT, imports, "imports:batches"),
    Waiting(_("没有帮扶责任人的户"), _("脱贫户和监测对象都应有"), "heart-handshake", P.LINK_EDIT, uncovered, "registry:uncovered"),
    Waiting(_("我的草稿"), _("还没有提交的申请"), "file-text", C, drafts, CHANGES, "for=me&f_state=draft"),
)  # fmt: skip
QUICK = (
    Quick(_("辖区情况"), "screening:situation", "chart-bar", P.STATISTICS_VIEW),
    Quick(_("查农户"), "registry:households", "search", P.HOUSEHOLD_VIEW),
    Quick(_("查人员"), "registry:persons", "user", P.HOUSEHOLD_VIEW),
    Quick(_("上传表格"), "imports:upload", "file-import", P.IMPORT),
    Quick(_("管理用户"), "accounts:users", "users", P.USER_EDIT),
    Quick(_("管理区划"), "areas:areas", "map-2", P.AREA_EDIT),
    Quick(_("查日志"), "journal:entries", "list-check", P.JOURNAL_VIEW),
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

    def context(self) -> dict[str, Any]:
        may = self.user.may_anywhere
        return {
            "waiting": [self._card(one) for one in WAITING if may(one.permission)],
            "quick": [
                {"label": one.label, "url": reverse(one.address), "icon": one.icon}
                for one in QUICK
                if may(one.permission)
            ],
            "today": clock.today(),
        }

    def _card(self, one: Waiting) -> dict[str, Any]:
        counted, more = paging.count(one.rows(self.user))
        address = reverse(one.address)
        return {
            "label": one.label,
            "about": one.about,
            "icon": one.icon,
            "count": f"{counted:,}+" if more else f"{counted:,}",
            "url": f"{address}?{one.query}" if one.query else address,
            "urgent": one.urgent and counted > 0,
        }
