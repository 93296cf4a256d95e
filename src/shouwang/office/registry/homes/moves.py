"""Records that change their place: a household that moves, an area that becomes part of another."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.journal import clauses, entries
from shouwang.office.journal.entries import Line
from shouwang.office.kit import clock
from shouwang.office.registry.care import keyareas, links
from shouwang.office.registry.models import Completion, Household, Person
from shouwang.office.registry.past import history
from shouwang.office.registry.writing import amending, telling
from shouwang.office.registry.writing.amending import FOLLOWING
from shouwang.office.registry.writing.prepared import Stamp


def carry(household: Household, area_code: str, *, on: date, source: str) -> None:
    """Inside the caller's transaction; the journal notes household and persons, and how much went along."""
    history.amend(household, {"area_code": area_code}, on=on, source=source)
    for person in household.persons.all():
        history.amend(person, {"area_code": area_code}, on=on, source=source)
    follow_household(household)


def follow_household(household: Household) -> None:
    """Statements, papers and the rest go where their household is."""
    counts = {}
    for model in FOLLOWING:
        rows = model._base_manager.filter(household=household).exclude(area_code=household.area_code)
        counts[str(model._meta.model_name)] = rows.update(area_code=household.area_code)
    entries.record(
        "household.moved", household, detail={name: count for name, count in counts.items() if count}
    )


@transaction.atomic
def follow(area: Area, *, by: Any, on: date) -> dict[str, int]:
    """Everything recorded in an area that was merged gets its successor's code.  Returns the number of rows by model.

    Set-based: a township has ten thousand households.
    """
    if area.successor_id is None:
        raise Refused(
            _("“%(area)s”没有并入别的区划。") % {"area": area}, _("请先在行政区划里登记它并到哪里。")
        )
    by.require(Permission.AREA_EDIT, area.code)
    by.require(Permission.AREA_EDIT, area.successor_id)
    at, source = clock.now(), f"area:{area.code}"
    successor = str(area.successor_id)
    watched, ended = keyareas.follow_place(area.code, successor, on=on)
    counts = {
        str(model._meta.model_name): _hand_on(
            model._base_manager.filter(area_code=area.code), area, on, at, source
        )
        for model in (Household, Person)
    }
    shared = links.follow_place(area.code, successor, on=on)
    for model in FOLLOWING:
        rows = model._base_manager.filter(area_code=area.code, household__isnull=False)
        counts[str(model._meta.model_name)] = rows.update(area_code=area.successor_id)
    acts = Completion._base_manager.filter(area_code=area.code)
    counts["completion"] = acts.update(area_code=area.successor_id)
    counts["link"] += shared
    counts |= {"keyarea": watched, "keyarea_ended": len(ended)}
    entries.record("area.followed", area, on=on, detail={"successor": area.successor_id, **counts})
    return counts


def _hand_on(rows: "QuerySet[Any]", area: Area, on: date, at: datetime, source: str) -> int:
    kind = rows.model._meta.model_name or ""
    stamp = Stamp(on, at, source)
    ahead = _hand_on_later(rows.filter(since__gt=on), area, on, at, source)
    found = rows.order_by("pk").select_for_update().values_list(amending.code(rows.model), "since", "source")
    held = {ident: (since, before) for ident, since, before in found}
    history.keep(rows, on=on, at=at)
    later = {
        "area_code": area.successor_id,
        "recorded_at": at,
        "source": source,
        "restored_by": "",
        "version": F("version") + 1,
    }
    rows.update(**later, since=on)
    moved, successor = {"area_code": [area.code, area.successor_id]}, str(area.successor_id)
    lines = (
        Line(f"{kind}.changed", kind, ident, successor, moved | telling.restamped(before, stamp))
        for ident, before in held.items()
    )
    return ahead + entries.record_many(lines, on=on, clause=clauses.of("area.followed"))


def _hand_on_later(rows: "QuerySet[Any]", area: Area, on: date, at: datetime, source: str) -> int:
    """What was stated of days after a merger that is entered late: one by one, because what counted between lies in the
    successor from the merger on, too."""
    found = list(rows.order_by("pk"))
    for record in found:
        history.amend(record, {"area_code": area.successor_id}, on=on, source=source, at=at)
    return len(found)
