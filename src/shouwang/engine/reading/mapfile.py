"""Mapping files: `shouwang map` writes what it understood, people correct it, `shouwang read` obeys."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.reading import header as headers
from shouwang.engine.reading import mapping, messages, phrases, values, vocabulary
from shouwang.engine.reading.header import Header
from shouwang.engine.reading.plan import KINDS, ColumnPlan, Plan
from shouwang.engine.reading.problems import letters
from shouwang.engine.reading.targets import Target, named
from shouwang.engine.reading.workbook import Sheet
from shouwang.engine.tables import Column

HEAD = """\
# 守望列对应表：每一列被理解成什么、把握多大（score，1 为确定）。改好后：
#   shouwang read 文件 --mapping 本文件 --out 目录
# as         标准列名（shouwang tables 可查）；留空（null）即不用这一列。
#            一列一类的收支写 incomes.wage、incomes.business、incomes.property、incomes.transfer、incomes.business_cost、
#            expenses.medical、expenses.medical_payout（理赔）等，并写 period（年度）；预估的写 forecast: true。
#            每户每年一行的，把年度列写成 incomes.period（支出：expenses.period），收支列就不用写 period。
# unit       万元、千元、元；不写即按表头。
# kind       %s
# header     表头所在的行号：[第一行, 最后一行]。
# household  没有户编码时，写出合起来能识别一户的表头，如 [户主姓名, 户主证件号码]。
# set        整张表统一的值，如 {households.area_code: "430921104201", measures.development: 是}；
#            households.area_code: household_id 表示取户编码的前 12 位。
# read       写 false 即不读这张工作表。
"""
SHAPES: dict[str, tuple[type, str]] = {
    "columns": (list, "列的清单"),
    "household": (list, "表头的清单，如 [户主姓名, 户主证件号码]"),
    "set": (dict, "“标准列: 值”，如 {households.area_code: household_id}"),
}
REWRITE = "请按 YAML 格式改正，或重新运行 shouwang map 生成。"
FROM_HOUSEHOLD_ID = "household_id"


def text_of(file: str, sheets: Iterable[tuple[Sheet, Plan | None]]) -> str:
    head = HEAD % "、".join(f"{name} {label}" for name, label in KINDS.items())
    body = {"file": file, "sheets": [_entry(sheet, plan) for sheet, plan in sheets]}
    return head + yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=110)


def _entry(sheet: Sheet, plan: Plan | None) -> dict[str, object]:
    if plan is None:
        return {"sheet": sheet.name, "read": False, "kind": "households", "header": [1, 1], "columns": []}
    return {
        "sheet": sheet.name,
        "read": True,
        "kind": plan.kind,
        "header": [plan.header.first + 1, plan.header.last + 1],
        "household": [sheet.headers[index] for index in plan.identified_by],
        "set": {target.name: value for target, value in plan.constants.items()},
        "columns": [_column_entry(column) for column in plan.columns],
    }


def _column_entry(column: ColumnPlan) -> dict[str, object]:
    target = column.target or _left_for_want_of_a_year(column)
    entry: dict[str, object] = {
        "column": letters(column.index),
        "header": column.header,
        "as": target.name if target else None,
        "score": round(column.score, 2),
    }
    if target and target.kind:
        entry |= {"period": target.period, "forecast": target.forecast}
    if column.scale != 1:
        entry["unit"] = _unit(column.scale)
    entry["samples"] = column.samples
    rest = {c.target.name: round(c.score, 2) for c in column.candidates[:4] if c.target.name != entry["as"]}
    return entry | ({"alternatives": rest} if rest else {})


def _left_for_want_of_a_year(column: ColumnPlan) -> Target | None:
    wanting = column.reason == messages.COLUMN_NEEDS_PERIOD
    return next((c.target for c in column.candidates if c.target.kind), None) if wanting else None


def _unit(scale: int) -> str:
    return next(unit for unit, size in vocabulary.UNITS.items() if size == scale)


@dataclass(frozen=True)
class MapFile:
    path: Path
    file: str | None
    entries: tuple[Mapping[str, Any], ...]

    def entry(self, sheet: Sheet, alone: bool) -> Mapping[str, Any] | None:
        """What it says of a sheet.  Read alone, a file may have another name than the one mapped."""
        if not alone and self.file not in (None, sheet.path.name):
            return None
        # An entry may name its own file: one mapping for several files read together.
        mine = (entry for entry in self.entries if entry.get("file") in (None, sheet.path.name))
        return next((entry for entry in mine if entry.get("sheet") == sheet.name), None)

    def refuse_absent(self, sheets: Iterable[Sheet]) -> None:
        names = {sheet.name for sheet in sheets}
        for entry in self.entries:
            if entry.get("sheet") not in names:
                listed = phrases.headers(name or "（无工作表）" for name in sorted(names, key=str))
                raise self._wrong(
                    sentence("没有工作表“{sheet}”", sheet=entry.get("sheet")),
                    sentence("文件里有：{sheets}。", sheets=listed),
                )

    def obey(self, sheet: Sheet, entry: Mapping[str, Any], period: str | None) -> Plan | None:
        """The plan it states; nothing when it says not to read the sheet."""
        if entry.get("read") is False:
            return None
        for key, (kind, shape) in SHAPES.items():
            if not isinstance(entry.get(key) or kind(), kind):
                raise self._wrong(
                    sentence("{key} 的写法不对", key=key), sentence("应写成{shape}。", shape=shape)
                )
        if entry.get("kind") not in KINDS:
            raise self._wrong(
                sentence("kind “{kind}”不认识", kind=entry.get("kind")),
                sentence("可写：{choices}。", choices=", ".join(KINDS)),
            )
        header = headers.at(sheet, *self._header_rows(entry, sheet))
        sheet.headers, sheet.header_row = dict(header.names), header.last
        stated = dict(self._column(sheet, header, line) for line in entry.get("columns") or [])
        columns = [stated.get(i) or _unmentioned(sheet, header, i) for i in header.names]
        plan = Plan(sheet, entry["kind"], header, columns)
        plan.identified_by = [self._find(header, {"header": name}) for name in entry.get("household") or []]
        plan.constants = dict(self._constant(name, value) for name, value in (entry.get("set") or {}).items())
        mapping.settle(plan, period)
        return plan

    def _constant(self, name: object, value: object) -> tuple[Target, str]:
        target, stated = self._target(name), str(value)
        if target.kind:
            raise self._wrong(sentence("“{name}”不能写成统一的值", name=name), "收支请写在 columns 里。")
        known, _ = values.reader(target.declared)(stated)
        if known is None or _is_beyond(known, target.declared):
            raise self._wrong(
                sentence("“{value}”读不成“{label}”", value=stated, label=phrases.column(target)),
                "取值请看 shouwang tables。",
            )
        return target, stated

    def _header_rows(self, entry: Mapping[str, Any], sheet: Sheet) -> tuple[int, int]:
        rows = entry.get("header")
        if isinstance(rows, list) and all(isinstance(row, int) for row in rows) and 1 <= len(rows) <= 2:
            first, last = rows[0] - 1, rows[-1] - 1
            if 0 <= first <= last <= first + 1 and last < len(sheet.rows):
                return first, last
        raise self._wrong(
            sentence("header {rows} 不对", rows=rows), "请写表头所在的一行或相邻两行的行号，如 [2, 3]。"
        )

    def _column(self, sheet: Sheet, header: Header, line: Mapping[str, Any]) -> tuple[int, ColumnPlan]:
        index = self._find(header, line)
        column = ColumnPlan(index, header.names[index], samples=mapping.samples(sheet, header, index))
        column.candidates = vocabulary.candidates(column.header)
        if not line.get("as"):
            column.reason = messages.COLUMN_IGNORED
            return index, column
        period = line.get("period")
        if period and not values.PERIOD.fullmatch(str(period)):
            raise self._wrong(
                sentence("period “{period}”不是四位年份", period=period), "请写成 period: '2022' 的样子。"
            )
        column.target = self._target(line["as"], period and str(period), bool(line.get("forecast")))
        column.score = 1.0
        column.scale = self._scale(line, header, column)
        return index, column

    def _find(self, header: Header, line: Mapping[str, Any]) -> int:
        """By header; the letter decides between columns of the same name."""
        matches = [index for index, name in header.names.items() if name == line.get("header")]
        lettered = [index for index in matches if letters(index) == line.get("column")]
        if matches:
            return (lettered or matches)[0]
        raise self._wrong(
            sentence("没有“{header}”这一列", header=line.get("header")),
            "请按文件里的表头书写，两行表头用“/”连接；或重新运行 shouwang map。",
        )

    def _target(self, name: object, period: str | None = None, forecast: bool = False) -> Target:
        if target := named(str(name), period, forecast):
            return target
        raise self._wrong(sentence("标准列“{name}”不存在", name=name), "可用的列名请看 shouwang tables。")

    def _scale(self, line: Mapping[str, Any], header: Header, column: ColumnPlan) -> int:
        unit = line.get("unit")
        if unit is None and column.target:
            return mapping.scale_of(column.header, header, column.target)
        if unit in vocabulary.UNITS:
            return vocabulary.UNITS[unit]
        raise self._wrong(
            sentence("单位“{unit}”不认识", unit=unit),
            sentence("可写：{choices}。", choices=phrases.choices(vocabulary.UNITS)),
        )

    def _wrong(self, what: str, remedy: str) -> Refused:
        return Refused(sentence("对应表“{name}”：{what}。", name=self.path.name, what=what), remedy)


def load(path: Path) -> MapFile:
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Refused(
            sentence("找不到对应表“{path}”。", path=path), "请检查文件名，或先运行 shouwang map 生成。"
        ) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Refused(
            sentence("对应表“{name}”读不了：{error}。", name=path.name, error=str(error).splitlines()[0]),
            REWRITE,
        ) from error
    sheets = said.get("sheets") if isinstance(said, dict) else None
    if not isinstance(sheets, list) or not all(isinstance(entry, dict) for entry in sheets):
        raise Refused(sentence("对应表“{name}”里没有 sheets 一节。", name=path.name), REWRITE)
    return MapFile(path, said.get("file"), tuple(sheets))


def _is_beyond(value: Any, column: Column) -> bool:
    """A number outside what the column declares, which in a cell would be a problem."""
    return column.low is not None and column.high is not None and not column.low <= value <= column.high


def _unmentioned(sheet: Sheet, header: Header, index: int) -> ColumnPlan:
    name = header.names[index]
    return ColumnPlan(
        index, name, reason=messages.COLUMN_IGNORED, samples=mapping.samples(sheet, header, index)
    )
