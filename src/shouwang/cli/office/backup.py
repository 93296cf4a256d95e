"""`backup`: the office as one file, while it runs.  (`restore` is in cli/restoring.py: it has no office yet.)"""

from datetime import datetime
from itertools import islice
from pathlib import Path

import click
from django.utils import timezone

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.cli.office.writing import writing
from shouwang.cli.restoring import FILE, PASSPHRASE, passphrase_in, size, tell
from shouwang.engine.errors import Refused
from shouwang.office.journal import entries
from shouwang.office.journal.acting import Actor
from shouwang.office.journal.verify import foreign
from shouwang.office.kit import clock
from shouwang.web.operations import archive, backups, setting_up

SHOWN = 1
"""With another key all of them are foreign; `journal verify` names each."""


@click.command(help=_("把数据库、文件（加密时连同密钥）备份成一个文件；办公系统可以照常运行。"))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar=pgettext("metavar", "文件或目录"),
    help=_("写到哪里；目录则按时间取名"),
)
@PASSPHRASE
@click.option("--keys/--no-keys", default=None, help=_("是否带密钥；缺省：加密的备份带，不加密的不带"))
@click.option(
    "--keep", type=click.IntRange(1), metavar=pgettext("metavar", "份数"), help=_("目录里只留最近几份")
)
@click.option("--verify", type=FILE, metavar=pgettext("metavar", "文件"), help=_("不备份，只核验这一份"))
def backup(
    out: Path | None, passphrase_file: Path | None, keys: bool | None, keep: int | None, verify: Path | None
) -> None:
    passphrase = passphrase_in(passphrase_file)
    if verify:
        with output.step(_("正在核验")):
            tell(archive.verified(verify, passphrase))
        click.echo(_("这份备份是完整的。"))
    elif out:
        refuse_keeping(out, keep)
        make(out, passphrase, with_keys(keys, passphrase), keep)
    else:
        raise Refused(_("没有说明备份写到哪里。"), _("请加 --out，例如 shouwang backup --out /mnt/备份。"))


def refuse_keeping(out: Path, keep: int | None) -> None:
    """A disk that is not there must not become a file of its name, which the next night finds in its way."""
    if keep and not out.is_dir():
        raise Refused(
            _("目录“{out}”不存在，--keep 只能用于目录。").format(out=out),
            _("请先建好目录，或接上备份用的磁盘。"),
        )


def with_keys(asked: bool | None, passphrase: str | None) -> bool:
    if asked and passphrase is None:
        raise Refused(
            _("不加密的备份不能带密钥：谁拿到文件，谁就看得到全部个人信息。"),
            _("请加 --passphrase-file，或去掉 --keys。"),
        )
    return passphrase is not None if asked is None else asked


def make(out: Path, passphrase: str | None, keys: bool, keep: int | None) -> None:
    setting_up.refuse_not_ready()
    warn_of_foreign_marks()
    with output.step(_("正在备份并核验")):
        made = backups.make(out, at=local_now(), passphrase=passphrase, keys=keys)
    with writing(Actor("system:backup")):
        entries.record(
            "backup.made", detail={"name": made.path.name, "keys": keys, "sealed": passphrase is not None}
        )
    said = _("已备份并核验：{path}（{size}）")
    click.echo(said.format(path=output.typed(made.path), size=size(made.path.stat().st_size)))
    tell(made.about)
    if not keys:
        click.echo(_("其中没有密钥。请另外保管密钥目录，没有它恢复不了身份证号等加密内容。"))
    for old in backups.thin(made.path.parent, keep) if keep else ():
        click.echo(_("已删除旧备份：{path}").format(path=output.typed(old)))


def warn_of_foreign_marks() -> None:
    """A backup that is not made helps nobody – least of all whoever has to find out what happened."""
    for one in islice(foreign(), SHOWN):
        said = _("注意：日志{where}　{what}。备份照做；它留下的是现在的样子。")
        click.echo(said.format(where=one.where, what=one.what), err=True)
        click.echo(_("怎么办：{remedy}").format(remedy=one.remedy), err=True)


def local_now() -> datetime:
    return timezone.localtime(clock.now())
