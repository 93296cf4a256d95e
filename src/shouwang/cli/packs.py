"""`pack`: list, check, show, new, sql."""

import importlib
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.table import Table

from shouwang.cli import language, output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.engine import aside
from shouwang.engine.errors import Refused
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy import scaffold, shelf
from shouwang.engine.policy.errors import Mistake, Mistakes
from shouwang.engine.policy.model import FactDefinition, Pack, Parameter, Rule, Tier
from shouwang.engine.screening import examples, query, run
from shouwang.engine.screening.examples import Outcome
from shouwang.engine.screening.query import Source
from shouwang.engine.tables import TABLES

MISTAKEN = 2


@click.group(help=_("政策包：列出、检查、查看、新建、导出 SQL。"))
def pack() -> None:
    pass


@pack.command("list", help=_("列出可用的政策包。"))
def list_() -> None:
    table = Table(box=box.SIMPLE_HEAD)
    # An id is there to be typed: it is never broken or cut.  On a narrow terminal the others give way.
    for head, whole, width in (
        (pgettext("pack", "编号"), True, None),
        (_("名称"), False, 12),
        (_("地区"), True, None),
        (_("施行期"), False, 10),
        (_("继承"), False, 7),
        (pgettext("pack", "规则"), True, 4),
    ):
        table.add_column(head, no_wrap=whole, min_width=width, overflow="fold")
    for folder in shelf.packs().values():
        try:
            each = packs.load(folder)
        except Mistakes as mistakes:
            # A county's own pack that is still to be filled in must not hide the others.
            title = _("有误（{count} 处），见 shouwang pack check").format(count=len(mistakes.found))
            table.add_row(folder.name, title, "–", "–", "–", "–")
            continue
        cells = (titled(each), each.area or "–", in_force(each), each.extends or "–", str(len(each.rules)))
        table.add_row(each.id, *cells)
    output.console().print(table)


def titled(loaded: Pack) -> str:
    return language.either(loaded.title, loaded.title_en)


def in_force(loaded: Pack) -> str:
    return _("{start} 至 {end}").format(start=loaded.start, end=loaded.end)


@pack.command(help=_("检查政策包：写法、类型、单位、依据，并运行全部算例。不写编号则检查全部。"))
@click.argument("names", nargs=-1, metavar=pgettext("metavar", "[编号|目录]..."))
def check(names: tuple[str, ...]) -> int:
    folders = [shelf.find(name) for name in names] or list(shelf.packs().values())
    return MISTAKEN if [folder for folder in folders if not checked(folder)] else 0


def checked(folder: Path) -> bool:
    """Whether a pack is right in every point; says so, or says what is not."""
    try:
        loaded = packs.load(folder)
    except Mistakes as mistakes:
        return report(folder.name, [told(each) for each in mistakes.found])
    outcomes = examples.run_all(loaded)
    # Loading asks only that there are examples; here they are run.
    wrong = [told(each) for each in examples.mistakes(loaded)]
    wrong += [differing(each) for each in outcomes if each.mismatches]
    if wrong:
        return report(loaded.id, wrong)
    counts = _("{parameters} 个参数，{facts} 个事实，{rules} 条规则，{tiers} 级").format(
        parameters=len(loaded.parameters),
        facts=len(loaded.facts),
        rules=len(loaded.rules),
        tiers=len(loaded.tiers),
    )
    right = _("✓ {pack}：{counts}，{examples} 个算例结果全部相符（{hash}）")
    click.echo(right.format(pack=loaded.id, counts=counts, examples=len(outcomes), hash=loaded.hash[:12]))
    return True


def told(mistake: Mistake) -> str:
    why, remedy = language.said(mistake.why), language.said(mistake.remedy)
    said = _("{place}: {code} {why}。{remedy}")
    return said.format(place=mistake.place, code=mistake.code, why=why, remedy=remedy)


def differing(outcome: Outcome) -> str:
    return _("{place}: 算例“{name}”户 {household}：{what}").format(
        place=outcome.example.place,
        name=outcome.example.name,
        household=outcome.household,
        what=_("；").join(map(language.said, outcome.mismatches)),
    )


def report(name: str, wrong: list[str]) -> bool:
    click.echo(_("✗ {pack}：{count} 处有误").format(pack=name, count=len(wrong)))
    for line in wrong:
        click.echo(f"  {line}")
    return False


