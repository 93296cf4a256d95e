"""Parts: an import of ROWS households, one step after the other, and what became of the step that was cut off."""

import sys
from datetime import date

import pyarrow.parquet as pq
from django.core.management import call_command
from tests.faults import working
from tests.office import cast
from tests.office.imports.conftest import book

from shouwang.office.accounts.models import User
from shouwang.office.imports import batches, work
from shouwang.office.imports.models import Batch
from shouwang.office.jobs import worker
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry
from shouwang.office.registry.models import Household

ROWS = 1_500
DAY = date(2026, 6, 1)


def read() -> None:
    """A new office with a workbook that waits to be read."""
    call_command("migrate", verbosity=0)
    rows = [
        [f"H{n}", cast.VILLAGE, f"户{n}", "一组", f"户{n}", "", "户主", "", n] for n in range(1, ROWS + 1)
    ]
    clerk = cast.assemble().xiaoman
    with acting(Actor("system:tests")):
        asked = {"area_code": cast.TOWNSHIP, "sender": "青山镇", "period": "", "by": clerk}
        batches.upload([book(rows)], on=DAY, reference_on=DAY, **asked)


def compare() -> None:
    _next(batches.compare, reference_on=DAY, blank="keep", absent="keep", on=DAY)


def commit() -> None:
    _next(batches.commit)


def undo() -> None:
    _next(batches.undo)


def _next(step, **more) -> None:  # type: ignore[no-untyped-def]
    """The step before is done, and this one waits for a worker."""
    worker.work_off()
    with acting(Actor("system:tests")):
        step(Batch.objects.get(), by=User.objects.get(username="xiaoman"), **more)


def look() -> None:
    """States of the job and of the batch; households in the tables that were read, that would be new, that are in the
    register; lines in the journal about them and about the import.
    """
    batch = Batch.objects.get()
    assert batch.job
    folder = work.folder(batch)
    laid = [
        pq.read_metadata(path).num_rows if path.exists() else 0
        for path in (
            folder / work.READ / "tables" / "households.parquet",
            folder / work.COMPARED / "created-households.parquet",
        )
    ]
    there = Household.objects.filter(ended_on=None).count()
    told = [Entry.objects.filter(action__startswith=about).count() for about in ("household.", "import.")]
    sys.stdout.write(" ".join(map(str, [batch.job.state, batch.state, *laid, there, *told])) + "\n")


def why() -> None:
    """What the job said to whoever asked."""
    job = Batch.objects.get().job
    assert job
    sys.stdout.write(f"{job.why} {job.remedy}")


def resume() -> None:
    """What is there, and what is there when the next worker has ended it; then, days later, what is left over."""
    look()
    working.work()
    look()
    working.days_later()
