"""Households: opening a file, correcting it, ending it, moving it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.journal import entries
from shouwang.office.kit import clock
from shouwang.office.registry import aliases, guards, values
from shouwang.office.registry.homes import moves, persons
from shouwang.office.registry.models import Ending, Household, HouseholdPast, Person
from shouwang.office.registry.past import differences, history


@transaction.atomic
def register(
    given: Mapping[str, Any],
    people: Sequence[Mapping[str, Any]],
    *,
    area_code: str,
    by: Any,
    on: date,
    source: str = "form",
    household_id: str = "",
) -> Household:
    """A household that was not in the register, with its people; exactly one of them is the head."""
    by.require(Permission.CHANGE_APPROVE, area_code)
    heads = [person for person in people if person.get("relation") == "head"]
    if len(heads) != 1:
        raise Refused(_("一户须有且只有一位户主。"), _("请在成员里指定一位户主。"))
    facts = {**given, "head_name": heads[0].get("name")}
    household = enter(facts, area_code=area_code, on=on, source=source, household_id=household_id)
    for person in people:
        persons.enter(household, person, on=on, source=source, by=by)
    household.members = len(people)
    household.save(update_fields=["members"])
    return household


def enter(
    given: Mapping[str, Any], *, area_code: str, on: date, source: str, household_id: str = ""
) -> Household:
    """An empty household; for callers that asked for permission.  Refused outside a village in force."""
    village(area_code)
    # In capitals, as the reader brings codes: a list that was taken away comes back as the same household.
    code = aliases.kept(household_id.strip()) or f"{area_code}-{secrets.token_hex(4).upper()}"
    if Household._base_manager.filter(household_id=code).exists():
        raise Refused(_("户编码 %(code)s 已经有了。") % {"code": code}, _("请核对编码，或留空由系统编一个。"))
    household = Household(
        household_id=code,
        area_code=area_code,
        since=on,
        recorded_at=clock.now(),
        source=source,
        **values.cleaned(Household, dict(given)),
    )
    household.save(force_insert=True)
    return household


@transaction.atomic
def amend(
    household: Household,
    given: Mapping[str, Any],
    *,
    seen_version: int,
    by: Any,
    on: date,
    source: str = "form",
    reason: str = "",
    meanwhile: history.Meanwhile | None = None,
) -> history.Changed:
    """Correct facts that need no second person.  Stale when somebody else was quicker.  `meanwhile`: past/history.py."""
    guards.allow(by, Permission.CHANGE_REQUEST, household)
    persons.refuse_by_request(Household, given)
    history.lock(household)
    guards.in_the_register(household)
    differences.check(household, seen_version)
    changed = history.amend(
        household, values.cleaned(Household, dict(given)), on=on, source=source, meanwhile=meanwhile
    )
    if changed and reason:
        entries.record("household.reasoned", household, on=on, detail={"reason": reason})
    return changed


@transaction.atomic
def end(
    household: Household, *, ending: Ending, by: Any, on: date, source: str = "form", reason: str = ""
) -> None:
    """Out of the register, with everybody in it."""
    guards.allow(by, Permission.CHANGE_APPROVE, household)
    history.lock(household)
    guards.in_the_register(household)
    for person in persons.members(household):
        persons.end(person, ending=ending, on=on, source=source)
    gone = {"ended_on": on, "ending": ending, "members": 0}
    history.amend(household, gone, on=on, source=source)
    if reason:
        entries.record("household.reasoned", household, on=on, detail={"reason": reason})


@transaction.atomic
def move(household: Household, area_code: str, *, by: Any, on: date, source: str = "form") -> None:
    """To another village, with everybody and everything recorded of it."""
    guards.allow(by, Permission.CHANGE_APPROVE, household)
    by.require(Permission.CHANGE_APPROVE, area_code)
    village(area_code)
    history.lock(household)
    guards.in_the_register(household)
    moves.carry(household, area_code, on=on, source=source)


def returning(household: Household) -> list[Person]:
    """Who left the register with a household, and would come back with it; nobody after a merger."""
    if household.ended_on is None or household.ending == Ending.MERGED:
        return []
    return list(household.persons.filter(ended_on=household.ended_on, ending=household.ending).order_by("pk"))


def recount(household: Household, *, on: date, source: str) -> None:
    """The number of present members, from their rows: of every day from `on` as many as there were on it."""
    lives = persons.lives(household)
    days = {on, *(each for since, *_rest, ended in lives for each in (since, ended) if each and each > on)}
    counts = persons.counts_on(household, days, lives)
    history.amend(
        household,
        {"members": household.persons.filter(ended_on=None).count()},
        on=on,
        source=source,
        meanwhile={day: {"members": counts[day] or 0} for day in days},
    )


def registered_on(household: Household) -> date:
    """From which day on it stood in the register when it was entered; what was said later of days before changes nothing
    in it: somebody born two days earlier was not alone in the house."""
    entered = HouseholdPast.objects.filter(household=household).order_by("pk").values_list("since", flat=True)
    first: date = entered.first() or household.since
    return first


def village(area_code: str) -> Area:
    """Refused for what is no village in force."""
    found: Area | None = Area.objects.in_force().filter(pk=area_code, level="village").first()
    if found is None:
        raise Refused(_("%(code)s 不是现有的行政村。") % {"code": area_code}, _("请从行政区划里选一个村。"))
    return found
