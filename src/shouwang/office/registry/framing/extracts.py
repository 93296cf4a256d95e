"""Columns of a query as Arrow record batches, sealed ones unsealed: COPY on PostgreSQL, a cursor elsewhere.

No model instance is made; memory holds a piece at a time.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.csv as csv
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from shouwang.engine import schema
from shouwang.engine.tables import Column, Type
from shouwang.office.kit import sealing
from shouwang.office.registry.fields import SEALED

Asked = tuple[str, Sequence[Any]]
"""SQL and what stands in for its placeholders."""
PIECE = 10_000
"""Rows from a cursor."""
PLAIN: dict[Type, Callable[[str], Any]] = {Type.INTEGER: int, Type.BOOLEAN: lambda text: text == "true"}
"""What a sealed text is of a type that is none."""
BLOCK = 4 * 1024 * 1024
"""Bytes of COPY that are parsed at once."""


def batches(
    rows: "QuerySet[Any]", columns: Sequence[Column], names: Sequence[str]
) -> Iterator[dict[str, pa.Array]]:
    """`names`: of the model's fields, as `values_list` takes them, in the order of `columns`."""
    copies = connection.vendor == "postgresql"
    asked_for = names if copies else _as_kept(columns, names)
    try:
        asked = rows.order_by().values_list(*asked_for).query.sql_with_params()
    except EmptyResultSet:
        # Of nobody – an empty list of keys – Django does not make a question.
        return
    yield from (_copied if copies else _fetched)(asked, columns)


def _as_kept(columns: Sequence[Column], names: Sequence[str]) -> list[Any]:
    """Days as the texts that SQLite keeps: Python would read them one by one."""
    return [
        Cast(name, TextField()) if column.type is Type.DATE and column.name not in SEALED else name
        for column, name in zip(columns, names, strict=True)
    ]


def _fetched(asked: Asked, columns: Sequence[Column]) -> Iterator[dict[str, pa.Array]]:
    """Values as the cursor has them: Django's converters, called for each value, cost more than all the rest."""
    with connection.cursor() as cursor:
        cursor.execute(*asked)
        while piece := cursor.fetchmany(PIECE):
            pairs = zip(columns, zip(*piece, strict=True), strict=True)
            yield {column.name: _array(column, values) for column, values in pairs}


def _array(column: Column, values: Sequence[Any]) -> pa.Array:
    if column.name in SEALED:
        return _typed(column, sealing.unseal_many(values, column.name))
    if column.type is Type.MONEY:
        # SQLite keeps amounts as floating-point numbers, exact to far more than cents.
        return pa.array(values, pa.float64()).cast(schema.TYPES[column.type])
    if column.type is Type.DATE:
        return pa.array(values, pa.string()).cast(schema.TYPES[column.type])
    return pa.array(values, schema.TYPES[column.type])


def _typed(column: Column, values: Sequence[Any]) -> pa.Array:
    if column.name in SEALED and column.type in PLAIN:
        plain = PLAIN[column.type]
        values = [None if value is None else plain(value) for value in values]
    return pa.array(values, schema.TYPES[column.type])


def _copied(asked: Asked, columns: Sequence[Column]) -> Iterator[dict[str, pa.Array]]:
    operations: Any = connection.ops
    statement = operations.compose_sql(*asked)
    kinds = {each.name: pa.string() if each.name in SEALED else schema.TYPES[each.type] for each in columns}
    said = csv.ConvertOptions(
        column_types=kinds,
        null_values=[""],
        true_values=["t"],
        false_values=["f"],
        # COPY leaves null bare and quotes an empty text.
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)") as copy,
    ):
        stream = _Stream(copy)
        if not stream.more():
            return
        reader = csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            csv.ReadOptions(column_names=list(kinds), block_size=BLOCK, use_threads=False),
            csv.ParseOptions(newlines_in_values=True),
            said,
        )
        for batch in reader:
            yield {column.name: _unsealed(column, batch[column.name]) for column in columns}


def _unsealed(column: Column, values: pa.Array) -> pa.Array:
    if column.name not in SEALED:
        return values
    return _typed(column, sealing.unseal_many(values.to_pylist(), column.name))


class _Stream(io.RawIOBase):
    """What COPY sends, to be read."""

    def __init__(self, copy: Any) -> None:
        self.blocks = iter(copy)
        self.rest = b""

    def more(self) -> bool:
        """Whether there is anything left."""
        self.rest = self.rest or bytes(next(self.blocks, b""))
        return bool(self.rest)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        """As many bytes as were asked for: Arrow takes fewer for the end.  COPY sends a row at a time."""
        parts, wanted = [self.rest], size - len(self.rest)
        while size < 0 or wanted > 0:
            block = bytes(next(self.blocks, b""))
            if not block:
                break
            parts.append(block)
            wanted -= len(block)
        found = b"".join(parts)
        self.rest = found[size:] if size >= 0 else b""
        return found[:size] if size >= 0 else found
