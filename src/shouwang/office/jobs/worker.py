"""Takes jobs and does them, one after the other; as many workers as wanted, on either data base.

worker.run(stop)     until `stop` is set; a running job ends or is handed back
worker.work_off()    everything that waits, in this thread: for tests and demonstrations
"""

import logging
import time
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import F, Q
from django.utils import translation

from shouwang.office.jobs import duties, outcomes
from shouwang.office.jobs.heart import LEASE, Heart
from shouwang.office.jobs.models import Beat, Job, State
from shouwang.office.jobs.running import Running
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.kit import clock, files, workroom

log = logging.getLogger(__name__)

IDLE = 1.0
"""Seconds between two looks at an empty queue."""
BEAT = timedelta(seconds=20)
"""How often an idle worker says that it lives."""
ALIVE = timedelta(seconds=90)
GONE = 5.0
"""Seconds between two tries to reach a data base that is away."""
STUCK = timedelta(hours=1)
"""After this an expired lease counts, even if the process still lives."""
DUTIES_EVERY = timedelta(minutes=10)
DRAFTS_KEPT = 86_400.0
LOOKED_AT = 20


def run(stop: Event) -> None:
    """Works until `stop` is set, whatever happens to the data base meanwhile."""
    name = workroom.name()
    workroom.tell_of_aborts()
    round_ = _Round(name, stop)
    while not stop.is_set():
        try:
            close_old_connections()
            if not round_.go():
                stop.wait(IDLE)
        except (DatabaseError, InterfaceError) as error:
            outcomes.note("the data base does not answer", error)
            _let_go()
            stop.wait(GONE)
    _say_goodbye(name)


class _Round:
    """What a worker does between two looks at the clock."""

    def __init__(self, name: str, stop: Event) -> None:
        self.name, self.stop = name, stop
        self.started = clock.now()
        self.beaten = self.dutied = self.started - timedelta(days=1)
        self.looks_at = self.started

    def go(self) -> bool:
        """Whether there was something to do."""
        now = clock.now()
        if now - self.beaten >= BEAT:
            _free_the_dead(now)
            Beat.objects.update_or_create(
                worker=self.name, defaults={"seen_at": now, "started_at": self.started}
            )
            self.beaten = now
        if now - self.dutied >= DUTIES_EVERY:
            workroom.clear()
            files.clear_drafts(now.timestamp() - DRAFTS_KEPT)
            duties.run_due(clock.today())
            self.dutied = now
        return once(self.name, stop=self.stop) | self._look(now)

    def _look(self, now: datetime) -> bool:
        """Whether more waits that is to be looked after."""
        if now < self.looks_at:
            return False
        wait = duties.look(clock.today())
        self.looks_at = now + wait
        return not wait


def alive() -> bool:
    """Whether some worker said so lately, idle or at work."""
    since = clock.now() - ALIVE
    return (
        Beat.objects.filter(seen_at__gte=since).exists()
        or Job.objects.filter(state=State.RUNNING, lease_until__gte=clock.now()).exists()
    )


def work_off() -> int:
    """Does what waits, here and now; returns how many jobs."""
    done = 0
    while once(workroom.name(), threaded=False):
        done += 1
    return done


def once(name: str, *, stop: Event | None = None, threaded: bool = True) -> bool:
    """Takes the next job and does it; False when none waits."""
    job = take(name)
    if job is None:
        return False
    _do(job, stop or Event(), threaded)
    return True


def take(name: str) -> Job | None:
    """The next job, marked as this worker's.  Of several workers that try, one gets it."""
    now = clock.now()
    _give_up(now)
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=now)
    waiting = Job.objects.filter(free).order_by("id").values_list("pk", "state", "worker", "lease_until")
    for pk, state, worker, until in waiting[:LOOKED_AT]:
        if state == State.RUNNING and _works_on(worker, name, until, now):
            continue
        # The condition stands in the update itself: whoever comes second changes nothing.
        took = Job.objects.filter(free, pk=pk).update(
            state=State.RUNNING,
            worker=name,
            lease_until=now + LEASE,
            started_at=now,
            attempts=F("attempts") + 1,
        )
        if took:
            found: Job = Job.objects.select_related("owner").get(pk=pk)
            return found
    return None


def _works_on(worker: str, name: str, until: Any, now: Any) -> bool:
    """Whether the process that let its lease run out still lives on this machine.

    On SQLite a long transaction keeps its own heartbeat from writing; the job is not lost by that.
    """
    return worker != name and now - until < STUCK and workroom.lives(worker) is True


def _free_the_dead(now: Any) -> None:
    """Jobs of processes of this machine that live no longer: nobody needs to wait for their lease.

    One whose job made it abort would not be the last: that job is not begun again.
    """
    for job in Job.objects.filter(state=State.RUNNING):
        if workroom.lives(job.worker) is False:
            found = Job.objects.filter(pk=job.pk, worker=job.worker, state=State.RUNNING)
            if workroom.aborted(job.worker):
                found.update(**outcomes.aborted(job))
            else:
                found.filter(lease_until__gt=now).update(lease_until=now)


def _give_up(now: Any) -> None:
    """Jobs whose workers died again and again would kill the next one, too."""
    spent = Job.objects.filter(state=State.RUNNING, lease_until__lt=now, attempts__gte=outcomes.TRIES)
    for job in spent:
        if workroom.lives(job.worker) is not True or now - job.lease_until >= STUCK:
            spent.filter(pk=job.pk).update(**outcomes.given_up(job))


def _do(job: Job, stop: Event, threaded: bool) -> None:
    with Heart(job, threaded=threaded) as heart:
        who = Actor(job.owner.username, line=job.line, token=job.token, address=job.address)
        try:
            with translation.override(job.language), acting(who):
                ended = outcomes.of(job, Running(job, heart, stop))
        except (KeyboardInterrupt, SystemExit):
            _write(heart, outcomes.handed_back(), stop)
            raise
        if ended:
            _write(heart, {**heart.last_words(), **ended}, stop)


def _write(heart: Heart, ended: dict[str, Any], stop: Event) -> None:
    """The job's end, as soon as the data base can be reached; a worker that has to stop tries for as long as a lease."""
    patience = time.monotonic() + LEASE.total_seconds()
    while True:
        try:
            # Inside somebody's transaction – a test's – Django would take the open transaction for a mistake.
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            heart.mine().update(**ended)
            return
        except (OperationalError, InterfaceError) as error:
            outcomes.note(f"job {heart.job.pk}: its end could not be written yet", error)
            _let_go()
            if stop.is_set() and time.monotonic() > patience:
                return
            if stop.wait(GONE):
                time.sleep(IDLE)


def _let_go() -> None:
    if not connection.in_atomic_block:
        connection.close()


def _say_goodbye(name: str) -> None:
    try:
        Beat.objects.filter(worker=name).delete()
    except (DatabaseError, InterfaceError):
        log.warning("the worker ended while the data base was away")
    finally:
        _let_go()
