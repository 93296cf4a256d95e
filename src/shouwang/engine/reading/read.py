"""The one call: files in, canonical tables out, and every doubt on the way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from shouwang.engine.collecting import uncollected
from shouwang.engine.errors import Refused, sentence
from shouwang.engine.reading import (
    build,
    by_year,
    files,
    flags,
    listing,
    mapfile,
    messages,
    phrases,
    vocabulary,
)
from shouwang.engine.reading.mapping import understand
from shouwang.engine.reading.observe import Observation, observe
from shouwang.engine.reading.places import Layer
from shouwang.engine.reading.plan import ColumnPlan, Plan
from shouwang.engine.reading.problems import Log, Problem, letters
from shouwang.engine.reading.workbook import Book, Progress, Sheet, silent

PERIOD = re.compile("(?:19|20)[0-9]{2}")


@dataclass(frozen=True)
class Understood:
    """What one sheet was taken for; without a plan it was not read."""

    sheet: Sheet
    plan: Plan | None
    rows_in: int
    """Rows below the header."""
    rows_out: int
    """Rows taken as data."""


@dataclass
class Reading:
    tables: dict[str, pa.Table]
    understood: list[Understood]
    log: Log
    books: list[Book]
    layers: dict[str, list[Layer]] = field(default_factory=dict)
    """Per table, where its rows came from."""

    @property
    def problems(self) -> list[Problem]:
        return self.log.problems


def read(
    paths: Sequence[Path],
    *,
    mapping: Path | None = None,
    period: str | None = None,
    sheet: str | None = None,
    progress: Progress = silent,
) -> Reading:
    """Read files together: households of one, incomes of another.

    `mapping`: a mapping file to obey.  `period`: the year of income columns that name none.  `sheet`: only
    this one.  Refused when a file cannot be read at all, or nothing in it tells which household a row is of.
    """
    if period and not PERIOD.fullmatch(period):
        raise Refused(
            sentence("核算年度“{period}”不是四位年份。", period=period), "请写成 --period 2022 的样子。"
        )
    with uncollected():
        return _read(paths, mapping, period, sheet, progress)


def _read(
    paths: Sequence[Path], mapping: Path | None, period: str | None, sheet: str | None, progress: Progress
) -> Reading:
    log = Log()
    said = mapfile.load(mapping) if mapping else None
    books = [_opened(path, place, paths, progress) for place, path in enumerate(paths)]
    sheets = _chosen([one for book in books for one in book.sheets], sheet)
    if said:
        said.refuse_absent(sheets)
    plans = _with_identity([(one, _plan(one, said, len(paths) == 1, period, log)) for one in sheets], log)
    _refuse_bare(plans)
    seen = {
        id(one): _observed(one, plan, place, len(plans), log, progress)
        for place, (one, plan) in enumerate(plans)
    }
    observations = [one for one in seen.values() if one]
    progress("整理", 0, 1)
    built = build.build(observations, log)
    _refuse_nothing(built, paths)
    progress("检查", 0, 1)
    flags.report(built, log)
    understood = [_understood(one, plan, seen[id(one)]) for one, plan in plans]
    return Reading(built.tables, understood, log, books, built.layers)


def _opened(path: Path, place: int, paths: Sequence[Path], progress: Progress) -> Book:
    progress(sentence("打开 {name}", name=path.name), place, len(paths))
    return files.open_book(path)


def _chosen(sheets: list[Sheet], name: str | None) -> list[Sheet]:
    chosen = [sheet for sheet in sheets if name in (None, sheet.name)]
    if chosen:
        return chosen
    listed = phrases.headers(sheet.title for sheet in sheets)
    raise Refused(
        sentence("没有工作表“{name}”。", name=name), sentence("文件里有：{sheets}。", sheets=listed)
    )


def _plan(
    sheet: Sheet, said: mapfile.MapFile | None, alone: bool, period: str | None, log: Log
) -> Plan | None:
    """As the mapping file says, else as the sheet says; what is not used is listed either way."""
    if sheet.is_empty:
        log.add(messages.SHEET_EMPTY, sheet)
        return None
    if tuple(sheet.rows[0][: len(listing.HEADER)]) == listing.HEADER:
        log.add(messages.SHEET_OWN, sheet)
        return None
    entry = said.entry(sheet, alone) if said else None
    plan = said.obey(sheet, entry, period) if said and entry else understand(sheet, period)
    if plan is None:
        log.add(messages.SHEET_SKIPPED if entry else messages.SHEET_STRANGE, sheet)
    return plan


def _with_identity(plans: list[tuple[Sheet, Plan | None]], log: Log) -> list[tuple[Sheet, Plan | None]]:
    """Sheets whose rows belong to nobody are left out; refused when that leaves nothing."""
    lost = [sheet for sheet, plan in plans if plan and not plan.identifies]
    if lost and not any(plan and plan.identifies for _, plan in plans):
        raise Refused(
            sentence("“{sheet}”没有户编码列，无法知道哪些人是一户。", sheet=lost[0].title),
            "请运行 shouwang map 生成 map.yaml，在 household 中写明以哪些列识别一户，再加 --mapping 读。",
        )
    for sheet in lost:
        log.add(messages.NO_IDENTITY, sheet)
    return [(sheet, None if sheet in lost else plan) for sheet, plan in plans]


def _observed(
    sheet: Sheet, plan: Plan | None, place: int, count: int, log: Log, progress: Progress
) -> Observation | None:
    if plan is None:
        return None
    progress(sentence("读取 {sheet}", sheet=sheet.title), place, count)
    _report_sheet(plan, log)
    for column in plan.columns:
        _report_column(plan, column, log)
    return by_year.split(observe(plan, log), log)


def _report_sheet(plan: Plan, log: Log) -> None:
    sheet = plan.sheet
    if sheet.hidden:
        log.add(messages.SHEET_HIDDEN, sheet)
    for first, last in _runs([row for row in sheet.hidden_rows if row > plan.header.last]):
        log.add(messages.ROWS_HIDDEN, sheet, first, span=_span(sheet, first, last))
    for column in sheet.hidden_columns:
        if column in sheet.headers:
            log.add(messages.COLUMN_HIDDEN, sheet, None, column)
    if plan.identified_by:
        named = phrases.headers(sheet.headers[index] for index in plan.identified_by)
        log.add(messages.HOUSEHOLD_COMPOSED, sheet, None, plan.identified_by[0], names=named)
    for column in _unnamed(plan):
        log.add(messages.COLUMN_UNNAMED, sheet, None, column, letter=letters(column))


def _unnamed(plan: Plan) -> list[int]:
    """Columns without a header that hold something.  In CSV a longer line is a matter of its row."""
    rows = plan.sheet.rows[plan.header.last + 1 :]
    last = max(plan.header.names) if plan.sheet.lines else plan.sheet.width
    silent_columns = [column for column in range(last) if column not in plan.header.names]
    return [column for column in silent_columns if any(row[column] not in ("", None) for row in rows)]


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as first and last."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _span(sheet: Sheet, first: int, last: int) -> str:
    start, end = sheet.number(first), sheet.number(last)
    return str(start) if start == end else f"{start}–{end}"


def _report_column(plan: Plan, column: ColumnPlan, log: Log) -> None:
    """Why a column is not used, and what was done to one that is."""
    row = plan.header.last
    if column.reason and column.index not in plan.identified_by:
        target = column.target or (column.candidates[0].target if column.candidates else None)
        log.add(
            column.reason,
            plan.sheet,
            row,
            column.index,
            label=phrases.column(target),
            score=column.score or (column.candidates[0].score if column.candidates else 0),
            other=column.other,
            period=target.period if target else None,
        )
    if column.scale != 1:
        unit = next(unit for unit, size in vocabulary.UNITS.items() if size == column.scale)
        log.add(messages.COLUMN_SCALED, plan.sheet, row, column.index, unit=phrases.label(unit))


def _refuse_bare(plans: list[tuple[Sheet, Plan | None]]) -> None:
    """Headers and nothing below them: an export that went wrong, not a county without households."""
    known = [plan for _, plan in plans if plan]
    if known and all(plan.is_bare for plan in known):
        raise Refused(
            sentence("“{sheet}”只有表头，没有一行数据。", sheet=known[0].sheet.title),
            "请检查是否导出了内容。",
        )


def _refuse_nothing(built: build.Built, paths: Sequence[Path]) -> None:
    if not built.tables:
        raise Refused(
            sentence("在“{name}”里没有读到任何一张标准表。", name=paths[0].name),
            "请运行 shouwang map 看每列被理解成什么，改好 map.yaml 后加 --mapping 再读。",
        )


def _understood(sheet: Sheet, plan: Plan | None, seen: Observation | None) -> Understood:
    rows_in = len(sheet.rows) - (plan.header.last + 1 if plan else 0)
    return Understood(sheet, plan, rows_in, len(seen.rows) if seen else 0)
