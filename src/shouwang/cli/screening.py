"""`screen` and `explain`: who is at risk, and why."""

import dataclasses
import importlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.engine import aside
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy import shelf
from shouwang.engine.screening import run, sources
from shouwang.engine.screening import screen as screening
from shouwang.engine.screening.query import Source
from shouwang.engine.screening.run import Run

REGISTERS = "登记"
"""Where a workbook's tables and problems are kept beside the results."""

PACK = click.option(
    "--pack",
    "pack_name",
    required=True,
    metavar=pgettext("metavar", "编号|目录"),
    help=_("政策包的编号或目录"),
)
ON = click.option(
    "--on", type=output.DAY, metavar=pgettext("metavar", "年-月-日"), required=True, help=_("基准日期")
)
PERIOD = click.option(
    "--period", metavar=pgettext("metavar", "年"), help=_("核算年度；缺省为基准日期前最近一个完整年度")
)
ASSUME = click.option(
    "--assume",
    multiple=True,
    metavar=pgettext("metavar", "表.列=值"),
    help=_("假定未知的值，可重复；整表写 表=empty"),
)
AS_IF = click.option("--as-if", is_flag=True, help=_("在政策包施行期以外也套用，结果会注明"))


@click.command(help=_("按政策包筛查登记表目录或工作簿，写出结果、台账和图表。"))
@click.argument("tables", type=click.Path(path_type=Path), metavar=pgettext("metavar", "登记表目录|工作簿"))
@PACK
@ON
@PERIOD
@ASSUME
@AS_IF
@click.option("--only", type=click.Choice(["findings"]), help=_("只写 findings.parquet 和汇总"))
@click.option("--by-village", is_flag=True, help=_("台账中每村一张表"))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar=pgettext("metavar", "目录"),
    help=_("结果目录，须不存在或为空"),
)
@output.LANG
@output.JSON
def screen(
    tables: Path, out: Path, as_json: bool, lang: str, only: str | None, by_village: bool, **asked: Any
) -> int:
    made = prepared(**asked)
    # Hours of reading must not end in a refusal that could have been given at once.
    aside.refuse_occupied(out)
    with aside.aside(out) as draft:
        # Beside the draft, in a private room that is gone at the end, whatever happens.
        connection = sources.connect(spill=draft.parent / ".spill")
        given, clean = opened(connection, tables, made, draft)
        with output.step(_("正在筛查")):
            found = screening.screen(connection, given, made, draft)
        if only is None:
            results = importlib.import_module("shouwang.engine.documents.results")
            with output.step(_("正在写台账和图表")):
                results.write(connection, given, made, found, draft, by_village=by_village, lang=lang)
    if as_json:
        click.echo((out / screening.SUMMARY).read_text(encoding="utf-8"), nl=False)
    else:
        terminal().show(found, output.console(), lang, out=out)
    return 0 if clean else output.NEEDS_ATTENTION


def prepared(pack_name: str, on: date, period: str | None, assume: tuple[str, ...], as_if: bool) -> Run:
    """The run that the options ask for."""
    pack = packs.load(shelf.find(pack_name))
    return run.prepare(pack, on, period=period, assume=assume, as_if=as_if)


def opened(connection: Any, tables: Path, made: Run, draft: Path) -> tuple[dict[str, Source], bool]:
    """The tables of a directory; a workbook is read first, and what was wrong with it kept beside the results."""
    if not tables.is_file():
        return sources.from_directory(connection, tables), True
    # The reader and its libraries cost a quarter of a second that a directory of tables does not need.
    reading = importlib.import_module("shouwang.cli.reading")
    # Columns without a year get that of the run; the list of problems says for each that this was assumed.
    clean = reading.read_into(draft / REGISTERS, [tables], period=made.period)
    return sources.from_directory(connection, draft / REGISTERS), clean


def terminal() -> Any:
    return importlib.import_module("shouwang.cli.terminal")


@click.command(help=_("一户为什么是这个分级，依据是什么，怎样才会变。"))
@click.argument("folder", type=click.Path(path_type=Path), metavar=pgettext("metavar", "结果目录"))
@click.option("--household", required=True, metavar=pgettext("metavar", "户编码"), help=_("户编码"))
@output.LANG
@output.JSON
def explain(folder: Path, household: str, lang: str, as_json: bool) -> None:
    kept = screening.reopen(folder)
    row = screening.household(sources.connect(), kept.findings, household)
    explaining = importlib.import_module("shouwang.engine.screening.explain")
    explanation = explaining.Explainer(kept.pack, kept.run, lang).explain(row)
    if as_json:
        click.echo(
            json.dumps(dataclasses.asdict(explanation), ensure_ascii=False, indent=1, default=screening.plain)
        )
    else:
        terminal().show_explanation(explanation, output.console())
