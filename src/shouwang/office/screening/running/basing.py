"""A base of the year that was not made in time: screened afterwards, as it was known then (knowledge.py)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.screening import packs
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import bases, firsts, runs


def pack_for(run: Run) -> tuple[str, bool]:
    """The pack in force on the base's day, else the run's own, applied outside its time."""
    found = packs.in_force(run.area_code, bases.last_day(run.on.year - 1))
    return (found.id, False) if found else (run.pack, True)


def address(run: Run, user: Any) -> str:
    """Where it is asked for, of a run that has no base; none for whoever may not.

    Whether anybody was registered then, the page behind it says: to find out that nobody was reads the whole register.
    """
    if not run.is_standing or run.area_code not in user.reach(Permission.SCREENING_RUN):
        return ""
    return reverse("screening:run-base", args=[run.pk])


def nobody(run: Run) -> str:
    """Why there is nothing to screen: on the base's day the register had nobody there.  Empty where it had."""
    day = bases.last_day(run.on.year - 1)
    return firsts.told(run.area_code, day) if firsts.nobody(run.area_code, day) else ""


@transaction.atomic
def ask(run: Run, *, by: Any, today: date) -> Run:
    """Screens the last day of the year before, as it was known then, in the background.

    Refused where there is a base, or one is being made; else as runs.start.
    """
    year = run.on.year - 1
    if bases.of(run) is not None:
        raise Refused(_("这里已经有 %(year)s 年末底数。") % {"year": year}, _("请刷新页面。"))
    waiting = Run.objects.filter(
        area_code=run.area_code, is_standing=True, on=bases.last_day(year), state=Run.State.WAITING
    )
    if any(not one.is_lost for one in waiting.select_related("job")):
        raise Refused(_("%(year)s 年末底数正在做。") % {"year": year}, _("请在“筛查”里看它的进度。"))
    pack, as_if = pack_for(run)
    return runs.start(
        run.area_code, pack=pack, on=bases.last_day(year), by=by, today=today, as_if=as_if, standing=True
    )
