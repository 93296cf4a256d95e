"""Making a run again from what was archived, to prove that it says what it said: byte for byte."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shouwang import __version__
from shouwang.engine.errors import Refused
from shouwang.engine.screening import screen, sources
from shouwang.office.accounts.permissions import Permission
from shouwang.office.jobs import queue
from shouwang.office.jobs.models import Job
from shouwang.office.jobs.running import Running
from shouwang.office.journal import entries
from shouwang.office.kit import clock, workroom
from shouwang.office.screening import archive
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import making

KIND = "screening.again"
KEY = "reproduced"
"""In a run's summary: what came of it the last time."""


@transaction.atomic
def ask(run: Run, *, by: Any) -> Job:
    """Puts it in the queue.  Refused for a run that is not done, or whose archive was cleaned up."""
    by.require(Permission.SCREENING_RUN, run.area_code)
    refuse_gone(run)
    return queue.once(KIND, {"run": run.pk}, by=by, area_code=run.area_code)


def refuse_gone(run: Run) -> None:
    if run.state != Run.State.DONE or not run.archive:
        raise Refused(
            _("这次筛查没有留存档案，不能再算一遍。"),
            _("档案按规则清理：日常筛查留每月最后一次，其余留两个月。"),
        )


def again(running: Running, *, run: int) -> dict[str, Any]:
    """The job: says on the run's page whether it came out the same."""
    found = Run.objects.get(pk=run)
    running.owner.require(Permission.SCREENING_RUN, found.area_code)
    running.progress(_("从档案再算一遍"))
    made = reproduce(found)
    running.check()
    keep(found, made)
    return {"address": reverse("screening:run", args=[found.pk])}


def reproduce(run: Run) -> dict[str, Any]:
    """Whether tables and findings are what they were: `same`, `data`, `findings`, and by which version."""
    refuse_gone(run)
    with archive.opened(run.archive) as folder, workroom.private() as room:
        kept = screen.reopen(folder)
        tables = read(folder / archive.TABLES)
        data = making.keep_tables(tables, room / archive.TABLES)
        duck = sources.connect(spill=room / "spill")
        screen.screen(duck, sources.from_arrow(duck, tables), kept.run, _new(room / "run"))
        findings = making.checksum(room / "run" / screen.FINDINGS)
    told = {"data": data == run.data_hash, "findings": findings == run.findings_hash}
    return {"same": all(told.values()), **told, "engine": __version__, "at": clock.now().isoformat()}


def read(folder: Path) -> dict[str, Any]:
    """The archived tables, as they went in."""
    return {path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))}


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


@transaction.atomic
def keep(run: Run, made: dict[str, Any]) -> None:
    fresh = Run.objects.select_for_update().get(pk=run.pk)
    fresh.summary = {**fresh.summary, KEY: made}
    fresh.save(update_fields=["summary"])
    entries.record("screening.verified", fresh, on=fresh.on, clause=fresh.clause, detail=made)
