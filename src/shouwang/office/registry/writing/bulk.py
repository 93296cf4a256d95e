"""Whole Arrow columns into tables of the data base: COPY on PostgreSQL, executemany on SQLite.

Below the journal and the models: whoever calls records what was done (registry/intake/loading.py).
"""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
from django.db import connection, models

from shouwang.engine import schema
from shouwang.engine.tables import Table
from shouwang.office.kit import sealing
from shouwang.office.kit.sealing import SealedField
from shouwang.office.registry import fields

ROWS = 50_000
"""Of a piece: sealed columns are text objects, which a million households at once would not fit."""


AMOUNT = pa.decimal128(20, 2)
"""Yuan."""
CENT = Decimal("0.01")


def cents(amount: Any) -> Decimal | None:
    """As fields of amounts keep them; sums and quotients have more digits."""
    return None if amount is None else Decimal(amount).quantize(CENT)


def pieces(table: pa.Table) -> Iterator[pa.Table]:
    for start in range(0, table.num_rows, ROWS):
        yield table.slice(start, ROWS)


def column_of(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


def reserve(model: type[models.Model], count: int) -> pa.Array:
    """Primary keys for rows to come, as int64; nobody else gets them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return pa.array([key for (key,) in cursor.fetchall()], pa.int64())
        # The transaction began as a writing one: nobody else takes numbers meanwhile.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return pa.array(range(first, first + count), pa.int64())


def same(value: Any, count: int) -> pa.Array:
    """One value for every row; nothing: null."""
    if value is None:
        return pa.nulls(count, pa.string())
    return pa.repeat(pa.scalar(_plain(value)), count)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        text = value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        return text if connection.vendor == "sqlite" else f"{text}+00"
    return value


def sealed(model: type[models.Model], columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """The same columns as they are stored: personal ones sealed, with what they are looked up by beside them."""
    made: dict[str, pa.Array] = {}
    followed = fields.followers(model)
    for name, column in columns.items():
        field, follower = model._meta.get_field(name), followed.get(name)
        made[name] = column
        if follower is None and not isinstance(field, SealedField):
            continue
        texts = column.cast(pa.string()).to_pylist()
        if isinstance(field, SealedField):
            made[name] = pa.array(sealing.seal_many(texts, field.seal_name), pa.string())
        if follower:
            made[follower.of(name)] = pa.array(follower.many(texts), pa.string())
    return made


def insert(model: type[models.Model], columns: dict[str, pa.Array]) -> None:
    """Columns by the names of fields, all of equal length, as they are stored."""
    named = {column_of(model, name): column for name, column in columns.items()}
    into(model._meta.db_table, pa.table(named))


def into(table: str, rows: pa.Table) -> None:
    names = ", ".join(connection.ops.quote_name(name) for name in rows.column_names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {table} ({names}) FROM STDIN (FORMAT csv)", rows)
            return
        marks = ", ".join(["%s"] * rows.num_columns)
        lists = [_values(column) for column in rows.columns]
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(zip(*lists, strict=True)))


def _copy(cursor: Any, statement: str, rows: pa.Table) -> None:
    # Arrow quotes every text and leaves null bare, which is how PostgreSQL tells an empty text from none.
    text = io.BytesIO()
    csv.write_csv(rows, text, csv.WriteOptions(include_header=False))
    with cursor.copy(statement) as copy:
        copy.write(text.getbuffer())


def _values(column: pa.ChunkedArray) -> list[Any]:
    """As SQLite keeps them: dates and decimals as text, yes and no as numbers."""
    kind = column.type
    if pa.types.is_boolean(kind):
        column = column.cast(pa.int8())
    elif pa.types.is_date(kind) or pa.types.is_decimal(kind):
        column = column.cast(pa.string())
    return list(column.to_pylist())


def stage(name: str, rows: pa.Table, like: type[models.Model] | None = None) -> None:
    """A table of this connection only, gone with the transaction; columns as in the model's table."""
    types = _types(rows, like)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        listed = ", ".join(f"{connection.ops.quote_name(column)} {kind}" for column, kind in types.items())
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({listed})")
    for piece in pieces(rows):
        into(name, piece)
    if "id" in types:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE INDEX {name}_id ON {name} (id)")
            if connection.vendor == "postgresql":
                cursor.execute(f"ANALYZE {name}")


def _types(rows: pa.Table, like: type[models.Model] | None) -> dict[str, str]:
    declared = {
        f.column: f.rel_db_type(connection) if f.primary_key else f.db_type(connection) for f in _fields(like)
    }
    plain = {pa.int64(): "bigint", pa.int32(): "bigint", pa.string(): "text"}
    return {
        name: declared.get(name) or plain[kind]
        for name, kind in zip(rows.column_names, rows.schema.types, strict=True)
    }


def _fields(model: type[models.Model] | None) -> Sequence[Any]:
    return model._meta.concrete_fields if model else ()


def run(statement: str, values: Sequence[Any] = ()) -> int:
    """Rows touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return int(cursor.rowcount)


def count(statement: str, values: Sequence[Any] = ()) -> int:
    """The only number of the only row; nothing counts as none."""
    return int(rows(statement, values)[0][0] or 0)


def rows(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())


def plain(table: Any, declared: Table, wanted: Sequence[str]) -> pa.Table:
    """The wanted columns in the declared types, without dictionaries; what is not there – a column, or the table, `None` –
    is null or no row."""
    kinds = {name: schema.TYPES[declared[name].type] for name in wanted}
    if table is None:
        return pa.table({name: pa.nulls(0, kind) for name, kind in kinds.items()})
    there = set(table.column_names)
    return pa.table(
        {
            name: table[name].cast(kind) if name in there else pa.nulls(table.num_rows, kind)
            for name, kind in kinds.items()
        }
    )


def positions(wanted: pa.Array | pa.ChunkedArray, among: pa.Array) -> pa.Array:
    """Where each wanted value stands; null where it does not."""
    return pc.index_in(wanted.combine_chunks() if isinstance(wanted, pa.ChunkedArray) else wanted, among)


def day(value: Any) -> date:
    """Of a column of days; SQLite may give its text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def moment(value: datetime) -> Any:
    """As Django itself stores moments: SQLite would take another text for the same."""
    return connection.ops.adapt_datetimefield_value(value)
