"""A written county → workbooks per township and the key of what was planted in them."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shouwang.engine.county.block import Plan
from shouwang.engine.county.mess import key, layouts
from shouwang.engine.county.mess.grid import Book, Grid, Home, Line, Row
from shouwang.engine.county.mess.mistakes import Formula
from shouwang.engine.county.mess.plant import Planter, untidy
from shouwang.engine.county.mess.spelling import Speller
from shouwang.engine.errors import Refused, sentence

MOST_HOUSEHOLDS = 60_000
"""A sheet holds a million rows, and nobody has patience for more workbooks."""


def refuse_too_many(households: int) -> None:
    if households > MOST_HOUSEHOLDS:
        raise Refused(
            sentence("{count} 户太多，不适合写成工作簿。", count=households),
            sentence("请把户数减到 {most} 以内，或去掉 --xlsx 只生成 Parquet。", most=MOST_HOUSEHOLDS),
        )


def write_books(county: Plan, tables: Path, out: Path, *, one: bool = False) -> int:
    """Read the county's Parquet files in `tables`; write workbooks and key.json into `out`.

    `one`: a single flat workbook instead of one per township.  Gives the number of mistakes planted.
    """
    out.mkdir(parents=True, exist_ok=True)
    rng = Random(f"{county.seed} workbooks")
    places = _places(tables)
    entries: list[dict[str, Any]] = []
    for number, (name, homes) in enumerate(_townships(county, tables, one=one)):
        book = _layout(None if one else number, name, rng, homes, places, county)
        plants = Planter(book, homes, rng).plant()
        for grid in book.grids:
            untidy(grid, rng)
        _write(book, out / book.file, rng, county.on)
        entries += key.entries(book, plants)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    (out / "key.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return len(entries)


def _places(tables: Path) -> dict[str, tuple[str, str]]:
    """Village code → names of its township and itself."""
    rows = pq.read_table(tables / "areas.parquet").to_pylist()
    names = {row["area_code"]: row["name"] for row in rows}
    return {code: (names[code[:9]], name) for code, name in names.items() if len(code) == 12}


def _townships(county: Plan, tables: Path, *, one: bool) -> Iterator[tuple[str, list[Home]]]:
    names = ("households", "persons", "incomes")
    whole = {name: pq.read_table(tables / f"{name}.parquet") for name in names}
    if one:
        yield county.map.county, _homes(whole)
        return
    for code, name in zip(county.map.township_codes, county.map.township_names, strict=True):
        yield name, _homes({key: _of(table, code) for key, table in whole.items()})


def _of(table: pa.Table, code: str) -> pa.Table:
    return table.filter(pc.starts_with(table.column("household_id"), code))


def _homes(tables: dict[str, pa.Table]) -> list[Home]:
    def by_home(name: str) -> dict[str, list[Row]]:
        rows = tables[name].to_pylist()
        return {code: list(group) for code, group in groupby(rows, key=lambda row: str(row["household_id"]))}

    members, incomes = by_home("persons"), by_home("incomes")
    return [
        Home(row, members[row["household_id"]], incomes.get(row["household_id"], []))
        for row in tables["households"].to_pylist()
    ]


def _layout(
    number: int | None,
    name: str,
    rng: Random,
    homes: list[Home],
    places: dict[str, tuple[str, str]],
    county: Plan,
) -> Book:
    """Four ways in turn: flat, merged, three sheets, CSV; without a number the whole county's."""
    period = county.terms[0]
    file = f"{name}建档立卡信息"
    if number is None:
        return layouts.thirty_columns(f"{file}.xlsx", rng, homes, places, period)
    if number % 4 == 2:
        return layouts.three_sheets(f"{file}.xlsx", rng, homes, places)
    suffix = "csv" if number % 4 == 3 else "xlsx"
    return layouts.flat(f"{file}.{suffix}", rng, homes, places, period, merged=number % 4 == 1)


