"""What is done once a day, by whichever worker comes first – and what every worker looks after all the time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from shouwang.office.accounts import sessions
from shouwang.office.jobs import outcomes
from shouwang.office.jobs.models import FINISHED, Beat, Duty, Job
from shouwang.office.journal import ends, seals
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.kit import clock, files, workroom

DUTIES: dict[str, Callable[[date], Any]] = {}
"""Name → what to do, given the day.  To be harmless when done twice."""

WATCHES: dict[str, Callable[[date], bool]] = {}
"""Name → what to look after, given the day; true when more waits.  Short, and harmless when two workers do it."""
AT_ONCE, SOON, LATER = timedelta(0), timedelta(seconds=3), timedelta(minutes=10)
"""Until the next look: where more waits, as a rule, and after a failure."""

EXPORTS = "exports"
"""Room of exported lists."""
FILES_KEPT = timedelta(days=7)
"""An exported list is out of date by then, and every copy of personal data is one too many."""
JOBS_KEPT = timedelta(days=90)


def duty(name: str) -> Callable[[Callable[[date], Any]], Callable[[date], Any]]:
    def register(function: Callable[[date], Any]) -> Callable[[date], Any]:
        DUTIES[name] = function
        return function

    return register


def watch(name: str) -> Callable[[Callable[[date], bool]], Callable[[date], bool]]:
    def register(function: Callable[[date], bool]) -> Callable[[date], bool]:
        WATCHES[name] = function
        return function

    return register


RESTING: dict[str, datetime] = {}
"""What failed, and until when it is left alone: what fails every time must not fill the log."""


def look(on: date) -> timedelta:
    """Looks once after everything that is not resting; how long until the next time."""
    now = clock.now()
    waits = [_looked(name, on) for name in WATCHES if RESTING.get(name, now) <= now]
    return min(waits, default=LATER)


def _looked(name: str, on: date) -> timedelta:
    try:
        with acting(Actor("system:worker")):
            return AT_ONCE if WATCHES[name](on) else SOON
    except Exception as error:
        # The worker goes on, and so do the other watches.
        outcomes.note(f"watch {name} failed", error)
        RESTING[name] = clock.now() + LATER
        return LATER


def run_due(on: date) -> list[str]:
    """Does what has not been done today; returns the names of what was done."""
    return [name for name in DUTIES if _claimed(name, on) and _ran(name, on)]


def _claimed(name: str, on: date) -> bool:
    Duty.objects.get_or_create(name=name)
    due = Duty.objects.filter(Q(ran_on=None) | Q(ran_on__lt=on), name=name)
    return bool(due.update(ran_on=on))


def _ran(name: str, on: date) -> bool:
    try:
        with acting(Actor("system:worker")):
            DUTIES[name](on)
    except Exception as error:
        # The worker goes on, and this duty is tried again with the next round.
        outcomes.note(f"duty {name} failed", error)
        Duty.objects.filter(name=name).update(ran_on=None)
        return False
    Duty.objects.filter(name=name).update(ran_at=clock.now())
    return True


watch("journal.seal")(seals.seal_due)
watch("journal.ends")(ends.look)
duty("accounts.sweep")(sessions.sweep)


@duty("jobs.clean")
def clean(on: date) -> None:
    """Old jobs, exported lists that are out of date or belong to no job, and what killed processes left."""
    now = clock.now()
    old = Job.objects.filter(state__in=FINISHED, finished_at__lt=now - JOBS_KEPT)
    # Batches and the like keep their jobs.
    for condition in _held():
        old = old.exclude(condition)
    old.delete()
    Beat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    _clean_exports(now.timestamp())
    workroom.clear()
    files.clear_drafts(now.timestamp() - timedelta(days=1).total_seconds())


def _held() -> list[Exists]:
    """One condition for each foreign key that points at jobs, also from apps above."""
    return [
        Exists(_rows(relation.related_model).filter(**{relation.field.name: OuterRef("pk")}))
        for relation in Job._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
    ]


def _rows(model: Any) -> Any:
    return model._base_manager.all()


def _clean_exports(now: float) -> None:
    wanted = set(Job.objects.filter(result__has_key="file").values_list("result__file", flat=True))
    for name in files.names(EXPORTS):
        age = timedelta(seconds=now - files.place(name).stat().st_mtime)
        # A file a few minutes old may belong to a job that has not ended yet.
        if age > FILES_KEPT or (name not in wanted and age > timedelta(days=1)):
            files.remove(name)
