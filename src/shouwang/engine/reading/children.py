"""Incomes, expenses, events, measures: lists with a row per fact, and amounts in columns beside the household."""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine.reading import households, messages, persons, schema, twins, values
from shouwang.engine.reading.observe import Observation
from shouwang.engine.reading.places import Layer
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.targets import HOUSEHOLD_ID, Target
from shouwang.engine.tables import TABLES, Table

NAMES = ("incomes", "expenses", "events", "measures")
Piece = tuple[pa.Table, Layer]


def gather(
    name: str, observations: Iterable[Observation], homes: households.Gathered | None, log: Log
) -> tuple[pa.Table, list[Layer]] | None:
    """All rows of one table, lists first; nothing when no sheet has any of it."""
    table = TABLES[name]
    ids = homes.ids if homes else None
    lists = [seen for seen in observations if seen.plan.kind == name]
    pieces = [_listed(persons.only_of(seen, ids, log), table, log) for seen in lists]
    if homes:
        pieces += _wide(homes, table, log)
    if not pieces:
        return None
    starts = np.cumsum([0, *(len(part) for part, _ in pieces)])
    layers = [
        Layer(layer.sheet, layer.rows, layer.columns, int(start))
        for (_, layer), start in zip(pieces, starts, strict=False)
    ]
    return pa.concat_tables([part for part, _ in pieces]).combine_chunks(), layers


def _listed(seen: Observation, table: Table, log: Log) -> Piece:
    twins.report_repeated(seen, log)
    _assume(seen, table, log)
    seen = _complete(seen, table, log)
    arrays = [
        seen.keys
        if column.name == "household_id"
        else seen.columns.get(
            Target(table.name, column.name), pa.nulls(len(seen.rows), schema.TYPES[column.type])
        )
        for column in table
    ]
    columns = {t.column: c.index for t, c in seen.plan.used.items() if t.table in (table.name, "households")}
    return pa.Table.from_arrays(arrays, schema=schema.arrow(table)), Layer(seen.sheet, seen.rows, columns)


def _assume(seen: Observation, table: Table, log: Log) -> None:
    """What a list leaves out because it goes without saying – and is said in the problems."""
    count = len(seen.rows)
    if table.name == "incomes" and Target("incomes", "forecast") not in seen.columns:
        seen.columns[Target("incomes", "forecast")] = pa.array(np.zeros(count, bool))
        log.add(messages.FORECAST_ASSUMED, seen.sheet, count=count)
    payout = Target("expenses", "insurance_payout")
    if table.name == "expenses" and payout not in seen.columns:
        seen.columns[payout] = _zeros(count)
        log.add(messages.PAYOUTS_ZERO, seen.sheet, count=count)
    elif table.name == "expenses":
        empty = pc.indices_nonzero(pc.is_null(seen.columns[payout])).to_pylist()
        for row in (int(seen.rows[place]) for place in empty):
            if row not in seen.unread.get(payout, ()):
                log.add(messages.PAYOUT_ZERO, seen.sheet, row, seen.index_of(payout))
        seen.columns[payout] = pc.coalesce(seen.columns[payout], _zeros(count))


def _zeros(count: int) -> pa.Array:
    return values.decimals(np.zeros(count))


def _complete(seen: Observation, table: Table, log: Log) -> Observation:
    """Rows that hold everything a row of this table must; the others are listed with the column they lack."""
    keep = np.ones(len(seen.rows), bool)
    for column in (column for column in table if column.known and column.name != "household_id"):
        target = Target(table.name, column.name)
        said = seen.columns.get(target, pa.nulls(len(seen.rows)))
        known = said.is_valid().to_numpy(zero_copy_only=False).astype(bool)
        for row in seen.rows[keep & ~known].tolist():
            log.add(messages.ROW_INCOMPLETE, seen.sheet, row, seen.index_of(target), label=column.label)
        keep &= known
    return seen.select(keep)


def _wide(homes: households.Gathered, table: Table, log: Log) -> Iterator[Piece]:
    for target, amounts in homes.wide.items():
        if target.table == table.name and target.column == "amount":
            payout = Target(table.name, "insurance_payout", target.kind, target.period)
            known = amounts.is_valid()
            arrays = {
                "household_id": homes.ids,
                "period": pa.repeat(target.period, len(amounts)),
                "kind": pa.repeat(target.kind, len(amounts)),
                "amount": amounts,
                "forecast": pa.repeat(target.forecast, len(amounts)),
            }
            if table.name == "expenses":
                arrays["insurance_payout"] = _payouts(homes, target, payout, log)
            made = [
                arrays.get(column.name, pa.nulls(len(amounts), schema.TYPES[column.type])).filter(known)
                for column in table
            ]
            layer = _layer(homes, target, payout)
            rows = layer.rows[known.to_numpy(zero_copy_only=False).astype(bool)]
            yield (
                pa.Table.from_arrays(made, schema=schema.arrow(table)),
                Layer(layer.sheet, rows, layer.columns),
            )


def _layer(homes: households.Gathered, target: Target, payout: Target) -> Layer:
    """Where a wide amount stands: on the household's row of the sheet that has the column."""
    for seen, layer in zip(homes.seen.observations, homes.layers, strict=True):
        if (index := seen.index_of(target)) is not None:
            columns = dict.fromkeys(("amount", "kind", "period", "forecast"), index)
            for other, name in ((payout, "insurance_payout"), (HOUSEHOLD_ID, "household_id")):
                if (place := seen.index_of(other)) is not None:
                    columns[name] = place
            return Layer(layer.sheet, layer.rows, columns)
    raise LookupError(target.name)


def _payouts(homes: households.Gathered, target: Target, payout: Target, log: Log) -> pa.Array:
    """A file that states no payout is read as none: the household's burden is then seen in full, never hidden."""
    amounts = homes.wide[target]
    layer = _layer(homes, target, payout)
    if payout not in homes.wide:
        log.add(messages.PAYOUTS_ZERO, layer.sheet, count=len(amounts) - amounts.null_count)
        return _zeros(len(amounts))
    payouts = homes.wide[payout]
    column = layer.columns.get("insurance_payout")
    for index in pc.indices_nonzero(pc.and_(pc.is_valid(amounts), pc.is_null(payouts))).to_pylist():
        if index not in homes.disputed[payout]:
            log.add(messages.PAYOUT_ZERO, layer.sheet, layer.row(index), column)
    for index in pc.indices_nonzero(pc.and_(pc.is_null(amounts), pc.is_valid(payouts))).to_pylist():
        log.add(messages.PAYOUT_WITHOUT_AMOUNT, layer.sheet, layer.row(index), column, payouts[index].as_py())
    return pc.coalesce(payouts, _zeros(len(amounts)))
