"""How a check is declared: where it looks, when it speaks, what it says."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["info", "warning", "error"]


class Flag(NamedTuple):
    """Something wrong at one place.

    `row` counts from 0 in the table; `message` is a whole sentence in which `{also}` stands for the other
    places, `also`, rows of the same table, which only the reader of the file can name.
    """

    code: str
    severity: Severity
    table: str
    row: int
    column: str | None
    value: str | None
    message: str
    also: tuple[int, ...] = ()


@dataclass(frozen=True)
class Check:
    """One check of each row of a table.

    `when` is an SQL condition over the table's columns and the facts of `facts.py`; an unknown condition says
    nothing.  `message` and `english` say the same.  `also` is an SQL list of the rows that belong to the same mistake.  `needs` names columns of the
    table that must be in use before an empty cell means anything.  `campaign` names the rules of the national
    clean-up campaign that ask the same.
    """

    code: str
    severity: Severity
    table: str
    column: str | None
    when: str
    message: str
    english: str
    campaign: str = ""
    also: str | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """Checks about one thing; their codes share the hundred."""

    title: str
    checks: tuple[Check, ...]


def _check(
    severity: Severity, number: int, place: str, when: str, says: str, english: str, **more: object
) -> Check:
    table, _, column = place.partition(".")
    return Check(f"CHECK-{number}", severity, table, column or None, when, says, english, **more)  # type: ignore[arg-type]


def error(number: int, place: str, when: str, says: str, english: str, **more: object) -> Check:
    """What cannot be true, or leaves open who or where somebody is."""
    return _check("error", number, place, when, says, english, **more)


def warning(number: int, place: str, when: str, says: str, english: str, **more: object) -> Check:
    """Two cells contradict each other: one of them is wrong."""
    return _check("warning", number, place, when, says, english, **more)


def info(number: int, place: str, when: str, says: str, english: str, **more: object) -> Check:
    """Odd, but it happens: worth a second look."""
    return _check("info", number, place, when, says, english, **more)
