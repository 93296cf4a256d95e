"""Files → sheets of cells, whatever their format.  What a file is, its first bytes say, not its name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from shouwang.engine.reading import phrases
from shouwang.engine.reading.phrases import Phrase

Cells = list[list[object]]
Merge = tuple[int, int, int, int]
"""Top, left, bottom, right; counted from 0, all inside."""


@dataclass(eq=False)
class Sheet:
    """Cells as read: rows of equal length, counted from 0 at A1; an empty cell is an empty text or nothing.

    There are no booleans among them but the texts TRUE and FALSE: Python takes True for 1, also as a key.
    """

    path: Path
    name: str | None
    rows: Cells
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells that look empty and are not: (row, column) → code of the message."""
    lines: list[int] | None = None
    """CSV: on which line each row starts."""
    part: str | None = None
    """XLSX: the part of the archive that holds the sheet."""
    headers: dict[int, str] = field(default_factory=dict)
    """Column → header, once the header was found."""
    header_row: int = 0
    """Its last row."""

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    @property
    def is_empty(self) -> bool:
        return not any(cell is not None and str(cell).strip() for row in self.rows for cell in row)

    @property
    def title(self) -> str:
        return self.name or self.path.name

    def number(self, row: int) -> int:
        return self.lines[row] if self.lines else row + 1

    def header_of(self, column: int | None) -> str | None:
        return None if column is None else self.headers.get(column)

    def where(self, row: int) -> Phrase:
        return phrases.row(self.title, self.number(row))


def without_booleans(rows: Cells) -> Cells:
    return [
        [("TRUE" if cell else "FALSE") if cell.__class__ is bool else cell for cell in row] for row in rows
    ]


@dataclass
class Book:
    path: Path
    sheets: list[Sheet]
    parts: dict[str, bytes] | None = None
    """XLSX: the inflated sheets, kept for the marked copy."""


Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, how much there is."""


def silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
