"""One row per person, out of every list of members."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine import identity, schema
from shouwang.engine.reading import messages, phrases, places, twins
from shouwang.engine.reading.merge import Codes, Conflict, concatenated, merge
from shouwang.engine.reading.observe import Observation
from shouwang.engine.reading.places import Layer
from shouwang.engine.reading.plan import FLAT
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.targets import HOUSEHOLD_ID, Target
from shouwang.engine.tables import PERSONS

NUMBER, PERSON_ID = Target("persons", "id_number"), Target("persons", "person_id")
OLD_NUMBER = "^[0-9]{15}$"

Gathered = tuple[pa.Table, list[Layer]]


def gather(observations: Iterable[Observation], households: pa.Array | None, log: Log) -> Gathered | None:
    """Nothing when no sheet lists people.  `households`: the numbers that were read, where any list has them."""
    lists = [seen for seen in observations if seen.plan.kind in (FLAT, "persons")]
    if not lists:
        return None
    lists = [_lengthened(twins.persons_once(_people(seen, households, log), log), log) for seen in lists]
    columns, layers = _one_list(lists[0]) if len(lists) == 1 else _joined(lists, log)
    columns["person_id"] = _person_ids(columns, layers, log)
    arrays = [columns[column.name] for column in PERSONS]
    return pa.Table.from_arrays(arrays, schema=schema.arrow(PERSONS)), layers


def _people(seen: Observation, households: pa.Array | None, log: Log) -> Observation:
    """Rows that say something of a person, whose household was read."""
    keep = np.zeros(len(seen.rows), bool)
    for target, column in seen.columns.items():
        if target.table == "persons":
            keep |= column.is_valid().to_numpy(zero_copy_only=False)
    if seen.plan.kind == "persons":
        for row in seen.rows[~keep].tolist():
            log.add(
                messages.ROW_INCOMPLETE, seen.sheet, row, None, label=phrases.label(PERSONS["name"].label)
            )
    return only_of(seen.select(keep), households, log)


def only_of(seen: Observation, households: pa.Array | None, log: Log) -> Observation:
    """Rows of households that were read; the others are listed."""
    if households is None:
        return seen
    known = pc.is_in(seen.keys, households).to_numpy(zero_copy_only=False).astype(bool)
    index = seen.index_of(HOUSEHOLD_ID)
    for place in np.flatnonzero(~known).tolist():
        log.add(messages.ROW_ORPHAN, seen.sheet, int(seen.rows[place]), index, seen.keys[place].as_py())
    return seen.select(known)


def _lengthened(seen: Observation, log: Log) -> Observation:
    numbers = seen.columns.get(NUMBER)
    if numbers is None:
        return seen
    old = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(numbers, OLD_NUMBER), False)).to_pylist()
    if not old:
        return seen
    values = numbers.to_pylist()
    for place in old:
        values[place], given = identity.to_18(values[place]), values[place]
        row, index = int(seen.rows[place]), seen.index_of(NUMBER)
        log.add(messages.ID_LENGTHENED, seen.sheet, row, index, given, new=values[place])
    seen.columns[NUMBER] = pa.array(values, pa.string())
    return seen


def _one_list(seen: Observation) -> tuple[dict[str, pa.Array], list[Layer]]:
    columns = {
        c.name: seen.columns.get(Target("persons", c.name), pa.nulls(len(seen.rows), schema.TYPES[c.type]))
        for c in PERSONS
    }
    return columns | {"household_id": seen.keys}, [_layer(seen, seen.rows)]


def _layer(seen: Observation, rows: npt.NDArray[np.int32]) -> Layer:
    columns = {t.column: c.index for t, c in seen.plan.used.items() if t.table == "persons"}
    household = seen.index_of(HOUSEHOLD_ID)
    return Layer(seen.sheet, rows, columns if household is None else columns | {"household_id": household})


def _joined(lists: list[Observation], log: Log) -> tuple[dict[str, pa.Array], list[Layer]]:
    """Several lists: a person found in more than one of them is one person."""
    groups = _same_people(lists)
    count = int(groups.max(initial=-1)) + 1
    starts = np.cumsum([0, *(len(seen.rows) for seen in lists)])
    parts = [groups[a:b] for a, b in pairwise(starts)]
    columns = {"household_id": merge(groups, count, concatenated([seen.keys for seen in lists])).values}
    for column in PERSONS:
        if column.name != "household_id":
            target, kind = Target("persons", column.name), schema.TYPES[column.type]
            said = [seen.columns.get(target, pa.nulls(len(seen.rows), kind)) for seen in lists]
            merged = merge(groups, count, concatenated(said))
            columns[column.name] = merged.values
            for conflict in merged.conflicts:
                _report(lists, starts, target, conflict, log)
    layers = []
    for seen, part in zip(lists, parts, strict=True):
        rows = np.full(count, -1, np.int32)
        rows[part] = seen.rows
        layers.append(_layer(seen, rows))
    return columns, layers


def _same_people(lists: list[Observation]) -> Codes:
    """Number of the person per row.  Twins within one list stay two: which one a second list means is unknown."""
    known: dict[str, int] = {}
    groups: list[int] = []
    count = 0
    for seen in lists:
        here: set[str] = set()
        for key in twins.who(seen).to_pylist():
            if key is None or key in here or key not in known:
                groups.append(count)
                if key is not None:
                    known.setdefault(key, count)
                count += 1
            else:
                groups.append(known[key])
            here.add(key)
    return np.array(groups, np.int64)


def _report(
    lists: list[Observation], starts: npt.NDArray[np.int64], target: Target, conflict: Conflict, log: Log
) -> None:
    (here, row), (there, other) = (_at(lists, starts, place) for place in (conflict.other, conflict.first))
    log.add(
        messages.PERSON_CONFLICT,
        here.sheet,
        row,
        here.index_of(target),
        here.cell(row, target),
        label=phrases.short(target),
        other=there.sheet.where(other),
        theirs=there.cell(other, target),
    )


def _at(lists: list[Observation], starts: npt.NDArray[np.int64], place: int) -> tuple[Observation, int]:
    which = int(np.searchsorted(starts, place, "right")) - 1
    return lists[which], int(lists[which].rows[place - starts[which]])


def _person_ids(columns: dict[str, pa.Array], layers: list[Layer], log: Log) -> pa.Array:
    """The file's own, else the ID number, else – none, or somebody else has it – household and order."""
    given, numbers = columns["person_id"], columns["id_number"]
    missing = given.is_null().to_numpy(zero_copy_only=False).astype(bool)
    repeated = ~missing & ~_first_of_their_kind(given)
    if not missing.any() and not repeated.any():
        return given
    taken = pc.is_in(numbers, given.drop_null()).to_numpy(zero_copy_only=False).astype(bool)
    numbered = missing & _first_of_their_kind(numbers) & ~taken
    ordered = missing & ~numbered | repeated
    made = pc.binary_join_element_wise(columns["household_id"], _orders(columns["household_id"]), "-")
    for index in np.flatnonzero(repeated).tolist():
        here = places.place(layers, index, "person_id")
        value, new = given[index].as_py(), made[index].as_py()
        log.add(messages.PERSON_ID_TWICE, here.sheet, here.row, here.column, value, new=new)
    _report_ids(layers, numbered, ordered & ~repeated, made, log, whole=bool(missing.all()))
    return pc.if_else(pa.array(numbered), numbers, pc.if_else(pa.array(ordered), made, given))


