"""Finding places by what somebody types: a code, the beginning of a name or its initials.  Everything within scope."""

import re
from typing import Any

from django.db.models import Q

from shouwang.engine.reading import words
from shouwang.office.areas.models import Area
from shouwang.office.kit import codes
from shouwang.office.kit.beginnings import begins
from shouwang.office.kit.scope import NOTHING

CODE = re.compile(r"[1-9][0-9]*")
LETTERS = re.compile(r"[A-Za-z]{2,12}")
"""One letter would find every tenth place."""


def find(text: str, *, by: Any, permission: Any, most: int) -> tuple[Area, ...]:
    """Areas in force, in the order of their codes; of one letter or an incomplete code nothing."""
    asked = _condition(words.tidy(text))
    if asked is NOTHING:
        # People's numbers come through the same box, and must not wait for a question that has no answer.
        return ()
    found = Area.objects.visible_to(by, permission).in_force().filter(asked)
    return tuple(found.order_by("code")[:most])


def _condition(text: str) -> Q:
    if CODE.fullmatch(text):
        return Q(code=codes.padded(text)) if len(text) in codes.LENGTHS.values() else NOTHING
    if LETTERS.fullmatch(text):
        return begins("name_initials", text.lower())
    return begins("name", text) if text and not text.isascii() else NOTHING
