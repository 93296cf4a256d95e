"""Parts: a worker, until nothing waits any more – also for what a worker that was killed left behind –, and a clean-up."""

import os
import time
from datetime import date
from pathlib import Path
from threading import Event, Thread

from django.conf import settings
from django.db import connection

from shouwang.office.jobs import duties, worker
from shouwang.office.jobs.models import FINISHED, Job


def work() -> None:
    stop = Event()

    def watch() -> None:
        while Job.objects.exclude(state__in=FINISHED).exists():
            time.sleep(0.1)
        connection.close()
        stop.set()

    Thread(target=watch, daemon=True).start()
    worker.run(stop)


def days_later() -> None:
    """What a worker clears away every day, when everything is three days old."""
    for path in Path(settings.FILES).rglob("*"):
        os.utime(path, (time.time() - 3 * 86_400,) * 2)
    duties.clean(date(2026, 6, 4))
