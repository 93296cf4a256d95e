"""What entries say, in words.  A word that stands nowhere here is shown as it is."""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import TABLES
from shouwang.office.journal.marks import hidden
from shouwang.office.journal.recorded import Recorded

VERBS: dict[str, Any] = {
    "created": _("新建"),
    "changed": _("修改"),
    "deleted": _("删除"),
    "read": _("查看"),
    "revealed": _("显示个人信息"),
    "exported": _("导出"),
    "printed": _("打印"),
    "downloaded": _("下载"),
    "uploaded": _("上传"),
    "committed": _("写入登记"),
    "undone": _("撤销"),
    "forced": _("强制确认"),
    "discarded": _("放弃"),
    "cancelled": _("取消"),
    "submitted": _("提交"),
    "approved": _("批准"),
    "returned": _("退回"),
    "withdrawn": _("撤回"),
    "loaded": _("载入"),
    "renamed": _("更名"),
    "merged": _("合并"),
    "ended": _("终止"),
    "reopened": _("恢复启用"),
    "handed_over": _("移交"),
    "appointed": _("任职"),
    "enabled": _("启用"),
    "disabled": _("停用"),
    "kind_set": _("设定类型"),
    "followed": _("随区划变动"),
    "split": _("分户"),
    "reasoned": _("说明理由"),
    "made": _("制作"),
    "restored": _("恢复"),
    "reset": _("重置"),
    "enrolled": _("启用"),
    "dropped": _("停用"),
    "passed": _("通过"),
    "failed": _("失败"),
    "unlocked": _("解除锁定"),
    "rotated": _("轮换"),
    "retired": _("停用"),
    "submit": _("提交"),
    "approve": _("批准"),
    "return": _("退回"),
    "withdraw": _("撤回"),
    "sealed": _("加盖封印"),
    "verified": _("核验"),
    "compared": _("比对"),
    "moved": _("迁居"),
    "started": _("发起"),
    "done": _("完成"),
    "planned": _("设定日常运行"),
    "thinned": _("清理名单"),
    "removed": _("清理"),
    "used": _("使用"),
}
KINDS: dict[str, Any] = {
    "journal": _("日志"),
    "list": _("列表"),
    "areas": _("区划名单"),
    "register": _("登记"),
    "import": _("导入"),
    "users": _("用户名单"),
    "session": _("登录"),
    "sign_in": _("登录"),
    "password": _("密码"),
    "second_factor": _("第二验证"),
    "personal": _("个人信息"),
    "job": _("后台任务"),
    "file": _("文件"),
    "outlines": _("区划边界"),
    "keys": _("密钥"),
    "backup": _("备份"),
    "screening": _("筛查"),
    "api": _("接口"),
    "comparison": _("筛查变动名单"),
    "roll": _("统计名单"),
    "summary": _("情况汇总表"),
    "groups": _("档外五类对象表"),
    "progress": _("补齐进度表"),
    "outcomes": _("截至目前的问题"),
}
"""Things that are no model; models say themselves what they are called."""
REGISTER = "registry"
PERSONAL = frozenset(column.name for table in TABLES.values() for column in table if column.personal)
"""Columns that tell of a person: whoever reads the journal sees that they changed, not what they say."""
CLOSED = re.compile(r"(#[0-9a-f]{12})\+([0-9]+)")
"""A text of which digest and length were told, see texts.py."""
ACTIONS: dict[str, Any] = {
    "sign_in": _("登录"),
    "sign_out": _("退出登录"),
    "sign_in.failed": _("登录失败"),
    "sign_in.locked": _("登录锁定"),
    "sign_in.unlocked": _("解除登录锁定"),
    "session.ended": _("登录状态结束"),
    "password.changed": _("修改密码"),
    "password.reset": _("重置密码"),
    "second_factor.codes": _("换发第二验证的备用码"),
    "personal.revealed": _("显示个人信息"),
    "list.exported": _("导出列表"),
    "list.printed": _("打印列表"),
    "journal.sealed": _("日志加盖封印"),
    "journal.exported": _("导出日志"),
    "journal.end_foreign": _("日志链尾不是本系统写的"),
    "journal.end_overrun": _("日志链尾后面有不是本系统写的记录"),
    "completion.made": _("补齐信息"),
    "completion.taken_back": _("撤回补齐"),
    "import.read": _("读取上传的表格"),
    "keys.rotation_begun": _("开始轮换密钥"),
    "keys.rotated": _("轮换密钥"),
    "backup.made": _("制作备份"),
    "screening.rechecked": _("复算后分级改变"),
    "screening.lost": _("筛查没有完成"),
    "screening.taken_out": _("移出日常筛查"),
    "screening.put_back": _("重新作为日常筛查"),
    "screening.based": _("定为年末底数"),
}
"""What reads better than thing and deed."""
DEEDS = [
    "api.read",
    "api.revealed",
    "appointment.ended",
    "appointment.handed_over",
    "area.ended",
    "area.followed",
    "area.kind_set",
    "area.merged",
    "area.renamed",
    "area.reopened",
    "areas.loaded",
    "change.submit",
    "change.approve",
    "change.return",
    "change.withdraw",
    "comparison.exported",
    "groups.exported",
    "outcomes.exported",
    "outcomes.read",
    "progress.exported",
    "roll.exported",
    "roll.read",
    "summary.exported",
    "household.moved",
    "household.reasoned",
    "household.restored",
    "household.split",
    "person.reasoned",
    "person.restored",
    "import.uploaded",
    "import.compared",
    "import.committed",
    "import.discarded",
    "import.downloaded",
    "import.forced",
    "import.undone",
    "keys.retired",
    "list.downloaded",
    "outlines.deleted",
    "outlines.loaded",
    "register.loaded",
    "screening.compared",
    "screening.done",
    "screening.planned",
    "screening.removed",
    "screening.started",
    "screening.thinned",
    "screening.verified",
    "second_factor.dropped",
    "second_factor.enrolled",
    "second_factor.failed",
    "second_factor.passed",
    "second_factor.reset",
    "token.used",
    "user.disabled",
    "user.enabled",
]
"""The others that are recorded by a call of their own."""

