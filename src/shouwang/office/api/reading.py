"""Personal values asked for, and what the journal notes of reading."""

from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.api.columns import Shape
from shouwang.office.journal import entries
from shouwang.office.journal.entries import Line


def refuse_reveal(user: Any, reveal: bool) -> None:
    if reveal and not user.may_anywhere(Permission.PERSONAL_REVEAL):
        raise Refused(
            _("这个令牌不能显示个人信息。"),
            _("请去掉 reveal，或在“我的账号”另签发一个带 personal.reveal 权限的令牌。"),
        )


def note(shape: Shape, count: int, *, area_code: str) -> None:
    """One entry for a page of a table, and one more where personal values were shown in full."""
    told = {"table": shape.table.name, "count": count}
    lines = [Line("api.read", "api", area_code=area_code, detail=told)]
    if shape.reveal and count and shape.personal:
        lines.append(revealed(shape, count, "api", "", area_code))
    entries.record_many(lines)


def revealed(shape: Shape, count: int, kind: str, ident: str, area_code: str) -> Line:
    """`kind` and `ident`: of what it was shown – a record, or the interface as such."""
    told = {"table": shape.table.name, "count": count, "columns": shape.personal}
    return Line("api.revealed", kind, ident, area_code, told)
