"""`python -m bench.office_journal`: what the journal costs, beside the same inserts without one.

Bulk: 100,000 lines at once.  Writers: 20 connections to PostgreSQL that change one record per transaction – with 64 lanes, with one, and without a journal.  PostgreSQL is one of our own, as in the tests;
without its programs those rows are left out.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.dialects.conftest import OWNER, ROOT, Postgres, programs

from bench import machine

LINES = 100_000
WRITERS = 20
EACH = 5
"""Writers in one process: each has a connection of its own."""
SECONDS = 4
RUNS = 3
PORT = "5432"


def main() -> None:
    asked = arguments()
    print(f"{machine.describe()}\n")
    print("| what | journal | the same without it |\n|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="shouwang-bench-", ignore_cleanup_errors=True) as folder:
        on_sqlite(Path(folder) / "home", asked.lines)
    where = programs()
    if where is None:
        print("\nPostgreSQL is not installed: its rows are left out.")
        return
    with tempfile.TemporaryDirectory(prefix="shouwang-bench-", ignore_cleanup_errors=True) as folder:
        on_postgres(where, Path(folder), asked)


def on_sqlite(home: Path, lines: int) -> None:
    ask({"SHOUWANG_HOME": str(home)}, "migrate")
    row(f"{lines:,} lines at once, SQLite", *bulk({"SHOUWANG_HOME": str(home)}, lines))


def on_postgres(where: Path, folder: Path, asked: argparse.Namespace) -> None:
    if ROOT:
        shutil.chown(folder, **OWNER)
    server = Postgres(where, folder)
    server.start()
    try:
        place = str(folder).replace("/", "%2F")
        given = {
            "SHOUWANG_HOME": str(folder / "home"),
            "DATABASE_URL": f"postgres://postgres@{place}:{PORT}/postgres",
        }
        server.run("ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf();")
        ask(given, "migrate")
        row(f"{asked.lines:,} lines at once, PostgreSQL", *bulk(given, asked.lines))
        writers(given, asked.writers, asked.seconds)
    finally:
        server.stop()


def bulk(given: dict[str, str], lines: int) -> tuple[str, str]:
    """Of three runs each, in turns, the quickest: other work on the machine only ever slows down."""
    runs: dict[str, list[tuple[float, float]]] = {"journal": [], "floor": []}
    for _ in range(RUNS):
        for kind, taken in runs.items():
            seconds, processor = map(float, ask(given, "bulk", kind, str(lines)).split())
            taken.append((seconds, processor))
    journal, floor = (min(taken) for taken in runs.values())
    return shown(*journal), shown(*floor)


def shown(seconds: float, processor: float) -> str:
    return f"{seconds:.1f} s ({processor:.1f} s of a core)"


def writers(given: dict[str, str], count: int, seconds: int) -> None:
    processes = [start(given, "writers", str(number * EACH), str(EACH)) for number in range(count // EACH)]
    runs: dict[tuple[str, int], list[tuple[float, float]]] = {
        ("floor", 64): [],
        ("journal", 64): [],
        ("journal", 1): [],
    }
    for _ in range(RUNS):
        for (kind, lanes), measured in runs.items():
            measured.append(together(processes, kind, lanes, seconds))
    floor, *journals = (told(measured) for measured in runs.values())
    for lanes, journal in zip(("64 lanes", "1 lane"), journals, strict=True):
        row(f"{count} writers, PostgreSQL, {lanes}", journal, floor)
    for one in processes:
        finished(one)


def together(processes: list[Any], kind: str, lanes: int, seconds: int) -> tuple[float, float]:
    """Transactions a second of all, and the 95th percentile of one in milliseconds."""
    for one in processes:
        one.stdout.readline()  # it is ready
    begin = time.time() + 1
    for one in processes:
        one.stdin.write(f"{kind} {lanes} {begin} {seconds}\n")
        one.stdin.flush()
    times = [float(text) for one in processes for text in one.stdout.readline().split()]
    return len(times) / seconds, statistics.quantiles(times, n=20)[-1] * 1000


def told(measured: list[tuple[float, float]]) -> str:
    """The median of the runs, least and most: they took turns."""
    rates = sorted(rate for rate, _p95 in measured)
    p95 = statistics.median(p95 for _rate, p95 in measured)
    return f"{statistics.median(rates):,.0f} /s ({rates[0]:,.0f}–{rates[-1]:,.0f}), p95 {p95:.0f} ms"


def row(what: str, journal: str, floor: str) -> None:
    print(f"| {what} | {journal} | {floor} |", flush=True)


def ask(given: dict[str, str], *words: str) -> str:
    return finished(start(given, *words))


def start(given: dict[str, str], *words: str) -> Any:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.office_journal_run", *words],
        env={**os.environ, **given, "DJANGO_SETTINGS_MODULE": "shouwang.web.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def finished(one: Any) -> str:
    said, _ = one.communicate()
    if one.returncode:
        raise SystemExit("a measured process failed")
    return said


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.office_journal", description=__doc__)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--writers", type=int, default=WRITERS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
