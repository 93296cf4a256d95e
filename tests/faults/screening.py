"""Parts: a second run over a county of HOUSEHOLDS that waits for a worker, and what became of it."""

import sys
import tempfile
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
from django.core.management import call_command
from tests.faults import working
from tests.office import cast
from tests.office.screening.conftest import COUNTY, ON, PACK

from shouwang.engine.county import write
from shouwang.engine.screening import screen
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import lists
from shouwang.office.jobs import worker
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry
from shouwang.office.registry.intake import loading
from shouwang.office.screening import archive, queries
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import rechecks, runs

HOUSEHOLDS = 1_000


def prepare() -> None:
    call_command("migrate", verbosity=0)
    with acting(Actor("system:tests")):
        _register()
        clerk = _somebody()
        runs.start(COUNTY, pack=PACK, on=ON, by=clerk, today=ON, standing=True)
        worker.work_off()
        runs.start(COUNTY, pack=PACK, on=ON, by=clerk, today=ON, standing=True)


def _register() -> None:
    with tempfile.TemporaryDirectory() as folder:
        write.write(write.plan(HOUSEHOLDS, 7, ON, COUNTY[:6]), Path(folder))
        lists.load(Path(folder) / "areas.parquet", on=date(2020, 1, 1), by=None)
        loading.load_county(Path(folder), on=ON, source="demo", each=False)


def _somebody() -> User:
    user = User(username="qinshan", full_name="秦山", must_change_password=False)
    user.set_password(cast.PASSWORD)
    user.save()
    Appointment(user=user, role="county_office", area_code=COUNTY, since=date(2020, 1, 1)).save()
    return user


def look() -> None:
    """States of the job and of the run, and what pages would show of it: households that stand out, households counted, households in
    the archive it offers, checked by both evaluators, lines in the journal, and whether it is the one that counts.
    """
    run = Run.objects.latest("pk")
    assert run.job
    seen = [run.job.state, run.state, _found(run), _counted(run), _archived(run), _agreed(run)]
    told = Entry.objects.filter(action="screening.done", kind="run", ident=str(run.pk)).count()
    sys.stdout.write(" ".join(map(str, [*seen, told, queries.latest(COUNTY, on=ON) == run])) + "\n")


def _found(run: Run) -> int:
    clerk = User.objects.get(username="qinshan")
    return queries.findings_for(run, clerk, Permission.HOUSEHOLD_VIEW).count()


def _counted(run: Run) -> int:
    reach = User.objects.get(username="qinshan").reach(Permission.STATISTICS_VIEW)
    return sum(one.households for one in queries.counts(run, "tier", reach).values())


def _archived(run: Run) -> int:
    """Unpacked to its last byte: an archive that is cut off or altered is refused."""
    if not run.archive:
        return 0
    with archive.opened(run.archive) as folder:
        return pq.read_metadata(folder / screen.FINDINGS).num_rows


def _agreed(run: Run) -> str:
    found = run.summary.get(rechecks.KEY)
    return f"{found['checked']}-{found['differ']}" if found else "-"


def resume() -> None:
    """What is there, and what is there when the next worker has ended it; whether its hashes are those of the run
    before, over the same register; then, days later, what is left over."""
    look()
    working.work()
    look()
    first, last = Run.objects.order_by("pk")
    same = (first.data_hash, first.findings_hash) == (last.data_hash, last.findings_hash)
    sys.stdout.write(f"{same}\n")
    # On a later day it would thin out the first run.
    working.days_later(ON)


def whole() -> None:
    """Households that stand out in the run that nobody killed."""
    sys.stdout.write(f"{_found(Run.objects.earliest('pk'))}\n")
