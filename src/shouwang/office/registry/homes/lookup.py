"""Finding a household or person by what somebody has in hand: a code, an ID number, a telephone number, a name.

Numbers are looked up by digest, so that nothing has to be unsealed.  Everything within scope.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Model, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Cast

from shouwang.engine import identity
from shouwang.engine.reading import words
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import sealing
from shouwang.office.kit.asking_within import Within
from shouwang.office.kit.beginnings import Bytewise, begins
from shouwang.office.kit.scope import Reach, reach
from shouwang.office.registry import aliases
from shouwang.office.registry.models import Household, Person

MOST = 20
NUMBER = re.compile(r"[0-9]{17}[0-9X]([1-7][1-4]([0-9B][0-9])?)?|[0-9]{15}")
PHONE = re.compile(r"[0-9]{7,12}")
ABROAD = re.compile(r"\(?(?:\+|00)86\)?(?=1[3-9][0-9]{9}$)")
"""What telephones put before a mobile number: +86, 0086."""
LETTERS = re.compile(r"[A-Za-z]{2,12}")
SPACED = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
"""Lists write short names as wide as long ones: 张　三."""
Fields = tuple[str, ...]


def _of(model: type[Model], *wanted: str) -> Fields:
    """In the order of its columns, as `from_db` takes them."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in wanted)


SHOWN = _of(Household, "id", "household_id", "head_name", "area_code")
"""Of a household; the other hundred columns would cost more than finding it."""
CALLED = _of(Person, "id", "household_id", "person_id", "name")
NOBODY = {
    f"no_{field.attname}": Cast(Value(None), BigIntegerField() if field.is_relation else field)
    for field in Person._meta.concrete_fields
    if field.attname in CALLED
}


def _within(by: Reach, *, homes: Q, people: Q) -> list[QuerySet[Any]]:
    """Households, then persons with their own; of each no more than are shown."""
    whole = Household.objects.filter(Household.reached(by), homes).annotate(**NOBODY)
    each = Person.objects.filter(Person.reached(by), people)
    return [
        whole.values_list(*SHOWN, *NOBODY)[:MOST],
        each.values_list(*(f"household__{name}" for name in SHOWN), *CALLED)[:MOST],
    ]


CODED = Within(
    lambda by, code, kept: _within(
        by, homes=Q(household_id=code) | Q(household_id=kept), people=Q(person_id=code)
    ),
    code=str,
    kept=str,
)
NUMBERED = Within(
    lambda by, digest, called: _within(by, homes=Q(household_id=called), people=Q(id_number_digest=digest)),
    digest=str,
    called=str,
)
PHONED = Within(
    lambda by, digest: _within(by, homes=Q(phone_digest=digest), people=Q(phone_digest=digest)),
    digest=str,
)


@dataclass(frozen=True)
class Hit:
    household: Household
    person: Person | None = None
    """Nothing: the household itself was found."""


def find(text: str, *, by: Any, most: int = MOST) -> list[Hit]:
    """Best first: codes and numbers are looked up as such, everything else as the beginning of a name.

    Those who left the register are found by code and number, not by name.
    """
    # As lists are read: keyboards for Chinese write ｃｓｐ and １３２ as well.
    text = words.tidy(text)
    if not text:
        return []
    # Household codes are as long as ID numbers, but seldom end in the right check character.
    ways = (_by_number, _by_code) if identity.checksum_ok(_number(text)[:18]) else (_by_code, _by_number)
    for way in (*ways, _by_phone, _by_initials, _by_name):
        if hits := way(text, by, most):
            return hits
    return []


def _by_code(text: str, by: Any, most: int) -> list[Hit]:
    if not _has_digit(text) and not aliases.MADE.fullmatch(text):
        return []
    return _hits(CODED, by, most, code=text, kept=aliases.kept(text))


def _by_number(text: str, by: Any, most: int) -> list[Hit]:
    number = _number(text)
    if not NUMBER.fullmatch(number):
        return []
    if identity.OLD_NUMBER.fullmatch(number):
        number = identity.to_18(number)
    # A household that the lists call by a number keeps its code, whoever heads it now.
    return _hits(NUMBERED, by, most, digest=sealing.digest(number), called=aliases.alias(number))


def _by_phone(text: str, by: Any, most: int) -> list[Hit]:
    number = ABROAD.sub("", _number(text))
    return _hits(PHONED, by, most, digest=sealing.digest(number)) if PHONE.fullmatch(number) else []


def _by_initials(text: str, by: Any, most: int) -> list[Hit]:
    """`zs` finds 张三; a Latin name is found by its letters as well, and then as a name."""
    if not LETTERS.fullmatch(text):
        return []
    return _named(by, "name_initials", text.lower(), most)


def _by_name(text: str, by: Any, most: int) -> list[Hit]:
    if _has_digit(text):
        return []
    return _named(by, "name", SPACED.sub("", text), most)


def _named(by: Any, column: str, text: str, most: int) -> list[Hit]:
    """The first ones in the order of an index that knows their places, too: of a name that is frequent in the county
    and rare in a village, nobody's row is read but theirs."""
    order = (Bytewise(column), "area_code", "pk")
    people = Person.objects.visible_to(by, Permission.HOUSEHOLD_VIEW).present()
    first = people.filter(begins(column, text)).order_by(*order).values("pk")[:most]
    # Households of the few that are shown, not of everybody with that name.
    homes = Household.objects.visible_to(by, Permission.HOUSEHOLD_VIEW).only(*SHOWN)
    shown = Person.objects.filter(pk__in=first).only(*CALLED)
    return [
        Hit(person.household, person)
        for person in shown.prefetch_related(Prefetch("household", homes)).order_by(*order)
    ]


def _number(text: str) -> str:
    """As numbers are compared; a full-width plus or hyphen is one, too."""
    return sealing.normal(unicodedata.normalize("NFKC", text))


def _has_digit(text: str) -> bool:
    """Codes have one, names have none."""
    return any(each.isdigit() for each in text)


def _hits(asked: Within, by: Any, most: int, **values: str) -> list[Hit]:
    found = asked.rows(reach(by, Permission.HOUSEHOLD_VIEW), **values)
    return [_hit(row) for row in found[:most]]


def _hit(row: tuple[Any, ...]) -> Hit:
    home, person = row[: len(SHOWN)], row[len(SHOWN) :]
    household = Household.from_db(connection.alias, SHOWN, home)
    if not any(person):
        return Hit(household)
    found = Person.from_db(connection.alias, CALLED, person)
    found.household = household
    return Hit(household, found)
