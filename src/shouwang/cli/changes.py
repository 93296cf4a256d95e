"""Who enters and who leaves, on the terminal."""

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from shouwang.cli import output
from shouwang.engine.screening.compare import Changes, Count

ENGLISH = {
    "比较前": "Before",
    "比较后": "After",
    "进": "Enter",
    "出": "Leave",
    "户": "Households",
    "人": "Persons",
    "原分级": "Tier before",
    "新分级": "Tier after",
    "乡镇": "Township",
    "规则": "Rule",
    "共 {all} 户：{enter} 户进入，{leave} 户退出，{unsettled} 户一边待补信息，不算进出。": (
        "{all} households: {enter} enter, {leave} leave; {unsettled} lack information on one side and count as neither."
    ),
    "分级变化": "Tiers",
    "按乡镇": "By township",
    "按规则（进入看新的规则，退出看原来的规则）": "By rule (entering: rules after; leaving: rules before)",
    "没有农户进入或退出。": "Nobody enters or leaves.",
    "变动名单：{path}": "List of changes: {path}",
}
SHOWN = 20
"""Townships on a screen; with --out all households that change are in a file."""


def show(changes: Changes, console: Console, lang: str = "zh", *, out: Path | None = None) -> None:
    def say(text: str) -> str:
        return ENGLISH[text] if lang == "en" else text

    console.print()
    console.print(f"{say('比较前')}  {changes.before}", markup=False)
    console.print(f"{say('比较后')}  {changes.after}", markup=False)
    total = say("共 {all} 户：{enter} 户进入，{leave} 户退出，{unsettled} 户一边待补信息，不算进出。")
    numbers = {
        "all": changes.households,
        "enter": changes.enter,
        "leave": changes.leave,
        "unsettled": changes.unsettled,
    }
    console.print(total.format(**{name: f"{value:,}" for name, value in numbers.items()}), style="bold")
    console.print(moves(changes, say("分级变化"), [say(each) for each in ("原分级", "新分级", "户", "人")]))
    if changes.enter or changes.leave:
        heads = [say("进"), say("出")]
        console.print(counts(changes.areas[:SHOWN], say("按乡镇"), [say("乡镇"), *heads]))
        console.print(
            counts(changes.rules, say("按规则（进入看新的规则，退出看原来的规则）"), [say("规则"), *heads])
        )
    else:
        console.print(say("没有农户进入或退出。"))
    if out is not None:
        path = output.typed(out / "changes.parquet")
        console.print(say("变动名单：{path}").format(path=path), soft_wrap=True, markup=False)


def moves(changes: Changes, title: str, heads: list[str]) -> Table:
    table = framed(title, heads, numbers=2)
    for each in changes.moves:
        style = "bold red" if each.enters else "bold green" if each.leaves else ""
        # Colours are lost in a file and to some readers; the arrow stays.
        mark = " ↑" if each.enters else " ↓" if each.leaves else ""
        table.add_row(
            each.before, each.after + mark, f"{each.households:,}", f"{each.persons:,}", style=style
        )
    return table


def counts(rows: tuple[Count, ...], title: str, heads: list[str]) -> Table:
    table = framed(title, heads, numbers=2)
    for each in rows:
        table.add_row(each.label, f"{each.enter:,}", f"{each.leave:,}")
    return table


def framed(title: str, heads: list[str], *, numbers: int) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place >= len(heads) - numbers else "left")
    return table
