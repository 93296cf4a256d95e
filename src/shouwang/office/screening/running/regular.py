"""The regular series: desks, area pages and the risk list go by the last of its runs.

refuse_unfit(area_code, on, today=…)      a day that says nothing about what stands now
take_out(run, reason=…, by=…, on=…)       one that was made by mistake; `put_back`
is_usual(area_code, on, today=…)          whether a run started by hand is as a rule one of them
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.journal import clauses, entries
from shouwang.office.kit import codes
from shouwang.office.screening.models import Plan, Run
from shouwang.office.screening.running import bases, firsts, knowledge

KEY = "taken_out"
"""Of a run's summary: `on`, `by` and `reason`, while it is none of them any more."""
WHOLE = ("city", "county")
"""Whoever looks after one of these screens all of it."""


def refuse_unfit(area_code: str, on: date, *, today: date) -> None:
    if on > today:
        raise Refused(
            _("基准日期 %(day)s 在今天（%(today)s）以后，不能作为日常筛查。")
            % {"day": on.isoformat(), "today": today.isoformat()},
            _("日常筛查请用今天或以前的日期；要测算将来的一天，请不要作为日常筛查。"),
        )
    if firsts.nobody(area_code, on):
        raise Refused(firsts.told(area_code, on), firsts.remedy(area_code, on))


@transaction.atomic
def take_out(run: Run, *, reason: str, by: Any, on: date) -> None:
    """From now on the run before counts.  Refused for one that is not regular, or not done."""
    fresh = _held(run, by)
    if not fresh.is_standing:
        raise Refused(_("这次筛查不是日常筛查。"), _("请刷新页面看它现在的性质。"))
    taken = {"on": on.isoformat(), "by": str(by), "reason": reason}
    _keep(fresh, is_standing=False, summary={**fresh.summary, KEY: taken})
    bases.settle(fresh.area_code, fresh.on)
    entries.record(
        "screening.taken_out",
        fresh,
        on=on,
        clause=clauses.joined(fresh.clause, "reason"),
        detail={"reason": reason},
    )


@transaction.atomic
def put_back(run: Run, *, reason: str, by: Any, on: date) -> None:
    """Refused for one that was not taken out, or is of a day that says nothing about today."""
    fresh = _held(run, by)
    if KEY not in fresh.summary:
        raise Refused(_("这次筛查没有被移出日常筛查。"), _("请刷新页面看它现在的性质。"))
    refuse_unfit(fresh.area_code, fresh.on, today=on)
    kept = {name: told for name, told in fresh.summary.items() if name != KEY}
    _keep(fresh, is_standing=True, summary=kept)
    bases.settle(fresh.area_code, fresh.on)
    entries.record(
        "screening.put_back",
        fresh,
        on=on,
        clause=clauses.joined(fresh.clause, "reason"),
        detail={"reason": reason},
    )


def _held(run: Run, by: Any) -> Run:
    """As it is now, until the end of the transaction."""
    by.require(Permission.SCREENING_RUN, run.area_code)
    fresh: Run = Run.objects.select_for_update().get(pk=run.pk)
    if fresh.state != Run.State.DONE:
        # The job that makes it writes the whole of it at its end.
        raise Refused(_("这次筛查还没有完成。"), _("请等它完成，或取消它的任务。"))
    return fresh


def _keep(run: Run, *, is_standing: bool, summary: dict[str, Any]) -> None:
    run.is_standing, run.summary = is_standing, summary
    # What does not count is no base, and whoever comes back is none before it is looked who is.
    run.base_of = None
    run.save(update_fields=["is_standing", "summary", "base_of"])


def is_taken_out(run: Run) -> bool:
    return KEY in run.summary


def nature(run: Run) -> str:
    """日常筛查 · 按当天已知的 · 2021 年末底数."""
    return " · ".join(filter(None, (_kind(run), knowledge.said(run), bases.said(run))))


def _kind(run: Run) -> str:
    if run.is_standing:
        return _("日常筛查")
    return _("已移出日常筛查") if is_taken_out(run) else _("专项测算")


def facts(run: Run) -> list[dict[str, Any]]:
    """By whom it was taken out, when and why."""
    made = run.summary.get(KEY)
    if not made:
        return []
    text = _("%(day)s，%(who)s：%(reason)s") % {
        "day": made["on"],
        "who": made["by"],
        "reason": made["reason"],
    }
    return [{"label": _("移出日常筛查"), "text": text, "badge": _("不再计入"), "colour": "yellow"}]


def is_usual(area_code: str, on: date, *, today: date) -> bool:
    """Of today, over a whole county or the area of a plan – not over the part that a township looks after."""
    if on != today or not area_code:
        return False
    return codes.level(area_code) in WHOLE or Plan.objects.filter(area_code=area_code).exists()
