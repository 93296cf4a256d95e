"""The base of a year (上年末底数): of each area one regular run of 31 December, kept whole for good, with which the runs
of the next year are compared.

The first one that is done is it and stays it, whatever is screened anew later; whoever wants another takes that one
out of the regular series, which the journal notes.  Source: 003-2 (REG-06), 004 (REG-16).
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from shouwang.office.journal import entries
from shouwang.office.screening.models import Run


def last_day(year: int) -> date:
    return date(year, 12, 31)


def of(run: Run) -> Run | None:
    """With which a run is compared: of its own area, from the end of the year before."""
    found: Run | None = Run.objects.filter(area_code=run.area_code, base_of=run.on.year - 1).first()
    return found


def shown(run: Run) -> Run | None:
    """With which it was compared, as long as that is a base."""
    base = run.base
    return base if base is not None and base.base_of is not None else None


def settle(area_code: str, day: date) -> None:
    """In the caller's transaction, whenever a regular run of a day is done, or counts again, or no longer."""
    if day != last_day(day.year) or Run.objects.filter(area_code=area_code, base_of=day.year).exists():
        return
    there = Run.objects.done().filter(area_code=area_code, is_standing=True, on=day)
    found = there.exclude(archive="").order_by("-pk").first()
    if found is None:
        return
    try:
        with transaction.atomic():
            Run.objects.filter(pk=found.pk).update(base_of=day.year)
    except IntegrityError:
        # Another one of that day was done at the same moment, and is it.
        return
    entries.record("screening.based", found, on=day, clause=found.clause, detail={"year": day.year})


def said(run: Run) -> str:
    """Beside what kind of run it is; empty for all others."""
    return _("%(year)s 年末底数") % {"year": run.base_of} if run.base_of else ""


def differences(run: Run, base: Run | None) -> str:
    """Address of everything that differs from the base; none where one of the two was cleaned up."""
    if base is None or not base.archive or not run.archive:
        return ""
    return f"{reverse('screening:differences')}?{urlencode({'before': base.pk, 'after': run.pk})}"
