"""`restore`: an office from a backup.  Imports no settings: they would make a home and keys where there is none yet."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.engine.errors import Refused
from shouwang.web import environment as env
from shouwang.web.operations import restoring, sealed

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
PASSPHRASE = click.option(
    "--passphrase-file",
    type=FILE,
    metavar=pgettext("metavar", "文件"),
    help=_("第一行是口令：备份用它加密；没有就不加密"),
)
WHOLE = 0


@click.command(help=_("从备份恢复成一个完整的办公系统：先核验，再写入；要么全部恢复，要么一点不动。"))
@click.argument("file", type=FILE, metavar=pgettext("metavar", "备份文件"))
@click.option(
    "--home",
    type=FOLDER,
    metavar=pgettext("metavar", "目录"),
    help=_("恢复到哪里；缺省 SHOUWANG_HOME，或“守望数据”"),
)
@PASSPHRASE
@click.option(
    "--keys",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar=pgettext("metavar", "目录"),
    help=_("另外保管的密钥（备份不含密钥时）"),
)
@click.option("--replace", is_flag=True, help=_("替换已有的内容；原有内容另存在旁边"))
def restore(
    file: Path, home: Path | None, passphrase_file: Path | None, keys: Path | None, replace: bool
) -> int:
    target = target_of((home or Path(env.text("SHOUWANG_HOME", "守望数据"))).absolute())
    with output.step(_("正在核验并恢复")):
        restored = restoring.restore(
            file,
            target,
            at=datetime.now().astimezone(),
            passphrase=passphrase_in(passphrase_file),
            keys_from=keys,
            replace=replace,
        )
    click.echo(_("已恢复到 {home}").format(home=output.typed(target.home)))
    tell(restored.about)
    if restored.before:
        kept = _("原有内容另存在 {folder}，确认无误后可以删除。")
        click.echo(kept.format(folder=output.typed(restored.before)))
    return proven(target)


def target_of(home: Path) -> restoring.Target:
    address = env.text("DATABASE_URL")
    if address.startswith("sqlite") and home / restoring.DATABASE != Path(address.partition("///")[2]):
        raise Refused(
            _("DATABASE_URL 指向另一个 SQLite 文件。"), _("请不设 DATABASE_URL：数据库在数据目录里。")
        )
    keys = Path(env.text("SHOUWANG_KEYS", str(home / "keys"))).absolute()
    return restoring.Target(home, keys, "" if address.startswith("sqlite") else address)


def proven(target: restoring.Target) -> int:
    """The restored office checks its own journal.  1: it is restored, but somebody has to look."""
    command = [sys.executable, "-m", "shouwang.cli.main", "journal", "verify"]
    environment = os.environ | {"SHOUWANG_HOME": str(target.home), "SHOUWANG_KEYS": str(target.keys)}
    sys.stdout.flush()
    return (
        WHOLE
        if subprocess.run(command, env=environment, check=False).returncode == 0
        else output.NEEDS_ATTENTION
    )


def passphrase_in(file: Path | None) -> str | None:
    """The first line; refused when it is too short to protect anything."""
    if file is None:
        return None
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    return sealed.checked(lines[0].strip() if lines else "")


def tell(about: dict[str, Any]) -> None:
    database, journal = about["database"], about["journal"]
    when = _("  备份时间　{at}，守望 {version}，{database}")
    named = f"{database['engine']} {database['version']}"
    click.echo(when.format(at=about["made_at"], version=about["version"], database=named))
    what = (
        _("  内容　　　{count} 个文件，含密钥")
        if about["keys"]
        else _("  内容　　　{count} 个文件，不含密钥")
    )
    click.echo(what.format(count=len(about["members"])))
    entries = sum(number for number, _digest in journal.values())
    click.echo(_("  日志　　　{count:,} 条").format(count=entries))


def size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.1f} kB"
