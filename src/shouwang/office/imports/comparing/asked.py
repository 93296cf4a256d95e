"""What the comparison is asked: of which area, as of which day, what blank and absent mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shouwang.office.kit.codes import Span


@dataclass(frozen=True)
class Asked:
    """`used`: the columns that the files have, by table – what a file does not speak of it cannot erase.

    `villages`: codes of areas in force within the span.  `unread`: households that the files name in rows that could
    not be read: a full list does not lack them.
    """

    span: Span
    on: date
    erase: bool
    full: bool
    used: Mapping[str, frozenset[str]]
    villages: frozenset[str]
    unread: frozenset[str] = frozenset()

    def wanted(self, table: str, column: str) -> str:
        """SQL: what a column shall be, from the files' row `n` and the register's `o`."""
        if self.erase and column in self.used.get(table, ()):
            return f"n.{column}"
        # What was registered by mistake never was so: of whoever comes back, only what the files say is known.
        return f"CASE WHEN o.ending = 'mistake' THEN n.{column} ELSE coalesce(n.{column}, o.{column}) END"


REOPENED = ("absent", "mistake")
"""Endings that were an import's doing: whoever is listed again comes back."""
