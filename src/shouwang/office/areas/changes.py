"""What happens to areas: a new name, a merger, an end.  Nothing is forgotten.

`by`: an officer with `area.edit` where it happens; None is the installation itself.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NoReturn

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.areas import names, standing
from shouwang.office.areas.models import KINDS, Area, FormerName
from shouwang.office.journal import entries
from shouwang.office.kit import codes
from shouwang.office.kit.seen import Overtaken

PERMISSION = "area.edit"


@transaction.atomic
def rename(area: Area, *, name: str, on: date, by: Any = None, seen: str = "") -> None:
    """Known by the new name from `on`.  `seen`: the name that was on the screen; Overtaken when it is no longer that."""
    fresh = _locked(area, on, by)
    name = name.strip()
    if seen and seen != fresh.name != name:
        _overtaken(fresh.name, _("名称"), now=fresh.name)
    if not name or len(name) > 60:
        raise Refused(_("名称要有 1 至 60 个字。"), _("请填规范的区划名称。"))
    if name == fresh.name:
        raise Refused(_("新名称和现在的名称一样。"), _("不需要再办。"))
    last = fresh.former_names.order_by("-until").first()
    if last and on < last.until:
        raise Refused(_("%(day)s 已经改过一次名。") % {"day": last.until}, _("请填这一天或以后的日期。"))
    # Renamed twice on one day: the name in between was in force on no day.
    if not (last and last.until == on):
        FormerName(area=fresh, name=fresh.name, until=on).save()
    fresh.name = area.name = name
    fresh.save(update_fields=["name"])
    names.forget()
    entries.record("area.renamed", fresh, on=on)


@transaction.atomic
def merge(areas: Sequence[Area], *, into: Area, on: date, by: Any = None) -> None:
    """The areas end with a successor.  Records in them are moved by those who keep records."""
    target = _locked(into, on, by)
    for area in areas:
        old = _locked(area, on, by)
        _refuse_odd(old, target)
        _refuse_children(old, on)
        old.valid_to, old.successor = on, target
        old.save(update_fields=["valid_to", "successor"])
        entries.record("area.merged", old, on=on, detail={"into": target.code})


@transaction.atomic
def end(area: Area, *, on: date, by: Any = None) -> None:
    """No more, and nothing in its place."""
    old = _locked(area, on, by)
    _refuse_children(old, on)
    _refuse_standing(old, on)
    old.valid_to = on
    old.save(update_fields=["valid_to"])
    entries.record("area.ended", old, on=on)


@transaction.atomic
def reopen(area: Area, *, on: date, by: Any = None) -> None:
    """It never ended: for an end by mistake.  Refused after a merger, whose records went along.  `on`: the day on which
    somebody says so."""
    fresh: Area = Area.objects.select_for_update().get(pk=area.pk)
    if by is not None:
        by.require(PERMISSION, fresh.code)
    if fresh.valid_to is None:
        raise Refused(_("“%(name)s”没有停用。") % {"name": fresh.name}, _("不需要再办。"))
    if not may_reopen(fresh):
        raise Refused(
            _("“%(name)s”已并入“%(into)s”，那里的农户和工作都转过去了。")
            % {"name": fresh.name, "into": fresh.successor},
            _("请在并入的区划上办理；要重新设村，请导入新的区划代码。"),
        )
    _refuse_above_ended(fresh)
    ended, fresh.valid_to = fresh.valid_to, None
    fresh.save(update_fields=["valid_to"])
    entries.record("area.reopened", fresh, on=on, detail={"ended": ended.isoformat()})


def may_reopen(area: Area) -> bool:
    """Whether it ended with nothing in its place: then nothing followed."""
    return area.valid_to is not None and area.successor_id is None


@transaction.atomic
def set_kind(area: Area, *, kind: str, on: date, by: Any = None, seen: str = "") -> None:
    """`seen`: the kind that was on the screen; Overtaken when it is no longer that."""
    fresh = _locked(area, on, by)
    if seen and seen != fresh.kind != kind:
        _overtaken(dict(KINDS)[fresh.kind], _("类型"), now=fresh.kind)
    if kind not in dict(KINDS):
        raise Refused(_("没有“%(kind)s”这种区划类型。") % {"kind": kind[:20]}, _("请从列出的类型中选。"))
    fresh.kind = area.kind = kind
    fresh.save(update_fields=["kind"])
    entries.record("area.kind_set", fresh, on=on)


def name_on(area: Area, day: date) -> str:
    """What it was called on a day."""
    former = area.former_names.filter(until__gt=day).order_by("until").first()
    return former.name if former else area.name


def refuse_ended(area: Area) -> None:
    if area.valid_to:
        raise Refused(
            _("“%(name)s”已在 %(day)s 停用。") % {"name": area.name, "day": area.valid_to},
            _("停用的区划不再变更；请在并入的区划上办理。"),
        )


def _locked(area: Area, on: date, by: Any) -> Area:
    fresh: Area = Area.objects.select_for_update().get(pk=area.pk)
    if by is not None:
        by.require(PERMISSION, fresh.code)
    refuse_ended(fresh)
    if on < fresh.valid_from:
        raise Refused(
            _("“%(name)s”%(day)s 才启用。") % {"name": fresh.name, "day": fresh.valid_from},
            _("请填启用日当天或以后的日期。"),
        )
    return fresh


def _overtaken(text: Any, what: str, *, now: str) -> NoReturn:
    raise Overtaken(
        _("您打开之后，别人已把%(what)s改为“%(text)s”，您的改动没有写入。") % {"what": what, "text": text},
        _("请核对；仍要按您填的改，就再保存一次。"),
        now,
    )


def _refuse_odd(old: Area, target: Area) -> None:
    if old.pk == target.pk:
        raise Refused(_("区划不能并入自己。"), _("请选另一个区划。"))
    if old.level != target.level:
        raise Refused(_("只能并入同一级别的区划。"), _("村并入村，乡镇并入乡镇。"))


def _refuse_standing(old: Area, on: date) -> None:
    if found := standing.told(old.span, on):
        raise Refused(
            _("“%(name)s”还有%(what)s。") % {"name": old.name, "what": _("、").join(found)},
            _("请办“撤并”，农户、任职和工作随之转到并入的区划；确实没有接替的，先把这些办完或结束，再停用。"),
        )


def _refuse_above_ended(area: Area) -> None:
    above = Area.objects.filter(code__in=codes.parents(area.code), valid_to__isnull=False).order_by("code")
    if last := above.last():
        raise Refused(
            _("它的上级“%(name)s”已在 %(day)s 停用。") % {"name": last.name, "day": last.valid_to},
            _("请先恢复上级；上级已撤并的，请导入新的区划代码。"),
        )


def _refuse_children(old: Area, on: date) -> None:
    inside = Area.objects.on(on).filter(code__range=old.span).exclude(pk=old.pk).count()
    if inside:
        raise Refused(
            _("“%(name)s”下面还有 %(count)d 个区划。") % {"name": old.name, "count": inside},
            _("请先导入它们在新上级下的代码，把它们逐个并过去，再办上级。"),
        )
