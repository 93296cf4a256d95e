"""`pack`: list, check, show, new, sql."""

import importlib
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.table import Table

from shouwang.cli import output
from shouwang.engine import aside
from shouwang.engine.errors import Refused
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy import scaffold, shelf
from shouwang.engine.policy.errors import Mistakes
from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import examples, query, run
from shouwang.engine.screening.query import Source
from shouwang.engine.tables import TABLES

MISTAKEN = 2


@click.group(help="政策包：列出、检查、查看、新建、导出 SQL。")
def pack() -> None:
    pass


@pack.command("list", help="列出可用的政策包。")
def list_() -> None:
    table = Table(box=box.SIMPLE_HEAD)
    # An id is there to be typed: it is never broken or cut.  On a narrow terminal the others give way.
    for head, whole, width in (
        ("编号", True, None),
        ("名称", False, 12),
        ("地区", True, None),
        ("施行期", False, 10),
        ("继承", False, 7),
        ("规则", True, 4),
    ):
        table.add_column(head, no_wrap=whole, min_width=width, overflow="fold")
    for folder in shelf.packs().values():
        try:
            each = packs.load(folder)
        except Mistakes as mistakes:
            # A county's own pack that is still to be filled in must not hide the others.
            title = f"有误（{len(mistakes.found)} 处），见 shouwang pack check"
            table.add_row(folder.name, title, "–", "–", "–", "–")
            continue
        time = f"{each.start} 至 {each.end}"
        table.add_row(each.id, each.title, each.area or "–", time, each.extends or "–", str(len(each.rules)))
    output.console().print(table)


@pack.command(help="检查政策包：写法、类型、单位、依据，并运行全部算例。不写编号则检查全部。")
@click.argument("names", nargs=-1, metavar="[编号|目录]...")
def check(names: tuple[str, ...]) -> int:
    folders = [shelf.find(name) for name in names] or list(shelf.packs().values())
    return MISTAKEN if [folder for folder in folders if not checked(folder)] else 0


def checked(folder: Path) -> bool:
    """Whether a pack is right in every point; says so, or says what is not."""
    try:
        loaded = packs.load(folder)
    except Mistakes as mistakes:
        return report(folder.name, [str(each) for each in mistakes.found])
    outcomes = examples.run_all(loaded)
    # Loading asks only that there are examples; here they are run.
    wrong = [str(each) for each in examples.mistakes(loaded)]
    wrong += [
        f"{each.example.place}: 算例“{each.example.name}”户 {each.household}：{'；'.join(each.mismatches)}"
        for each in outcomes
        if each.mismatches
    ]
    if wrong:
        return report(loaded.id, wrong)
    parts = f"{len(loaded.parameters)} 个参数，{len(loaded.facts)} 个事实，{len(loaded.rules)} 条规则，{len(loaded.tiers)} 级"
    click.echo(f"✓ {loaded.id}：{parts}，{len(outcomes)} 个算例结果全部相符（{loaded.hash[:12]}）")
    return True


def report(name: str, wrong: list[str]) -> bool:
    click.echo(f"✗ {name}：{len(wrong)} 处有误")
    for line in wrong:
        click.echo(f"  {line}")
    return False


@pack.command(help="查看一个政策包：参数、事实、规则和依据、分级。")
@click.argument("name", metavar="编号|目录")
def show(name: str) -> None:
    loaded = packs.load(shelf.find(name))
    console = output.console()
    console.print(f"{loaded.title}（{loaded.id}）", style="bold", markup=False)
    console.print(
        f"{loaded.authority}  {loaded.start} 至 {loaded.end}  校验码 {loaded.hash[:12]}", markup=False
    )
    for title, heads, rows in sections(loaded):
        table = Table(*heads, title=title, title_justify="left", box=box.SIMPLE_HEAD, show_lines=False)
        for row in rows:
            table.add_row(*row)
        if rows:
            console.print(table)


def sections(loaded: Pack) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    values = [(each, value) for each in loaded.parameters.values() for value in each.values]
    return [
        (
            "参数",
            ("名称", "含义", "自", "数值", "单位", "依据"),
            [(p.name, p.label, str(v.start), f"{v.value:,f}", p.unit, str(v.source)) for p, v in values],
        ),
        (
            "事实",
            ("名称", "含义", "表达式"),
            [(f.name, f.label, oneline(f.text)) for f in loaded.facts.values()],
        ),
        (
            "规则",
            ("编号", "含义", "条件", "依据"),
            [(r.id, r.label, oneline(r.text), str(r.source)) for r in loaded.rules.values()],
        ),
        (
            "分级",
            ("编号", "含义", "条件"),
            [(t.tier, t.label, oneline(t.text or "其余")) for t in loaded.tiers],
        ),
    ]


def oneline(text: str) -> str:
    return " ".join(text.split())


@pack.command(help="新建一个地方的政策包：继承已有的，只填本地的监测线和依据。")
@click.argument("name", metavar="编号")
@click.option("--extends", "base", required=True, metavar="编号", help="继承哪个政策包")
@click.option("--from", "start", required=True, type=output.DAY, metavar="年-月-日", help="施行日期")
@click.option(
    "--in",
    "shelf_",
    type=click.Path(path_type=Path),
    default=Path("packs"),
    metavar="目录",
    help="写在哪个目录下，缺省 packs",
)
def new(name: str, base: str, start: Any, shelf_: Path) -> None:
    if not all(each.isascii() and (each.isalnum() or each == "-") for each in name) or not name:
        raise Refused(f"“{name}”不能作政策包的编号", "请只用小写字母、数字和短横线，例如 nanxian-2023")
    loaded = packs.load(shelf.find(base))
    out = shelf_ / name
    with aside.aside(out) as draft:
        scaffold.write(draft, loaded, start)
    click.echo(f"已写出 {output.typed(out)}：请填 parameters.yaml 里的数值和 sources.yaml 里的依据，")
    click.echo(f"再运行 shouwang pack check {output.typed(out)}")


@pack.command(help="把整个筛查写成一条 SQL，可在别的数据库上运行。")
@click.argument("name", metavar="编号|目录")
@click.option(
    "--dialect", type=click.Choice(["duckdb", "spark", "postgres"]), default="duckdb", help="数据库方言"
)
@click.option(
    "--on",
    type=output.DAY,
    metavar="年-月-日",
    help="基准日期；缺省为施行期内最后一个核算年度末",
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice([table.name for table in TABLES.values() if table.optional]),
    help="没有的表，其中的事一律不详；可重复",
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
