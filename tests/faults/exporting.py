"""Parts: an export of all households that waits for a worker, and what became of it."""

import io
import sys

import python_calamine as calamine
from tests.faults import working

from shouwang.office.accounts.models import User
from shouwang.office.jobs import exporting, worker
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry
from shouwang.office.kit import files

HEAD = 3
"""Rows above the first household."""


def ask() -> None:
    """Of the households of an import that is committed now."""
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
        sheet = calamine.CalamineWorkbook.from_filelike(io.BytesIO(stream.read())).get_sheet_by_index(0)
        return sum(any(row) for row in sheet.to_python(skip_empty_area=False)[HEAD:])


def resume() -> None:
    """What is there, and what is there when the next worker has ended it; then, days later, what is left over."""
    look()
    working.work()
    look()
    working.days_later()
