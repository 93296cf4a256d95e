"""`kill -9` of a worker while it commits an import: afterwards it is committed or not begun, and the next worker ends it.

python -m tests.faults.import_kills --kills 50 --seed 7
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 1_500
PARTS = ("prepare", "work", "look")


def part(name: str, home: Path, *, moment: float | None = None) -> str:
    """One process of an office in `home`; killed after `moment` seconds."""
    given = {**os.environ, "SHOUWANG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "shouwang.web.settings"}
    command = [sys.executable, "-m", "tests.faults.import_kills", "--part", name]
    running = subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True)
    try:
        said, _ = running.communicate(timeout=moment)
    except subprocess.TimeoutExpired:
        running.kill()
        said, _ = running.communicate()
    return said.strip()


def kill_often(folder: Path, kills: int, seed: int) -> dict[str, int]:
    """How often it was committed or not begun when it was killed.  AssertionError for anything between."""
    home = folder / "home"
    part("prepare", home)
    began = time.monotonic()
    whole = _copied(home, folder / "whole")
    done = f"committed {ROWS} {ROWS}"
    part("work", whole)
    assert part("look", whole) == done
    span = time.monotonic() - began
    found = {"committing 0 0": 0, done: 0}
    draw = random.Random(seed)
    for _ in range(kills):
        copy = _copied(home, folder / "copy")
        part("work", copy, moment=draw.uniform(0.2, 1.0) * span)
        found[part("look", copy)] += 1
        part("work", copy)
        assert part("look", copy) == done
        shutil.rmtree(copy)
    return found


def _copied(home: Path, to: Path) -> Path:
    shutil.copytree(home, to)
    return to


def prepare() -> None:
    """An import of ROWS households, compared and asked to be committed."""
    from datetime import date

    from django.core.management import call_command
    from tests.office import cast
    from tests.office.imports.conftest import book

    from shouwang.office.imports import batches
    from shouwang.office.imports.models import Batch
    from shouwang.office.jobs import worker
    from shouwang.office.journal.acting import Actor, acting

    call_command("migrate", verbosity=0)
    day = date(2026, 6, 1)
    rows = [
        [f"H{n}", cast.VILLAGE, f"户{n}", "一组", f"户{n}", "", "户主", "", n] for n in range(1, ROWS + 1)
    ]
    clerk = cast.assemble().xiaoman
    with acting(Actor("system:tests")):
        asked = {"area_code": cast.TOWNSHIP, "sender": "青山镇", "period": "", "by": clerk}
        batches.upload([book(rows)], on=day, reference_on=day, **asked)
        worker.work_off()
        batches.compare(Batch.objects.get(), reference_on=day, blank="keep", absent="keep", by=clerk, on=day)
        worker.work_off()
        batches.commit(Batch.objects.get(), by=clerk)


def work() -> None:
    """A worker, until nothing waits: also for what a worker that was killed left behind."""
    from threading import Event, Thread

    from django.db import connection

    from shouwang.office.jobs import worker
    from shouwang.office.jobs.models import FINISHED, Job

    stop = Event()

    def watch() -> None:
        while Job.objects.exclude(state__in=FINISHED).exists():
            time.sleep(0.1)
        connection.close()
        stop.set()

    Thread(target=watch, daemon=True).start()
    worker.run(stop)


def look() -> None:
    """State, households, lines in the journal about households."""
    from shouwang.office.imports.models import Batch
    from shouwang.office.journal.models import Entry
    from shouwang.office.registry.models import Household

    told = Entry.objects.filter(action="household.created").count()
    sys.stdout.write(f"{Batch.objects.get().state} {Household.objects.count()} {told}\n")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--part", choices=PARTS)
    given = asked.parse_args()
    if given.part:
        import django

        django.setup()
        {"prepare": prepare, "work": work, "look": look}[given.part]()
        return
    with tempfile.TemporaryDirectory(prefix="shouwang-kills-") as folder:
        for state, count in kill_often(Path(folder), given.kills, given.seed).items():
            sys.stdout.write(f"{count:4} {state}\n")


if __name__ == "__main__":
    main()
