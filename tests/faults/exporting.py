"""Parts: an export of all households that waits for a worker, and what became of it."""

import io
import sys
from pathlib import Path

import openpyxl
from django.conf import settings
from tests.faults import importing, working

from shouwang.office.accounts.models import User
from shouwang.office.jobs import exporting, worker
from shouwang.office.jobs.duties import EXPORTS
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry
from shouwang.office.kit import files, workroom

HEAD = 3
"""Rows above the first household."""


def prepare() -> None:
    importing.prepare()
    worker.work_off()
    clerk = User.objects.get(username="xiaoman")
    with acting(Actor("system:tests")):
        exporting.ask(exporting.found("households", clerk, ""), by=clerk)


def look() -> None:
    """State of the job, households in the file it offers, lines in the journal about it."""
    job = Job.objects.get(kind=exporting.KIND)
    offered = _rows(job.result["file"]) if job.state == State.DONE else 0
    told = Entry.objects.filter(action="list.exported").count()
    sys.stdout.write(f"{job.state} {offered} {told}\n")


def _rows(name: str) -> int:
    """Read to its last byte: a file that is cut off or altered is refused."""
    with files.opened(name) as stream:
        sheet = openpyxl.load_workbook(io.BytesIO(stream.read()), read_only=True).active
        return sum(any(row) for row in sheet.iter_rows(min_row=HEAD + 1, values_only=True))


def resume() -> None:
    """What is there, and what is there when the next worker has ended it; then, days later, files and deserted rooms."""
    look()
    working.work()
    look()
    working.days_later()
    exports = sum(path.is_file() for path in (Path(settings.FILES) / EXPORTS).rglob("*"))
    rooms = len(
        [room for room in (settings.HOME / "work" / "rooms").iterdir() if room.name != workroom.name()]
    )
    sys.stdout.write(f"{exports} {rooms}\n")
