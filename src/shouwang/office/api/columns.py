"""Rows of the register as programs get them: canonical columns, personal ones masked until they are revealed.

Amounts are texts with two decimals, so that no program reads them as floating-point numbers; days are ISO; unknown is null.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from ninja.errors import ValidationError

from shouwang.engine.tables import Column, Table, Type
from shouwang.office.areas.models import Area
from shouwang.office.kit import codes, sealing
from shouwang.office.kit.masking import KEPT, mask
from shouwang.office.registry.fields import SEALED
from shouwang.office.registry.framing import extracts
from shouwang.office.registry.models import STATEMENTS, Household, Person

Row = dict[str, Any]
Stored = Sequence[Any]
ITSELF: Mapping[str, str] = {}
MODELS: dict[str, Any] = {"households": Household, "persons": Person, **STATEMENTS, "areas": Area}
JOINING = frozenset({"household_id", "person_id", "area_code"})
"""Codes by which rows are found and tables joined: always there, and no secret between programs of the register."""
ROW = "id"
"""Of statements, which have no code of their own."""
OF_HOUSEHOLD = {"household_id": "household__household_id"}
SOURCES: dict[str, Mapping[str, str]] = {
    "households": {},
    "persons": OF_HOUSEHOLD,
    **dict.fromkeys(STATEMENTS, OF_HOUSEHOLD),
    "areas": {"area_code": "code"},
}
"""Columns that are not a field of the same name."""


def key_of(table: Table) -> str:
    """By which a client keeps a row, and hears that it is gone."""
    return table.key[0] if table.key else ROW


def is_personal(column: Column) -> bool:
    return column.personal and column.name not in JOINING


def chosen(table: Table, asked: str) -> tuple[Column, ...]:
    """What was asked for, and the codes, in the table's order; nothing asked: all.  422 for a column that it has not."""
    wanted = {name.strip() for name in asked.split(",")} - {""}
    if unknown := sorted(wanted - {column.name for column in table} - {key_of(table)}):
        raise ValidationError([_unknown(table, name) for name in unknown])
    return tuple(each for each in table if not wanted or each.name in wanted | JOINING)


def _unknown(table: Table, name: str) -> dict[str, Any]:
    there = _("、").join(column.name for column in table)
    told = _("没有 %(name)s 这一列；这张表有：%(there)s") % {"name": name, "there": there}
    return {"loc": ("query", "columns"), "type": "unknown_column", "msg": told}


@dataclass(frozen=True)
class Shape:
    """Which columns of a table are read, and whether personal ones are shown in full."""

    table: Table
    columns: tuple[Column, ...]
    reveal: bool = False

    @cached_property
    def key(self) -> str:
        return key_of(self.table)

    @cached_property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def personal(self) -> list[str]:
        return [column.name for column in self.columns if is_personal(column)]

    @property
    def masked(self) -> list[str]:
        return [] if self.reveal else self.personal

    def ask(self, rows: "QuerySet[Any]", *more: str) -> "QuerySet[Any]":
        """Primary key, the columns as they are stored – nothing is unsealed on its way –, and `more`."""
        return rows.values_list("pk", *(self._stored(column) for column in self.columns), *more)

    def _stored(self, column: Column) -> Any:
        source = SOURCES[self.table.name].get(column.name, column.name)
        return Cast(F(source), TextField()) if column.name in SEALED else F(source)

    def rows(self, found: Sequence[Stored], counts_in: Mapping[str, str] = ITSELF) -> list[Row]:
        """`found`: as asked for; `counts_in`: household that was merged → the one with which it counts."""
        if not found:
            return []
        keys, *stored = zip(*found, strict=True)
        listed = [self._cells(*pair, counts_in) for pair in zip(self.columns, stored, strict=False)]
        made = [dict(zip(self.names, values, strict=True)) for values in zip(*listed, strict=True)]
        if self.key == ROW:
            return [{ROW: key, **row} for key, row in zip(keys, made, strict=True)]
        return made

    def keys(self, found: Sequence[Stored]) -> list[Row]:
        """By which a client knows these rows."""
        if self.key == ROW:
            return [{ROW: one[0]} for one in found]
        place = 1 + self.names.index(self.key)
        values = self._cells(self.table[self.key], [one[place] for one in found], ITSELF)
        return [{self.key: value} for value in values]

    def _cells(self, column: Column, values: Sequence[Any], counts_in: Mapping[str, str]) -> Sequence[Any]:
        if column.name == "household_id" and counts_in:
            return [counts_in.get(code, code) for code in values]
        if column.name == "area_code" and self.table.name == "areas":
            # As in every file of this table: as many digits as the level has.
            return [codes.prefix(code) for code in values]
        return cells(column, values, self.reveal)


def cells(column: Column, values: Sequence[Any], reveal: bool) -> Sequence[Any]:
    """A stored column as JSON has it."""
    hidden, how = is_personal(column) and not reveal, SEALED.get(column.name, "all")
    # What shows nothing when masked need not be unsealed.
    if column.name in SEALED and (how in KEPT or not hidden):
        values = sealing.unseal_many(values, column.name)
    if hidden:
        return [None if value is None else mask(str(value), how) for value in values]
    say = _say(column)
    return [None if value is None else say(value) for value in values] if say else values


def _say(column: Column) -> Callable[[Any], Any] | None:
    """How a value is said in JSON; nothing: as it is."""
    if column.name in SEALED:
        return extracts.PLAIN.get(column.type)
    return SAID.get(column.type)


SAID: dict[Type, Callable[[Any], Any]] = {
    Type.MONEY: lambda value: f"{value:.2f}",
    Type.DATE: lambda value: value.isoformat(),
}
