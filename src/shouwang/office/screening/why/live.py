"""What saving a form would change in a household's tier and reasons; nothing is stored.

Facts and lines come as the register's own forms clean them, and are laid over the rows that the evaluator takes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from shouwang.engine.tables import HOUSEHOLDS, INCOMES, PERSONS, TABLES, Column, Table
from shouwang.office.registry import values
from shouwang.office.registry.fields import SEALED
from shouwang.office.registry.framing import extracts
from shouwang.office.registry.framing.frames import OneHousehold
from shouwang.office.screening.models import Run
from shouwang.office.screening.why import reasons
from shouwang.office.screening.why.reasons import Reasons, Whom

Typed = Mapping[str, Any]
"""Columns as forms give them."""


class Standing(NamedTuple):
    """How one rule stands, and the members on whom it rests."""

    standing: str
    """fired, undecided, or empty."""
    label: str
    text: str
    whom: tuple[Whom, ...] = ()


SILENT = Standing("", "", "")


@dataclass(frozen=True)
class Changed:
    """One rule before and after.  A sentence is empty where the rule says nothing."""

    label: str
    before: Standing
    after: Standing

    @property
    def kind(self) -> str:
        """gone, new, other (the values differ), opened (cannot be decided any more), settled."""
        return _kind(self.before.standing, self.after.standing)


@dataclass(frozen=True)
class Outlook:
    before: Reasons
    after: Reasons
    changes: tuple[Changed, ...]

    @property
    def moves(self) -> bool:
        return bool(self.before.row["tier"] != self.after.row["tier"])


def with_facts(near: OneHousehold, given: Typed) -> OneHousehold:
    return replace(near, row=_laid_over(near.row, HOUSEHOLDS, given))


def with_person(near: OneHousehold, person_id: str, given: Typed) -> OneHousehold:
    people = [
        _laid_over(row, PERSONS, given) if row["person_id"] == person_id else row
        for row in near.children["persons"]
    ]
    return replace(near, children={**near.children, "persons": people})


def with_incomes(near: OneHousehold, period: str, lines: Iterable[Typed]) -> OneHousehold:
    """The sheet of a period is these lines."""
    others = [row for row in near.children["incomes"] if row["period"] != period]
    own = [_line(near, period, line) for line in lines]
    return replace(near, children={**near.children, "incomes": [*others, *own]})


def _line(near: OneHousehold, period: str, line: Typed) -> dict[str, Any]:
    told = {name: line.get(name) for name in ("kind", "item", "amount", "forecast") if name in INCOMES}
    facts = values.row(TABLES["incomes"], {**told, "period": period, "forecast": bool(line.get("forecast"))})
    return {"household_id": near.row["household_id"], **facts}


def _laid_over(row: Mapping[str, Any], table: Table, given: Typed) -> dict[str, Any]:
    return {**row, **{name: _engines(table[name], value) for name, value in given.items() if name in table}}


def _engines(column: Column, value: Any) -> Any:
    """As the evaluator has it: what is sealed is text in the register only."""
    typed = values.typed(column, value)
    plain = extracts.PLAIN.get(column.type)
    return plain(typed) if plain and typed is not None and column.name in SEALED else typed


def outlook(before: OneHousehold, after: OneHousehold, run: Run) -> Outlook:
    one, other = reasons.named(reasons.of(before, run), reasons.of(after, run))
    return Outlook(one, other, tuple(_changes(one, other)))


def _changes(before: Reasons, after: Reasons) -> Iterable[Changed]:
    then, now = _said(before), _said(after)
    for rule in dict.fromkeys((*then, *now)):
        one, other = then.get(rule, SILENT), now.get(rule, SILENT)
        if one != other:
            yield Changed(one.label or other.label, one, other)


def _said(of: Reasons) -> dict[str, Standing]:
    """By rule; those that do not apply are not in it."""
    fired = {
        one.fired.rule: Standing("fired", one.fired.label, one.fired.reason, one.whom) for one in of.clauses
    }
    return fired | {one.rule: Standing("undecided", one.label, one.lacking) for one in of.said.undecided}


def _kind(before: str, after: str) -> str:
    match before, after:
        case _ if before == after:
            return "other"
        case _, "fired":
            return "new"
        case _, "undecided":
            return "opened"
        case "undecided", _:
            return "settled"
    return "gone"
