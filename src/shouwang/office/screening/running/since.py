"""What became of households since the end of last year: a run compared with its base (bases.py), counted by village.

As the moves since the run before, from the archives of both.  Counted after the run is there – also when its base is
made only later; whoever is no longer in the register is in the full differences.
"""

import logging
from collections.abc import Iterator

from django.db import transaction

from shouwang.engine.errors import Refused
from shouwang.engine.screening import screen, sources
from shouwang.office.kit import clock, workroom
from shouwang.office.screening import archive, subtotals
from shouwang.office.screening.counts import tallies
from shouwang.office.screening.counts.tallies import Counted
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import bases, storing
from shouwang.office.screening.running.storing import Before

log = logging.getLogger(__name__)


def count_once(pk: int) -> None:
    """For a run that was just made; and where it is a base, for the one of the next year that counts by now."""
    run = Run.objects.get(pk=pk)
    for one in filter(None, (run, _after(run))):
        base = bases.of(one)
        if base is None or not one.is_standing or not one.archive or one.base_id == base.pk:
            continue
        try:
            _store(one, base, list(_counted(one, base)))
        except Refused as refused:
            # The run itself is done and stays.
            log.warning("run %s: not compared with the base of the year: %s", one.pk, refused.why)


def _after(run: Run) -> Run | None:
    if run.base_of is None:
        return None
    rows = Run.objects.regular(clock.today()).filter(area_code=run.area_code, on__year=run.base_of + 1)
    found: Run | None = rows.order_by("-on", "-pk").first()
    return found


def _counted(run: Run, base: Run) -> Iterator[Counted]:
    with (
        workroom.private() as room,
        archive.opened(run.archive) as kept,
        archive.opened(base.archive) as before,
    ):
        made = screen.reopen(kept)
        connection = sources.connect(spill=room / "spill")
        given = sources.from_directory(connection, kept / archive.TABLES)
        moved = storing.moved(made.pack, made.folder, Before(base, before / screen.FINDINGS))
        tallies.prepare(connection, made.pack, given, f"({moved})", made.run.parameters)
        yield from tallies.of_kind(connection, tallies.SINCE, given["households"].sql)


@transaction.atomic
def _store(run: Run, base: Run, counted: list[Counted]) -> None:
    fresh = Run.objects.select_for_update().get(pk=run.pk)
    for rows in (fresh.tallies, fresh.subtotals):
        rows.filter(kind=tallies.SINCE.name).delete()
    tallies.keep(fresh, counted)
    if fresh.has_subtotals:
        subtotals.write(fresh, kind=tallies.SINCE.name)
    fresh.base = base
    fresh.save(update_fields=["base"])
