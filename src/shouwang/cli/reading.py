"""`shouwang read` and `shouwang map`: real files in, canonical tables and marked cells out."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from shouwang.cli import language, output, sayings
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.engine import aside
from shouwang.engine.errors import Refused
from shouwang.engine.reading import files, mapfile, mapping, messages, problems, store
from shouwang.engine.reading import read as reader
from shouwang.engine.reading.plan import FLAT, ColumnPlan, Plan
from shouwang.engine.reading.read import Reading, Understood
from shouwang.engine.reading.workbook import Progress, Sheet
from shouwang.engine.tables import TABLES

STYLES = {messages.ERROR: "red", messages.WARNING: "yellow", messages.INFO: "dim"}
SURE = 0.95
"""Columns above it are not listed after reading."""
FEW = 12
"""Columns named one by one in a sentence, or listed below it; a file may have 70,000."""

PERIOD = click.option(
    "--period", metavar=pgettext("metavar", "年度"), help=_("没有写年度的收支列属于哪个核算年度，例如 2022")
)
SHEET = click.option("--sheet", metavar=pgettext("metavar", "名称"), help=_("只读这张工作表"))


@click.command(
    help=_("把真实的表格（.xlsx .xls .csv .parquet）读成登记表，逐格标出问题。几个文件可以一起读。")
)
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=pgettext("metavar", "文件…")
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar=pgettext("metavar", "目录"),
    help=_("输出目录，须不存在或为空"),
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    metavar="map.yaml",
    help=_("由 shouwang map 生成、改好的对应表"),
)
@PERIOD
@SHEET
@output.JSON
def read(paths: tuple[Path, ...], out: Path, as_json: bool, **asked: Any) -> int:
    # Minutes of reading must not end in a refusal that could have been given at once.
    aside.refuse_occupied(out.absolute())
    with watched() as progress:
        reading = reader.read(paths, **asked, progress=progress)
        store.write(reading, out, progress=progress)
    if as_json:
        click.echo(json.dumps(summary(reading, out), ensure_ascii=False, indent=1))
    else:
        show(reading, out, output.console())
    return output.NEEDS_ATTENTION if problems.needs_attention(reading.problems) else 0


def read_into(out: Path, paths: list[Path], *, period: str | None = None) -> bool:
    """For other commands that are given files: reads them into `out` and says whether nothing needs attention."""
    with watched() as progress:
        reading = reader.read(paths, period=period, progress=progress)
        store.write(reading, out, progress=progress)
    return not problems.needs_attention(reading.problems)


@click.command("map", help=_("看看每一列被理解成什么、把握多大；写出可以改的 map.yaml。"))
@click.argument("path", type=click.Path(path_type=Path), metavar=pgettext("metavar", "文件"))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="map.yaml",
    show_default=True,
    metavar="map.yaml",
    help=_("写到哪里；已有的文件不会被覆盖"),
)
@PERIOD
@output.JSON
def map_(path: Path, out: Path, period: str | None, as_json: bool) -> None:
    if out.exists():
        raise Refused(_("“{path}”已经存在。").format(path=out), _("请先移走它，或用 --out 换一个文件名。"))
    plans = [(sheet, mapping.understand(sheet, period)) for sheet in files.open_book(path).sheets]
    text = mapfile.text_of(path.name, plans)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        why = _("没有写成“{path}”：{why}。").format(path=out, why=error.strerror)
        raise Refused(why, _("请换一个可以写入的目录。")) from error
    if as_json:
        click.echo(
            json.dumps([sheet_summary(s.title, plan) for s, plan in plans], ensure_ascii=False, indent=1)
        )
        return
    console = output.console()
    for sheet, plan in plans:
        show_sheet(sheet.title, plan, console)
    said = _("已写出 {out}。改好后运行：\n  shouwang read {path} --mapping {out} --out 登记")
    console.print(said.format(out=output.typed(out), path=output.typed(path)), markup=False)


@contextmanager
def watched() -> Iterator[Progress]:
    """A bar on a terminal, a line per step elsewhere; both to stderr."""
    with output.progress() as bar:
        task = bar.add_task(_("读取"), total=None)
        errors = Console(stderr=True, highlight=False)

        def report(step: str, done: int, total: int) -> None:
            said = language.said(step)
            bar.update(task, description=said, completed=done, total=total)
            if not errors.is_terminal:
                errors.print(f"{said} …", markup=False)

        yield report


def show(reading: Reading, out: Path, console: Console) -> None:
    """What was understood, what came out, what is wrong, and what to type next."""
    for one in reading.understood:
        show_sheet(titled(one.sheet), one.plan, console, one)
    console.print(tables_of(reading))
    if reading.problems:
        console.print(problems_of(reading))
    console.print(_("登记表和问题清单：{out}").format(out=output.typed(out)), markup=False)
    if problems.needs_attention(reading.problems):
        listed = output.typed(out / store.PROBLEMS_BOOK)
        several = _("各 {name}….xlsx").format(name=output.typed(out / store.MARKED))
        marked = listed if len(reading.books) == 1 else several
        said = _("有问题的单元格已在 {marked} 中标黄，旁边写明原因；清单见 {listed}。")
        console.print(said.format(marked=marked, listed=listed), markup=False)
    if {"households", "persons"} <= set(reading.tables):
        console.print(_("下一步："), style="bold")
        command = _("  shouwang screen {out} --pack hunan-qingshuzui-2022 --on 2022-09-30 --out 结果")
        console.print(command.format(out=output.typed(out)), markup=False)


def titled(sheet: Sheet) -> str:
    """The file, and the sheet where a file has any."""
    return f"{sheet.path.name} {sheet.name}" if sheet.name else sheet.path.name


def show_sheet(title: str, plan: Plan | None, console: Console, one: Understood | None = None) -> None:
    if plan is None:
        console.print(_("{title}：未读").format(title=title), style="yellow", markup=False)
        return
    heading = _("{title}：{kind}，表头在第 {row} 行").format(
        title=title, kind=kind_of(plan), row=header_rows(plan)
    )
    if one:
        heading += _("，{all:,} 行中读入 {read:,} 行").format(all=one.rows_in, read=one.rows_out)
    console.print(heading, style="bold", markup=False)
    shown = [column for column in plan.columns if one is None or doubtful(column)]
    if one:
        console.print(f"  {columns_in_words(plan)}", markup=False)
    if shown:
        console.print(columns_of(shown[:FEW] if one else shown))


def kind_of(plan: Plan) -> str:
    if plan.kind == FLAT:
        return _("一户多行（农户和成员在一张表）")
    return _("{label}表").format(label=_(TABLES[plan.kind].label))


def doubtful(column: ColumnPlan) -> bool:
    """Worth a look after reading; `map` shows every column."""
    return column.score < SURE if column.target else column.reason != messages.COLUMN_NOT_NEEDED


def columns_in_words(plan: Plan) -> str:
    used = sum(column.target is not None for column in plan.columns)
    unused = [column.header for column in plan.columns if column.target is None]
    said = _("{all:,} 列，用了 {used:,} 列").format(all=len(plan.columns), used=used)
    if unused:
        said += _("，未用：{names}").format(names=listed(unused))
    yearless = sum(map(wants_year, plan.columns))
    doubts = sum(map(doubtful, plan.columns)) - yearless
    if yearless:
        said += _("，其中 {count} 列没有写年度：请加 --period 年").format(count=yearless)
    if doubts:
        said += _("，其中 {count} 列没有把握：").format(count=doubts)
    return said


def listed(names: list[str]) -> str:
    """The first few; the rest only counted."""
    rest = _("… 等 {count:,} 列").format(count=len(names)) if len(names) > FEW else ""
    return _("、").join(names[:FEW]) + rest


def wants_year(column: ColumnPlan) -> bool:
    """Understood well, and left out only because nobody said of which year it is."""
    return column.target is None and column.reason == messages.COLUMN_NEEDS_PERIOD


def columns_of(columns: list[ColumnPlan]) -> Table:
    table = Table(box=None, expand=True)
    table.add_column(_("列"), min_width=3)
    for heading, ratio in ((_("表头"), 4), (_("理解为"), 4)):
        table.add_column(heading, ratio=ratio, no_wrap=True)
    table.add_column(_("把握"), min_width=5, justify="right")
    table.add_column(_("例"), ratio=5, no_wrap=True)
    for column in columns:
        table.add_row(*cells_of(column), style="" if column.target else "dim")
    return table


def header_rows(plan: Plan) -> str:
    first, last = plan.header.first + 1, plan.header.last + 1
    return str(first) if first == last else f"{first}–{last}"


def cells_of(column: ColumnPlan) -> tuple[str, ...]:
    if column.target:
        understood = sayings.column(column.target)
    elif wants_year(column):
        understood = _("不用；没有写年度：请加 --period 年")
    elif column.reason == messages.COLUMN_UNSURE:
        understood = _("不用；也许是 {name}").format(name=sayings.column(column.candidates[0].target))
    else:
        understood = _("不用")
    score = f"{column.score:.0%}" if column.score and not wants_year(column) else ""
    name = problems.letters(column.index)
    return name, column.header, understood, score, _("、").join(column.samples)


def tables_of(reading: Reading) -> Table:
    table = Table(title=_("读出的登记表"), title_justify="left", box=None, padding=(0, 2))
    table.add_column(_("表"))
    table.add_column(_("文件"))
    table.add_column(_("行数"), justify="right")
    for name, rows in reading.tables.items():
        table.add_row(_(TABLES[name].label), f"{name}.parquet", f"{rows.num_rows:,}")
    return table


def problems_of(reading: Reading) -> Table:
    """One line per code, worst and most frequent first, with the first case as an example."""
    table = Table(title=pgettext("list", "问题"), title_justify="left", box=None, expand=True)
    table.add_column(_("级别"), min_width=4)
    table.add_column(_("编号"), min_width=10)
    table.add_column(_("个数"), min_width=9, justify="right")
    table.add_column(_("例如"), ratio=1, no_wrap=True)
    for code, severity, count, example in counted(reading):
        where = (example.file, example.sheet, example.cell or row_of(example))
        place = " ".join(filter(None, where))
        table.add_row(
            severities()[severity],
            code,
            f"{count:,}",
            _("：").join((place, sayings.problem(example))),
            style=STYLES[severity],
        )
    return table


def severities() -> dict[str, str]:
    return {
        messages.ERROR: pgettext("severity", "错误"),
        messages.WARNING: pgettext("severity", "提醒"),
        messages.INFO: pgettext("severity", "说明"),
    }


def row_of(problem: problems.Problem) -> str:
    return _("第 {row} 行").format(row=problem.row) if problem.row else ""


def counted(reading: Reading) -> list[tuple[str, str, int, problems.Problem]]:
    counts = Counter(problem.code for problem in reading.problems)
    first = {problem.code: problem for problem in reversed(reading.problems)}
    order = list(STYLES)
    codes = sorted(counts, key=lambda code: (order.index(first[code].severity), -counts[code], code))
    return [(code, first[code].severity, counts[code], first[code]) for code in codes]


def summary(reading: Reading, out: Path) -> dict[str, object]:
    return {
        "out": str(out),
        "sheets": [sheet_summary(one.sheet.title, one.plan, one) for one in reading.understood],
        "tables": {name: rows.num_rows for name, rows in reading.tables.items()},
        "problems": [
            {"code": code, "severity": severity, "count": count}
            for code, severity, count, _ in counted(reading)
        ],
        "needs_attention": problems.needs_attention(reading.problems),
    }


def sheet_summary(title: str, plan: Plan | None, one: Understood | None = None) -> dict[str, object]:
    made: dict[str, object] = {"sheet": title, "kind": plan.kind if plan else None}
    if one:
        made |= {"rows_in": one.rows_in, "rows_out": one.rows_out}
    if plan:
        made["header"] = [plan.header.first + 1, plan.header.last + 1]
        made["columns"] = [column_summary(column) for column in plan.columns]
    return made


def column_summary(column: ColumnPlan) -> dict[str, object]:
    target = column.target
    return {
        "column": problems.letters(column.index),
        "header": column.header,
        "as": target.name if target else None,
        "period": target.period if target else None,
        "forecast": target.forecast if target and target.kind else None,
        "score": round(column.score, 2),
        "alternatives": {c.target.name: round(c.score, 2) for c in column.candidates if c.target != target},
        "samples": column.samples,
        "reason": column.reason,
    }
