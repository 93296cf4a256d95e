"""A list of areas: read, compared with what is there, and loaded – whole or not at all.

Areas that the list does not name stay as they are; an area ends or merges one by one (changes.py).
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.reading import read as reader
from shouwang.engine.reading.problems import Problem
from shouwang.engine.tables import AREAS
from shouwang.office.areas import changes
from shouwang.office.areas.models import LEVELS, Area
from shouwang.office.journal import entries
from shouwang.office.kit import codes, sayings

TOLD = 50
"""Mistakes told one by one."""
PERMISSION = "area.edit"


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    level: str
    kind: str


@dataclass(frozen=True)
class Plan:
    """What loading would do."""

    new: list[Row] = field(default_factory=list)
    renamed: list[tuple[Area, Row]] = field(default_factory=list)
    recast: list[tuple[Area, Row]] = field(default_factory=list)
    """Of another kind than before."""
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.renamed or self.recast)


def read(source: pa.Table | Path) -> list[Row]:
    """Of a canonical table, or of any file that the engine's reader understands.  All mistakes at once."""
    table = source if isinstance(source, pa.Table) else _table_of(source)
    missing = [name for name in ("area_code", "name", "level") if name not in table.column_names]
    if missing:
        labels = _("、").join(_(AREAS[name].label) for name in missing)
        raise Refused(_("区划名单缺少列：%(names)s。") % {"names": labels}, _("请补上这些列。"))
    rows, mistakes = [], []
    for number, record in enumerate(table.to_pylist(), start=1):
        row, reasons = _row(record)
        mistakes += [_("第 %(row)d 条：%(why)s") % {"row": number, "why": why} for why in reasons]
        rows.append(row)
    mistakes += _doubled(rows)
    if mistakes:
        raise _refused(mistakes)
    if not rows:
        raise Refused(_("名单里没有一个区划。"), _("请检查文件内容。"))
    return rows


def compare(rows: list[Row], *, on: date, by: Any = None) -> Plan:
    """Refused when something in the list cannot be; `by`: None is the installation itself."""
    known = {area.code: area for area in Area.objects.filter(code__in=[row.code for row in rows])}
    plan, unchanged = Plan(), 0
    mistakes = _orphans(rows, known, on)
    mine = _mine(rows, known, by)
    for row in rows:
        area = known.get(row.code)
        if reason := _reason(row, area, on, is_mine=row.code in mine):
            mistakes.append(_("%(label)s：%(why)s") % {"label": f"{row.code} {row.name}", "why": reason})
        elif area is None:
            plan.new.append(row)
        elif same(area, row):
            unchanged += 1
        else:
            if area.name != row.name:
                plan.renamed.append((area, row))
            if row.kind and area.kind != row.kind:
                plan.recast.append((area, row))
    if mistakes:
        raise _refused(mistakes)
    return Plan(plan.new, plan.renamed, plan.recast, unchanged)


@transaction.atomic
def load(source: "pa.Table | Path | list[Row]", *, on: date, by: Any = None) -> Plan:
    """Loading the same list again changes nothing."""
    rows = source if isinstance(source, list) else read(source)
    plan = compare(rows, on=on, by=by)
    for row in sorted(plan.new, key=lambda one: one.code):
        area = Area(code=row.code, name=row.name, level=row.level, kind=row.kind or "ordinary", valid_from=on)
        area.save(force_insert=True)
    for area, row in plan.renamed:
        changes.rename(area, name=row.name, on=on, by=by)
    for area, row in plan.recast:
        changes.set_kind(area, kind=row.kind, on=on, by=by)
    if not plan.is_empty:
        counts = {"new": len(plan.new), "renamed": len(plan.renamed), "recast": len(plan.recast)}
        entries.record("areas.loaded", on=on, detail=counts)
    return plan


def same(area: Area, row: Row) -> bool:
    """A list without a kind says nothing about it."""
    return area.name == row.name and row.kind in ("", area.kind)


