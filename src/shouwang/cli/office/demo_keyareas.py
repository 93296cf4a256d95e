"""Key areas of the demonstration's county: where people were resettled, and where a storm damaged houses in autumn."""

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from shouwang.cli.office import demo_autumn
from shouwang.office.accounts.models import User
from shouwang.office.areas.models import Area
from shouwang.office.registry.care import keyareas
from shouwang.office.registry.models import Household, KeyArea

DAMAGED = 12
"""Households whose houses the storm damaged."""
UNSAFE = {"house_grade": "D", "house_self_fix": False, "other_safe_house": False}


def mark(by: User, township: str, *, on: date, storm: date) -> None:
    """`township`: whose workbook is still to be uploaded; the storm passed it by, as in demo_autumn.pass_by."""
    homes = Household.objects.present()
    if site := _largest(homes, "resettlement_site"):
        why = "从山上搬来的户集中住在这里，收入多靠务工，后续产业还不稳。"
        _mark(by, KeyArea.Kind.RELOCATION, site, "resettlement_site", why, on)
    sound = homes.exclude(area_code__startswith=township[:9]).filter(
        origin="lifted", house_grade__in=("A", "B")
    )
    if group := _largest(sound, "group_name"):
        _mark(
            by,
            KeyArea.Kind.STRUCK,
            group,
            "group_name",
            "十月的暴雨损坏了一批住房，组里的低洼地受淹。",
            storm,
        )
        area, name = group
        for home in sound.filter(area_code=area, group_name=name).order_by("household_id")[:DAMAGED]:
            demo_autumn.amend(home, UNSAFE, storm)


def _mark(by: User, kind: str, of: tuple[str, str], column: str, reason: str, since: date) -> None:
    area, name = of
    place = Area.objects.get(pk=area)
    named = {column: name}
    keyareas.mark(place, kind, reason=reason, since=since, by=by, **named)


def _largest(homes: QuerySet[Any], column: str) -> tuple[str, str] | None:
    """Place and name of the group or site with most households."""
    named = homes.exclude(**{column: None}).exclude(**{column: ""})
    found = named.order_by().values_list("area_code", column).annotate(households=Count("pk"))
    first = found.order_by("-households", "area_code", column).first()
    return (first[0], first[1]) if first else None
