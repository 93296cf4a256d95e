"""`shouwang screening`: the runs that the office keeps, and whether one comes out the same again."""

import json

import click

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.cli.office.inside import Commands
from shouwang.cli.office.writing import writing
from shouwang.engine.errors import Refused
from shouwang.office.journal.acting import Actor
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import knowledge, reproducing

ACTOR = Actor("system:screening")


@click.group("screening", cls=Commands, help=_("筛查：核对留存的一次筛查。"))
def screening() -> None:
    pass


@screening.command("verify", help=_("从档案再算一遍，逐字节比对。一致返回 0，不一致返回 1。"))
@click.argument("number", type=int, metavar=pgettext("metavar", "编号"))
@output.JSON
@click.pass_context
def verify(context: click.Context, /, number: int, as_json: bool) -> None:
    run = Run.objects.filter(pk=number).first()
    if run is None:
        raise Refused(
            _("没有编号为 {number} 的筛查。").format(number=number),
            _("编号在筛查页面的网址里，例如 /screening/runs/12/ 是 12。"),
        )
    with output.step(_("正在从档案再算一遍")), writing(ACTOR):
        made = reproducing.reproduce(run)
        reproducing.keep(run, made)
    if as_json:
        click.echo(
            json.dumps({"run": run.pk, "known": knowledge.word(run), **made}, ensure_ascii=False, indent=1)
        )
    else:
        said = _("{run}：{told}（引擎 {now}，当时 {then}）")
        click.echo(said.format(run=run, told=told(made), now=made["engine"], then=run.engine))
    context.exit(0 if made["same"] else output.NEEDS_ATTENTION)


def told(made: dict[str, bool]) -> str:
    if made["same"]:
        return _("与当时一字不差")
    if not made["data"]:
        return _("留存的登记数据与当时不一致，档案被改动过")
    return _("登记数据未变，结果与当时不一致")
