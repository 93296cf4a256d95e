"""Seconds that the reference evaluator takes for one household.  `python bench/one_household.py DATA PACK ON OUT`."""

import json
import statistics
import sys
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from shouwang.engine.policy import pack, shelf
from shouwang.engine.policy.expression import CHILD_TABLES
from shouwang.engine.screening import run
from shouwang.engine.screening.reference import Evaluator

HOUSEHOLDS = 2_000


def main(data: Path, pack_id: str, on: date, out: Path) -> None:
    made = run.prepare(pack.load(shelf.find(pack_id)), on)
    evaluator = Evaluator(made.pack)
    children = {table: by_household(data / f"{table}.parquet") for table in CHILD_TABLES}
    seconds = []
    for household in pq.read_table(data / "households.parquet").slice(0, HOUSEHOLDS).to_pylist():
        rows = {table: held[household["household_id"]] for table, held in children.items()}
        start = time.perf_counter()
        evaluator.find(household, rows, made)
        seconds.append(time.perf_counter() - start)
    out.write_text(json.dumps({"median": statistics.median(seconds), "sum": sum(seconds)}), "utf-8")


def by_household(path: Path) -> dict[str, list[dict[str, Any]]]:
    held: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in pq.read_table(path).to_pylist():
        held[row["household_id"]].append(row)
    return held


if __name__ == "__main__":
    folder, name, day, result = sys.argv[1:]
    main(Path(folder), name, date.fromisoformat(day), Path(result))
