"""Who can fill in what is missing of a household, and in which form."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from shouwang.office.accounts.permissions import Permission
from shouwang.office.accounts.roles import ROLES
from shouwang.office.registry.forms import facts
from shouwang.office.registry.framing.frames import OneHousehold
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.stated.statements import PERMISSIONS
from shouwang.office.screening import labels

WHOLE = "*"
NAMELESS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Form:
    """`name`: of the person whom it is about; empty: the household."""

    url: str
    name: str = ""


@dataclass(frozen=True)
class Filling:
    column: str
    """As rules name it: `persons.health`, `incomes.*`."""
    label: str
    forms: tuple[Form, ...]
    """Those that somebody may open; none where others have to fill it in."""
    who: tuple[Any, ...]
    """Roles that may."""
    by_request: bool = field(default=False)
    """Whether a second person has to approve it."""


def of(
    missing: Iterable[str],
    household: Household,
    near: OneHousehold | None,
    may: Collection[Permission],
    people: Mapping[str, str] = NAMELESS,
) -> list[Filling]:
    """`may`: what somebody may do with the household; `people`: names by code, which otherwise stands for them."""
    return [_filling(name, household, near, people, may) for name in missing]


def people(near: OneHousehold | None) -> Mapping[str, str]:
    """Code → name of those who were evaluated."""
    named = [row["person_id"] for row in near.children["persons"]] if near else []
    return dict(Person.objects.filter(person_id__in=named).values_list("person_id", "name"))


def _filling(
    name: str,
    household: Household,
    near: OneHousehold | None,
    people: Mapping[str, str],
    may: Collection[Permission],
) -> Filling:
    table, _dot, column = name.partition(".")
    needed = PERMISSIONS.get(table, Permission.CHANGE_REQUEST)
    by_request = column in facts.APPROVED[Person if table == "persons" else Household]
    by_request = by_request and table in ("households", "persons")
    forms: tuple[Form, ...] = ()
    if needed in may:
        forms = tuple(_forms(table, column, household, _lacking(near, column, table), people, by_request))
    return Filling(name, labels.column(name), forms, _roles(needed), by_request)


def _roles(permission: Permission) -> tuple[Any, ...]:
    return tuple(role.label for role in ROLES.values() if permission in role.permissions)


def _lacking(near: OneHousehold | None, column: str, table: str) -> list[str]:
    """Codes of persons of whom a column is unknown."""
    if table != "persons" or near is None:
        return []
    return [row["person_id"] for row in near.children["persons"] if row.get(column) is None]


def _forms(
    table: str,
    column: str,
    household: Household,
    lacking: Iterable[str],
    people: Mapping[str, str],
    by_request: bool,
) -> Iterable[Form]:
    code = household.household_id
    match table:
        case "incomes":
            yield Form(reverse("registry:income-new", args=[code]))
        case "expenses" | "events" | "measures":
            yield Form(reverse("registry:statement-new", args=[code, table]))
        case "persons" if column == WHOLE:
            yield Form(reverse("registry:change-choose", args=[code]))
        case _ if by_request:
            yield Form(reverse("registry:change-new", args=[code, "facts"]))
        case "persons":
            for person in lacking:
                yield Form(reverse("registry:person-facts", args=[person]), people.get(person) or person)
        case _:
            yield Form(reverse("registry:household-facts", args=[code]))
