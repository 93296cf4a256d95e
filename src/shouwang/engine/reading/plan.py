"""What a sheet is understood as: made by `mapping` from the sheet itself, or stated by a mapping file."""

from dataclasses import dataclass, field

from shouwang.engine.reading.header import Header
from shouwang.engine.reading.targets import HOUSEHOLD_ID, YEARS, Target
from shouwang.engine.reading.vocabulary import Candidate
from shouwang.engine.reading.workbook import Sheet
from shouwang.engine.tables import TABLES

FLAT = "flat"
"""One row per member, with the household's columns beside or in the head's row only."""
KINDS = {FLAT: "一户多行（农户和成员在一张表）"} | {
    table.name: f"{table.label}表" for table in TABLES.values()
}


@dataclass
class ColumnPlan:
    index: int
    header: str
    target: Target | None = None
    """What it is used as; nothing: not used, and `reason` says why."""
    score: float = 0.0
    candidates: list[Candidate] = field(default_factory=list)
    scale: int = 1
    samples: list[str] = field(default_factory=list)
    reason: str | None = None
    """Code of the message when the column is not used, or used with a remark."""
    other: str | None = None
    """The column that was used instead."""


@dataclass
class Plan:
    sheet: Sheet
    kind: str
    header: Header
    columns: list[ColumnPlan]
    identified_by: list[int] = field(default_factory=list)
    """Columns that together stand for a household number where the file has none."""
    constants: dict[Target, str] = field(default_factory=dict)
    """Stated by a mapping file: the same for every row."""

    @property
    def used(self) -> dict[Target, ColumnPlan]:
        return {column.target: column for column in self.columns if column.target}

    @property
    def is_wide(self) -> bool:
        """Whether amounts stand in columns of their own, one per kind."""
        return any(target.kind for target in self.used)

    @property
    def year(self) -> Target | None:
        """The column that says of which year a row's wide amounts are, where they need one."""
        used = self.used
        if not any(target.kind and target.period is None for target in used):
            return None
        return next((year for year in YEARS if year in used), None)

    @property
    def is_bare(self) -> bool:
        """Whether nothing stands below the header."""
        below = self.sheet.rows[self.header.last + 1 :]
        return not any(cell not in ("", None) for row in below for cell in row)

    @property
    def identifies(self) -> bool:
        """Whether its rows say which household they belong to (areas need none)."""
        return self.kind == "areas" or HOUSEHOLD_ID in self.used or bool(self.identified_by)
