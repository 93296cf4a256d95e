"""The county as Parquet files, block after block: memory stays the same however many households there are."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.engine import manifest, schema
from shouwang.engine.county.block import Plan, draw_block
from shouwang.engine.county.map import MOST_HOUSEHOLDS, PROVINCES, areas, draw_map
from shouwang.engine.county.rows import record_batches
from shouwang.engine.errors import Refused, sentence
from shouwang.engine.tables import AREAS, TABLES

ROW_GROUP = 122_880
"""Rows that DuckDB takes as one piece of work."""
ENOUGH = ROW_GROUP * 9 // 10
NEVER_REPEATED = {"person_id", "id_number", "phone", "amount", "insurance_payout"}
"""A dictionary of these would only be work."""


def plan(households: int, seed: int = 7, on: date = date(2022, 9, 30), area: str = "430921") -> Plan:
    """Refused for parameters that no county can be made from."""
    if not 1 <= households <= MOST_HOUSEHOLDS:
        raise Refused(
            sentence("不能生成 {count} 户的县。", count=households),
            sentence("请给出 1 到 {most} 之间的户数。", most=MOST_HOUSEHOLDS),
        )
    if not 0 <= seed < 2**32:
        raise Refused(sentence("种子 {seed} 不可用。", seed=seed), "请给出 0 到 4294967295 之间的整数。")
    if len(area) != 6 or not area.isascii() or not area.isdigit() or area[:2] not in PROVINCES:
        raise Refused(sentence("“{area}”不是县级区划代码。", area=area), "请给出 6 位数字的代码，如 430921。")
    if not 1990 <= on.year <= 2100:
        raise Refused(sentence("参考日期 {on} 不可用。", on=on), "请给出 1990 年到 2100 年之间的日期。")
    return Plan(seed, households, on, draw_map(seed, households, area))


def write(county: Plan, out: Path, done: Callable[[int], None] = lambda households: None) -> dict[str, int]:
    """Write every table into the directory `out`; `done` hears how many households are written.

    Gives the rows of each table.
    """
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(_Growing(out / f"{name}.parquet")) for name in TABLES if name != "areas"
        }
        for batches in _ahead(county):
            for name, batch in batches.items():
                files[name].add(batch)
            done(files["households"].rows)
    rows = {name: file.rows for name, file in files.items()} | {"areas": _write_areas(county, out)}
    manifest.write(out, rows)
    return rows


class _Growing:
    """One Parquet file; small batches are gathered until they make a row group."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self.waiting: list[pa.RecordBatch] = []
        self.writer: pq.ParquetWriter | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        self.rows += len(batch)
        self.waiting.append(batch)
        if sum(len(waiting) for waiting in self.waiting) >= ENOUGH:
            self._flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """After a failure nobody wants the rest."""
        if self.waiting and kind is None:
            self._flush()
        if self.writer:
            self.writer.close()

    def _flush(self) -> None:
        table = pa.Table.from_batches(self.waiting)
        if len(self.waiting) > 1:
            # A row group keeps only one dictionary per column.
            table = table.unify_dictionaries().combine_chunks()
        self.waiting = []
        if self.writer is None:
            self.writer = _writer(self.path, table.schema)
        self.writer.write_table(table, _row_group(len(table)))


def _ahead(county: Plan) -> Iterator[dict[str, pa.RecordBatch]]:
    """Blocks in their order, the next one drawn on another thread while one is written."""

    def made(number: int) -> dict[str, pa.RecordBatch]:
        return record_batches(draw_block(county, number))

    with ThreadPoolExecutor(1) as pool:
        coming: Future[dict[str, pa.RecordBatch]] = pool.submit(made, 0)
        for number in range(1, county.blocks + 1):
            batches = coming.result()
            if number < county.blocks:
                coming = pool.submit(made, number)
            yield batches


def _row_group(rows: int) -> int:
    """Equal parts of about ROW_GROUP rows."""
    return max(1, -(-rows // max(1, round(rows / ROW_GROUP))))


def _writer(path: Path, made: pa.Schema) -> pq.ParquetWriter:
    # Without the Arrow schema a reader sees plain text and not how it was made; decimals of 14 digits fit whole
    # numbers, which are quicker to read than byte strings.
    return pq.ParquetWriter(
        path,
        made,
        compression="snappy",
        use_dictionary=[name for name in made.names if name not in NEVER_REPEATED],
        store_schema=False,
        store_decimal_as_integer=True,
        dictionary_pagesize_limit=2**22,
    )


def _write_areas(county: Plan, out: Path) -> int:
    columns = zip(*areas(county.map), strict=True)
    table = pa.Table.from_arrays(
        [pa.array(column, pa.string()) for column in columns], schema=schema.arrow(AREAS)
    )
    pq.write_table(table, out / "areas.parquet", store_schema=False)
    return len(table)
