"""`shouwang county`: a made-up county as Parquet, on request as workbooks, and the scoring of their reading."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from shouwang.cli import output
from shouwang.engine import aside
from shouwang.engine.county import write
from shouwang.engine.county.block import Plan
from shouwang.engine.county.mess import books, key
from shouwang.engine.errors import Refused
from shouwang.engine.tables import TABLES

BOOKS = "表格"
"""Directory of the workbooks inside the county's."""
SHOWN = 10


@click.command("county")
@click.option("--households", type=int, help="户数。")
@click.option(
    "--seed", type=int, default=7, show_default=True, help="种子；同一种子在任何机器上生成同一个县。"
)
@click.option("--out", type=click.Path(path_type=Path), help="输出目录，须不存在或为空。")
@click.option(
    "--on", type=output.DAY, default="2022-09-30", show_default=True, metavar="年-月-日", help="参考日期。"
)
@click.option("--area", default="430921", show_default=True, help="县级区划代码，6 位。")
@click.option("--xlsx", is_flag=True, help="另写各乡镇的工作簿，其中埋有错误，答案在 key.json。")
@click.option("--one-workbook", is_flag=True, help="与 --xlsx 相同，但全县只写一个工作簿。")
@click.option(
    "--score",
    nargs=2,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="KEY PROBLEMS",
    help="不生成，只用 key.json 给一次读取的 problems.json 打分。",
)
@click.option("--json", "as_json", is_flag=True, help="打分结果以 JSON 输出。")
@click.pass_context
def county(context: click.Context, /, score: tuple[Path, Path] | None, as_json: bool, **options: Any) -> None:
    """生成一个虚构的县：农户、成员、收入、支出、事件、措施、区划。"""
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
            "没有说明生成多少户、写到哪里。",
            "请给出 --households 和 --out，例如 --households 10000 --out 县。",
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
    with click.progressbar(length=plan.households, label="生成农户") as bar:
        return write.write(plan, draft, lambda households: bar.update(households - bar.pos))


def _say(out: Path, plan: Plan, rows: dict[str, int], planted: int | None) -> None:
    on: date = plan.on
    click.echo(f"已生成虚构的县：{out}（种子 {plan.seed}，参考日期 {on}，核算年度 {plan.terms[0]}）")
    for name, table in TABLES.items():
        click.echo(f"  {name}.parquet  {table.label}  {rows[name]:,} 行")
    if planted is not None:
        click.echo(f"  {BOOKS}/  工作簿和 key.json，埋有 {planted} 处错误")


def _score(answers: Path, reported: Path, *, as_json: bool) -> int:
    """Exit code: 1 if something was missed or reported without cause."""
    result = key.score(_load(answers), _load(reported))
    if as_json:
        click.echo(json.dumps(_plain(result), ensure_ascii=False))
    else:
        _show(result)
    return 1 if result.missed or result.false else 0


def _load(path: Path) -> list[key.Entry]:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Refused(
            f"“{path}”不是 JSON 文件。", "请给出 county 写的 key.json 和 read 写的 problems.json。"
        ) from error
    if not isinstance(loaded, list):
        raise Refused(f"“{path}”的内容不是列表。", "请给出 county 写的 key.json 和 read 写的 problems.json。")
    return loaded


def _plain(result: key.Score) -> dict[str, Any]:
    kinds = {kind: [result.found[kind], count] for kind, count in result.planted.items()}
    return {"kinds": kinds, "missed": result.missed, "false": result.false}


def _show(result: key.Score) -> None:
    for kind, count in sorted(result.planted.items()):
        click.echo(f"  {kind:26} {result.found[kind]}/{count}")
    planted, found = result.planted.total(), result.found.total()
    click.echo(
        f"埋下 {planted} 处，发现 {found} 处，漏掉 {len(result.missed)} 处，误报 {len(result.false)} 处。"
    )
    for entry in result.missed[:SHOWN]:
        click.echo(
            f"  漏：{entry['kind']}  {entry['file']} {entry['sheet'] or ''} 第 {entry['row']} 行 {entry['column'] or ''}"
        )
    for report in result.false[:SHOWN]:
        click.echo(
            f"  误：{report['code']}  {report['file']} {report['sheet'] or ''} {report['cell'] or report['row'] or ''}  {report['message']}"
        )
