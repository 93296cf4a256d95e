"""Finding a household or person by what somebody has in hand: a code, an ID number, a telephone number, a name.

Numbers are looked up by digest, so that nothing has to be unsealed.  Everything within scope.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from shouwang.engine import identity
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import sealing
from shouwang.office.kit.beginnings import Bytewise, begins
from shouwang.office.registry import aliases
from shouwang.office.registry.models import Household, Person

MOST = 20
NUMBER = re.compile(r"[0-9]{17}[0-9X]([1-7][1-4]([0-9B][0-9])?)?|[0-9]{15}")
PHONE = re.compile(r"[0-9]{7,12}")
LETTERS = re.compile(r"[A-Za-z]{2,12}")
SPACED = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
"""Lists write short names as wide as long ones: 张　三."""
SHOWN = ("household_id", "head_name", "area_code")
"""Of a household; the other hundred columns would cost more than finding it."""


@dataclass(frozen=True)
class Hit:
    household: Household
    person: Person | None = None
    """Nothing: the household itself was found."""


def find(text: str, *, by: Any, most: int = MOST) -> list[Hit]:
    """Best first: codes and numbers are looked up as such, everything else as the beginning of a name.

    Those who left the register are found by code and number, not by name.
    """
    text = text.strip()
    if not text:
        return []
    people, homes = _people(by), _homes(by)
    # Household codes are as long as ID numbers, but seldom end in the right check character.
    ways = (
        (_by_number, _by_code) if identity.checksum_ok(sealing.normal(text)[:18]) else (_by_code, _by_number)
    )
    for way in (*ways, _by_phone, _by_initials, _by_name):
        if hits := way(text, people, homes, most):
            return hits
    return []


def _by_code(text: str, people: Any, homes: Any, most: int) -> list[Hit]:
    if not _has_digit(text) and not aliases.MADE.fullmatch(text):
        return []
    return _hits(
        people.filter(person_id=text), homes.filter(household_id__in={text, aliases.kept(text)}), most
    )


def _by_number(text: str, people: Any, homes: Any, most: int) -> list[Hit]:
    number = sealing.normal(text)
    if not NUMBER.fullmatch(number):
        return []
    if identity.OLD_NUMBER.fullmatch(number):
        number = identity.to_18(number)
    # A household that the lists call by a number keeps its code, whoever heads it now.
    called = homes.filter(household_id=aliases.alias(number))
    return _hits(people.filter(id_number_digest=sealing.digest(number)), called, most)


def _by_phone(text: str, people: Any, homes: Any, most: int) -> list[Hit]:
    if not PHONE.fullmatch(sealing.normal(text)):
        return []
    digest = sealing.digest(text)
    return _hits(people.filter(phone_digest=digest), homes.filter(phone_digest=digest), most)


def _by_initials(text: str, people: Any, homes: Any, most: int) -> list[Hit]:
    """`zs` finds 张三; a Latin name is found by its letters as well, and then as a name."""
    if not LETTERS.fullmatch(text):
        return []
    return _named(people, homes, "name_initials", text.lower(), most)


def _by_name(text: str, people: Any, homes: Any, most: int) -> list[Hit]:
    if _has_digit(text):
        return []
    return _named(people, homes, "name", SPACED.sub("", text), most)


def _named(people: Any, homes: Any, column: str, text: str, most: int) -> list[Hit]:
    """The first ones in the order of an index that knows their places, too: of a name that is frequent in the county
    and rare in a village, nobody's row is read but theirs."""
    order = (Bytewise(column), "area_code", "pk")
    first = people.select_related(None).present().filter(begins(column, text)).order_by(*order)
    # Households of the few that are shown, not of everybody with that name.
    shown = Person.objects.filter(pk__in=first.values("pk")[:most]).only("person_id", "name", "household")
    return _hits(shown.prefetch_related(Prefetch("household", homes)).order_by(*order), homes.none(), most)


def _has_digit(text: str) -> bool:
    """Codes have one, names have none."""
    return any(each.isdigit() for each in text)


def _people(by: Any) -> Any:
    people = Person.objects.visible_to(by, Permission.HOUSEHOLD_VIEW).select_related("household")
    return people.only("person_id", "name", "household", *(f"household__{name}" for name in SHOWN))


def _homes(by: Any) -> Any:
    return Household.objects.visible_to(by, Permission.HOUSEHOLD_VIEW).only(*SHOWN)


def _hits(people: "QuerySet[Any]", homes: "QuerySet[Any]", most: int) -> list[Hit]:
    # A household linked to somebody twice must not be found twice.
    found = {home.pk: Hit(home) for home in homes[:most]}
    for person in _once(people[:most]):
        found.setdefault((person.household_id, person.pk), Hit(person.household, person))
    return list(found.values())[:most]


def _once(people: Iterable[Any]) -> Iterable[Any]:
    return {person.pk: person for person in people}.values()
