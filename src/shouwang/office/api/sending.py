"""Deliveries on their way: taken by one worker, sent, and what came of it noted.

A worker that is killed between sending and noting leaves a delivery that is due again after LEASE, with the same id: a
receiver gets everything at least once, and knows by the id what it has already.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from shouwang import __version__
from shouwang.engine.errors import Refused
from shouwang.office.api import destinations, hooks, posting, signing
from shouwang.office.api.models import Delivery, Hook
from shouwang.office.api.posting import Answer
from shouwang.office.kit import clock

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440, 1440, 1440))
"""Before the second try, the third, …; after the last one a delivery is given up."""
RESTS = PAUSES[:3]
"""How long a receiver that failed once, twice, three times or more in a row is left alone."""
LEASE = timedelta(minutes=2)
FAILING = timedelta(days=5)
GONE = 410
BUDGET = 10.0
"""Seconds that a look may take, so that jobs do not wait long; the last delivery may take as long again."""
KEPT = timedelta(days=30)
S = Delivery.State


def send_due(*, now: Callable[[], datetime] = clock.now, budget: float = BUDGET) -> bool:
    """Sends what is due, one after the other; whether there is more."""
    until = monotonic() + budget
    while monotonic() < until:
        found = due(now()).order_by("next_at", "pk").first()
        if found is None:
            return False
        if taken := _taken(found, now()):
            _noted(taken, sent(taken, at=now()), now())
    return due(now()).exists()


def due(at: datetime) -> QuerySet[Delivery]:
    at_work = Hook.objects.at_work(timezone.localdate(at))
    awake = at_work.filter(Q(rest_until=None) | Q(rest_until__lte=at))
    return Delivery.objects.filter(state=S.WAITING, next_at__lte=at, hook__in=awake.values("pk"))


def _taken(delivery: Delivery, at: datetime) -> Delivery | None:
    """Marked as being sent; nothing when somebody else took it."""
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=S.WAITING, tries=delivery.tries, next_at=delivery.next_at
    )
    if not mine.update(tries=F("tries") + 1, tried_at=at, next_at=at + LEASE):
        return None
    return Delivery.objects.select_related("hook").get(pk=delivery.pk)


def sent(delivery: Delivery, *, at: datetime) -> Answer:
    hook, body = delivery.hook, delivery.body.encode()
    try:
        # Asked each time: the installation may have closed the way since.
        there = destinations.of(hook.address)
    except Refused:
        return Answer(fault=Delivery.Fault.CLOSED)
    headers = {"Content-Type": "application/json", "User-Agent": f"shouwang/{__version__}"}
    signed = signing.headers(delivery.message, body, keys=hook.secrets_on(at), at=at)
    return posting.post(there, body, headers | signed)


@transaction.atomic
def _noted(delivery: Delivery, answer: Answer, at: datetime) -> None:
    hook = Hook.objects.select_for_update(of=("self",)).select_related("appointment").get(pk=delivery.hook_id)
    mine = Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries)
    # What arrived has arrived, though somebody switched the hook off meanwhile.
    mine = mine if answer.is_good else mine.filter(state=S.WAITING)
    mine.update(status=answer.status, fault=answer.fault, **_ending(delivery, answer, at))
    _well(hook) if answer.is_good else _unwell(hook, answer, at)


def _ending(delivery: Delivery, answer: Answer, at: datetime) -> dict[str, object]:
    if answer.is_good:
        return {"state": S.DELIVERED, "ended_at": at}
    if answer.status == GONE or delivery.tries > len(PAUSES):
        return {"state": S.GIVEN_UP, "ended_at": at}
    return {"next_at": at + PAUSES[delivery.tries - 1]}


def _well(hook: Hook) -> None:
    if hook.failures:
        hook.failures, hook.failing_since, hook.rest_until = 0, None, None
        hook.save(update_fields=["failures", "failing_since", "rest_until"])


def _unwell(hook: Hook, answer: Answer, at: datetime) -> None:
    hook.failures += 1
    hook.failing_since = hook.failing_since or at
    hook.rest_until = at + RESTS[min(hook.failures, len(RESTS)) - 1]
    hook.save(update_fields=["failures", "failing_since", "rest_until"])
    if not hook.is_on:
        return
    if answer.status == GONE:
        hooks.end(hook, Hook.Off.GONE, at=at)
    elif at - hook.failing_since >= FAILING:
        hooks.end(hook, Hook.Off.FAILING, at=at)


def clean(at: datetime) -> None:
    Delivery.objects.filter(happened_at__lt=at - KEPT).delete()
