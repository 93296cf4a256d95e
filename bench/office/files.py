"""A workbook into the register and out again: seconds of each step, and the memory of an export.

python -m bench.office.files COUNTY        a directory of `shouwang county --xlsx --one-workbook`; prints JSON
"""

import json
import os
import resource
import sys
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.web.settings")
django.setup()

from bench.office.load import ON, somebody  # noqa: E402
from django.core.management import call_command  # noqa: E402

from shouwang.office.accounts.models import User  # noqa: E402
from shouwang.office.areas import lists  # noqa: E402
from shouwang.office.imports import batches  # noqa: E402
from shouwang.office.imports.models import Batch  # noqa: E402
from shouwang.office.jobs import exporting, queue, worker  # noqa: E402
from shouwang.office.jobs.models import Job  # noqa: E402
from shouwang.office.journal.acting import Actor, acting  # noqa: E402
from shouwang.office.registry.models import Household, Person  # noqa: E402

COUNTY = "430921000000"


def main(county: Path) -> None:
    call_command("migrate", verbosity=0)
    with acting(Actor("system:bench")):
        lists.load(county / "areas.parquet", on=date(2020, 1, 1), by=None)
        somebody("county", "county_office", COUNTY)
        by = User.objects.get(username="county")
        book = next((county / "表格").glob("*.xlsx"))
        first, again = imported(book, by), imported(book, by)
        exported, grown = export(by)
    said = {
        "first": first,
        "again": again,
        "export": exported,
        "grown": grown,
        "households": Household.objects.count(),
        "persons": Person.objects.count(),
    }
    print(json.dumps(said))


def imported(book: Path, by: User) -> dict[str, float]:
    """Seconds of reading, comparing and – unless nothing would change – committing."""
    with book.open("rb") as stream:
        batch = batches.upload(
            [stream],
            area_code=COUNTY,
            sender="bench",
            period="2022",
            by=by,
            on=date(2026, 1, 1),
            reference_on=ON,
        )
    worker.work_off()
    batch = Batch.objects.get(pk=batch.pk)
    options = {"reference_on": ON, "blank": Batch.Blank.KEEP, "absent": Batch.Absent.KEEP}
    batches.compare(batch, by=by, on=date(2026, 1, 1), **options)
    worker.work_off()
    batch = Batch.objects.get(pk=batch.pk)
    if batch.guards:
        batches.force(batch, reason="bench", by=by)
        batch = Batch.objects.get(pk=batch.pk)
    batches.commit(batch, by=by)
    worker.work_off()
    jobs = Job.objects.filter(payload__batch=batch.pk).order_by("pk")
    for job in jobs:
        if job.state != "done":
            raise SystemExit(f"{job.kind}: {job.state} {job.why}")
    return {job.kind: (job.finished_at - job.started_at).total_seconds() for job in jobs}


def export(by: User) -> tuple[float, int]:
    """Seconds, and by how much the most memory of this process grew between 10,000 rows and all of them."""
    queue.enqueue(exporting.KIND, {"name": "persons", "query": f"area={few()}"}, by=by, area_code=COUNTY)
    worker.work_off()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    job = queue.enqueue(exporting.KIND, {"name": "persons", "query": ""}, by=by, area_code=COUNTY)
    worker.work_off()
    job.refresh_from_db()
    if job.state != "done":
        raise SystemExit(f"export: {job.state} {job.why}")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return (job.finished_at - job.started_at).total_seconds(), grown


def few() -> str:
    """A township."""
    return str(Household.objects.values_list("area_code", flat=True)[0])[:9].ljust(12, "0")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