def _write(book: Book, path: Path, rng: Random, on: date) -> None:
    if book.is_csv:
        _write_csv(book.grids[0], path, rng)
        return
    # Without this the file would carry the moment of its making.
    with xlsxwriter.Workbook(str(path), {"tmpdir": str(path.parent)}) as workbook:
        workbook.set_properties({"created": datetime.combine(on, time())})
        formats = {
            "head": workbook.add_format({"bold": True, "align": "center", "border": 1}),
            "day": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "middle": workbook.add_format({"valign": "vcenter"}),
        }
        for grid in book.grids:
            _Sheet(grid, workbook.add_worksheet(grid.name), formats, rng).write()


def _spelled(grid: Grid, rng: Random, *, csv: bool) -> Iterator[tuple[int, Line, list[Any]]]:
    """Row numbers, lines and what is written in their cells."""
    spellers = [Speller(field.declared, rng, csv=csv) if field.target else None for field in grid.fields]
    cells_of: dict[int, list[Any]] = {}
    for number, line in grid.numbered():
        if line.twin is not None:
            yield number, line, cells_of[id(line.twin)]
            continue
        cells: list[Any] = [line.text] if not line.values else []
        for place, value in enumerate(line.values):
            speller = spellers[place]
            if not line.shown[place]:
                cells.append(None)
            elif place in line.written:
                cells.append(line.written[place])
            else:
                cells.append(value if speller is None else speller(value, line.member))
        cells_of[id(line)] = cells
        yield number, line, cells


def _write_csv(grid: Grid, path: Path, rng: Random) -> None:
    """As an old program exports it: GB 18030, Windows line ends."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([title] for title in grid.titles)
        writer.writerow(field.header for field in grid.fields)
        writer.writerows([_plain(cell) for cell in cells] for _, _, cells in _spelled(grid, rng, csv=True))


def _plain(cell: Any) -> Any:
    return f"{cell:.15g}" if isinstance(cell, float) else cell


class _Sheet:
    """Writes one grid."""

    def __init__(self, grid: Grid, sheet: Worksheet, formats: dict[str, Format], rng: Random) -> None:
        self.grid, self.sheet, self.formats, self.rng = grid, sheet, formats, rng

    def write(self) -> None:
        self._titles()
        self._headers()
        merges: dict[str, list[tuple[int, Line, list[Any]]]] = {}
        for number, line, cells in _spelled(self.grid, self.rng, csv=False):
            if line.hidden:
                self.sheet.set_row(number - 1, None, None, {"hidden": True})
            for place, cell in enumerate(cells):
                self._cell(number - 1, place, cell)
            if self.grid.merged and line.home:
                merges.setdefault(line.home.id, []).append((number, line, cells))
        for rows in merges.values():
            self._merge(rows)

    def _titles(self) -> None:
        last = len(self.grid.fields) - 1
        for row, title in enumerate(self.grid.titles):
            self.sheet.merge_range(row, 0, row, last, title, self.formats["head"])

    def _headers(self) -> None:
        top = len(self.grid.titles)
        two = self.grid.header_rows == 2
        for place, field in enumerate(self.grid.fields):
            if two and not field.group:
                self.sheet.merge_range(top, place, top + 1, place, field.header, self.formats["head"])
            else:
                self.sheet.write_string(top + two, place, field.header, self.formats["head"])
        for group, pairs in groupby(enumerate(self.grid.fields), key=lambda pair: pair[1].group):
            places = [place for place, _ in pairs]
            if group and len(places) > 1:
                self.sheet.merge_range(top, places[0], top, places[-1], group, self.formats["head"])

    def _cell(self, row: int, place: int, cell: Any) -> None:
        if cell is None:
            return
        if isinstance(cell, Formula):
            self.sheet.write_formula(row, place, cell.text, None, cell.shown)
        elif isinstance(cell, date):
            self.sheet.write_datetime(row, place, cell, self.formats["day"])
        elif isinstance(cell, str):
            self.sheet.write_string(row, place, cell)
        else:
            self.sheet.write_number(row, place, cell)

    def _merge(self, rows: list[tuple[int, Line, list[Any]]]) -> None:
        """The household's cells over all rows of its members."""
        first, last = rows[0][0] - 1, rows[-1][0] - 1
        if last == first:
            return
        for place, shown in enumerate(rows[-1][1].shown):
            if not shown:
                self.sheet.merge_range(first, place, last, place, None, self.formats["middle"])
                self._cell(first, place, rows[0][2][place])
