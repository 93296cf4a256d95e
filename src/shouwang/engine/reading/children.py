"""Incomes, expenses, events, measures: lists with a row per fact (amounts in columns: see `wide`)."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine import schema
from shouwang.engine.reading import holes, households, messages, persons, phrases, twins, wide
from shouwang.engine.reading.observe import Observation
from shouwang.engine.reading.places import Layer
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.targets import Target
from shouwang.engine.tables import TABLES, Table

NAMES = ("incomes", "expenses", "events", "measures")


def gather(
    name: str,
    observations: Iterable[Observation],
    homes: households.Gathered | None,
    log: Log,
    *,
    ids: pa.Array | None = None,
) -> tuple[pa.Table, list[Layer]] | None:
    """All rows of one table, lists first; nothing when no sheet has any of it.  `ids`: the households read."""
    table = TABLES[name]
    lists = [seen for seen in observations if seen.plan.kind == name and not seen.plan.is_wide]
    mine = [persons.only_of(seen, ids, log) for seen in lists]
    gaps = holes.find(table, mine, homes, log)
    pieces = [_listed(seen, table, gaps, log) for seen in mine]
    if homes:
        holes.report_blanks(table, homes, log)
        if name == "incomes" and not lists:
            holes.report_missing(table, homes, log)
        pieces += wide.pieces(homes, table, gaps, log)
    if not pieces:
        return None
    layers: list[Layer] = []
    start = 0
    for part, own in pieces:
        layers += [replace(layer, start=start) for layer in own]
        start += len(part)
    return pa.concat_tables([part for part, _ in pieces]).combine_chunks(), layers


def _listed(seen: Observation, table: Table, gaps: holes.Holes, log: Log) -> wide.Piece:
    twins.report_repeated(seen, log)
    _assume(seen, table, log)
    seen = _complete(seen, table, log)
    if table.covers:
        none = pa.nulls(len(seen.rows))
        said = [seen.columns.get(Target(table.name, name), none) for name in ("period", "forecast")]
        seen = seen.select(gaps.keep(seen.keys, *said))
    arrays = [
        seen.keys
        if column.name == "household_id"
        else seen.columns.get(
            Target(table.name, column.name), pa.nulls(len(seen.rows), schema.TYPES[column.type])
        )
        for column in table
    ]
    columns = {t.column: c.index for t, c in seen.plan.used.items() if t.table in (table.name, "households")}
    return pa.Table.from_arrays(arrays, schema=schema.arrow(table)), [Layer(seen.sheet, seen.rows, columns)]


def _assume(seen: Observation, table: Table, log: Log) -> None:
    """What a list leaves out because it goes without saying – and is said in the problems."""
    count = len(seen.rows)
    if table.name == "incomes" and Target("incomes", "forecast") not in seen.columns:
        seen.columns[Target("incomes", "forecast")] = pa.array(np.zeros(count, bool))
        log.add(messages.FORECAST_ASSUMED, seen.sheet, count=count)
    payout = Target("expenses", "insurance_payout")
    if table.name == "expenses" and payout not in seen.columns:
        seen.columns[payout] = wide.zeros(count)
        log.add(messages.PAYOUTS_ZERO, seen.sheet, count=count)
    elif table.name == "expenses":
        empty = pc.indices_nonzero(pc.is_null(seen.columns[payout])).to_pylist()
        for row in (int(seen.rows[place]) for place in empty):
            if row not in seen.unread.get(payout, ()):
                log.add(messages.PAYOUT_ZERO, seen.sheet, row, seen.index_of(payout))
        seen.columns[payout] = pc.coalesce(seen.columns[payout], wide.zeros(count))


def _complete(seen: Observation, table: Table, log: Log) -> Observation:
    """Rows that hold everything a row of this table must; the others are listed with the column they lack."""
    keep = np.ones(len(seen.rows), bool)
    for column in (column for column in table if column.known and column.name != "household_id"):
        target = Target(table.name, column.name)
        said = seen.columns.get(target, pa.nulls(len(seen.rows)))
        known = said.is_valid().to_numpy(zero_copy_only=False).astype(bool)
        for row in seen.rows[keep & ~known].tolist():
            log.add(
                messages.ROW_INCOMPLETE,
                seen.sheet,
                row,
                seen.index_of(target),
                label=phrases.label(column.label),
            )
        keep &= known
    return seen.select(keep)
