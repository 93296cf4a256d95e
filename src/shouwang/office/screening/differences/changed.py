"""The households of a comparison in words, on the page and as rows of a workbook."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import causes
from shouwang.engine.screening.compare import Changes
from shouwang.engine.screening.names import Names
from shouwang.engine.tables import HOUSEHOLDS
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names as places
from shouwang.office.kit import sayings
from shouwang.office.kit.sheets import Heading
from shouwang.office.registry.models import Household

PIECE = 1_000


@dataclass(frozen=True)
class Words:
    """Tiers before and after by id, causes by name."""

    before: dict[str, str]
    after: dict[str, str]
    causes: dict[str, str]


def words(before: Pack, after: Pack) -> Words:
    named = Names(before, after, sayings.lang())
    return Words(named.tiers(before), named.tiers(after), called(before, after))


def called(before: Pack, after: Pack) -> dict[str, str]:
    """Causes by name; columns of the register as its forms have them."""
    named = Names(before, after, sayings.lang()).causes
    own = {one.name: sayings.label(one.label) for one in HOUSEHOLDS}
    defined = {*before.facts, *after.facts}
    return named | {name: label for name, label in own.items() if name not in defined}


def shown(rows: Sequence[dict[str, Any]], user: Any, named: Words) -> list[dict[str, Any]]:
    """With the head's name where the viewer may see the household; two queries for all."""
    seen = {
        one.household_id: one
        for one in Household.objects.visible_to(user, Permission.HOUSEHOLD_VIEW)
        .filter(household_id__in=[row["household_id"] for row in rows])
        .only("household_id", "head_name", "ended_on", "ending")
    }
    villages = places.names_of(row["area_code"] for row in rows)
    return [
        {
            "household_id": row["household_id"],
            "head": _head(seen, row["household_id"]),
            "is_visible": row["household_id"] in seen,
            "village": villages.get(row["area_code"], row["area_code"]),
            "before": named.before.get(row["tier_before"], row["tier_before"]),
            "after": named.after.get(row["tier_after"], row["tier_after"]),
            "enters": row["enters"],
            "leaves": row["leaves"],
            "because": _("；").join(_because(row, named, seen.get(row["household_id"]))),
            "persons": row["persons"],
        }
        for row in rows
    ]


def _head(seen: Mapping[str, Household], household_id: str) -> str:
    one = seen.get(household_id)
    return (one and one.head_name) or household_id


def _because(row: Mapping[str, Any], named: Words, home: Household | None) -> Iterator[str]:
    for cause in row["because"]:
        if cause == causes.STRUCK and home and home.ended_on:
            # The register says why.
            said = {"day": home.ended_on.isoformat(), "why": home.get_ending_display()}
            yield _("%(day)s 退出登记（%(why)s）") % said
        else:
            yield named.causes.get(cause, cause)


def headings() -> list[Heading]:
    texts = (_("村"), _("户编码"), _("户主"), _("原来"), _("后来"), _("进出"), _("因为"))
    return [*map(Heading, texts), Heading(_("人口"), numeric=True)]


def note(changes: Changes, chosen: str = "") -> str:
    """`chosen`: to what the list was narrowed, in words."""
    said = _("原来：%(before)s；后来：%(after)s") % {"before": changes.before, "after": changes.after}
    only = _("只列：%(chosen)s") % {"chosen": chosen} if chosen else ""
    return _("；").join(filter(None, (said, only)))


def lines(rows: Iterable[dict[str, Any]], user: Any, named: Words) -> Iterator[list[Any]]:
    rows = iter(rows)
    while piece := list(islice(rows, PIECE)):
        for row in shown(piece, user, named):
            # A name only where the household may be seen now.
            head = row["head"] if row["is_visible"] else ""
            way = _("进") if row["enters"] else _("出") if row["leaves"] else ""
            yield [
                row["village"], row["household_id"], head, row["before"], row["after"], way,
                row["because"], row["persons"],
            ]  # fmt: skip
