"""`shouwang journal`: whether the journal is whole, its head for the archive, what stands in it."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from rich import box
from rich.console import Console
from rich.table import Table

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.cli.office.inside import Commands
from shouwang.cli.office.writing import writing
from shouwang.engine.errors import Refused
from shouwang.office.journal import actions, clauses, exporting, seals
from shouwang.office.journal.acting import Actor
from shouwang.office.journal.findings import Finding
from shouwang.office.journal.models import Entry
from shouwang.office.journal.sources import Exported, Source, Stored
from shouwang.office.journal.verify import verify, verify_office
from shouwang.web.operations import setting_up

BY = Actor("system:journal")
SHOWN = 40
"""Findings on a screen; --json has all."""
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group("journal", cls=Commands, help=_("日志：核验、链头、查看、导出。"))
def journal() -> None:
    pass


@journal.command(
    "verify",
    # An exported file needs no office.
    cls=click.Command,
    help=_("逐条核验日志：有没有被改动、删除、插入、互换、截去。完好返回 0，有发现返回 1。"),
)
@click.option("--head", type=FILE, help=_("另存在别处的链头文件；整条链被重写也能发现。"))
@click.option("--file", "exported", type=FILE, help=_("不核验数据库，核验导出的日志文件。"))
@click.option(
    "--with-key",
    is_flag=True,
    help=_("与 --file 同用：文件是本机导出的，连同封印和链尾的印记用本机密钥核对。"),
)
@output.JSON
@click.pass_context
def verify_(
    context: click.Context, /, head: Path | None, exported: Path | None, with_key: bool, as_json: bool
) -> None:
    if not exported:
        # A mistyped SHOUWANG_HOME has no journal that anything could be found in.
        setting_up.refuse_not_ready()
    elif with_key:
        setting_up.refuse_absent()
    source: Source = Exported(exported) if exported else Stored()
    heads = [seals.load(head)] if head else []
    with output.step(_("正在核验日志")):
        # An exported file is verified without the key, by whoever has it.
        found = verify(*heads, source=source, keyed=with_key) if exported else verify_office(*heads)
    entries = sum(end.number for end in source.ends().values() if isinstance(end.number, int))
    if as_json:
        told = {"whole": not found, "entries": entries, "findings": [one.told() for one in found]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _say(output.console(), found, entries, against_head=head is not None)
    context.exit(output.NEEDS_ATTENTION if found else 0)


def _say(console: Console, found: list[Finding], entries: int, *, against_head: bool) -> None:
    if not found:
        said = (
            _("日志完好：{count:,} 条，每条都与校验值、前后各条和封印相符，并与另存的链头相符。")
            if against_head
            else _("日志完好：{count:,} 条，每条都与校验值、前后各条和封印相符。")
        )
        console.print(said.format(count=entries))
        return
    console.print(_("日志有 {count:,} 处问题：").format(count=len(found)), style="bold red")
    for one in found[:SHOWN]:
        console.print(f"  {one.where}　{one.what}", markup=False, soft_wrap=True)
        if one.about:
            now = _("      现在写的是：{what}") if one.lane is not None else "      {what}"
            console.print(now.format(what=one.about), markup=False, soft_wrap=True)
    if len(found) > SHOWN:
        console.print(_("  另有 {count:,} 处，见 --json。").format(count=len(found) - SHOWN))
    for remedy in dict.fromkeys(one.remedy for one in found):
        console.print(_("怎么办：{remedy}").format(remedy=remedy), markup=False, soft_wrap=True)


@journal.command("head", help=_("加盖一个新封印，显示链头，供打印存档。"))
@click.option("--out", type=OUT, help=_("把链头写成文件，供以后 verify --head。请存放在别的机器或介质上。"))
@click.option("--number", type=int, help=_("不加盖新封印，只再显示以前的某一号。"))
def head(out: Path | None, number: int | None) -> None:
    if out and out.exists():
        raise Refused(_("文件“{out}”已存在。").format(out=out), _("请换一个文件名：以前的链头不应被覆盖。"))
    with writing(BY):
        made = seals.seal() if number is None else seals.earlier(number)
    if out:
        out.write_text(made.to_json(), encoding="utf-8")
    click.echo(made.text())
    if out:
        click.echo(_("链头文件：{out}").format(out=output.typed(out)))


@journal.command("show", help=_("显示日志，最近的在前。"))
@click.option("--actor", help=_("操作人（用户名）。"))
@click.option("--kind", help=_("对象类别，如 household。"))
@click.option("--ident", help=_("对象编码。"))
@click.option("--since", type=output.DAY, metavar=pgettext("metavar", "年-月-日"), help=_("从这一天起。"))
@click.option(
    "--until", type=output.DAY, metavar=pgettext("metavar", "年-月-日"), help=_("到这一天为止（含）。")
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help=_("最多几条。"))
@output.JSON
def show(limit: int, as_json: bool, **filters: Any) -> None:
    rows = list(_matching(**filters).order_by("-pk")[:limit])
    if as_json:
        click.echo(json.dumps([_told(row) for row in rows], ensure_ascii=False, indent=1))
        return
    table = Table(box=box.SIMPLE_HEAD)
    for name in (_("链-序号"), _("时间"), _("操作人"), _("事项"), _("对象"), _("地方"), _("依据")):
        table.add_column(name, overflow="fold")
    for row in rows:
        at = f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}"
        # A table reads square brackets as styles.
        what = (actions.action(row.action), actions.subject(row.kind, row.ident))
        cells = (*what, row.area_code, clauses.shown(row.clause))
        table.add_row(str(row), at, *(cell.replace("[", r"\[") for cell in (row.actor, *cells)))
    output.console().print(table if rows else _("没有符合条件的日志。"))


def _matching(
    *, actor: str | None, kind: str | None, ident: str | None, since: date | None, until: date | None
) -> Any:
    exact = {"actor": actor, "kind": kind, "ident": ident}
    rows = Entry.objects.filter(**{name: value for name, value in exact.items() if value is not None})
    if since:
        rows = rows.filter(at__gte=_moment(since, time.min))
    if until:
        rows = rows.filter(at__lte=_moment(until, time.max))
    return rows


def _moment(on: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, at))


def _told(row: Entry) -> dict[str, Any]:
    names = ("lane", "number", "actor", "line", "address", "action", "kind", "ident", "area_code", "clause")
    told = {name: getattr(row, name) for name in names}
    day = row.day.isoformat() if row.day else None
    return {**told, "at": row.at.isoformat(), "day": day, "detail": row.detail}


@journal.command(
    "export",
    help=_("导出全部日志；别人不用本软件也能核验（算法见 docs/journal.md）。文件含个人信息，请妥善保管。"),
)
@click.option("--out", type=OUT, required=True, help=_("写到哪里，如 日志.jsonl。"))
def export(out: Path) -> None:
    if out.exists():
        raise Refused(_("文件“{out}”已存在。").format(out=out), _("请换一个文件名。"))
    with output.step(_("正在导出日志")), writing(BY):
        written = exporting.write(out)
    said = _("已导出 {count:,} 条：{out}\n核验：shouwang journal verify --file {out}")
    click.echo(said.format(count=written, out=output.typed(out)))
