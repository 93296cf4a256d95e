"""The other contestant: one pack, one day, in SQL by hand.  `python bench/by_hand.py DATA OUT [PACK_HASH]`."""

import sys
from pathlib import Path

import duckdb

SQL = Path(__file__).with_suffix(".sql")


def write(data: str, out: str, pack_hash: str = "") -> None:
    """Findings of the tables in the directory `data` into the Parquet file `out`."""
    duckdb.execute(SQL.read_text("utf-8"), {"data": data, "out": out, "pack_hash": pack_hash})


if __name__ == "__main__":
    write(*sys.argv[1:])
