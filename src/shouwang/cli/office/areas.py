"""`shouwang areas`: lists of areas in, one area out."""

import json
from datetime import date
from pathlib import Path

import click
from rich.table import Table

from shouwang.cli import output
from shouwang.engine.errors import Refused
from shouwang.office.areas import lists, names
from shouwang.office.areas.models import KINDS, LEVELS, Area
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.kit import clock, codes

ACTOR = Actor("system:areas")


@click.group("areas", help="行政区划：导入名单、查看一个区划。")
def areas() -> None:
    pass


@areas.command("load", help="导入区划名单（区划代码、名称、级别，可有类型）。再导一遍不会改变什么。")
@click.argument("path", type=click.Path(path_type=Path), metavar="文件")
@click.option("--on", type=output.DAY, default=None, metavar="日期", help="从哪天起算；默认今天")
@click.option("--dry-run", is_flag=True, help="只看会改动什么")
def load(path: Path, on: date | None, dry_run: bool) -> None:
    day = on or clock.today()
    with acting(ACTOR):
        rows = lists.read(path)
        plan = lists.compare(rows, on=day) if dry_run else lists.load(rows, on=day)
    done = "会" if dry_run else "已"
    click.echo(
        f"{done}新增 {len(plan.new):,} 个，改名 {len(plan.renamed):,} 个，改类型 {len(plan.recast):,} 个；"
        f"不变 {plan.unchanged:,} 个。"
    )


@areas.command("show", help="一个区划：名称、沿革、下级。代码可写 2、4、6、9 或 12 位。")
@click.argument("code", metavar="代码")
@output.JSON
def show(code: str, as_json: bool) -> None:
    area = _found(code)
    former = [(one.name, one.until.isoformat()) for one in area.former_names.order_by("-until")]
    inside = list(
        Area.objects.in_force()
        .filter(code__range=area.span)
        .exclude(pk=area.pk)
        .values_list("level", flat=True)
    )
    facts = {
        "code": area.code,
        "name": area.name,
        "path": names.path_of(area.code),
        "level": area.level,
        "kind": area.kind,
        "valid_from": area.valid_from.isoformat(),
        "valid_to": area.valid_to.isoformat() if area.valid_to else None,
        "successor": area.successor_id,
        "former_names": former,
        "inside": {level: inside.count(level) for level in dict.fromkeys(inside)},
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    _print(area, former, facts["inside"])


def _found(code: str) -> Area:
    try:
        full = codes.padded(code)
    except ValueError:
        raise Refused(f"“{code[:20]}”不是区划代码。", "请写 2、4、6、9 或 12 位数字。") from None
    found: Area | None = Area.objects.filter(pk=full).select_related("successor").first()
    if found is None:
        raise Refused(f"没有代码为 {full} 的区划。", "请核对代码，或先用 shouwang areas load 导入名单。")
    return found


def _print(area: Area, former: list[tuple[str, str]], inside: object) -> None:
    table = Table(box=None, show_header=False)
    table.add_row("代码", area.code)
    table.add_row("名称", area.name)
    table.add_row("所在", names.path_of(area.code))
    table.add_row("级别", str(dict(LEVELS)[area.level]))
    table.add_row("类型", str(dict(KINDS)[area.kind]))
    table.add_row("启用", area.valid_from.isoformat())
    if area.valid_to:
        table.add_row("停用", area.valid_to.isoformat())
    if area.successor:
        table.add_row("并入", f"{area.successor.name}（{area.successor.code}）")
    for name, until in former:
        table.add_row("曾用名", f"{name}（用至 {until}）")
    if isinstance(inside, dict):
        labels = dict(LEVELS)
        table.add_row(
            "下级", "，".join(f"{labels[level]} {count:,} 个" for level, count in inside.items()) or "无"
        )
    output.console().print(table)
