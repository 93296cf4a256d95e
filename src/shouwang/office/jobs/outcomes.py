"""How a job ends: done, refused with two sentences, cancelled, handed back, or failed with a number to ask by."""

import json
import logging
import secrets
import traceback
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.jobs.handlers import HANDLERS
from shouwang.office.jobs.models import Job, State
from shouwang.office.jobs.running import Cancelled, HandedBack, Lost, Running
from shouwang.office.kit import clock, files, sayings

log = logging.getLogger("shouwang.jobs")

TRIES = 3
Ending = dict[str, Any]
"""Fields of the job's row."""


def of(job: Job, running: Running) -> Ending:
    """Does the work; nothing when the job is no longer ours."""
    try:
        running.check()
        return _done(_work(job, running))
    except Refused as refused:
        return _refused(refused)
    except Cancelled:
        return _ended(State.CANCELLED)
    except HandedBack:
        return handed_back()
    except Lost:
        log.warning("job %s was taken by another worker", job.pk)
        return {}
    except (OperationalError, InterfaceError) as error:
        return _interrupted(job, error)
    except Exception as error:
        return _failed(job, error)


def _work(job: Job, running: Running) -> dict[str, Any]:
    if not job.owner.is_active:
        raise Refused(_("提交任务的用户已停用，任务没有执行。"), _("请由在岗人员重新提交。"))
    if job.kind not in HANDLERS:
        raise Refused(
            _("没有“%(kind)s”这种后台任务。") % {"kind": job.kind}, _("请升级办公系统，或联系管理员。")
        )
    with files.disk_refusals():
        result = HANDLERS[job.kind](running, **job.payload) or {}
    json.dumps(result)
    return result


def _done(result: dict[str, Any]) -> Ending:
    return _ended(State.DONE, result=result)


def _refused(refused: Refused) -> Ending:
    told = sayings.refusal(refused)
    return _ended(State.REFUSED, why=told.why, remedy=told.remedy)


def _ended(state: State, **more: Any) -> Ending:
    return {"state": state, "finished_at": clock.now(), "lease_until": None, **more}


def handed_back() -> Ending:
    """Begins anew with the next worker; does not count as an attempt."""
    return {
        "state": State.QUEUED,
        "worker": "",
        "lease_until": None,
        "attempts": F("attempts") - 1,
        "step": "",
        "done": 0,
        "total": 0,
    }


def _interrupted(job: Job, error: Exception) -> Ending:
    """The data base went away under the handler's hands: again, but not for ever."""
    if job.attempts >= TRIES:
        return _failed(job, error)
    note(f"job {job.pk} lost the data base", error)
    return {**handed_back(), "attempts": F("attempts")}


def _failed(job: Job, error: Exception) -> Ending:
    number = note(f"job {job.pk} ({job.kind}) failed", error)
    return _ended(
        State.FAILED,
        why=_("办理时出了意外，编号 %(number)s；没有留下只做了一半的结果。") % {"number": number},
        remedy=_("请重新提交；再次出错时把编号告诉管理员，日志里有详细记录。"),
    )


def given_up(job: Job) -> Ending:
    number = reference()
    log.error("%s: job %s (%s) was begun %s times and never ended", number, job.pk, job.kind, job.attempts)
    return _ended(
        State.FAILED,
        why=_("任务开始了 %(times)s 次都中途断了，编号 %(number)s；没有留下只做了一半的结果。")
        % {"times": job.attempts, "number": number},
        remedy=_("可能是内存不够或电脑被关掉。请把编号告诉管理员，处理后重新提交。"),
    )


def aborted(job: Job) -> Ending:
    number = reference()
    log.error("%s: job %s (%s) made its process abort", number, job.pk, job.kind)
    return _ended(
        State.FAILED,
        why=_("任务让后台进程崩溃了，编号 %(number)s；没有留下只做了一半的结果。") % {"number": number},
        remedy=_("再试多半也一样，所以没有自动重试。请把编号告诉管理员；用到文件的，可以先换一份再提交。"),
    )


def reference() -> str:
    return secrets.token_hex(4).upper()


def note(what: str, error: BaseException) -> str:
    """Writes to the log where it happened, and returns the number to find it by.

    Not what the error says: data bases and converters quote the value that they choke on, which may be somebody's.
    """
    number = reference()
    chain: list[str] = []
    at: BaseException | None = error
    while at is not None:
        chain += [type(at).__name__, *traceback.format_tb(at.__traceback__)]
        at = at.__cause__ or at.__context__
    log.error("%s: %s\n%s", number, what, "\n".join(chain))
    return number
