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
from shouwang.engine.errors import Refused
from shouwang.office.journal import actions, clauses, exporting, seals
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.findings import Finding
from shouwang.office.journal.marks import mark
from shouwang.office.journal.models import Entry
from shouwang.office.journal.sources import Exported, Source, Stored
from shouwang.office.journal.verify import verify

BY = Actor("system:journal")
SHOWN = 40
"""Findings on a screen; --json has all."""
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group("journal")
def journal() -> None:
    """日志：核验、链头、查看、导出。"""


@journal.command("verify")
@click.option("--head", type=FILE, help="另存在别处的链头文件；整条链被重写也能发现。")
@click.option("--file", "exported", type=FILE, help="不核验数据库，核验导出的日志文件。")
@output.JSON
@click.pass_context
def verify_(context: click.Context, /, head: Path | None, exported: Path | None, as_json: bool) -> None:
    """逐条核验日志：有没有被改动、删除、插入、互换、截去。完好返回 0，有发现返回 1。"""
    source: Source = Exported(exported) if exported else Stored()
    with output.step("正在核验日志"):
        # An exported file is verified without the key, by whoever has it.
        found = verify(seals.load(head) if head else None, source=source, marker=None if exported else mark)
    entries = sum(number for number, _digest in source.ends().values())
    if as_json:
        told = {"whole": not found, "entries": entries, "findings": [one.told() for one in found]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _say(output.console(), found, entries, against_head=head is not None)
    context.exit(output.NEEDS_ATTENTION if found else 0)


def _say(console: Console, found: list[Finding], entries: int, *, against_head: bool) -> None:
    if not found:
        said = "，并与另存的链头相符" if against_head else ""
        console.print(f"日志完好：{entries:,} 条，每条都与校验值、前后各条和封印相符{said}。")
        return
    console.print(f"日志有 {len(found):,} 处问题：", style="bold red")
    for one in found[:SHOWN]:
        console.print(f"  {one.where}　{one.what}", markup=False, soft_wrap=True)
        if one.about:
            console.print(f"      现在写的是：{one.about}", markup=False, soft_wrap=True)
    if len(found) > SHOWN:
        console.print(f"  另有 {len(found) - SHOWN:,} 处，见 --json。")
    for remedy in dict.fromkeys(one.remedy for one in found):
        console.print(f"怎么办：{remedy}", markup=False, soft_wrap=True)


@journal.command("head")
@click.option("--out", type=OUT, help="把链头写成文件，供以后 verify --head。请存放在别的机器或介质上。")
@click.option("--number", type=int, help="不加盖新封印，只再显示以前的某一号。")
def head(out: Path | None, number: int | None) -> None:
    """加盖一个新封印，显示链头，供打印存档。"""
    if out and out.exists():
        raise Refused(f"文件“{out}”已存在。", "请换一个文件名：以前的链头不应被覆盖。")
    with acting(BY):
        made = seals.seal() if number is None else seals.earlier(number)
    if out:
        out.write_text(made.to_json(), encoding="utf-8")
    click.echo(made.text())
    if out:
        click.echo(f"链头文件：{output.typed(out)}")


@journal.command("show")
@click.option("--actor", help="操作人（用户名）。")
@click.option("--kind", help="对象类别，如 household。")
@click.option("--ident", help="对象编码。")
@click.option("--since", type=output.DAY, metavar="年-月-日", help="从这一天起。")
@click.option("--until", type=output.DAY, metavar="年-月-日", help="到这一天为止（含）。")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="最多几条。")
@output.JSON
def show(limit: int, as_json: bool, **filters: Any) -> None:
    """显示日志，最近的在前。"""
    rows = list(_matching(**filters).order_by("-pk")[:limit])
    if as_json:
        click.echo(json.dumps([_told(row) for row in rows], ensure_ascii=False, indent=1))
        return
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("链-序号", "时间", "操作人", "事项", "对象", "地方", "依据"):
        table.add_column(name, overflow="fold")
    for row in rows:
        at = f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}"
        # A table reads square brackets as styles.
        what = (actions.action(row.action), actions.subject(row.kind, row.ident))
        cells = (*what, row.area_code, clauses.shown(row.clause))
        table.add_row(str(row), at, *(cell.replace("[", r"\[") for cell in (row.actor, *cells)))
    output.console().print(table if rows else "没有符合条件的日志。")


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


@journal.command("export")
@click.option("--out", type=OUT, required=True, help="写到哪里，如 日志.jsonl。")
def export(out: Path) -> None:
    """导出全部日志；别人不用本软件也能核验（算法见 docs/journal.md）。文件含个人信息，请妥善保管。"""
    if out.exists():
        raise Refused(f"文件“{out}”已存在。", "请换一个文件名。")
    with output.step("正在导出日志"), acting(BY):
        written = exporting.write(out)
    click.echo(f"已导出 {written:,} 条：{output.typed(out)}")
    click.echo(f"核验：shouwang journal verify --file {output.typed(out)}")
