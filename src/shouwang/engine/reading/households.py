"""One row per household, out of every sheet that says something about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine import schema
from shouwang.engine.errors import Refused
from shouwang.engine.reading import messages, persons, phrases, twins
from shouwang.engine.reading.merge import Codes, Conflict, Merged, concatenated, first_rows, merge
from shouwang.engine.reading.observe import Observation
from shouwang.engine.reading.places import Layer
from shouwang.engine.reading.plan import FLAT
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.targets import AREA_CODE, Target
from shouwang.engine.tables import HOUSEHOLDS

RELATION = Target("persons", "relation")
SLIPS, SEVERAL = 0.2, 5
"""Share and number of households from which on contradictions are no slips."""


@dataclass
class Gathered:
    """Households in the order of their first row; `wide` holds amounts per household, aligned with `ids`."""

    ids: pa.Array
    columns: dict[str, pa.Array]
    wide: dict[Target, pa.Array]
    layers: list[Layer]
    seen: "Witnesses"
    disputed: dict[Target, set[int]] = field(default_factory=dict)
    """Households (by place in `ids`) whose cell holds something, but nothing that could be used."""

    def home_of(self, index: int) -> Layer:
        """The sheet where a household's own row stands."""
        return next(layer for layer in self.layers if layer.row(index) >= 0)

    def layers_of(self, target: Target) -> Iterator[tuple[Observation, Layer]]:
        """The sheets that have an amount's column, with each household's row – of that year, where rows have one."""
        for seen, part, layer in zip(self.seen.observations, self.seen.parts, self.layers, strict=True):
            if target in seen.columns and (index := seen.index_of(target)) is not None:
                rows = layer.rows
                if seen.years is not None and index != seen.named(target):
                    rows = self.seen.rows_of_year(seen, part, target.period)
                yield seen, Layer(layer.sheet, rows, layer.columns)

    @property
    def table(self) -> pa.Table:
        arrays = [self.columns[column.name] for column in HOUSEHOLDS]
        return pa.Table.from_arrays(arrays, schema=schema.arrow(HOUSEHOLDS))


@dataclass
class Witnesses:
    """Observations of the same households, their rows numbered through."""

    observations: list[Observation]
    ids: pa.Array

    def __post_init__(self) -> None:
        parts = [pc.index_in(seen.keys, self.ids) for seen in self.observations]
        self.parts: list[Codes] = [
            pc.fill_null(part, -1).to_numpy(zero_copy_only=False).astype(np.int64) for part in parts
        ]
        self.groups: Codes = np.concatenate(self.parts)
        self.starts = np.cumsum([0, *map(len, self.parts)])

    @property
    def targets(self) -> list[Target]:
        """Everything said about households, in the order first said."""
        every = [t for seen in self.observations for t in seen.columns if t.table == "households" or t.kind]
        return list(dict.fromkeys(every))

    def column(self, target: Target) -> pa.Array:
        kind = schema.TYPES[target.declared.type]
        return concatenated(
            [seen.columns.get(target, pa.nulls(len(seen.rows), kind)) for seen in self.observations]
        )

    def at(self, place: int) -> tuple[Observation, int]:
        """Observation and row of the sheet for a place in the numbering."""
        which = int(np.searchsorted(self.starts, place, "right")) - 1
        seen = self.observations[which]
        return seen, int(seen.rows[place - self.starts[which]])

    def first(self) -> list[npt.NDArray[np.int32]]:
        """Per observation, each household's row: its head's, else its first; −1 where it has none."""
        return [self._first(seen, part) for seen, part in zip(self.observations, self.parts, strict=True)]

    def rows_of_year(self, seen: Observation, part: Codes, year: str | None) -> npt.NDArray[np.int32]:
        """Each household's first row of that year; −1 where it has none."""
        mine = pc.fill_null(pc.equal(seen.years, year), False).to_numpy(zero_copy_only=False).astype(bool)
        places = first_rows(np.where(mine, part, -1), len(self.ids))
        return np.where(places < 0, -1, seen.rows[places] if len(seen.rows) else -1).astype(np.int32)

    def _first(self, seen: Observation, part: Codes) -> npt.NDArray[np.int32]:
        heads = None
        if RELATION in seen.columns:
            is_head = pc.fill_null(pc.equal(seen.columns[RELATION], "head"), False)
            heads = is_head.to_numpy(zero_copy_only=False).astype(bool)
        places = first_rows(part, len(self.ids), heads)
        return np.where(places < 0, -1, seen.rows[places] if len(seen.rows) else -1).astype(np.int32)


def gather(observations: Iterable[Observation], log: Log) -> Gathered | None:
    """Nothing when no sheet lists households."""
    observations = list(observations)
    bases = [
        twins.households_once(seen, log) for seen in observations if seen.plan.kind in (FLAT, "households")
    ]
    if not bases:
        return None
    if not any(AREA_CODE in seen.columns for seen in bases):
        raise Refused(
            "没有一列是行政村代码，农户无法归到村。",
            '请补上 12 位行政村代码列；全表同村的，在 map.yaml 的 set 中写 households.area_code: "12 位代码"。',
        )
    ids = concatenated([seen.keys for seen in bases]).dictionary_encode().dictionary
    others = [seen for seen in observations if seen.plan.kind == "persons"]
    sums = [persons.only_of(seen, ids, log) for seen in observations if _holds_sums(seen)]
    return _merged(Witnesses([*bases, *others, *sums], ids), log)


def _holds_sums(seen: Observation) -> bool:
    return seen.plan.is_wide and seen.plan.kind in ("incomes", "expenses")


