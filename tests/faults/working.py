"""Parts: a worker, until nothing waits any more – also for what a worker that was killed left behind –, and a clean-up."""

import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.backends.signals import connection_created

from shouwang.office.jobs import duties, worker
from shouwang.office.jobs.models import FINISHED, Job
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.verify import verify_office
from shouwang.office.kit import workroom

SPARE = 200
"""Pages that fit on a full disk: more than the queue needs, less than a register."""


def work() -> None:
    stop = Event()

    def watch() -> None:
        while not stop.wait(0.1):
            try:
                if not Job.objects.exclude(state__in=FINISHED).exists():
                    stop.set()
            except (DatabaseError, InterfaceError):
                # It is away; the worker waits for it, too.
                connection.close()
        connection.close()

    Thread(target=watch, daemon=True).start()
    worker.run(stop)


def days_later(on: date = date(2026, 6, 4)) -> None:
    """What a worker clears away every day, when everything is three days old; then files kept, results between two
    steps of an import, rooms deserted, temporary files, and what is wrong with the journal.
    """
    made = settings.HOME / "work"
    for path in (*Path(settings.FILES).rglob("*"), *(made / "rooms").iterdir()):
        os.utime(path, (time.time() - 3 * 86_400,) * 2)
    with acting(Actor("system:worker")):
        for duty in (duty for name, duty in duties.DUTIES.items() if name.endswith(".clean")):
            duty(on)
    rooms = [room for room in (made / "rooms").iterdir() if room.name != workroom.name()]
    left = [_files(Path(settings.FILES)), [*made.glob("imports/*/*")], rooms, _files(tempfile.gettempdir())]
    sys.stdout.write(" ".join(str(len(one)) for one in [*left, verify_office()]) + "\n")


def _files(folder: str | Path) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def work_on_a_full_disk() -> None:
    """SQLite tells it as it tells of a disk.  A limit to the size of files would not do: it calls that a broken disk."""

    def limit(connection: Any, **_: Any) -> None:
        with connection.cursor() as cursor:
            pages = cursor.execute("PRAGMA page_count").fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages + SPARE}")

    connection_created.connect(limit)
    work()
