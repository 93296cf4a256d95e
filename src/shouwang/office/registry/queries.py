"""What the pages read, each with a fixed number of queries however much there is."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from shouwang.office.accounts.models import Appointment
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.kit import clock, codes
from shouwang.office.registry.models import OWED, Change, Guarantee, Household, Link

SHORT = 80
"""Places in a filter; above that, townships and the villages of the chosen one: a longer list is slow to make and to read."""
MOST = 2_000
"""Villages in a form, where each has to be there to be chosen."""


def places_for(user: Any, permission: Permission, chosen: str = "") -> list[tuple[str, str]]:
    """Areas within reach, as code and indented name."""
    areas = Area.objects.visible_to(user, permission).in_force().order_by("code")
    found = list(areas.values_list("code", "name", "level")[: SHORT + 1])
    if len(found) > SHORT:
        inside = Q(code__startswith=chosen[:9]) if len(chosen) == 12 else Q(pk__in=())
        found = list(areas.filter(~Q(level="village") | inside).values_list("code", "name", "level")[:SHORT])
    return [(code, f"{'　' if level == 'village' else ''}{name}") for code, name, level in found]


def uncovered(households: QuerySet[Any]) -> QuerySet[Any]:
    """Present households of those that must have a helper, without one."""
    helpers = Link.objects.filter(household=OuterRef("pk"), kind=Link.Kind.HELPER, until=None)
    return households.filter(OWED, ~Exists(helpers), ended_on=None)


def due(guarantees: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Lines of guarantee cards to be checked by a day: only the latest of each kind counts.

    An earlier one loses its `due_on`; of two that were entered at once neither does.
    """
    later = Guarantee.objects.filter(household=OuterRef("household"), kind=OuterRef("kind")).filter(
        Q(checked_on__gt=OuterRef("checked_on")) | Q(checked_on=OuterRef("checked_on"), pk__gt=OuterRef("pk"))
    )
    return guarantees.filter(~Exists(later), due_on__lte=on, household__ended_on=None)


def visible(model: Any, user: Any, permission: Permission, **key: Any) -> Any:
    """The one record, or 404."""
    return one(model.objects.visible_to(user, permission), **key)


def one(rows: QuerySet[Any], **key: Any) -> Any:
    found = rows.filter(**key).first()
    if found is None:
        raise Http404
    return found


def permissions_on(user: Any, household: Household, links: Iterable[Link]) -> frozenset[Permission]:
    """What somebody may do with a household whose links are known: no query."""
    linked = {link.line for link in links if link.line and link.until is None}
    return frozenset(
        permission
        for permission in Permission
        if _reaches(user.reach(permission), household.area_code, linked)
    )


def _reaches(reach: Any, code: str, linked: set[int]) -> bool:
    return code in reach or any(line in linked and code in span for line, span in reach.linked)


def villages_for(user: Any, permission: Permission) -> list[tuple[str, str]]:
    """Villages within reach, to choose one from."""
    found = Area.objects.visible_to(user, permission).in_force().filter(level="village").order_by("code")
    return [(code, str(name)) for code, name in found.values_list("code", "name")[:MOST]]


def people_of(code: str, on: date | None = None) -> QuerySet[Any]:
    """Who looks after a place, itself or with what lies above it: now, or as known of a day."""
    rows: QuerySet[Any] = Link.objects.filter(household=None, area_code__in=[code, *codes.parents(code)])
    held = Q(until=None) if on is None else Q(until=None) | Q(until__gt=on)
    # The nearest first.
    return rows.filter(held, **({"since__lte": on} if on else {})).order_by(
        "-area_code", "kind", "since", "pk"
    )


def gone_from(code: str) -> QuerySet[Any]:
    """Who looked after a place, the latest first."""
    rows: QuerySet[Any] = Link.objects.filter(household=None, area_code=code, until__isnull=False)
    return rows.order_by("-until", "-pk")[:SHORT]


def own_changes(user: Any) -> QuerySet[Any]:
    """Requests that somebody wrote, or whose appointment they hold now."""
    rows: QuerySet[Any] = Change.objects.visible_to(user, Permission.CHANGE_REQUEST)
    return rows.filter(Q(asked_by=user) | Q(line__in=user.lines))


def to_decide(user: Any) -> QuerySet[Any]:
    """Requests that wait for somebody's approval: nobody decides on their own."""
    rows: QuerySet[Any] = Change.objects.visible_to(user, Permission.CHANGE_APPROVE)
    # A line of nobody is not among anybody's: NULL would hide the row.
    own = Q(asked_by=user) | Q(line__isnull=False, line__in=user.lines)
    return rows.filter(state=Change.State.SUBMITTED).exclude(own)


def holders(lines: Collection[int]) -> dict[int, str]:
    """Who holds these lines of appointments today."""
    if not lines:
        return {}
    held = Appointment.objects.on(clock.today()).filter(line__in=lines).select_related("user").order_by("pk")
    return {one.line: str(one.user) for one in held if one.line}
