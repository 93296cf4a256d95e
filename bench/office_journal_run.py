"""What bench/office_journal.py measures: each call in a process of its own, with the office's settings."""

import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from shouwang.office.journal import entries, lanes  # noqa: E402
from shouwang.office.journal.acting import Actor, acting  # noqa: E402
from shouwang.office.journal.entries import Line  # noqa: E402

ON = date(2026, 5, 1)
ACTOR = Actor("xiaoman", line=12, address="10.1.2.3")
VILLAGE = "430921104201"
DETAIL = {"housing": ["safe", "unsafe"], "members": [3, 4], "phone": [None, "#8a51c0f3d2e1"]}
BARE = """CREATE TABLE IF NOT EXISTS bench_record
    (id integer PRIMARY KEY, area_code varchar(12), members integer, housing varchar(30), phone varchar(200))"""


def main(what: str, *words: str) -> None:
    with acting(ACTOR):
        {"migrate": migrate, "bulk": bulk, "writers": writers}[what](*words)


def migrate() -> None:
    settings.HOME.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, skip_checks=True)
    with connection.cursor() as cursor:
        cursor.execute(BARE)
        cursor.executemany(
            "INSERT INTO bench_record VALUES (%s, %s, 0, 'safe', '')",
            [(number, VILLAGE) for number in range(5_000)],
        )


def bulk(kind: str, count: str) -> None:
    """Seconds, and processor seconds of this process, for lines about as many records; `floor`: the same rows into the same table without chaining them."""
    lines = (
        Line("household.changed", "household", f"4309211042{n:08}", VILLAGE, DETAIL)
        for n in range(int(count))
    )
    began, worked = time.perf_counter(), time.process_time()
    if kind == "journal":
        entries.record_many(lines, on=ON, clause="办法第三条")
    else:
        unchained(lines)
    print(time.perf_counter() - began, time.process_time() - worked)


def unchained(lines: Iterable[Line]) -> None:
    """Inserts only: no lane, no digest, the detail as one constant text; in a lane that nobody verifies."""
    at = entries.timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(number), 0) FROM journal_entry WHERE lane = 99")
        begin = cursor.fetchone()[0] + 1
        batch = []
        for number, line in enumerate(lines, begin):
            said = (None, "xiaoman", 12, "10.1.2.3", line.action, line.kind, line.ident, line.area_code)
            batch.append((99, number, *said, "2026-05-01", "办法第三条", "{}" * 60, "0" * 64, "0" * 64))
            if len(batch) == entries.BATCH:
                lanes.write(batch, at)
                batch = []
        lanes.write(batch, at)


def writers(first: str, count: str) -> None:
    """Reads lines `floor|journal lanes begin seconds`; writes the seconds of each transaction of all its writers."""
    with ThreadPoolExecutor(int(count)) as pool:
        print("ready", flush=True)
        for asked in sys.stdin:
            kind, kept, begin, seconds = asked.split()
            # What is measured is one lane against many, not another program.
            lanes.LANES = int(kept)
            numbers = range(int(first), int(first) + int(count))
            running = [pool.submit(write, kind, one, float(begin), float(seconds)) for one in numbers]
            print(*(taken for one in running for taken in one.result()), flush=True)
            print("ready", flush=True)


def write(kind: str, number: int, begin: float, seconds: float) -> list[float]:
    """One change per transaction until the time is over: the seconds of each."""
    connection.ensure_connection()
    time.sleep(max(0.0, begin - time.time()))
    times: list[float] = []
    with acting(ACTOR):
        while (now := time.time()) < begin + seconds:
            change(kind, number * 200 + len(times) % 200)
            times.append(time.time() - now)
    return times


def change(kind: str, record: int) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT members FROM bench_record WHERE id = %s FOR UPDATE", [record])
            cursor.execute("UPDATE bench_record SET members = members + 1 WHERE id = %s", [record])
        if kind == "journal":
            line = Line("household.changed", "household", f"{record:018}", VILLAGE, DETAIL)
            entries.record_many([line], on=ON)


if __name__ == "__main__":
    main(*sys.argv[1:])
