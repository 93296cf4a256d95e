"""Plants mistakes in a book, each in a household of its own, and does the rest of what time does to registers."""

from dataclasses import dataclass
from random import Random
from typing import Any

from shouwang.engine.county.mess.grid import Book, Grid, Home, Line, Row
from shouwang.engine.county.mess.mistakes import MISTAKES, Mistake

PER_KIND = 1500
"""Households for which a kind of mistake is planted once; in every book it is planted once at least."""
TRIES = 400


@dataclass(frozen=True)
class Plant:
    """A planted mistake: where it stands, what stood there, and the lines where a report of it is right."""

    kind: str
    scope: str
    grid: Grid
    line: Line
    place: int | None
    clean: Any
    lines: tuple[tuple[Grid, Line], ...]


class Planter:
    """Everything that one book gets.  No household is spoiled twice, so that each report has one cause."""

    def __init__(self, book: Book, homes: list[Home], rng: Random) -> None:
        self.book = book
        self.homes = homes
        self.rng = rng
        self.spoiled: set[str] = set()
        self.plants: list[Plant] = []
        self.lines: dict[str, list[tuple[Grid, Line]]] = {}
        for grid in book.grids:
            for line in grid.lines:
                if line.home:
                    self.lines.setdefault(line.home.id, []).append((grid, line))

    def plant(self) -> list[Plant]:
        for _ in range(1 + len(self.homes) // PER_KIND):
            for mistake in MISTAKES:
                self._plant(mistake)
            self._other_households_number()
            self._contradiction()
            self._row_twice()
            self._income_of_strangers()
        return self.plants

    def _home(self) -> Home | None:
        home = self.rng.choice(self.homes)
        return None if home.id in self.spoiled else home

    def _plant(self, mistake: Mistake) -> None:
        grid, place = self._where(mistake.target)
        if grid is None or place is None:
            return
        for _ in range(TRIES):
            home = self._home()
            line = home and self._line_for(mistake, grid, place, home)
            if home and line:
                raw = mistake.spoiled(self.rng, home, line.member or home.row)
                self._spoil(mistake.kind, mistake.scope, grid, line, place, raw)
                return

    def _where(self, target: str) -> tuple[Grid | None, int | None]:
        """The sheet and column of a target; one kind of income is a column of its own or rows of amounts."""
        for grid in self.book.grids:
            for place, field in enumerate(grid.fields):
                if field.target.partition("@")[0] == target:
                    return grid, place
        if target.startswith("incomes.") and (grid := self.book.grid_of("incomes.amount")):
            return grid, grid.place("incomes.amount")
        return None, None

    def _line_for(self, mistake: Mistake, grid: Grid, place: int, home: Home) -> Line | None:
        """A line of the household that the mistake suits and whose cell is filled."""
        lines = [line for other, line in self.lines[home.id] if other is grid and line.shown[place]]
        if mistake.target.startswith("incomes.") and home.members and not home.incomes:
            return None
        if mistake.target.startswith("persons."):
            self.rng.shuffle(lines)
            suited = [line for line in lines if line.member and self._suits(mistake, home, line.member, line, place)]
            return suited[0] if suited else None
        return lines[0] if lines and self._suits(mistake, home, home.row, lines[0], place) else None

    def _suits(self, mistake: Mistake, home: Home, row: Row, line: Line, place: int) -> bool:
        return line.values[place] is not None and mistake.suits(home, row)

    def _spoil(self, kind: str, scope: str, grid: Grid, line: Line, place: int, raw: Any) -> None:
        """A household's own cell is spoiled wherever it is repeated."""
        home = line.home
        assert home is not None
        own = grid.fields[place].table in ("households", "incomes") and line.member is not None
        repeated = [other for sheet, other in self.lines[home.id] if sheet is grid and other.shown[place]] if own else []
        for other in repeated or [line]:
            other.written[place] = raw
        self._note(kind, scope, grid, line, place, home)

    def _note(
        self, kind: str, scope: str, grid: Grid, line: Line, place: int | None, *homes: Home
    ) -> None:
        self.spoiled.update(home.id for home in homes)
        lines = tuple(pair for home in homes for pair in self.lines[home.id])
        clean = None if place is None else line.values[place]
        self.plants.append(Plant(kind, scope, grid, line, place, clean, lines))
