"""The figures as a table, and into docs/performance.md."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.measure import Contestant
from bench.rows import Row

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"

COLUMNS: dict[str, Callable[[Row], str]] = {
    "what": lambda row: row.what,
    "size": lambda row: f"{row.size:,} {row.unit}" if row.size > 1 else "1 household",
    "time": lambda row: spread(row.ours),
    "per second": lambda row: f"{row.size / row.ours.seconds:,.0f}",
    # Where a process times itself over many rows, its memory is that of the rows.
    "peak memory": lambda row: memory(row.ours.memory) if row.size > 1 else "",
    "processor": lambda row: seconds(row.ours.processor),
    "beside it": lambda row: spread(row.beside) if row.beside else "",
    "peak memory ": lambda row: memory(row.beside.memory) if row.beside else "",
    "processor ": lambda row: seconds(row.beside.processor) if row.beside else "",
    "ratio": lambda row: f"{row.ours.seconds / row.beside.seconds:.2f}" if row.beside else "",
    "goal": lambda row: row.goal,
}


def table(rows: Sequence[Row]) -> str:
    """Markdown that also lines up on a terminal."""
    cells = [[*COLUMNS], *([show(row) for show in COLUMNS.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    first, *rest = (line(row, widths) for row in cells)
    return "\n".join([first, line(["-" * width for width in widths], widths), *rest])


def line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def spread(contestant: Contestant) -> str:
    """The median, and between what the runs lay."""
    if len(contestant.costs) == 1:
        return seconds(contestant.seconds)
    least, *_, most = sorted(cost.seconds for cost in contestant.costs)
    return f"{seconds(contestant.seconds)} ({seconds(least)}–{seconds(most)})"


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 0.005 else f"{value * 1e6:.0f} µs"


def memory(value: int) -> str:
    return f"{value / 2**30:.2f} GiB" if value >= 2**30 else f"{value / 2**20:.0f} MiB"


def replace(block: str, text: str) -> None:
    """Puts the text between the two marks of a block of the page."""
    first, last = f"<!-- {block} -->", f"<!-- /{block} -->"
    old = PAGE.read_text("utf-8")
    new, count = re.subn(
        f"{re.escape(first)}.*?{re.escape(last)}", lambda _: f"{first}\n{text}\n{last}", old, flags=re.DOTALL
    )
    if count != 1:
        raise SystemExit(f"{PAGE} has no place for the figures of {block}.")
    PAGE.write_text(new, "utf-8")
