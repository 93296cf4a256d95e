"""Amounts in columns beside the household – 2022年工资性收入, 合规自付支出 – become rows of incomes and expenses."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine import schema
from shouwang.engine.reading import messages, values
from shouwang.engine.reading.holes import Holes
from shouwang.engine.reading.households import Gathered
from shouwang.engine.reading.observe import Observation
from shouwang.engine.reading.places import Layer, place
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.targets import HOUSEHOLD_ID, Target
from shouwang.engine.tables import Table

Piece = tuple[pa.Table, list[Layer]]


def pieces(homes: Gathered, table: Table, gaps: Holes, log: Log) -> Iterator[Piece]:
    """One per kind, year and forecast: a row for every household with an amount; an empty cell is no row."""
    for target, amounts in homes.wide.items():
        if target.table == table.name and target.column == "amount":
            layers = [*_layers(homes, target)]
            columns = _columns(homes, table, target, layers, log)
            rows = amounts.is_valid().to_numpy(zero_copy_only=False).astype(bool)
            if holed := gaps.of(target.period or "", target.forecast):
                rows &= ~pc.is_in(homes.ids, pa.array(sorted(holed))).to_numpy(zero_copy_only=False)
            known = pa.array(rows)
            made = [columns[column.name].filter(known) for column in table]
            yield (
                pa.Table.from_arrays(made, schema=schema.arrow(table)),
                [Layer(layer.sheet, layer.rows[rows], layer.columns) for layer in layers],
            )


def _columns(
    homes: Gathered, table: Table, target: Target, layers: list[Layer], log: Log
) -> dict[str, pa.Array]:
    count = len(homes.ids)
    made = {column.name: pa.nulls(count, schema.TYPES[column.type]) for column in table}
    made |= {
        "household_id": homes.ids,
        "period": pa.repeat(target.period, count),
        "kind": pa.repeat(target.kind, count),
        "amount": homes.wide[target],
        "forecast": pa.repeat(target.forecast, count),
    }
    if table.name == "expenses":
        made["insurance_payout"] = _payouts(homes, target, layers, log)
    return made


def _layers(homes: Gathered, target: Target) -> Iterator[Layer]:
    """Where the amounts stand: on the household's row of each sheet that has the column."""
    for seen, layer in homes.layers_of(target):
        if (index := seen.index_of(target)) is not None:
            yield Layer(layer.sheet, layer.rows, _cells(seen, target, index))


def _cells(seen: Observation, target: Target, index: int) -> dict[str, int]:
    columns = dict.fromkeys(("amount", "kind", "period", "forecast"), index)
    for other, name in ((target.payout, "insurance_payout"), (HOUSEHOLD_ID, "household_id")):
        if (found := seen.index_of(other)) is not None:
            columns[name] = found
    return columns


def _payouts(homes: Gathered, target: Target, layers: list[Layer], log: Log) -> pa.Array:
    """A file that states no payout is read as none: the household's burden is then seen in full, never hidden."""
    amounts, payouts = homes.wide[target], homes.wide.get(target.payout)
    if payouts is None:
        log.add(messages.PAYOUTS_ZERO, layers[0].sheet, count=len(amounts) - amounts.null_count)
        return zeros(len(amounts))
    missing = set(pc.indices_nonzero(pc.and_(pc.is_valid(amounts), pc.is_null(payouts))).to_pylist())
    for index in sorted(missing - homes.disputed[target.payout]):
        _report(messages.PAYOUT_ZERO, layers, index, None, log)
    for index in pc.indices_nonzero(pc.and_(pc.is_null(amounts), pc.is_valid(payouts))).to_pylist():
        _report(messages.PAYOUT_WITHOUT_AMOUNT, layers, index, payouts[index].as_py(), log)
    return pc.coalesce(payouts, zeros(len(amounts)))


def _report(code: str, layers: list[Layer], index: int, value: object, log: Log) -> None:
    here = place(layers, index, "insurance_payout")
    log.add(code, here.sheet, here.row, here.column, value)


def zeros(count: int) -> pa.Array:
    return values.decimals(np.zeros(count))
