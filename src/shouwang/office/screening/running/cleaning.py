"""What is kept of runs, and how long.

Every standing run of the last two months, of every month its last one, and the base of every year (bases.py), with all
findings.  Of the days between: the counts and the summary only.  Questions that somebody asked – other packs, days, parameters – go after a month, and
so does what was taken out of the regular ones.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from shouwang.office.jobs.models import FINISHED
from shouwang.office.journal import entries
from shouwang.office.kit import clock, files
from shouwang.office.screening import archive
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import regular

DAYS_KEPT = timedelta(days=62)
ASKED_KEPT = timedelta(days=31)
ORPHANED = timedelta(days=1)
"""A file that no run names may belong to one that is just being stored."""


def clean(on: date) -> None:
    lost = Run.objects.filter(
        state=Run.State.WAITING, job__state__in=FINISHED, job__finished_at__lt=clock.now() - ORPHANED
    )
    asked = Run.objects.done().filter(is_standing=False, done_at__lt=clock.now() - ASKED_KEPT)
    for run in [*lost, *(one for one in asked if not _taken_out_lately(one, on))]:
        _remove(run)
    for run in _between(on):
        _thin(run)
    _sweep()


def _taken_out_lately(run: Run, on: date) -> bool:
    """Whoever took it out of the regular ones by mistake can put it back."""
    taken = run.summary.get(regular.KEY)
    return bool(taken) and date.fromisoformat(taken["on"]) >= on - ASKED_KEPT


def _between(on: date) -> list[Run]:
    """Standing runs older than two months that are not the last of their month, nor the base of a year."""
    old = Run.objects.done().filter(is_standing=True, on__lt=on - DAYS_KEPT).exclude(archive="")
    last: dict[tuple[str, int, int], Run] = {}
    thinned = []
    for run in old.order_by("area_code", "on", "pk"):
        month = (run.area_code, run.on.year, run.on.month)
        if month in last and last[month].base_of is None:
            thinned.append(last[month])
        last[month] = run
    return thinned


@transaction.atomic
def _thin(run: Run) -> None:
    name, run.archive = run.archive, ""
    run.save(update_fields=["archive"])
    _delete(run.findings.all())
    _delete(run.rechecks.all())
    entries.record("screening.thinned", run, on=run.on)
    transaction.on_commit(lambda: files.remove(name))


@transaction.atomic
def _remove(run: Run) -> None:
    name = run.archive
    _delete(run.findings.all())
    _delete(run.tallies.all())
    _delete(run.rechecks.all())
    entries.record("screening.removed", run, on=run.on)
    run.delete()
    if name:
        transaction.on_commit(lambda: files.remove(name))


def _delete(rows: "QuerySet[Any]") -> None:
    # Nothing points at them: one statement, without fetching them first.
    rows._raw_delete(rows.db)


def _sweep() -> None:
    """Files that no run names: of a process killed between archive and data base."""
    wanted = set(Run.objects.exclude(archive="").values_list("archive", flat=True))
    files.clear_unnamed(archive.ROOM, wanted, (clock.now() - ORPHANED).timestamp())
