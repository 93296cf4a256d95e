"""Where the rows that were read stand in the uploads, kept beside them: for what people have to look at again."""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.engine.reading.places import Layer
from shouwang.engine.reading.problems import letters
from shouwang.engine.reading.read import Reading

ROOM, LAYERS = "origins", "layers.json"
SCHEMA = pa.schema([("place", pa.int64()), ("layer", pa.int32()), ("row", pa.int64())])
PLACED = pa.schema(
    [("file", pa.string()), ("sheet", pa.string()), ("row", pa.int64()), ("cell", pa.string())]
)
COLUMNS = {
    "outside": "area_code",
    "no_village": "area_code",
    "twice": "id_number",
    "number_taken": "id_number",
    "number_differs": "id_number",
    "two_heads": "relation",
    "no_head": "relation",
}
"""Why a row is not accepted → where to look; elsewhere: the household's code."""

Found = dict[int, list[tuple[int, int]]]
"""Place of a row among those read → layers that have it, with the row of the sheet."""


def write(reading: Reading, names: dict[str, str], draft: Path) -> None:
    """`names`: of the files as they were read → as their sender called them."""
    room = draft / ROOM
    room.mkdir()
    told = {table: [_layer(one, names) for one in layers] for table, layers in reading.layers.items()}
    (room / LAYERS).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    for table, layers in reading.layers.items():
        rows = [_rows(number, layer) for number, layer in enumerate(layers)]
        pq.write_table(pa.concat_tables(rows or [SCHEMA.empty_table()]), room / f"{table}.parquet")


def _layer(layer: Layer, names: dict[str, str]) -> dict[str, Any]:
    file = layer.sheet.path.name
    columns = {name: letters(column) for name, column in layer.columns.items()}
    return {"file": names.get(file, file), "sheet": layer.sheet.name, "columns": columns}


def _rows(number: int, layer: Layer) -> pa.Table:
    known = np.flatnonzero(layer.rows >= 0)
    rows = layer.rows[known].astype(np.int64)
    # As the spreadsheet shows it; a line of CSV may be longer than a line.
    shown = np.array(layer.sheet.lines, np.int64)[rows] if layer.sheet.lines else rows + 1
    arrays = [
        pa.array(known + layer.start),
        pa.repeat(pa.scalar(number, pa.int32()), len(rows)),
        pa.array(shown),
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def located(refused: pa.Table, read: Path) -> pa.Table:
    """The rows not accepted with file, sheet, row and cell in place of `place`; nothing where that is not known.

    `read`: the folder of the reading.
    """
    path = read / ROOM / LAYERS
    layers = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    rows = refused.select(["name", "place", "reason"]).to_pylist()
    places = defaultdict(list)
    for row in rows:
        places[row["name"]].append(row["place"])
    found = {name: _found(read, name, listed) for name, listed in places.items() if name in layers}
    cells = [_cell(layers.get(row["name"], []), found.get(row["name"], {}), row) for row in rows]
    added = pa.Table.from_pylist(cells, schema=PLACED)
    table = refused.drop_columns(["place"])
    for name in PLACED.names:
        table = table.append_column(name, added[name])
    return table


def _found(read: Path, name: str, places: Sequence[int]) -> Found:
    made: Found = defaultdict(list)
    rows = pq.read_table(read / ROOM / f"{name}.parquet", filters=[("place", "in", set(places))])
    for row in rows.to_pylist():
        made[row["place"]].append((row["layer"], row["row"]))
    return made


def _cell(layers: list[dict[str, Any]], found: Found, row: dict[str, Any]) -> dict[str, Any]:
    """Of several sheets that have the row the one that has such a column."""
    there = [(layers[number], shown) for number, shown in found.get(row["place"], ())]
    wanted = COLUMNS.get(row["reason"], "household_id")
    exact = [one for one in there if wanted in one[0]["columns"]]
    if not there:
        return {}
    layer, shown = (exact or there)[0]
    column = layer["columns"].get(wanted) or layer["columns"].get("household_id")
    cell = f"{column}{shown}" if column else None
    return {"file": layer["file"], "sheet": layer["sheet"], "row": shown, "cell": cell}
