"""What is measured: each function races its contestants and gives the rows of the table."""

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bench.measure import Contestant, clear, once, race, say

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
PYTHON = sys.executable
SHOUWANG = str(Path(PYTHON).parent / "shouwang")
PACK, ON = "hunan-qingshuzui-2022", "2022-09-30"

BOOK_HOUSEHOLDS = 28_000
"""Households whose members fill a sheet of a hundred thousand rows."""


@dataclass(frozen=True)
class Row:
    what: str
    size: int
    ours: Contestant
    beside: Contestant | None = None
    """What an engineer would write for this one task, or the least that has to be done."""
    goal: str = ""
    unit: str = "households"


def screening(households: int, runs: int) -> list[Row]:
    """The findings of a county, beside hand-written SQL that reads and writes the same files."""
    say(f"{households:,} households")
    made = county(households)
    ours = screen(DATA / str(households), "--only", "findings")
    by_hand = hand_written(DATA / str(households), ours)
    race([ours, by_hand], runs, warm=partial(refuse_other_rows, ours, by_hand))
    goal = {1_000_000: "ratio ≤ 1.3", 10_000_000: "ratio ≤ 1.3, ≤ 5 GiB"}.get(households, "")
    return [made, Row("screen --only findings; by hand", households, ours, by_hand, goal)]


def county(households: int) -> Row:
    """Made anew every time, and once: it is no goal, and may take long."""
    out = DATA / str(households)
    maker = Contestant(
        "county", [SHOUWANG, "county", "--households", str(households), "--out", str(out)], out
    )
    maker.costs.append(once(maker))
    return Row("county (once)", households, maker)


def screen(tables: Path, *more: str) -> Contestant:
    out = DATA / "results"
    command = [SHOUWANG, "screen", str(tables), "--pack", PACK, "--on", ON, *more, "--out", str(out)]
    return Contestant("screen", command, out)


def hand_written(tables: Path, ours: Contestant) -> Contestant:
    """Told the hash of the pack, which findings carry: it cannot be worked out in SQL."""
    once(ours)
    pack_hash = json.loads((DATA / "results" / "summary.json").read_text("utf-8"))["pack_hash"]
    out = DATA / "by_hand.parquet"
    return Contestant("by hand", [PYTHON, str(HERE / "by_hand.py"), str(tables), str(out), pack_hash], out)


def refuse_other_rows(ours: Contestant, by_hand: Contestant) -> None:
    """A race between two that write different things would say nothing."""
    files = [str(DATA / "results" / "findings.parquet"), str(by_hand.out)]
    if subprocess.run([PYTHON, str(HERE / "same_rows.py"), *files], check=False).returncode:
        sys.exit(f"{ours.name} and {by_hand.name} do not write the same rows: no figures.")


def everything_else(runs: int) -> list[Row]:
    made = [with_ledgers(runs), one_household(runs), *workbook(runs)]
    clear(DATA / "results")
    return made


def with_ledgers(runs: int) -> Row:
    say("ledgers and page")
    ours = screen(DATA / "100000")
    race([ours], runs)
    return Row("screen, with ledgers and page", 100_000, ours, goal="≤ 30 s")


def one_household(runs: int) -> Row:
    """The process times itself, without its start: a page asks a process that is already there."""
    say("one household")
    out = DATA / "one_household.json"
    command = [PYTHON, str(HERE / "one_household.py"), str(DATA / "10000"), PACK, ON, str(out)]
    ours = Contestant("reference", command, out)
    for _ in range(runs):
        cost = once(ours)
        own = json.loads(out.read_text("utf-8"))["median"]
        ours.costs.append(replace(cost, seconds=own, processor=own))
    clear(out)
    return Row("one household, reference evaluator", 1, ours, goal="≤ 1 ms")


def workbook(runs: int) -> list[Row]:
    """A hundred thousand members in thirty columns, with errors planted, beside a read that looks at nothing."""
    say("workbook")
    book = written_book()
    bare = Contestant("bare calamine", [PYTHON, str(HERE / "bare_read.py"), str(book)])
    out = DATA / "read"
    checked = Contestant("read, no copy", [PYTHON, str(HERE / "checked_read.py"), str(book), str(out)], out)
    # Exit code 1: the planted errors need attention.
    command = [SHOUWANG, "read", str(book), "--period", "2022", "--out", str(out)]
    whole = Contestant("read", command, out, good=(1,))
    race([whole, checked, bare], runs)
    clear(out)
    size = 100_000
    return [
        Row("read, all checks; bare calamine", size, checked, bare, "ratio ≤ 3", "rows × 30"),
        Row("the same with the marked copy of the workbook", size, whole, bare, unit="rows × 30"),
    ]


def written_book() -> Path:
    out = DATA / "workbook"
    command = [SHOUWANG, "county", "--households", str(BOOK_HOUSEHOLDS), "--one-workbook", "--out", str(out)]
    once(Contestant("county", command, out))
    return next(out.glob("*/*.xlsx"))
