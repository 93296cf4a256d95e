"""Parts: EVENTS that wait to be told to a receiver, a worker that tells them, and what it left."""

import sys
from datetime import datetime

from django.conf import settings
from django.core.management import call_command
from tests.office import cast

from shouwang.office.api import handlers, hooks, sending
from shouwang.office.api.models import Delivery
from shouwang.office.journal import entries
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.entries import Line
from shouwang.office.kit import clock

EVENTS = 300
WAITING = Delivery.State.WAITING


def prepare() -> None:
    call_command("migrate", verbosity=0)
    by = cast.assemble().linjie
    held, address = by.appointments_now[0], f"http://{settings.HOOKS_TO[0]}/in"
    with acting(Actor("system:tests")):
        hooks.open_(held, label="hub", address=address, kinds=["import.committed"], by=by, at=clock.now())
        lines = (Line("import.committed", "batch", str(n), cast.TOWNSHIP) for n in range(EVENTS))
        entries.record_many(lines)


def work() -> None:
    with acting(Actor("system:worker")):
        while handlers.look(clock.today()) or Delivery.objects.filter(state=WAITING).exists():
            pass


def resume() -> None:
    """How many were noted as delivered, and how many are after the next worker, once the lease of the dead one is over."""
    _look()

    def later() -> datetime:
        return clock.now() + sending.LEASE

    with acting(Actor("system:worker")):
        while handlers.look(clock.today()) | sending.send_due(now=later):
            pass
    _look()


def _look() -> None:
    sys.stdout.write(f"{Delivery.objects.filter(state='delivered').count()} {Delivery.objects.count()}\n")
