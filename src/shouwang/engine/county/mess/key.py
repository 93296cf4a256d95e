"""The key of planted mistakes, and how much of it a reading found."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from shouwang.engine.county.mess.grid import Book, Grid
from shouwang.engine.county.mess.mistakes import Formula
from shouwang.engine.county.mess.plant import Plant
from shouwang.engine.reading.problems import letters

Entry = dict[str, Any]


def entries(book: Book, plants: list[Plant]) -> list[Entry]:
    """What a reader should report, with the same words for places as problems.json.

    `rows` are pairs of sheet and row at which a report is right; with scope cell only `cell` is.
    """
    number = {id(line): row for grid in book.grids for row, line in grid.numbered()}
    return [_entry(book, plant, number) for plant in plants]


def _entry(book: Book, plant: Plant, number: dict[int, int]) -> Entry:
    row = number[id(plant.line)]
    place = plant.place
    own = [(plant.grid, plant.line)]
    lines = plant.lines if plant.scope == "household" else own
    return {
        "file": book.file,
        "sheet": _sheet(book, plant.grid),
        "row": row,
        "column": None if place is None else plant.grid.fields[place].full_header,
        "cell": None if place is None else f"{letters(place)}{row}",
        "kind": plant.kind,
        "scope": plant.scope,
        "households": sorted({line.home.id for _, line in plant.lines if line.home}),
        "clean": _shown(plant.clean),
        "planted": None if place is None else _shown(plant.line.written[place]),
        "rows": [[_sheet(book, grid), number[id(line)]] for grid, line in lines],
        "touched": [[_sheet(book, grid), number[id(line)]] for grid, line in plant.lines],
    }


def _sheet(book: Book, grid: Grid) -> str | None:
    return None if book.is_csv else grid.name


def _shown(value: Any) -> Any:
    if isinstance(value, Formula):
        return value.shown
    return str(value) if isinstance(value, date | Decimal) else value


@dataclass
class Score:
    """`planted` and `found` by kind; `missed` entries; `false` alarms: reports where nothing was planted."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[Entry] = field(default_factory=list)
    false: list[Entry] = field(default_factory=list)


def score(key: list[Entry], problems: list[Entry]) -> Score:
    """Hold the problems a reading reported against the key; remarks (info) are no reports."""
    reports = [problem for problem in problems if problem["severity"] != "info"]
    at_cell = {(report["file"], report["sheet"], report["cell"]) for report in reports}
    at_row = {(report["file"], report["sheet"], report["row"]) for report in reports}
    result = Score()
    for entry in key:
        result.planted[entry["kind"]] += 1
        if _is_found(entry, at_cell, at_row):
            result.found[entry["kind"]] += 1
        else:
            result.missed.append(entry)
    touched = {(entry["file"], sheet, row) for entry in key for sheet, row in entry["touched"]}
    result.false = [r for r in reports if (r["file"], r["sheet"], r["row"]) not in touched]
    return result


def _is_found(entry: Entry, at_cell: set[tuple[Any, ...]], at_row: set[tuple[Any, ...]]) -> bool:
    if entry["scope"] == "cell":
        return (entry["file"], entry["sheet"], entry["cell"]) in at_cell
    return any((entry["file"], sheet, row) in at_row for sheet, row in entry["rows"])
