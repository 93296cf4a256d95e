"""Requests to change a household: drafted and submitted by one, approved or returned by another."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment
from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal import clauses
from shouwang.office.kit import codes
from shouwang.office.kit.scope import within
from shouwang.office.registry import grounds, guards, kinds
from shouwang.office.registry.models import Change, Household
from shouwang.office.registry.past import differences, history
from shouwang.office.registry.past.differences import Difference
from shouwang.office.registry.requests import marks, planning, plans
from shouwang.office.registry.requests.flow import CHANGE
from shouwang.office.registry.requests.plans import Plan

EDITABLE = (Change.State.DRAFT, Change.State.RETURNED)


@dataclass(frozen=True)
class Outcome:
    """What an approval did, and what somebody should look after next."""

    differences: list[Difference]
    notes: list[str]


@transaction.atomic
def draft(
    household: Household,
    kind: str,
    given: Mapping[str, Any],
    *,
    happens_on: date,
    by: Any,
    on: date,
    reason: str = "",
) -> Change:
    """Refused when answers are missing or do not fit the household as it is."""
    guards.allow(by, Permission.CHANGE_REQUEST, household)
    change = Change(
        household=household,
        area_code=household.area_code,
        kind=kind,
        happens_on=happens_on,
        reason=reason.strip(),
        line=_line(by, household),
        asked_by=by,
        asked_on=on,
        seen_version=household.version,
        answers=_sealed(kinds.cleaned(kind, given)),
    )
    plan_of(change)
    with clauses.resting(grounds.of_change(change)):
        change.save(force_insert=True)
    return change


@transaction.atomic
def revise(change: Change, given: Mapping[str, Any], *, happens_on: date, by: Any, reason: str = "") -> None:
    """Write a draft or a returned request anew; the household counts as seen now."""
    _lock(change)
    _allow_own(change, by)
    if change.state not in EDITABLE:
        raise Refused(_("申请已提交或已办结，不能再改。"), _("如需改动，请先撤回，或等审批人退回。"))
    change.happens_on, change.reason = happens_on, reason.strip()
    change.answers = _sealed(kinds.cleaned(change.kind, given))
    change.seen_version = change.household.version
    plan_of(change)
    with clauses.resting(grounds.of_change(change)):
        change.save(update_fields=["happens_on", "reason", "answers", "seen_version"])


@transaction.atomic
def submit(change: Change, *, by: Any, on: date) -> None:
    """Refused while something is lacking, or while another request says the opposite."""
    _allow_own(change, by)
    _refuse_contradiction(change, plan_of(change))
    _take(change, "submit", by, on)


@transaction.atomic
def approve(
    change: Change,
    *,
    by: Any,
    on: date,
    read: str,
    decision: str = "",
) -> Outcome:
    """Carry it out.  `read`: mark() of what the approver saw; refused – stale, where the household changed – when it is
    something else by now."""
    guards.allow(by, Permission.CHANGE_APPROVE, change)
    history.lock(change.household)
    _lock(change)
    _refuse_own(change, by)
    mark_read = marks.read(read)
    marks.refuse_rewritten(change, mark_read)
    _decide(change, by, on, decision)
    _take(change, "approve", by, on)
    plan = plan_of(change, by=by)
    _refuse_out_of_reach(plan, by)
    outcome = Outcome(plan.differences(), list(plan.notes))
    marks.refuse_overtaken(change, mark_read, outcome.differences)
    with clauses.resting(grounds.of_change(change), on=change.happens_on):
        plans.carry_out(plan, on=change.happens_on, source=f"change:{change.pk}", by=by)
    return outcome


@transaction.atomic
def send_back(change: Change, *, reason: str, by: Any, on: date, read: str) -> None:
    """`read`: mark() of the request that the reason is about."""
    guards.allow(by, Permission.CHANGE_APPROVE, change)
    _lock(change)
    _refuse_own(change, by)
    marks.refuse_rewritten(change, marks.read(read))
    if not reason.strip():
        raise Refused(_("退回须写明理由。"), _("请写清楚缺什么、怎么补。"))
    _decide(change, by, on, reason)
    _take(change, "return", by, on)


@transaction.atomic
def withdraw(change: Change, *, by: Any, on: date) -> None:
    _allow_own(change, by)
    _take(change, "withdraw", by, on)


def answers(change: Change) -> dict[str, Any]:
    """As they were given; dates and amounts as text."""
    found: dict[str, Any] = json.loads(change.answers or "{}")
    return found


def mark(change: Change, *, by: Any) -> str:
    """Of what somebody reads who opens the request now."""
    return str(marks.of(change, preview(change, by=by)))


def plan_of(change: Change, *, by: Any = None) -> Plan:
    """Refused when the register no longer fits the request."""
    return planning.make(change, change.household, answers(change), by=by)


def preview(change: Change, *, by: Any = None) -> list[Difference]:
    """What approval would change, field by field, in the register as it is.

    `by`: who looks; refused where the request reaches what they do not see.
    """
    return plan_of(change, by=by).differences()


def since_asked(change: Change) -> list[Difference]:
    """What somebody else changed in the household after the request was written."""
    if change.household.version == change.seen_version:
        return []
    return differences.since(change.household, change.seen_version)


def _sealed(given: Mapping[str, Any]) -> str:
    return json.dumps(given, ensure_ascii=False, sort_keys=True)


def _line(by: Any, household: Household) -> int | None:
    """The appointment under which somebody asks: handing it over hands over the request."""
    for one in by.appointments_now:
        if Permission.CHANGE_REQUEST in one.duty.permissions and _reaches(one, household):
            return int(one.line)
    return None


def _reaches(held: Appointment, household: Household) -> bool:
    """Whether the post alone reaches it: of two in one village one may only reach households linked to it."""
    if household.area_code not in codes.span(held.area_code):
        return False
    if not held.duty.linked_only:
        return True
    linked = Household.linked_to(held.line or 0)
    return bool(Household._base_manager.filter(linked, pk=household.pk).exists())


def is_own(change: Change, by: Any) -> bool:
    """Of whoever asked, and of whoever holds the appointment under which it was asked."""
    return bool(change.asked_by_id == by.pk or (change.line and change.line in by.lines))


def _lock(change: Change) -> None:
    """As it is now: it may have been returned and written anew since somebody opened it."""
    change.refresh_from_db(from_queryset=Change._base_manager.select_for_update())


def _allow_own(change: Change, by: Any) -> None:
    guards.allow(by, Permission.CHANGE_REQUEST, change)
    if not is_own(change, by):
        raise Refused(_("这不是您的申请。"), _("请由申请人办理；如果工作已移交，请管理员办理岗位移交。"))


def _refuse_own(change: Change, by: Any) -> None:
    if is_own(change, by):
        raise Refused(_("自己的申请不能自己审批。"), _("请由另一位有审批权限的人办理。"))


def _decide(change: Change, by: Any, on: date, decision: str) -> None:
    """Before the step is taken: the data base holds no approved request without somebody who approved it."""
    change.decided_by, change.decided_on, change.decision = by, on, decision.strip()
    with clauses.resting(grounds.of_change(change), on=on):
        change.save(update_fields=["decided_by", "decided_on", "decision"])


def _take(change: Change, step: str, by: Any, on: date) -> None:
    with clauses.resting(grounds.of_change(change), on=on):
        CHANGE.take(change, step, by=by, on=on)


def _refuse_contradiction(change: Change, plan: Plan) -> None:
    for other in _waiting_beside(change, plan):
        try:
            theirs = plan_of(other).claims()
        except Refused:
            # It does not fit the register any more: whoever decides on it will be told so.
            continue
        if plans.contradict(plan.claims(), theirs):
            raise Refused(
                _("与待审批的申请矛盾：%(kind)s（%(day)s，%(who)s申请）。")
                % {"kind": other.get_kind_display(), "day": other.happens_on, "who": other.asked_by},
                _("请先办结或撤回那一份申请。"),
            )


def _waiting_beside(change: Change, plan: Plan) -> Any:
    """Submitted requests of the same households.  Which one a merger ends stands sealed in its answers, so all
    mergers of the county are looked at: they are few."""
    homes = {record.pk for record, _new in plan.edits if isinstance(record, Household)}
    county = codes.span(codes.padded(change.area_code[:6]))
    mergers = within([county]) & Q(kind=Change.Kind.MERGE)
    waiting = Change._base_manager.filter(
        mergers | Q(household__in=homes | {change.household_id}), state=Change.State.SUBMITTED
    )
    return waiting.exclude(pk=change.pk).select_related("household", "asked_by")


def _refuse_out_of_reach(plan: Plan, by: Any) -> None:
    """A merger or a move reaches a second place."""
    for record, _new in plan.edits:
        if record.area_code != plan.household.area_code:
            by.require(Permission.CHANGE_APPROVE, record.area_code)
    if plan.moves_to:
        by.require(Permission.CHANGE_APPROVE, plan.moves_to)