def gather_sums(observations: Iterable[Observation], log: Log) -> Gathered | None:
    """Amounts in columns of files read without their households; nothing where there are none."""
    sums = [seen for seen in observations if _holds_sums(seen)]
    if not sums:
        return None
    return _told(
        Witnesses(sums, concatenated([seen.keys for seen in sums]).dictionary_encode().dictionary), log
    )


def _merged(seen: Witnesses, log: Log) -> Gathered:
    """Only households with a village go on."""
    return _placed(_told(seen, log), log)


def _told(seen: Witnesses, log: Log) -> Gathered:
    count = len(seen.ids)
    kind = {column.name: schema.TYPES[column.type] for column in HOUSEHOLDS}
    columns = {name: pa.nulls(count, type_) for name, type_ in kind.items()} | {"household_id": seen.ids}
    first = seen.first()
    gathered = Gathered(seen.ids, columns, {}, _layers(seen, first), seen)
    for target in seen.targets:
        merged = merge(seen.groups, count, seen.column(target))
        values = merged.values
        if target != AREA_CODE and _is_of_members(merged):
            _report_members(seen, target, merged.conflicts, log)
            if target.kind:
                # A sum without this kind would be too small: the year of whoever has several rows is unknown.
                gathered.wide[target] = values
                gathered.disputed[target] = _several(seen, target)
            continue
        for conflict in merged.conflicts:
            _report(seen, target, conflict, log)
        if target == AREA_CODE and merged.conflicts:
            values = _first_said(seen, values, merged.conflicts)
        gathered.disputed[target] = {conflict.group for conflict in merged.conflicts} | _unread(seen, target)
        if target.kind:
            gathered.wide[target] = values
        else:
            columns[target.column] = values
    return gathered


def _is_of_members(merged: Merged) -> bool:
    """Slips are rare.  Where a fifth of the households disagree within themselves, each member has an own value."""
    count = len(merged.conflicts)
    return count >= SEVERAL and count >= SLIPS * (len(merged.values) - merged.values.null_count + count)


def _report_members(seen: Witnesses, target: Target, conflicts: list[Conflict], log: Log) -> None:
    here, _ = seen.at(conflicts[0].other)
    column = next(column for column in here.plan.columns if column.index == here.index_of(target))
    log.add(
        messages.AMOUNTS_OF_MEMBERS if target.kind else messages.COLUMN_OF_MEMBERS,
        here.sheet,
        here.sheet.header_row,
        column.index,
        count=len(conflicts),
        label=phrases.short(target),
    )
    if target.kind is None:
        column.target, column.reason = None, messages.COLUMN_OF_MEMBERS


def _several(seen: Witnesses, target: Target) -> set[int]:
    """Households of which more than one row says something, and those with a cell that cannot be read."""
    known = seen.column(target).is_valid().to_numpy(zero_copy_only=False).astype(bool) & (seen.groups >= 0)
    counts = np.bincount(seen.groups[known], minlength=len(seen.ids))
    return set(np.flatnonzero(counts > 1).tolist()) | _unread(seen, target)


def _layers(seen: Witnesses, first: list[npt.NDArray[np.int32]]) -> list[Layer]:
    return [
        Layer(o.sheet, rows, {t.column: c.index for t, c in o.plan.used.items() if t.table == "households"})
        for o, rows in zip(seen.observations, first, strict=True)
    ]


def _report(seen: Witnesses, target: Target, conflict: Conflict, log: Log) -> None:
    here, row = seen.at(conflict.other)
    there, other = seen.at(conflict.first)
    log.add(
        messages.AREA_CONFLICT if target == AREA_CODE else messages.CONFLICT,
        here.sheet,
        row,
        here.index_of(target),
        here.cell(row, target),
        label=phrases.short(target),
        other=there.sheet.where(other),
        theirs=there.cell(other, target),
    )


def _first_said(seen: Witnesses, values: pa.Array, conflicts: list[Conflict]) -> pa.Array:
    """A household without a village would be lost to every list: it stays where it was first put."""
    said = seen.column(AREA_CODE)
    filled = values.to_pylist()
    for conflict in conflicts:
        filled[conflict.group] = said[conflict.first].as_py()
    return pa.array(filled, pa.string())


def _unread(seen: Witnesses, target: Target) -> set[int]:
    groups: set[int] = set()
    for observation, part in zip(seen.observations, seen.parts, strict=True):
        if bad := observation.unread.get(target):
            groups |= set(part[np.isin(observation.rows, list(bad))].tolist())
    return groups - {-1}


def _placed(gathered: Gathered, log: Log) -> Gathered:
    known = gathered.columns["area_code"].is_valid().to_numpy(zero_copy_only=False).astype(bool)
    for index in np.flatnonzero(~known).tolist():
        layer = gathered.home_of(index)
        log.add(
            messages.NO_AREA_CODE,
            layer.sheet,
            layer.row(index),
            layer.columns.get("area_code"),
            gathered.ids[index].as_py(),
        )
    if known.all():
        return gathered
    mask, place = pa.array(known), np.cumsum(known) - 1
    return Gathered(
        gathered.ids.filter(mask),
        {name: column.filter(mask) for name, column in gathered.columns.items()},
        {target: column.filter(mask) for target, column in gathered.wide.items()},
        [Layer(layer.sheet, layer.rows[known], layer.columns) for layer in gathered.layers],
        Witnesses(gathered.seen.observations, gathered.ids.filter(mask)),
        {target: {int(place[g]) for g in groups if known[g]} for target, groups in gathered.disputed.items()},
    )
