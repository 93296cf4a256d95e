"""A workbook before it is written: sheets of lines, each cell with its clean value and what will stand there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shouwang.engine.tables import TABLES, Column

Row = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A column of a sheet.

    `target` is table.column, or incomes.kind@year for one kind of income per column, or empty for what belongs to no
    canonical table; `group` stands above the headers of several neighbours.
    """

    target: str
    header: str
    group: str = ""

    @property
    def table(self) -> str:
        return self.target.partition(".")[0]

    @property
    def declared(self) -> Column:
        """How its cells are to be understood."""
        table, _, name = self.target.partition(".")
        return TABLES[table]["amount" if "@" in name else name]

    @property
    def full_header(self) -> str:
        return f"{self.group}/{self.header}" if self.group else self.header


@dataclass
class Home:
    """A household with everything that a workbook says of it."""

    row: Row
    members: list[Row]
    incomes: list[Row]

    @property
    def id(self) -> str:
        return str(self.row["household_id"])

    def income(self, kind: str, period: str) -> Decimal | None:
        """Nothing where the period is unknown; 0 where only this kind has no row."""
        rows = [row for row in self.incomes if row["period"] == period and not row["forecast"]]
        amounts = [row["amount"] for row in rows if row["kind"] == kind]
        return sum(amounts, Decimal(0)) if rows else None


@dataclass(eq=False)
class Line:
    """A row of a sheet.  `values` are clean, by field; `written` what stands there instead, by field."""

    home: Home | None
    member: Row | None
    values: list[Any]
    shown: list[bool]
    """Whether the cell is filled: a household's cells may stand in the head's row only."""
    written: dict[int, Any] = field(default_factory=dict)
    hidden: bool = False
    twin: "Line | None" = None
    """The line that this one repeats cell for cell."""
    text: str = ""
    """Of a line that is no data: a total, a note, nothing."""


@dataclass
class Grid:
    name: str
    titles: list[str]
    fields: list[Field]
    lines: list[Line]
    merged: bool = False
    """Whether a household's cells are merged over its members' rows."""

    @property
    def header_rows(self) -> int:
        return 2 if any(field.group for field in self.fields) else 1

    @property
    def first_row(self) -> int:
        """Where the data begin, counted from 1 as spreadsheet programs do."""
        return len(self.titles) + self.header_rows + 1

    def place(self, target: str) -> int | None:
        return next((place for place, field in enumerate(self.fields) if field.target == target), None)

    def numbered(self) -> Iterator[tuple[int, Line]]:
        return enumerate(self.lines, self.first_row)


@dataclass
class Book:
    """A file: one sheet or several; `csv` files have no sheet names."""

    file: str
    grids: list[Grid]

    @property
    def is_csv(self) -> bool:
        return self.file.endswith(".csv")

    def grid_of(self, target: str) -> Grid | None:
        return next((grid for grid in self.grids if grid.place(target) is not None), None)
