"""Putting jobs in the queue, and calling them off."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import User
from shouwang.office.jobs.handlers import HANDLERS, LABELS, handler
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal.acting import actor
from shouwang.office.kit import clock, sayings

__all__ = ["HANDLERS", "LABELS", "ahead", "cancel", "enqueue", "handler", "once", "refused"]
IN_A_ROW = timedelta(seconds=3)
"""What was asked for longer ago and is in hand may not show what somebody changed since."""


def enqueue(kind: str, payload: Mapping[str, Any], *, by: Any, area_code: str) -> Job:
    """In the caller's transaction: what the job is about and the job are there together, or neither.

    Refused for a kind that nobody handles.  Permissions are the caller's business – and the handler's, which runs later.
    """
    if kind not in HANDLERS:
        raise Refused(_("没有“%(kind)s”这种后台任务。") % {"kind": kind}, _("请升级办公系统，或联系管理员。"))
    made: Job = Job.objects.create(
        kind=kind,
        payload=dict(payload),
        owner=by,
        area_code=area_code,
        line=_line(by),
        token=actor().token,
        address=actor().address,
        language=translation.get_language() or "zh-hans",
    )
    return made


@transaction.atomic
def once(kind: str, payload: Mapping[str, Any], *, by: Any, area_code: str) -> Job:
    """`enqueue` for what somebody asks with a button: asked twice in a row – a double click –, it is one job."""
    # Two requests may come at the same moment: the second has to see the job of the first.
    User._base_manager.select_for_update().get(pk=by.pk)
    same = {"owner": by, "line": _line(by), "language": translation.get_language() or "zh-hans"}
    fresh = Q(state__in=(State.RUNNING, State.DONE), created_at__gt=clock.now() - IN_A_ROW)
    asked = Job.objects.filter(
        Q(state=State.QUEUED) | fresh, kind=kind, payload=dict(payload), area_code=area_code, **same
    )
    return asked.order_by("pk").last() or enqueue(kind, payload, by=by, area_code=area_code)


def refused(kind: str, payload: Mapping[str, Any], why: Refused, *, by: Any, area_code: str) -> Job:
    """What could not even be asked for, among the jobs that ended: where its owner and whoever looks after it find it."""
    made = enqueue(kind, payload, by=by, area_code=area_code)
    told = sayings.refusal(why)
    made.state, made.why, made.remedy = State.REFUSED, told.why, told.remedy
    made.finished_at = clock.now()
    made.save(update_fields=["state", "why", "remedy", "finished_at"])
    return made


def _line(by: Any) -> int | None:
    """Under which appointment it is asked: as the request says, else the first."""
    who = actor()
    if who.name == by.username and who.line:
        return who.line
    return by.lines[0] if by.lines else None


def ahead(job: Job) -> int:
    """How many jobs are done before a waiting one, those in hand included."""
    open_ = Job.objects.filter(state__in=(State.QUEUED, State.RUNNING), pk__lt=job.pk)
    return int(open_.count()) if job.state == State.QUEUED else 0


def cancel(job: Job) -> None:
    """A waiting job ends at once, a running one as soon as it notices.  Refused when it has ended already."""
    waiting = Job.objects.filter(pk=job.pk, state=State.QUEUED)
    if waiting.update(state=State.CANCELLED, cancelling=True, finished_at=clock.now()):
        return
    if not Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancelling=True):
        raise Refused(_("任务已经结束，取消不了。"), _("请刷新页面看结果。"))
