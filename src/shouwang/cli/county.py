"""`shouwang county`: a made-up county as Parquet, on request as workbooks, and the scoring of their reading."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.engine import aside
from shouwang.engine.county import write
from shouwang.engine.county.block import Plan
from shouwang.engine.county.mess import books, key
from shouwang.engine.errors import Refused
from shouwang.engine.tables import TABLES

BOOKS = "表格"
"""Directory of the workbooks inside the county's."""
SHOWN = 10


@click.command("county", help=_("生成一个虚构的县：农户、成员、收入、支出、事件、措施、区划。"))
@click.option("--households", type=int, help=_("户数。"))
@click.option(
    "--seed", type=int, default=7, show_default=True, help=_("种子；同一种子在任何机器上生成同一个县。")
)
@click.option("--out", type=click.Path(path_type=Path), help=_("输出目录，须不存在或为空。"))
@click.option(
    "--on",
    type=output.DAY,
    default="2022-09-30",
    show_default=True,
    metavar=pgettext("metavar", "年-月-日"),
    help=_("参考日期。"),
)
@click.option("--area", default="430921", show_default=True, help=_("县级区划代码，6 位。"))
@click.option("--xlsx", is_flag=True, help=_("另写各乡镇的工作簿，其中埋有错误，答案在 key.json。"))
@click.option("--one-workbook", is_flag=True, help=_("与 --xlsx 相同，但全县只写一个工作簿。"))
@click.option(
    "--score",
    nargs=2,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="KEY PROBLEMS",
    help=_("不生成，只用 key.json 给一次读取的 problems.json 打分。"),
)
@click.option("--json", "as_json", is_flag=True, help=_("打分结果以 JSON 输出。"))
@click.pass_context
def county(context: click.Context, /, score: tuple[Path, Path] | None, as_json: bool, **options: Any) -> None:
    if score:
        context.exit(_score(*score, as_json=as_json))
    _make(**options)


def _make(
    households: int | None,
    seed: int,
    out: Path | None,
    on: date,
    area: str,
    xlsx: bool,
    one_workbook: bool,
) -> None:
    if households is None or out is None:
        raise Refused(
            _("没有说明生成多少户、写到哪里。"),
            _("请给出 --households 和 --out，例如 --households 10000 --out 县。"),
        )
    with_books = xlsx or one_workbook
    if with_books:
        books.refuse_too_many(households)
    # Before the map is drawn: a mistake in the name of the directory shows at once.
    aside.refuse_occupied(out.absolute())
    plan = write.plan(households, seed, on, area)
    with aside.aside(out) as draft:
        rows = _write(plan, draft)
        planted = books.write_books(plan, draft, draft / BOOKS, one=one_workbook) if with_books else None
    _say(out, plan, rows, planted)


def _write(plan: Plan, draft: Path) -> dict[str, int]:
    with click.progressbar(length=plan.households, label=_("生成农户")) as bar:
        return write.write(plan, draft, lambda households: bar.update(households - bar.pos))


def _say(out: Path, plan: Plan, rows: dict[str, int], planted: int | None) -> None:
    said = _("已生成虚构的县：{out}（种子 {seed}，参考日期 {on}，核算年度 {period}）")
    click.echo(said.format(out=out, seed=plan.seed, on=plan.on, period=plan.terms[0]))
    for name, table in TABLES.items():
        line = _("  {name}.parquet  {label}  {count:,} 行")
        click.echo(line.format(name=name, label=_(table.label), count=rows[name]))
    if planted is not None:
        line = _("  {folder}/  工作簿和 key.json，埋有 {count} 处错误")
        click.echo(line.format(folder=BOOKS, count=planted))


def _score(answers: Path, reported: Path, *, as_json: bool) -> int:
    """Exit code: 1 if something was missed or reported without cause."""
    result = key.score(_load(answers), _load(reported))
    if as_json:
        click.echo(json.dumps(_plain(result), ensure_ascii=False))
    else:
        _show(result)
    return 1 if result.missed or result.false else 0


def _load(path: Path) -> list[key.Entry]:
    wanted = _("请给出 county 写的 key.json 和 read 写的 problems.json。")
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Refused(_("“{path}”不是 JSON 文件。").format(path=path), wanted) from error
    if not isinstance(loaded, list):
        raise Refused(_("“{path}”的内容不是列表。").format(path=path), wanted)
    return loaded


def _plain(result: key.Score) -> dict[str, Any]:
    kinds = {kind: [result.found[kind], count] for kind, count in result.planted.items()}
    return {"kinds": kinds, "missed": result.missed, "false": result.false}


def _show(result: key.Score) -> None:
    for kind, count in sorted(result.planted.items()):
        click.echo(f"  {kind:26} {result.found[kind]}/{count}")
    planted, found = result.planted.total(), result.found.total()
    said = _("埋下 {planted} 处，发现 {found} 处，漏掉 {missed} 处，误报 {false} 处。")
    click.echo(said.format(planted=planted, found=found, missed=len(result.missed), false=len(result.false)))
    for entry in result.missed[:SHOWN]:
        line = _("  漏：{kind}  {file} {sheet} 第 {row} 行 {column}")
        click.echo(line.format(**_shown(entry, "kind", "file", "sheet", "row", "column")))
    for report in result.false[:SHOWN]:
        words = _shown(report, "code", "file", "sheet", "message")
        place = report["cell"] or report["row"] or ""
        click.echo(_("  误：{code}  {file} {sheet} {place}  {message}").format(place=place, **words))


def _shown(entry: key.Entry, *names: str) -> dict[str, Any]:
    return {name: entry[name] or "" for name in names}
