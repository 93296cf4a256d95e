"""`shouwang keys`: which keys seal personal data, a new one, and putting an old one aside."""

import json
from collections import Counter

import click
from django.conf import settings

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.cli.office.inside import Commands
from shouwang.cli.office.writing import writing
from shouwang.office import keys as office_keys
from shouwang.office.journal.acting import Actor
from shouwang.office.kit import clock, rotation

ACTOR = Actor("system:keys")


@click.group(cls=Commands, help=_("个人信息密钥：查看、轮换、停用。"))
def keys() -> None:
    pass


@keys.command(help=_("每把密钥加密了多少项内容。"))
@output.JSON
def status(as_json: bool) -> None:
    counted = rotation.status()
    if as_json:
        click.echo(json.dumps({str(number): dict(places) for number, places in counted.items()}, indent=1))
        return
    for number in sorted(counted):
        click.echo(line(number, counted[number]))


@keys.command(
    help=_("换一把新密钥，并把旧密钥加密的内容重新加密。办公系统可以照常运行；中断后再运行即接着做。")
)
def rotate() -> None:
    with writing(ACTOR), output.progress() as bar:
        task = bar.add_task(_("重新加密"), total=None)
        number = rotation.rotate(
            progress=lambda step, done, _all: bar.update(task, description=step, completed=done)
        )
    click.echo(_("完成：个人信息现在都用 {number} 号密钥加密。").format(number=number))
    click.echo(_("旧密钥还在，旧备份要靠它恢复；十分钟后可以用 shouwang keys retire 停用。"))


@keys.command(help=_("停用一把不再需要的旧密钥：移到 retired 目录。"))
@click.argument("number", type=int, metavar=pgettext("metavar", "编号"))
def retire(number: int) -> None:
    with writing(ACTOR):
        rotation.retire(number, now=clock.now())
    said = _("已停用 {number} 号密钥，移到“{folder}”。")
    click.echo(said.format(number=number, folder=settings.KEYS / "retired"))
    click.echo(_("轮换之前的备份仍要靠它恢复：请与那些备份一起保管，到期一起销毁。"))


def line(number: int, places: Counter[str]) -> str:
    known = office_keys.personal(settings.KEYS)
    state = _("使用中") if number == max(known) else _("旧") if number in known else _("缺失！")
    said = _("{number} 号（{state}）：{count:,} 项")
    return said.format(number=number, state=state, count=sum(places.values()))
