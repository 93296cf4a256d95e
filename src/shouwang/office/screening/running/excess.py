"""Numbers that cannot be – an account number in the wrong cell –, left out of a run (registry/framing/slips.py):
which households have them, as the run's page and the household's own say."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.registry.models import Household
from shouwang.office.screening import labels
from shouwang.office.screening.models import Run

KEY = "beyond"
"""Of a run's summary."""
KEPT, NAMED = 200, 5
"""Codes that the summary keeps, and that the page names."""


def told(households: Sequence[str]) -> dict[str, Any]:
    """For the summary of a run; nothing where nothing was left out."""
    return {"households": len(households), "named": list(households[:KEPT])} if households else {}


def facts(run: Run, user: Any) -> list[dict[str, Any]]:
    """What the run's page says: to whoever reaches a part of the area, of that part."""
    made = run.summary.get(KEY)
    if not made:
        return []
    homes = Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW)
    seen = homes.filter(household_id__in=made["named"]).order_by("household_id")
    is_whole = run.area_code in user.reach(Permission.STATISTICS_VIEW)
    count = made["households"] if is_whole else seen.count()
    if not count:
        return []
    named = list(seen.values_list("household_id", flat=True)[:NAMED])
    text = f"{count:,}"
    if named:
        text = _("%(count)s，例如 %(which)s") % {"count": text, "which": _("、").join(named)}
    return [{"label": _("有不可能的数的户"), "text": text, "badge": _("按未知处理，请更正"), "colour": "red"}]


def note(columns: Iterable[str]) -> str:
    """For the household's page: in which columns such a number stands; empty where in none."""
    named = [labels.column(name) for name in sorted(columns)]
    if not named:
        return ""
    return _("登记里有不可能的数（%(which)s），按未知处理，请更正。") % {"which": _("、").join(named)}
