"""Under which clause: what an entry rests on – said by whoever knows, else the procedure that an action follows.

    with clauses.resting("change:12:birth; papers:1", on=change.happens_on):
        ...  # whatever is recorded inside rests on that, and takes effect on that day

A clause is a list of codes, as actions are, so that it reads in every language: `rule:…` names a procedure of RULES,
the others a record or document.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.journal import texts

BETWEEN = "; "

RULES: dict[str, Any] = {
    "enter": gettext_lazy("登记簿：登记由有审批权限的岗位录入"),
    "correct": gettext_lazy("登记簿：不须审批的栏目直接更正，旧值留存"),
    "request": gettext_lazy("登记簿：变更须申请，由另一人审批"),
    "state": gettext_lazy("登记簿：收支、事件和措施只登记或撤回，不改动"),
    "check": gettext_lazy("登记簿：保障按核查结果登记"),
    "watch": gettext_lazy("登记簿：增收情况每季度监测，只登记、不改动"),
    "link": gettext_lazy("登记簿：联系农户的人按岗位登记"),
    "takeover": gettext_lazy("登记簿：空登记簿整批装入"),
    "read": gettext_lazy("查看：限本岗位的地方，逐次留痕"),
    "reveal": gettext_lazy("显示个人信息：凭该项权限逐项显示，逐次留痕"),
    "export": gettext_lazy("带出名单：凭导出权限，限本岗位的地方，逐次留痕"),
    "import": gettext_lazy("导入：核对、预览后整批写入，可以撤销"),
    "screen": gettext_lazy("筛查：按政策包判定"),
    "areas": gettext_lazy("行政区划：按名单和区划变动维护"),
    "keyareas": gettext_lazy("重点区域：由县级主管部门标记和结束，写明理由"),
    "accounts": gettext_lazy("账号与岗位：权限随岗位授予和终止"),
    "sign_in": gettext_lazy("登录安全：密码、第二验证和锁定"),
    "tokens": gettext_lazy("接口令牌：按令牌的权限和地方"),
    "keep": gettext_lazy("运行维护：备份、密钥和日志封印"),
}
"""The procedures of the office."""
BY_KIND: dict[str, str] = {
    **dict.fromkeys(("household", "person", "completion"), "correct"),
    **dict.fromkeys(("income", "expense", "event", "measure"), "state"),
    **dict.fromkeys(("change", "paper"), "request"),
    **dict.fromkeys(("import", "batch"), "import"),
    **dict.fromkeys(("screening", "plan"), "screen"),
    **dict.fromkeys(("area", "areas", "outlines"), "areas"),
    **dict.fromkeys(("user", "users", "appointment"), "accounts"),
    **dict.fromkeys(("sign_in", "sign_out", "session", "password", "second_factor"), "sign_in"),
    **dict.fromkeys(("token", "api", "hook"), "tokens"),
    **dict.fromkeys(("journal", "keys", "backup", "job", "file"), "keep"),
    **dict.fromkeys(("list", "comparison", "roll", "summary", "groups", "progress", "outcomes"), "export"),
    "guarantee": "check",
    "incomewatch": "watch",
    "link": "link",
    "keyarea": "keyareas",
    "personal": "reveal",
    "register": "takeover",
}
"""The first part of an action → its procedure."""
BY_DEED: dict[str, str] = {"read": "read", "revealed": "reveal", "exported": "export", "printed": "export"}
"""The second part, where that says more."""
BY_ACTION: dict[str, str] = {
    "household.created": "enter",
    "person.created": "enter",
    "journal.exported": "export",
    "import.read": "import",
    "api.read": "tokens",
}


@dataclass(frozen=True)
class Ground:
    clause: str = ""
    on: date | None = None


_ground: ContextVar[Ground] = ContextVar("ground", default=Ground())  # noqa: B039 – frozen


@contextmanager
def resting(clause: str = "", *, on: date | None = None) -> Iterator[None]:
    """What is not said here stays as it was said outside."""
    outer = _ground.get()
    token = _ground.set(Ground(texts.opened(clause) or outer.clause, on or outer.on))
    try:
        yield
    finally:
        _ground.reset(token)


def ground() -> Ground:
    return _ground.get()


@lru_cache(1_000)
def of(action: str) -> str:
    """The procedure of an action, as entries hold it."""
    kind, _dot, deed = action.partition(".")
    rule = BY_ACTION.get(action) or BY_DEED.get(deed) or BY_KIND.get(kind)
    return f"rule:{rule}" if rule else ""


def joined(*parts: str) -> str:
    return BETWEEN.join(part for part in parts if part)


def shown(clause: str) -> str:
    """In words; what is no code – also of entries written before there were any – as it stands."""
    return _("；").join(_worded(part) for part in clause.split(BETWEEN)) if clause else ""


def _worded(part: str) -> str:
    name, _colon, value = part.partition(":")
    if name in WORDED:
        return WORDED[name](value)
    if name in LABELS:
        return str(LABELS[name]) % {"value": value}
    return str(RULES.get(value, part)) if name == "rule" else part


LABELS: dict[str, Any] = {
    "papers": gettext_lazy("佐证材料 %(value)s 份"),
    "reason": gettext_lazy("写明了理由"),
    "import": gettext_lazy("导入 %(value)s"),
    "undo": gettext_lazy("撤销导入 %(value)s"),
    "sender": gettext_lazy("来源单位：%(value)s"),
    "pack": gettext_lazy("政策包 %(value)s"),
    "document": "%(value)s",
    "area": gettext_lazy("区划变动 %(value)s"),
}
WORDED: dict[str, Callable[[str], str]] = {}
"""Codes whose words lie above the journal: whoever knows them says so."""
