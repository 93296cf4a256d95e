"""Reads a workbook with all checks into tables and a list of problems, without a marked copy of the workbook."""

import sys
from pathlib import Path

import pyarrow.parquet as pq

from shouwang.engine.reading import read, store

book, out = map(Path, sys.argv[1:])
reading = read.read([book], period="2022")
out.mkdir()
for name, table in reading.tables.items():
    pq.write_table(table, out / f"{name}.parquet")
(out / store.PROBLEMS).write_text(store.as_json(reading.problems), encoding="utf-8")