SUBJECTS = ("api",)
"""Of the things that are no model those that entries are about, not only what was done."""
NAMES: dict[str, Any] = {"token": _("令牌")}
"""Of what entries tell beside the fields of a record."""


def action(code: str) -> str:
    """`household.changed` → 农户·修改."""
    if code in ACTIONS:
        return str(ACTIONS[code])
    kind, _dot, verb = code.partition(".")
    if verb not in VERBS:
        return code
    return gettext("%(kind)s·%(verb)s") % {"kind": kind_of(kind), "verb": VERBS[verb]}


def choices() -> list[tuple[str, Any]]:
    """For a filter: what was named, and the deeds that models record by themselves."""
    codes = [
        *ACTIONS,
        *DEEDS,
        *(f"{kind}.{verb}" for kind in recorded() for verb in ("created", "changed", "deleted", "read")),
    ]
    return [(code, _named(code)) for code in codes]


def recorded() -> list[str]:
    """Kinds of records that tell of themselves."""
    return [name for name, model in _models().items() if issubclass(model, Recorded)]


def kinds() -> list[tuple[str, Any]]:
    """For a filter: whatever of ours has a name – of many an act tells, not the record itself –, and what is no record."""
    named = [
        (name, model._meta.verbose_name)
        for name, model in _models().items()
        if _is_ours(model)
        and model._meta.app_label != "journal"
        and "verbose_name" in model._meta.original_attrs
    ]
    return [*named, *((name, KINDS[name]) for name in SUBJECTS)]


def kind_of(name: str) -> str:
    model = _models().get(name)
    return str(KINDS.get(name) or (model._meta.verbose_name if model else name))


def field_of(kind: str, name: str) -> str:
    """What a field of a kind of record is called."""
    return str(getattr(_field(_models().get(kind), name), "verbose_name", NAMES.get(name, name)))


def subject(kind: str, ident: str) -> str:
    return " ".join(filter(None, (kind_of(kind) if kind else "", ident)))


def related(kind: str, name: str) -> Any:
    """The model that a field of a kind of record points at, if it does."""
    return getattr(_field(_models().get(kind), name), "related_model", None)


Named = Callable[[str, str, Any], str]
"""Kind of record, field and value → what it names, or nothing."""


def changes(
    kind: str, detail: str, naming: Named = lambda *_: ""
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What an entry's detail tells: fields from → to, and everything else as facts.  As far as it can be read.

    `naming`: names of people and places, which lie above the journal.
    """
    try:
        told = json.loads(detail)
    except ValueError:
        told = detail
    if not isinstance(told, dict):
        told = {"": told} if told else {}
    pairs = {name: value for name, value in told.items() if isinstance(value, list) and len(value) == 2}

    def worded(name: str, value: Any) -> Any:
        return naming(kind, name, value) or _worded(kind, name, value)

    rows = [
        {"label": field_of(kind, name), "old": worded(name, old), "new": worded(name, new)}
        for name, (old, new) in pairs.items()
    ]
    facts = [
        {"label": field_of(kind, name), "text": worded(name, value)}
        for name, value in told.items()
        if name not in pairs
    ]
    return rows, facts


def _worded(kind: str, name: str, value: Any) -> Any:
    """Labels for codes, yes and no; digests and texts as they are."""
    match value:
        case None:
            return None
        case bool():
            return gettext("是") if value else gettext("否")
        case str() if found := CLOSED.fullmatch(value):
            return gettext("%(mark)s（%(count)s 字）") % {"mark": found[1], "count": found[2]}
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
    model = _models().get(kind)
    if name in PERSONAL and model and model._meta.app_label == REGISTER:
        return value if str(value).startswith("#") else hidden(str(value))
    field = _field(model, name)
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def _field(model: Any, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _is_ours(model: Any) -> bool:
    return bool(model.__module__.startswith("shouwang."))


@cache
def _models() -> dict[str, Any]:
    """By the name that entries use; ours first, whatever libraries call theirs."""
    ours = [model for model in apps.get_models() if _is_ours(model)]
    return {model._meta.model_name or "": model for model in [*apps.get_models(), *ours]}


_named = lazy(action, str)
"""In the language of whoever looks, not of whoever started the office."""
