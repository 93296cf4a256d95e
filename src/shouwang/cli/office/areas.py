"""`shouwang areas`: lists of areas in, one area out."""

import json
from datetime import date
from pathlib import Path

import click
from rich.table import Table

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.cli.office.inside import Commands
from shouwang.cli.office.writing import writing
from shouwang.engine.errors import Refused
from shouwang.office.areas import lists, names
from shouwang.office.areas.models import KINDS, LEVELS, Area
from shouwang.office.journal.acting import Actor
from shouwang.office.kit import clock, codes

ACTOR = Actor("system:areas")


@click.group("areas", cls=Commands, help=_("行政区划：导入名单、查看一个区划。"))
def areas() -> None:
    pass


@areas.command("load", help=_("导入区划名单（区划代码、名称、级别，可有类型）。再导一遍不会改变什么。"))
@click.argument("path", type=click.Path(path_type=Path), metavar=pgettext("metavar", "文件"))
@click.option(
    "--on", type=output.DAY, default=None, metavar=pgettext("metavar", "日期"), help=_("从哪天起算；默认今天")
)
@click.option("--dry-run", is_flag=True, help=_("只看会改动什么"))
def load(path: Path, on: date | None, dry_run: bool) -> None:
    day = on or clock.today()
    with writing(ACTOR):
        rows = lists.read(path)
        plan = lists.compare(rows, on=day) if dry_run else lists.load(rows, on=day)
    said = (
        _("会新增 {new:,} 个，改名 {renamed:,} 个，改类型 {recast:,} 个；不变 {unchanged:,} 个。")
        if dry_run
        else _("已新增 {new:,} 个，改名 {renamed:,} 个，改类型 {recast:,} 个；不变 {unchanged:,} 个。")
    )
    changed = {"new": len(plan.new), "renamed": len(plan.renamed), "recast": len(plan.recast)}
    click.echo(said.format(unchanged=plan.unchanged, **changed))


@areas.command("show", help=_("一个区划：名称、沿革、下级。代码可写 2、4、6、9 或 12 位。"))
@click.argument("code", metavar=pgettext("metavar", "代码"))
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
        why = _("“{code}”不是区划代码。").format(code=code[:20])
        raise Refused(why, _("请写 2、4、6、9 或 12 位数字。")) from None
    found: Area | None = Area.objects.filter(pk=full).select_related("successor").first()
    if found is None:
        raise Refused(
            _("没有代码为 {code} 的区划。").format(code=full),
            _("请核对代码，或先用 shouwang areas load 导入名单。"),
        )
    return found


def _print(area: Area, former: list[tuple[str, str]], inside: object) -> None:
    table = Table(box=None, show_header=False)
    table.add_row(_("代码"), area.code)
    table.add_row(_("名称"), area.name)
    table.add_row(_("所在"), names.path_of(area.code))
    table.add_row(_("级别"), str(dict(LEVELS)[area.level]))
    table.add_row(_("类型"), str(dict(KINDS)[area.kind]))
    table.add_row(pgettext("area", "启用"), area.valid_from.isoformat())
    if area.valid_to:
        table.add_row(pgettext("area", "停用"), area.valid_to.isoformat())
    if area.successor:
        into = _("{name}（{code}）").format(name=area.successor.name, code=area.successor.code)
        table.add_row(_("并入"), into)
    for name, until in former:
        table.add_row(_("曾用名"), _("{name}（用至 {until}）").format(name=name, until=until))
    if isinstance(inside, dict):
        labels = dict(LEVELS)
        each = _("{level} {count:,} 个")
        parts = [each.format(level=labels[level], count=count) for level, count in inside.items()]
        table.add_row(_("下级"), _("，").join(parts) or _("无"))
    output.console().print(table)