def _table_of(path: Path) -> pa.Table:
    try:
        reading = reader.read([path])
    except Refused as error:
        # Of mapping files and household codes a list of areas knows nothing.
        if "--mapping" in error.remedy:
            raise _strange() from error
        raise sayings.refusal(error) from error
    if "areas" not in reading.tables:
        raise _strange()
    # The reader leaves out what it cannot read; here a list is loaded whole or not at all.
    wrong = [problem for problem in reading.problems if problem.severity == "error"]
    if wrong:
        raise _refused([f"{one.cell or one.row} {_told(one)}" for one in wrong])
    return reading.tables["areas"]


def _told(problem: Problem) -> str:
    return sayings.problem(problem.code, problem.words).rstrip("。.")


def _strange() -> Refused:
    return Refused(
        _("没有读到区划名单。"), _("表头要有区划代码、名称、级别三列；级别写省、市、县、乡镇或村。")
    )


def _row(record: dict[str, Any]) -> tuple[Row, list[str]]:
    said = {name: str(record.get(name) or "").strip() for name in ("area_code", "name", "level", "kind")}
    reasons = []
    try:
        code = codes.padded(said["area_code"])
    except ValueError:
        code = said["area_code"]
        reasons.append(_("区划代码“%(code)s”应为 2、4、6、9 或 12 位数字") % {"code": code[:20]})
    if not said["name"]:
        reasons.append(_("%(code)s 没有名称") % {"code": code})
    if not reasons and codes.level(code) != said["level"]:
        words = {"code": code, "level": dict(LEVELS).get(said["level"], said["level"])}
        reasons.append(_("代码 %(code)s 不是“%(level)s”的代码") % words)
    if said["kind"] and said["kind"] not in AREAS["kind"].codes:
        reasons.append(_("没有“%(kind)s”这种类型") % {"kind": said["kind"][:20]})
    return Row(code, said["name"][:60], said["level"], said["kind"]), reasons


def _doubled(rows: list[Row]) -> list[str]:
    seen: dict[str, Row] = {}
    found = []
    for row in rows:
        if row.code in seen:
            found.append(_("代码 %(code)s 出现了两次") % {"code": row.code})
        seen[row.code] = row
    return found


def _orphans(rows: list[Row], known: dict[str, Area], on: date) -> list[str]:
    """Areas above that are neither in the list nor there: a scope is a tree without holes."""
    listed = {row.code for row in rows}
    above = {parent: row for row in rows if row.code not in known for parent in codes.parents(row.code)}
    there = set(
        Area.objects.on(on)
        .filter(code__in=[code for code in above if code not in listed])
        .values_list("pk", flat=True)
    )
    return [
        _("%(code)s %(name)s：缺少上级区划 %(above)s，请一并写进名单")
        % {"code": row.code, "name": row.name, "above": code}
        for code, row in above.items()
        if code not in listed and code not in there
    ]


def _mine(rows: list[Row], known: dict[str, Area], by: Any) -> set[str]:
    """Codes that `by` may load: of the own areas, and what is not yet there above them, up to the province – or the
    first administrator of a county could not begin."""
    within = {row.code for row in rows if by is None or by.may(PERMISSION, row.code)}
    above = {code for inside in within for code in codes.parents(inside)}
    return within | (above - known.keys())


def _reason(row: Row, area: Area | None, on: date, *, is_mine: bool) -> str:
    """Why one row cannot be loaded, or nothing."""
    if area and same(area, row) and area.valid_to is None:
        return ""
    if not is_mine:
        return _("不在您的辖区")
    if area and area.valid_to:
        return _("已在 %(day)s 停用，代码不能再用") % {"day": area.valid_to}
    if area and on < area.valid_from:
        return _("%(day)s 才启用，晚于名单的日期") % {"day": area.valid_from}
    return ""


def _refused(mistakes: list[str]) -> Refused:
    told = _("；").join(mistakes[:TOLD])
    rest = _("；还有 %(more)d 处") % {"more": len(mistakes) - TOLD} if len(mistakes) > TOLD else ""
    words = {"count": len(mistakes), "told": told, "rest": rest}
    return Refused(
        _("区划名单有 %(count)d 处错误，一个也没有导入。%(told)s%(rest)s。") % words,
        _("请改正后重新导入整份名单。"),
    )
