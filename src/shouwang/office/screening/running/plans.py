"""The regular screening of an area: set by the county office, started every night.

A night that cannot start leaves a run without result, like one whose job ended: lists, desks, the journal and whoever is
told of such runs show it, with the sentence why.
"""

import logging
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.screening import run as preparing
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.jobs import queue
from shouwang.office.jobs.models import Duty
from shouwang.office.journal import entries
from shouwang.office.kit import clock, retelling
from shouwang.office.kit.seen import Overtaken
from shouwang.office.screening import advice, packs
from shouwang.office.screening.models import Plan, Run
from shouwang.office.screening.running import runs

log = logging.getLogger(__name__)

DUTY = "screening.plans"
"""As handlers.py calls it."""
RUN = "screening.run"


@transaction.atomic
def set_plan(
    area_code: str, *, pack: str, as_if: bool, active: bool, by: Any, on: date, seen: str | None = None
) -> Plan:
    """One per area.  Refused for a pack of another place, and – while it is to run – for one that cannot be used on the
    next day.  `seen`: mark() of the plan that was on the screen, empty: none; Overtaken when there is another.
    """
    by.require(Permission.SCREENING_RUN, area_code)
    # Of two who set the first plan of an area at once, the second waits here and sees it.
    Area.objects.select_for_update().get(pk=area_code)
    before = Plan.objects.filter(area_code=area_code).select_related("by").first()
    # Sent twice, or two who meant the same: nobody is told.
    is_same = before is not None and (before.pack, before.as_if, before.is_active) == (pack, as_if, active)
    if before and seen is not None and seen != mark(before) and not is_same:
        raise _overtaken(before)
    plan = before or Plan(area_code=area_code)
    plan.pack, plan.as_if, plan.is_active, plan.by = pack, as_if, active, by
    plan.changed_at = clock.now()
    # What can no longer be used can still be switched off.
    if active:
        with advice.for_plans():
            _refuse_unready(plan, next_day(area_code, on=on), runs.in_list([area_code]))
    plan.save()
    entries.record("screening.planned", plan, detail={"pack": pack, "as_if": as_if, "active": active})
    return plan


def mark(plan: Plan) -> str:
    """Another one after every save."""
    return f"{plan.area_code} {plan.changed_at.isoformat()}"


def _overtaken(plan: Plan) -> Overtaken:
    state = _("每日运行") if plan.is_active else _("已停用")
    return Overtaken(
        _("这里现在设定的是“%(pack)s”（%(state)s，%(who)s设定），和您打开时看到的不同，您的改动没有写入。")
        % {"pack": packs.title(plan.pack), "state": state, "who": plan.by},
        _("请核对；仍要按您填的改，就再保存一次。"),
        mark(plan),
    )


def hindrances(due: Mapping[Plan, date | None]) -> dict[Plan, Refused]:
    """Why the runs of those days will not start, in the words of whoever looks; without a day: what is wrong with the
    pack.  Plans that have nothing against them are left out."""
    places = runs.in_list([plan.area_code for plan in due])
    users: dict[int, Any] = {}
    found = {}
    for plan, day in due.items():
        # Whoever set several is asked once for what they may.
        plan.by = users.setdefault(plan.by_id, plan.by)
        if refused := _hindrance(plan, day, places):
            found[plan] = refused
    return found


def _hindrance(plan: Plan, day: date | None, places: Collection[str]) -> Refused | None:
    try:
        with advice.for_plans():
            if day is None:
                packs.load(plan.pack)
            else:
                _refuse_lost_right(plan)
                _refuse_unready(plan, day, places)
    except Refused as refused:
        return refused
    return None


def _refuse_unready(plan: Plan, on: date, places: Collection[str]) -> None:
    loaded = packs.load(plan.pack)
    runs.refuse_elsewhere(loaded, plan.area_code, among=places)
    preparing.prepare(loaded, on, as_if=plan.as_if)


def _refuse_lost_right(plan: Plan) -> None:
    if not plan.by.is_active or not plan.by.may(Permission.SCREENING_RUN, plan.area_code):
        raise Refused(
            _("设定人%(who)s现在不能在这里筛查。") % {"who": plan.by},
            _("请由现在的负责人重新保存一次设定。"),
        )


# -- Every night ---------------------------------------------------------------------------------------------------


def start_due(on: date) -> None:
    """Every active plan that has no run for this day yet.  What cannot start is told and does not stop the others."""
    for plan in Plan.objects.filter(is_active=True).select_related("by"):
        there = Run.objects.filter(area_code=plan.area_code, is_standing=True, on=on)
        if any(not run.is_lost for run in there.select_related("job")):
            continue
        try:
            _start(plan, on)
        except Refused as refused:
            _tell(plan, on, refused)


def _start(plan: Plan, on: date) -> None:
    with advice.for_plans():
        _refuse_lost_right(plan)
        runs.start(
            plan.area_code, pack=plan.pack, on=on, by=plan.by, today=on, as_if=plan.as_if, standing=True
        )


@transaction.atomic
def _tell(plan: Plan, on: date, refused: Refused) -> None:
    """Once a day, also where the day's duties are taken up again."""
    log.warning("plan of %s: no run for %s, see the reason in the job", plan.area_code, on)
    told = Run.objects.filter(area_code=plan.area_code, is_standing=True, on=on, pack_hash="")
    if told.exists():
        return
    made = Run(area_code=plan.area_code, pack=plan.pack, pack_title=packs.title(plan.pack), on=on, by=plan.by)
    made.as_if, made.is_standing = plan.as_if, True
    made.save()
    made.job = queue.refused(RUN, {"run": made.pk}, refused, by=plan.by, area_code=plan.area_code)
    made.save(update_fields=["job"])


def next_day(area_code: str, *, on: date) -> date:
    """Plans are looked at once a day: one that is set after that, or has run, begins tomorrow."""
    standing = Run.objects.filter(area_code=area_code, is_standing=True, on=on).select_related("job")
    ran = any(not run.is_lost for run in standing.defer("summary"))
    return on + timedelta(days=1) if ran or looked(on) else on


def looked(on: date) -> bool:
    return Duty.objects.filter(name=DUTY, ran_on=on).exists()


def last_runs(areas: Collection[str], *, on: date) -> dict[str, Run]:
    """The regular run of each area that was started last, done or not, in two queries."""
    standing = Run.objects.filter(area_code__in=areas, is_standing=True, on__lte=on)
    last = standing.values("area_code").annotate(last=Max("pk")).values_list("last", flat=True)
    rows = Run.objects.filter(pk__in=list(last))
    return {run.area_code: run for run in rows.select_related("job").defer("summary")}


def failure(run: Run | None) -> Refused | None:
    """Why a run ended without a result, as its job says; nothing for one that did not."""
    if run is None or not run.is_lost or run.job is None or not run.job.why:
        return None
    return Refused(retelling.said(run.job.why), retelling.said(run.job.remedy))
