"""Who may, and what must be true: small predicates; those of a step return the reason why not yet, or nothing."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.registry import kinds
from shouwang.office.registry.models import Change, Household


def allow(by: Any, permission: Permission, record: Any) -> None:
    """Refused where the permission does not reach the record's place, or reaches only households linked to somebody."""
    by.require(permission, record.area_code)
    if record.area_code in by.reach(permission):
        return
    if not type(record)._default_manager.visible_to(by, permission).filter(pk=record.pk).exists():
        raise Refused(_("这一户不归您联系。"), _("请由联系这一户的人办理，或先登记帮扶关系。"))


def allow_place(by: Any, permission: Permission, code: str) -> None:
    """Refused where the permission does not reach all households of the place."""
    by.require(permission, code)
    if code not in by.reach(permission):
        raise Refused(_("您的岗位只到联系的户，不到整个村。"), _("请由管这个地方的人办理。"))


def in_the_register(household: Household) -> None:
    if household.ended_on:
        raise Refused(
            _("“%(household)s”已于 %(day)s 退出登记。") % {"household": household, "day": household.ended_on},
            _("如果是误登记，请先办理迁入恢复。"),
        )


def has_happened(change: Change, on: date) -> str | None:
    return _("发生日期还没有到") if change.happens_on > on else None


def has_papers(change: Change, on: date) -> str | None:
    needed = kinds.KINDS[change.kind].papers and not change.papers.exists()
    return _("这类变更须附佐证材料") if needed else None


def has_reason(change: Change, on: date) -> str | None:
    return _("请写明更正的理由") if kinds.KINDS[change.kind].reason and not change.reason.strip() else None
