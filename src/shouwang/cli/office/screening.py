"""`shouwang screening`: the runs that the office keeps, and whether one comes out the same again."""

import json

import click

from shouwang.cli import output
from shouwang.engine.errors import Refused
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.screening import reproducing
from shouwang.office.screening.models import Run

ACTOR = Actor("system:screening")


@click.group("screening", help="筛查：核对留存的一次筛查。")
def screening() -> None:
    pass


@screening.command("verify", help="从档案再算一遍，逐字节比对。一致返回 0，不一致返回 1。")
@click.argument("number", type=int, metavar="编号")
@output.JSON
@click.pass_context
def verify(context: click.Context, /, number: int, as_json: bool) -> None:
    run = Run.objects.filter(pk=number).first()
    if run is None:
        raise Refused(
            f"没有编号为 {number} 的筛查。", "编号在筛查页面的网址里，例如 /screening/runs/12/ 是 12。"
        )
    with output.step("正在从档案再算一遍"), acting(ACTOR):
        made = reproducing.reproduce(run)
        reproducing.keep(run, made)
    if as_json:
        click.echo(json.dumps({"run": run.pk, **made}, ensure_ascii=False, indent=1))
    else:
        click.echo(f"{run}：{told(made)}（引擎 {made['engine']}，当时 {run.engine}）")
    context.exit(0 if made["same"] else output.NEEDS_ATTENTION)


def told(made: dict[str, bool]) -> str:
    if made["same"]:
        return "与当时一字不差"
    if not made["data"]:
        return "留存的登记数据与当时不一致，档案被改动过"
    return "登记数据未变，结果与当时不一致"
