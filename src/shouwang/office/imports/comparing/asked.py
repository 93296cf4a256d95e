"""What the comparison is asked: of which area, as of which day, what blank and absent mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shouwang.office.kit.codes import Span


@dataclass(frozen=True)
class Asked:
    """`used`: the columns that the files have, by table – what a file does not speak of it cannot erase.

    `villages`: codes of areas in force within the span.
    """

    span: Span
    on: date
    erase: bool
    full: bool
    used: Mapping[str, frozenset[str]]
    villages: frozenset[str]

    def wanted(self, table: str, column: str) -> str:
        """SQL: what a column shall be, from the files' row `n` and the register's `o`."""
        erased = self.erase and column in self.used.get(table, ())
        return f"n.{column}" if erased else f"coalesce(n.{column}, o.{column})"


REOPENED = ("absent", "mistake")
"""Endings that were an import's doing: whoever is listed again comes back."""
