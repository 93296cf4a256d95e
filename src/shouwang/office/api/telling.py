"""From the journal to deliveries: what happened since a hook's place, within its reach, once each."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwang.office.api import hooks, kinds
from shouwang.office.api.models import Delivery, Hook
from shouwang.office.journal import following
from shouwang.office.journal.models import Entry
from shouwang.office.kit import codes

PIECE = 2_000
"""Entries of each lane in one go; of these few are events."""


def follow_up(on: date, *, at: datetime) -> bool:
    """One piece of the journal for every hook; whether there is more."""
    at_work = Hook.objects.at_work(on).select_related("appointment").order_by("pk")
    more = [_followed(hook, at) for hook in at_work]
    return any(more)


def _followed(hook: Hook, at: datetime) -> bool:
    further = following.entries_after(hook.followed, most=PIECE, actions=kinds.ACTIONS)
    if further.places == hook.followed:
        return False
    told = [made for entry in further.entries if (made := delivery_of(entry, hook, at=at))]
    _write(hook, told, further.places)
    return further.has_more


@transaction.atomic
def _write(hook: Hook, told: list[Delivery], reached: following.Places) -> None:
    fresh = Hook.objects.select_for_update(of=("self",)).get(pk=hook.pk)
    # Another worker was quicker, or it was switched off meanwhile.
    if not fresh.is_on or fresh.followed != hook.followed:
        return
    Delivery.objects.bulk_create(told, ignore_conflicts=True, batch_size=500)
    fresh.followed = reached
    fresh.save(update_fields=["followed"])


def delivery_of(entry: Entry, hook: Hook, *, at: datetime) -> Delivery | None:
    """Nothing for what the hook did not ask for, or what its appointment may not know."""
    kind = kinds.BY_ENTRY.get((entry.action, entry.kind))
    if kind is None or kind.code not in hook.kinds or kind not in hooks.possible(hook.appointment):
        return None
    if entry.area_code not in codes.span(hook.appointment.area_code):
        return None
    data = {"area_code": entry.area_code, **kind.said(entry, _detail(entry))}
    return Delivery(
        hook=hook,
        # The entry's digest is nobody else's, not even after a restored backup numbers its entries anew.
        message=f"msg_{entry.digest[:32]}",
        kind=kind.code,
        body=hooks.body_of(kind.code, entry.at, data),
        happened_at=entry.at,
        next_at=at,
    )


def _detail(entry: Entry) -> Mapping[str, Any]:
    said = json.loads(entry.detail)
    return said if isinstance(said, dict) else {}
