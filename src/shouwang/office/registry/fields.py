"""The engine's declared columns as fields of a model: one declaration serves rules, files, forms and the data base.

`declare(Facts, HOUSEHOLDS, without=(…))` adds a field for each column to an abstract model.  Unknown is null, never an
empty text.  Columns in SEALED are encrypted; those in FOLLOWED have one beside them to look up by.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import Column, Table, Type
from shouwang.office.kit import initials, sealing
from shouwang.office.kit.sealing import DIGEST, SealedField

SEALED: dict[str, str] = {
    # column            how it is shown until revealed
    "id_number": "id",
    "phone": "phone",
    "bank_account": "account",
    "health": "all",
    "disability_grade": "all",
    "disability_kind": "all",
    "chronic_card": "all",
}


@dataclass(frozen=True)
class Follower:
    """A column that follows another, to look up by: digests of numbers, initials of names."""

    ending: str
    size: int
    one: Callable[[str], str]
    many: Callable[[list[str | None]], list[str | None]]

    def of(self, name: str) -> str:
        return f"{name}_{self.ending}"


BY_DIGEST = Follower("digest", DIGEST, sealing.digest, sealing.digest_many)
BY_INITIALS = Follower("initials", initials.LONGEST, initials.initials, initials.initials_many)
FOLLOWED = {"id_number": BY_DIGEST, "phone": BY_DIGEST, "name": BY_INITIALS}
LENGTHS = {"address": 200, "note": 500, "name": 60, "head_name": 60, "period": 10}


def declare(model: type[models.Model], table: Table, *, without: Iterable[str] = ()) -> None:
    for column in table:
        if column.name not in without:
            model.add_to_class(column.name, field(column))
            if follower := FOLLOWED.get(column.name):
                model.add_to_class(follower.of(column.name), follower_field(follower))


def followers(model: type[models.Model]) -> dict[str, Follower]:
    """Of a model, by the column that they follow."""
    own = {each.name for each in model._meta.concrete_fields}
    return {name: follower for name, follower in FOLLOWED.items() if follower.of(name) in own}


def follower_field(follower: Follower) -> "models.CharField[Any, Any]":
    # Indexed where the present is declared: nobody looks for a number of the past.
    return models.CharField(max_length=follower.size, null=True, editable=False)


def field(column: Column) -> "models.Field[Any, Any]":
    made = _plain(column)
    return unnamed(made) if column.personal else made


def unnamed(made: "models.Field[Any, Any]") -> Any:
    """A field that names somebody, as a digest in the journal: inside the register it is no secret, but the journal is
    read by others."""
    vars(made).setdefault("journal_value", sealing.shown_as_digest)
    return made


def _plain(column: Column) -> "models.Field[Any, Any]":
    label = _(column.label) if column.label else lazystr(column.name)
    empty = not column.known
    shared: dict[str, Any] = {"verbose_name": label, "null": empty, "blank": empty}
    if column.name in SEALED:
        return SealedField(mask=SEALED[column.name], **shared)
    match column.type:
        case Type.ENUM:
            choices = [(value.code, _(value.label)) for value in column.values]
            return models.CharField(max_length=30, choices=choices, **shared)
        case Type.BOOLEAN:
            return models.BooleanField(**shared)
        case Type.INTEGER:
            return models.IntegerField(**shared)
        case Type.MONEY:
            return models.DecimalField(max_digits=14, decimal_places=2, **shared)
        case Type.DATE:
            return models.DateField(**shared)
    return models.CharField(max_length=LENGTHS.get(column.name, 100), **shared)