@pack.command(help=_("查看一个政策包：参数、事实、规则和依据、分级。"))
@click.argument("name", metavar=pgettext("metavar", "编号|目录"))
def show(name: str) -> None:
    loaded = packs.load(shelf.find(name))
    console = output.console()
    heading = _("{title}（{id}）").format(title=titled(loaded), id=loaded.id)
    console.print(heading, style="bold", markup=False)
    about = _("{authority}  {time}  校验码 {hash}")
    console.print(
        about.format(authority=loaded.authority, time=in_force(loaded), hash=loaded.hash[:12]), markup=False
    )
    for title, heads, rows in sections(loaded):
        table = Table(*heads, title=title, title_justify="left", box=box.SIMPLE_HEAD, show_lines=False)
        for row in rows:
            table.add_row(*row)
        if rows:
            console.print(table)


def sections(loaded: Pack) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    values = [(each, value) for each in loaded.parameters.values() for value in each.values]
    name, id_, meaning, source = _("名称"), pgettext("pack", "编号"), _("含义"), pgettext("pack", "依据")
    return [
        (
            _("参数"),
            (name, meaning, _("自"), _("数值"), pgettext("pack", "单位"), source),
            [(p.name, meant(p), str(v.start), f"{v.value:,f}", p.unit, str(v.source)) for p, v in values],
        ),
        (
            _("事实"),
            (name, meaning, _("表达式")),
            [(f.name, meant(f), oneline(f.text)) for f in loaded.facts.values()],
        ),
        (
            pgettext("pack", "规则"),
            (id_, meaning, _("条件"), source),
            [(r.id, meant(r), oneline(r.text), str(r.source)) for r in loaded.rules.values()],
        ),
        (
            pgettext("pack", "分级"),
            (id_, meaning, _("条件")),
            [(t.tier, meant(t), oneline(t.text or _("其余"))) for t in loaded.tiers],
        ),
    ]


def meant(what: Parameter | FactDefinition | Rule | Tier) -> str:
    return language.either(what.label, what.label_en)


def oneline(text: str) -> str:
    return " ".join(text.split())


@pack.command(help=_("新建一个地方的政策包：继承已有的，只填本地的监测线和依据。"))
@click.argument("name", metavar=pgettext("metavar", "编号"))
@click.option(
    "--extends", "base", required=True, metavar=pgettext("metavar", "编号"), help=_("继承哪个政策包")
)
@click.option(
    "--from",
    "start",
    required=True,
    type=output.DAY,
    metavar=pgettext("metavar", "年-月-日"),
    help=_("施行日期"),
)
@click.option(
    "--in",
    "shelf_",
    type=click.Path(path_type=Path),
    default=Path("packs"),
    metavar=pgettext("metavar", "目录"),
    help=_("写在哪个目录下，缺省 packs"),
)
def new(name: str, base: str, start: Any, shelf_: Path) -> None:
    if not all(each.isascii() and (each.isalnum() or each == "-") for each in name) or not name:
        raise Refused(
            _("“{name}”不能作政策包的编号").format(name=name),
            _("请只用小写字母、数字和短横线，例如 nanxian-2023"),
        )
    loaded = packs.load(shelf.find(base))
    out = shelf_ / name
    with aside.aside(out) as draft:
        scaffold.write(draft, loaded, start)
    said = _(
        "已写出 {out}：请填 parameters.yaml 里的数值和 sources.yaml 里的依据，\n再运行 shouwang pack check {out}"
    )
    click.echo(said.format(out=output.typed(out)))


@pack.command(help=_("把整个筛查写成一条 SQL，可在别的数据库上运行。"))
@click.argument("name", metavar=pgettext("metavar", "编号|目录"))
@click.option(
    "--dialect", type=click.Choice(["duckdb", "spark", "postgres"]), default="duckdb", help=_("数据库方言")
)
@click.option(
    "--on",
    type=output.DAY,
    metavar=pgettext("metavar", "年-月-日"),
    help=_("基准日期；缺省为施行期内最后一个核算年度末"),
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice([table.name for table in TABLES.values() if table.optional]),
    help=_("没有的表，其中的事一律不详；可重复"),
)
def sql(name: str, dialect: str, on: Any, without: tuple[str, ...]) -> None:
    loaded = packs.load(shelf.find(name))
    day = on or run.last_day([loaded])
    given = {
        table.name: Source(table.name, frozenset(table.by_name))
        for table in TABLES.values()
        if table.name not in without
    }
    text = query.build(run.prepare(loaded, day), given)
    # sqlglot is large, and DuckDB's own SQL needs no translating.
    if dialect != "duckdb":
        text = importlib.import_module("shouwang.engine.screening.dialects").translate(text, dialect)
    click.echo(f"{text};")
