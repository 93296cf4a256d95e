"""Parts: an import of ROWS households that waits to be committed, and what became of it."""

import sys
from datetime import date

from django.core.management import call_command
from tests.faults import working
from tests.office import cast
from tests.office.imports.conftest import book

from shouwang.office.imports import batches
from shouwang.office.imports.models import Batch
from shouwang.office.jobs import worker
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry
from shouwang.office.registry.models import Household

ROWS = 1_500
DAY = date(2026, 6, 1)


def prepare() -> None:
    call_command("migrate", verbosity=0)
    rows = [
        [f"H{n}", cast.VILLAGE, f"户{n}", "一组", f"户{n}", "", "户主", "", n] for n in range(1, ROWS + 1)
    ]
    clerk = cast.assemble().xiaoman
    with acting(Actor("system:tests")):
        asked = {"area_code": cast.TOWNSHIP, "sender": "青山镇", "period": "", "by": clerk}
        batches.upload([book(rows)], on=DAY, reference_on=DAY, **asked)
        worker.work_off()
        batches.compare(Batch.objects.get(), reference_on=DAY, blank="keep", absent="keep", by=clerk, on=DAY)
        worker.work_off()
        batches.commit(Batch.objects.get(), by=clerk)


def look() -> None:
    """State, households, lines in the journal about households."""
    told = Entry.objects.filter(action="household.created").count()
    sys.stdout.write(f"{Batch.objects.get().state} {Household.objects.count()} {told}\n")


def resume() -> None:
    """What is there, and what is there when the next worker has ended it."""
    look()
    working.work()
    look()
