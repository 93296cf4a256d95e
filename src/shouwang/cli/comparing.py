"""`compare` and `whatif`: who would enter, who would leave."""

import dataclasses
import importlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.cli.screening import AS_IF, ASSUME, PACK, PERIOD
from shouwang.engine import aside
from shouwang.engine.errors import Refused
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy import shelf
from shouwang.engine.screening import compare as comparing
from shouwang.engine.screening import run, sources
from shouwang.engine.screening.run import Run

DAY = click.option(
    "--on",
    type=output.DAY,
    metavar=pgettext("metavar", "年-月-日"),
    help=_("基准日期；缺省为施行期内最后一个核算年度末"),
)
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar=pgettext("metavar", "目录"),
    help=_("把两次结果和变动名单写到目录"),
)


def shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that both commands have."""
    for option in (output.JSON, output.LANG, OUT, AS_IF, ASSUME, PERIOD):
        command = option(command)
    return click.argument(
        "tables", type=click.Path(path_type=Path), metavar=pgettext("metavar", "登记表目录")
    )(command)


@click.command(help=_("两个政策包放在同一批农户上：谁进谁出，在哪里，因为哪条规则。"))
@shared
@click.option(
    "--pack",
    "pack_names",
    multiple=True,
    required=True,
    metavar=pgettext("metavar", "编号|目录"),
    help=_("政策包，写两次"),
)
@DAY
def compare(
    tables: Path,
    pack_names: tuple[str, ...],
    on: Any,
    out: Path | None,
    lang: str,
    as_json: bool,
    **asked: Any,
) -> None:
    if len(pack_names) != 2:
        raise Refused(
            _("比较需要两个政策包，写了 {count} 个").format(count=len(pack_names)),
            _("请写两次 --pack，例如 --pack A --pack B"),
        )
    loaded = [packs.load(shelf.find(name)) for name in pack_names]
    day = on or run.last_day(loaded)
    before, after = (run.prepare(pack, day, **asked) for pack in loaded)
    show(tables, before, after, out, lang, as_json)


@click.command(help=_("改一个或几个参数，与原来的结果比：谁进谁出。"))
@shared
@PACK
@DAY
@click.option(
    "--set",
    "settings",
    multiple=True,
    required=True,
    metavar=pgettext("metavar", "参数=值"),
    help=_("例如 monitoring_line=7300，可重复"),
)
def whatif(
    tables: Path,
    pack_name: str,
    on: Any,
    settings: tuple[str, ...],
    out: Path | None,
    lang: str,
    as_json: bool,
    period: str | None,
    assume: tuple[str, ...],
    as_if: bool,
) -> None:
    pack = packs.load(shelf.find(pack_name))
    day = on or run.last_day([pack])
    before = run.prepare(pack, day, period=period, assume=assume, as_if=as_if)
    change = run.settings(pack, settings)
    after = run.prepare(pack, day, period=period, assume=assume, as_if=as_if, change=change)
    show(tables, before, after, out, lang, as_json)


def show(tables: Path, before: Run, after: Run, out: Path | None, lang: str, as_json: bool) -> None:
    with ExitStack() as stack:
        folder = (
            Path(stack.enter_context(TemporaryDirectory()))
            if out is None
            else stack.enter_context(aside.aside(out))
        )
        # Not inside the folder: what is in there is moved into place while DuckDB is still open.
        spill = stack.enter_context(TemporaryDirectory(dir=folder.parent))
        connection = sources.connect(spill=Path(spill))
        given = sources.from_directory(connection, tables)
        with output.step(_("正在比较")):
            changes = comparing.compare(connection, given, before, after, folder, lang)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(changes), ensure_ascii=False, indent=1))
    else:
        importlib.import_module("shouwang.cli.changes").show(changes, output.console(), lang, out=out)