def _first_of_their_kind(numbers: pa.Array) -> npt.NDArray[np.bool_]:
    codes = pc.fill_null(numbers.dictionary_encode().indices, -1).to_numpy(zero_copy_only=False)
    first = np.zeros(len(codes), bool)
    first[np.unique(codes, return_index=True)[1]] = True
    first &= codes >= 0
    return first


def _orders(households: pa.Array) -> pa.Array:
    """01, 02 … within each household, in the order of the file."""
    codes = households.dictionary_encode().indices.to_numpy()
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else ordered
    lengths = np.diff(np.r_[starts, len(ordered)])
    places = np.empty(len(codes), np.int64)
    places[order] = np.arange(len(codes)) - np.repeat(starts, lengths) + 1
    return pc.utf8_lpad(pa.array(places).cast(pa.string()), 2, "0")


def _report_ids(
    layers: list[Layer],
    numbered: npt.NDArray[np.bool_],
    ordered: npt.NDArray[np.bool_],
    made: pa.Array,
    log: Log,
    whole: bool,
) -> None:
    """A file without such a column is told once, single empty cells one by one."""
    if whole and numbered.any():
        log.add(messages.PERSON_IDS_FROM_NUMBERS, layers[0].sheet, count=int(numbered.sum()))
    for chosen, code in (
        (numbered, messages.PERSON_ID_FROM_NUMBER),
        (ordered, messages.PERSON_ID_FROM_ORDER),
    ):
        if whole and chosen is numbered:
            continue
        for index in np.flatnonzero(chosen).tolist():
            here = places.place(layers, index, "person_id")
            log.add(code, here.sheet, here.row, here.column, new=made[index].as_py())
