"""One amount that cannot be used makes a household's sum of that year unknown, not smaller.

A wage that nobody can read, left out beside a rent that everybody can, would put the household below the line.  Its
other amounts of that year are therefore left out, too: no row of a period means unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine.reading import messages, phrases
from shouwang.engine.reading.households import Gathered
from shouwang.engine.reading.observe import Observation
from shouwang.engine.reading.places import place
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.targets import Target
from shouwang.engine.tables import Table

COST = "business_cost"
Year = tuple[str | None, bool | None]
"""Period and forecast; None where the cell that says so cannot be read itself: then every year is in doubt."""


@dataclass
class Holes:
    """By year, the households of which an amount is missing."""

    households: dict[Year, set[str]] = field(default_factory=dict)

    def add(self, year: Year, household: str) -> None:
        self.households.setdefault(year, set()).add(household)

    def of(self, period: str, forecast: bool) -> set[str]:
        years = [(p, f) for p in (period, None) for f in (forecast, None)]
        return set().union(*(self.households.get(year, set()) for year in years))

    def keep(self, ids: pa.Array, periods: pa.Array, forecasts: pa.Array) -> npt.NDArray[np.bool_]:
        """The rows whose household has no hole in that year."""
        keep = np.ones(len(ids), bool)
        if self.households:
            rows = zip(ids.to_pylist(), periods.to_pylist(), forecasts.to_pylist(), strict=True)
            keep[:] = [
                household not in self.of(period, bool(forecast)) for household, period, forecast in rows
            ]
        return keep


def find(table: Table, lists: Iterable[Observation], homes: Gathered | None, log: Log) -> Holes:
    """Holes in lists and in columns beside the household, each said once at its cell."""
    holes = Holes()
    if not table.covers:
        return holes
    for seen in lists:
        _in_list(table, seen, holes, log)
    if homes:
        _in_columns(table, homes, holes, log)
        _in_rows_without_year(table, homes, holes, log)
    return holes


def _in_list(table: Table, seen: Observation, holes: Holes, log: Log) -> None:
    amount, period, forecast = (Target(table.name, name) for name in ("amount", "period", "forecast"))
    bad: set[int] = set()
    for target, rows in seen.unread.items():
        if target.table == table.name and target.declared.known:
            bad |= rows
    if amount in seen.columns:
        # Wage, 2022 and an empty cell: an income is there, but not how much.
        bad |= set(seen.rows[pc.is_null(seen.columns[amount]).to_numpy(zero_copy_only=False)].tolist())
    for index in np.flatnonzero(np.isin(seen.rows, list(bad))).tolist():
        year = (
            _said(seen, period, index),
            _said(seen, forecast, index) if forecast in seen.columns else False,
        )
        household = seen.keys[index].as_py()
        if household is not None:
            holes.add(year, household)
            row = int(seen.rows[index])
            log.add(
                messages.HOLE,
                seen.sheet,
                row,
                seen.index_of(amount),
                year=phrases.year(year[0]),
                table=phrases.label(table.label),
            )


def _said(seen: Observation, target: Target, index: int) -> Any:
    return seen.columns[target][index].as_py() if target in seen.columns else None


def _in_columns(table: Table, homes: Gathered, holes: Holes, log: Log) -> None:
    for target in homes.wide:
        if target.table != table.name:
            continue
        layers = list(homes.layers_of(target))
        for index in sorted(homes.disputed.get(target, ())):
            holes.add((target.period, target.forecast), homes.ids[index].as_py())
            here = place([layer for _, layer in layers], index, None)
            column = next(seen.index_of(target) for seen, layer in layers if layer.row(index) >= 0)
            log.add(
                messages.HOLE,
                here.sheet,
                here.row,
                column,
                year=phrases.year(target.period),
                table=phrases.label(table.label),
            )


def _in_rows_without_year(table: Table, homes: Gathered, holes: Holes, log: Log) -> None:
    """Any year may be the one of that row: all of the household's are in doubt."""
    known = set(homes.ids.to_pylist())
    for seen in homes.seen.observations:
        rows = seen.undated.get(table.name, set())
        for index in np.flatnonzero(np.isin(seen.rows, list(rows))).tolist():
            household = seen.keys[index].as_py()
            if household in known and seen.plan.year:
                holes.add((None, None), household)
                column = seen.named(seen.plan.year)
                log.add(
                    messages.HOLE,
                    seen.sheet,
                    int(seen.rows[index]),
                    column,
                    year=phrases.year(None),
                    table=phrases.label(table.label),
                )


def report_missing(table: Table, homes: Gathered, log: Log) -> None:
    """Kinds without a column are taken as none; a sum without costs is too high, one without wages too low."""
    years = {(t.period, t.forecast) for t in homes.wide if t.table == table.name}
    for period, forecast in sorted(years, key=str):
        said = {
            t.kind for t in homes.wide if (t.table, t.period, t.forecast) == (table.name, period, forecast)
        }
        costs = [COST] if "business" in said and COST not in said else []
        kinds = [kind for kind in table["kind"].codes if kind not in said and kind != COST]
        for code, missing in ((messages.COSTS_MISSING, costs), (messages.KINDS_MISSING, kinds)):
            names = phrases.names(table["kind"].label_of(kind) for kind in missing)
            for seen in homes.seen.observations if missing else ():
                if any(
                    (t.table, t.period, t.forecast) == (table.name, period, forecast)
                    for t in seen.columns
                    if t.kind
                ):
                    log.add(code, seen.sheet, year=period, names=names, count=len(missing))


def report_blanks(table: Table, homes: Gathered, log: Log) -> None:
    """An empty cell beside filled ones says that there is no such income; that it was taken so is said."""
    for target, amounts in homes.wide.items():
        if target.table != table.name or target.column != "amount":
            continue
        beside = [
            other.is_valid()
            for each, other in homes.wide.items()
            if (each.table, each.column, each.period, each.forecast)
            == (target.table, "amount", target.period, target.forecast)
            and each != target
        ]
        blank = amounts.is_null().to_numpy(zero_copy_only=False).astype(bool)
        filled = np.zeros(len(amounts), bool)
        for each in beside:
            filled |= each.to_numpy(zero_copy_only=False).astype(bool)
        blank &= filled
        blank[list(homes.disputed.get(target, ()))] = False
        if count := int(blank.sum()):
            seen = next(each for each in homes.seen.observations if each.index_of(target) is not None)
            log.add(messages.BLANK_IS_NONE, seen.sheet, None, seen.index_of(target), count=count)
