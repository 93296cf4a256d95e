"""Plants mistakes in a book, each in a household of its own, and does the rest of what time does to registers."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from random import Random
from typing import Any

from shouwang.engine.county.mess.grid import Book, Grid, Home, Line, Row
from shouwang.engine.county.mess.mistakes import MISTAKES, Mistake, Scope, failed_formula
from shouwang.engine.tables import INCOMES

PER_KIND = 1500
"""Households for which a kind of mistake is planted once; in every book it is planted once at least."""
TRIES = 400
INCOME_KINDS = {f"incomes.{kind}" for kind in INCOMES["kind"].codes}


@dataclass(frozen=True)
class Plant:
    """A planted mistake: where it stands, what stood there, and the lines where a report of it is right."""

    kind: str
    scope: Scope
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
        for sheet in book.grids:
            for line in sheet.lines:
                if line.home:
                    self.lines.setdefault(line.home.id, []).append((sheet, line))

    def plant(self) -> list[Plant]:
        for _ in range(1 + len(self.homes) // PER_KIND):
            for mistake in MISTAKES:
                self._plant(mistake)
            self._number_of_other_household()
            self._contradiction()
            self._row_twice()
            self._income_of_strangers()
        return self.plants

    def _homes(self) -> Iterator[Home]:
        """Households that are still clean, at random."""
        for _ in range(TRIES):
            home = self.rng.choice(self.homes)
            if home.id not in self.spoiled:
                yield home

    def _plant(self, mistake: Mistake) -> None:
        grid, place = self._where(mistake.target)
        # A failed formula leaves an empty cell in CSV: nothing to report.
        if grid is None or place is None or (self.book.is_csv and mistake.spoiled is failed_formula):
            return
        for home in self._homes():
            line = self._line_for(mistake, grid, place, home)
            if line:
                raw = mistake.spoiled(self.rng, home, _row(mistake, line))
                self._spoil(mistake, grid, line, place, raw)
                return

    def _where(self, target: str) -> tuple[Grid | None, int | None]:
        """The sheet and column of a target; one kind of income is a column of its own or rows of amounts."""
        for grid in self.book.grids:
            for place, field in enumerate(grid.fields):
                if field.target.partition("@")[0] == target:
                    return grid, place
        return self._where("incomes.amount") if target in INCOME_KINDS else (None, None)

    def _line_for(self, mistake: Mistake, grid: Grid, place: int, home: Home) -> Line | None:
        """A line of the household whose cell is filled and whom the mistake suits."""
        lines = [
            line
            for line in self._lines(home, grid)
            if line.shown[place]
            and line.values[place] is not None
            and mistake.suits(home, _row(mistake, line))
        ]
        if mistake.target.startswith("persons.") and lines:
            return self.rng.choice(lines)
        return next(iter(lines), None)

    def _lines(self, home: Home, grid: Grid) -> list[Line]:
        return [line for other, line in self.lines[home.id] if other is grid]

    def _spoil(self, mistake: Mistake, grid: Grid, line: Line, place: int, raw: Any) -> None:
        """A household's own cell is spoiled wherever it is repeated."""
        assert line.home is not None
        repeated = grid.fields[place].table != "persons" and line.member is not None
        for other in self._lines(line.home, grid) if repeated else [line]:
            if other.shown[place]:
                other.written[place] = raw
        self._note(mistake.kind, mistake.scope, grid, line, place, line.home)

    def _note(self, kind: str, scope: Scope, grid: Grid, line: Line, place: int | None, *homes: Home) -> None:
        self.spoiled.update(home.id for home in homes)
        lines = tuple(pair for home in homes for pair in self.lines[home.id])
        clean = None if place is None else line.values[place]
        self.plants.append(Plant(kind, scope, grid, line, place, clean, lines))

    def _number_of_other_household(self) -> None:
        grid, place = self._where("persons.id_number")
        homes = self._homes()
        home, other = next(homes, None), next(homes, None)
        if grid is None or place is None or home is None or other is None or home is other:
            return
        line = self._lines(home, grid)[0]
        line.written[place] = other.members[-1]["id_number"]
        self._note("number_in_two_households", "household", grid, line, place, home, other)

    def _contradiction(self) -> None:
        """Two rows of a household say different things of it."""
        grid, place = self._where("households.house_grade")
        if grid is None or place is None:
            return
        for home in self._homes():
            shown = [line for line in self._lines(home, grid) if line.shown[place]]
            if len(shown) > 1 and shown[0].values[place] in ("A", "B"):
                shown[-1].written[place] = "C级"
                self._note("rows_contradict", "household", grid, shown[-1], place, home)
                return

    def _row_twice(self) -> None:
        home = next(self._homes(), None)
        grid = self.book.grid_of("persons.name")
        if home is None or grid is None or grid.merged:
            return
        line = self._lines(home, grid)[-1]
        again = copy(line)
        again.twin = line
        grid.lines.insert(grid.lines.index(line) + 1, again)
        self.lines[home.id].append((grid, again))
        self._note("row_twice", "household", grid, again, None, home)

    def _income_of_strangers(self) -> None:
        """An income whose household is in no sheet."""
        grid = self.book.grid_of("incomes.amount")
        home = next((home for home in self._homes() if home.incomes), None)
        if grid is None or home is None:
            return
        line = self._lines(home, grid)[-1]
        line.written[0] = f"{home.id[:12]}999{self.rng.randrange(100, 999)}"
        self._note("household_unheard_of", "row", grid, line, 0, home)


def _row(mistake: Mistake, line: Line) -> Row:
    """Whose cell is spoiled: the member's or the household's."""
    assert line.home is not None
    return line.member if line.member and mistake.target.startswith("persons.") else line.home.row


TOTALS = ("合计", "总计")
NOTES = ("注：本表由村级填报，乡镇审核。", "填表人：          审核人：          填表日期：")


def untidy(grid: Grid, rng: Random) -> None:
    """Blank lines between villages, hidden rows, a total and a note at the end."""
    lines: list[Line] = []
    for number, line in enumerate(grid.lines):
        new_home = number > 0 and line.home is not grid.lines[number - 1].home
        if new_home and rng.random() < 0.004:
            lines.append(Line(None, None, [], []))
        line.hidden = line.twin is None and rng.random() < 0.004
        lines.append(line)
    lines.append(Line(None, None, [], [], text=f"{rng.choice(TOTALS)}（{len(grid.lines)}行）"))
    lines.extend(Line(None, None, [], [], text=note) for note in NOTES)
    grid.lines = lines
