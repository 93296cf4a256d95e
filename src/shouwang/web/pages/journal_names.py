"""Names for what the journal keeps as codes: found when somebody reads, for a page of entries at once.

An entry says what was true when it was written; names are those of today, beside the code, never instead of it.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.office.accounts.models import Appointment, Token, User
from shouwang.office.areas import names
from shouwang.office.areas.models import Area
from shouwang.office.journal import actions
from shouwang.office.journal.models import Entry

AREAS, USERNAMES = ("area_code", "successor", "into"), ("from", "to")
"""Names of values in an entry's detail."""
BEYOND = 2**63
"""No key of a data base is as large."""


def actors(rows: Sequence[Entry]) -> dict[Any, str]:
    """Of a page of entries: primary key → who."""
    known, programs = full_names(row.actor for row in rows), tokens(rows)
    return {row.pk: _who(beside(known.get(row.actor), row.actor), programs.get(row.pk)) for row in rows}


def _who(name: str, program: str | None) -> str:
    return _("%(name)s，令牌“%(program)s”") % {"name": name, "program": program} if program else name


def tokens(rows: Sequence[Entry]) -> dict[Any, str]:
    """What the tokens of programs were issued for; nothing for what people did."""
    found = {row.pk: number for row in rows if (number := _token(row.detail))}
    known = labels({*found.values(), 0})
    return {pk: beside(known.get(number), str(number)) for pk, number in found.items()}


def labels(numbers: Iterable[int]) -> dict[int, str]:
    return dict(Token.objects.filter(pk__in=set(numbers)).values_list("pk", "label"))


def _token(detail: str) -> int:
    """0: none."""
    if '"token":' not in detail:
        return 0
    try:
        found = json.loads(detail)["token"]
    except (ValueError, TypeError, KeyError):
        return 0
    return found if isinstance(found, int) and 0 < found < BEYOND else 0


def duties(rows: Sequence[Entry]) -> dict[Any, str]:
    """As what they acted: place and role of the line on that day; nothing for who acted under none."""
    held = held_by({row.line for row in rows if row.line})
    of = {row.pk: _on(held.get(row.line or 0, []), timezone.localdate(row.at)) for row in rows}
    places = _names(one.area_code for one in of.values() if one)
    return {pk: worded(one, places) for pk, one in of.items() if one}


def areas(rows: Sequence[Entry]) -> dict[Any, str]:
    known = _names(row.area_code for row in rows)
    return {row.pk: beside(known.get(row.area_code), row.area_code) for row in rows}


def _names(codes: Iterable[str]) -> dict[str, str]:
    """One query, also where nothing is to be found: what a page costs does not depend on what stands on it."""
    return dict(Area.objects.filter(pk__in={*codes, ""}).values_list("pk", "name"))


def beside(name: str | None, code: str) -> str:
    return _("%(name)s（%(code)s）") % {"name": name, "code": code} if name else code


def full_names(usernames: Iterable[str]) -> dict[str, str]:
    return dict(User.objects.filter(username__in=set(usernames)).values_list("username", "full_name"))


def held_by(lines: set[int]) -> dict[int, list[Appointment]]:
    """Line → its appointments, the first one first."""
    found: dict[int, list[Appointment]] = {}
    for one in Appointment.objects.filter(line__in={*lines, 0}).order_by("since", "pk"):
        found.setdefault(one.line, []).append(one)
    return found


def _on(held: Sequence[Appointment], day: date) -> Appointment | None:
    """The last that had begun; work is handed on, and goes along when its place is merged."""
    begun = [one for one in held if one.since <= day] or held
    return begun[-1] if begun else None


def worded(one: Appointment, places: dict[str, str]) -> str:
    return _("%(place)s%(role)s") % {
        "place": places.get(one.area_code, one.area_code),
        "role": one.duty.label,
    }


def of_value(kind: str, name: str, value: Any) -> str:
    """What a value in the detail of an entry names; nothing where it names nobody and no place."""
    match value:
        case str() if name in AREAS:
            path = names.path_of(value)
            return beside(path if path != value else None, value)
        case str() if name in USERNAMES:
            return beside(full_names([value]).get(value), value)
        # Somebody's hand may have put any number there.
        case int() if name == "line" and 0 < value < BEYOND:
            return _of_line(value)
        case int() if name == "token" and 0 < value < BEYOND:
            return beside(labels([value]).get(value), str(value))
        case int() if 0 < value < BEYOND and actions.related(kind, name) is User:
            user = User.objects.get_queryset().filter(pk=value).first()
            return beside(user.full_name, user.username) if user else ""
    return ""


def _of_line(line: int) -> str:
    """Who holds the work now, or held it last."""
    held = held_by({line}).get(line)
    if not held:
        return ""
    places = names.names_of([held[-1].area_code])
    return _("%(duty)s：%(who)s") % {"duty": worded(held[-1], places), "who": held[-1].user}
