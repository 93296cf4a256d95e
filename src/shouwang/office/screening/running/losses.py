"""Runs whose job ended without a result: the journal tells of each once, for whoever waits for it."""

from datetime import date

from django.db import transaction

from shouwang.office.jobs.models import FINISHED
from shouwang.office.journal import entries
from shouwang.office.journal.models import Entry
from shouwang.office.screening.models import Run

LOST = "screening.lost"


def tell(on: date) -> bool:
    """The worker, every few seconds: there are few such runs, and they are cleaned up after a while."""
    lost = Run.objects.filter(state=Run.State.WAITING, job__state__in=FINISHED)
    keys = list(lost.order_by("pk").values_list("pk", flat=True))
    for key in set(keys) - _told(keys):
        _tell(key)
    return False


def _told(keys: list[int]) -> set[int]:
    said = Entry.objects.filter(action=LOST, kind="run", ident__in=[str(key) for key in keys])
    return {int(ident) for ident in said.values_list("ident", flat=True)}


@transaction.atomic
def _tell(key: int) -> None:
    # Two workers may look at the same moment; the second waits here, and then sees what the first one wrote.
    run = Run.objects.select_for_update().filter(pk=key, state=Run.State.WAITING).first()
    if run and not _told([key]):
        entries.record(LOST, run, on=run.on, detail={"standing": run.is_standing})
