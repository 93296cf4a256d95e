"""`demo`: the main job from beginning to end, by the commands that one would type; or the office, with a county in it."""

import importlib
import time
from pathlib import Path

import click

from shouwang.cli import main, output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.engine import aside
from shouwang.engine.errors import Refused
from shouwang.engine.screening import screen as screening
from shouwang.engine.screening import sources
from shouwang.engine.screening.columns import quoted

PACK = "hunan-qingshuzui-2022"
ON = "2022-09-30"


@click.command(help=_("从造一个县，到读表、筛查、讲明原因、改一个参数，走一遍；或启动办公系统的演示。"))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("演示"),
    metavar=pgettext("metavar", "目录"),
    help=_("写在哪里，缺省“演示”"),
)
@click.option("--households", default=3000, show_default=True, help=_("户数"))
@click.option("--office", is_flag=True, help=_("启动办公系统，里面有一个虚构的县"))
@click.option("--no-serve", is_flag=True, help=_("与 --office 合用：只建好，不启动"))
def demo(out: Path, households: int, office: bool, no_serve: bool) -> None:
    if office:
        # By name: whoever wants the tour alone does not load the office.
        importlib.import_module("shouwang.cli.showing").show(out, households, serve=not no_serve)
    else:
        tour(out, households)


def tour(out: Path, households: int) -> None:
    started = time.monotonic()
    out = free(out)
    county, registers, results = out / "县", out / "登记", out / "结果"
    say(_("一、造一个虚构的县：工作簿像真的一样乱，并埋下错误"))
    run("county", "--households", str(households), "--xlsx", "--out", county)
    books = sorted(path for path in (county / "表格").iterdir() if path.suffix in (".xlsx", ".csv"))
    say(_("二、读这些工作簿：读懂了什么，哪一格有错"))
    # What departments send – self-paid medical bills, events – comes as tables of their own.
    sent = [county / f"{name}.parquet" for name in ("expenses", "events", "areas")]
    run("read", *books, *sent, "--out", registers)
    say(_("三、按政策包筛查"))
    run("screen", registers, "--pack", PACK, "--on", ON, "--out", results)
    say(_("四、其中一户：为什么，怎样才会变"))
    run("explain", results, "--household", somebody(results))
    say(_("五、如果监测线提高到 7,300 元，谁会进来"))
    run("whatif", registers, "--pack", PACK, "--set", "monitoring_line=7300")
    took = time.monotonic() - started
    say(_("走完一遍，用时 {seconds:.0f} 秒。可以打开的文件：").format(seconds=took))
    for path in (registers / "problems.xlsx", results / "图表.html", results / "台账"):
        click.echo(f"  {output.typed(path)}")
    own = _("换成自己的表：.venv/bin/shouwang screen 你的工作簿.xlsx --pack {pack} --on {on} --out 我的结果")
    click.echo(own.format(pack=PACK, on=ON))


def free(out: Path) -> Path:
    """`out`, or the next one with a number: what somebody looked at yesterday stays."""
    if out.is_file():
        aside.refuse_occupied(out)
    number, candidate = 1, out
    while any((candidate / part).exists() for part in ("县", "登记", "结果")):
        number += 1
        candidate = out.with_name(f"{out.name}{number}")
    return candidate


def say(what: str) -> None:
    console = output.console()
    console.print()
    console.rule(what, align="left", style="bold")


def run(*words: str | Path) -> None:
    """A command as it would be typed, and what comes of it."""
    click.echo(f"$ shouwang {' '.join(output.typed(word) for word in words)}")
    if main.status([str(word) for word in words]) == main.REFUSED:
        raise Refused(_("演示没有走完"), _("原因见上面两行"))


def somebody(results: Path) -> str:
    """A household that must be entered, for the most reasons."""
    found = sources.connect().execute(
        f"SELECT household_id FROM read_parquet({quoted(str(results / screening.FINDINGS))})"
        " ORDER BY tier = 'must_enter' DESC, len(rules) DESC, household_id LIMIT 1"
    )
    row = found.fetchone()
    if row is None:
        raise Refused(_("结果里没有农户"), _("请检查登记表"))
    return str(row[0])
