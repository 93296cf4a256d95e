"""The regular screening of an area: set by the county office, started every night."""

from datetime import date
from typing import Any

from django.db import transaction

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.jobs import outcomes
from shouwang.office.journal import entries
from shouwang.office.kit import clock
from shouwang.office.screening import packs, runs
from shouwang.office.screening.models import Plan, Run


@transaction.atomic
def set_plan(area_code: str, *, pack: str, as_if: bool, active: bool, by: Any) -> Plan:
    """One per area.  Refused for a pack of another place."""
    by.require(Permission.SCREENING_RUN, area_code)
    loaded = packs.load(pack)
    runs.refuse_elsewhere(loaded, area_code)
    plan, _created = Plan.objects.update_or_create(
        area_code=area_code,
        defaults={
            "pack": loaded.id,
            "as_if": as_if,
            "is_active": active,
            "by": by,
            "changed_at": clock.now(),
        },
    )
    entries.record("screening.planned", plan, detail={"pack": loaded.id, "as_if": as_if, "active": active})
    return plan


def start_due(on: date) -> None:
    """Every active plan that has no run for this day yet.  What cannot start is noted and does not stop the others."""
    for plan in Plan.objects.filter(is_active=True).select_related("by"):
        there = Run.objects.filter(area_code=plan.area_code, is_standing=True, on=on)
        if any(not run.is_lost for run in there.select_related("job")):
            continue
        try:
            runs.start(plan.area_code, pack=plan.pack, on=on, by=plan.by, as_if=plan.as_if, standing=True)
        except Refused as refused:
            outcomes.note(f"plan of {plan.area_code} not started", refused)
