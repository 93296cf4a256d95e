"""The declared tables as Arrow schemas: what the files of an output directory hold."""

import pyarrow as pa

from shouwang.engine.tables import Table, Type

MONEY = pa.decimal128(14, 2)

TYPES = {
    Type.TEXT: pa.string(),
    Type.ENUM: pa.string(),
    Type.BOOLEAN: pa.bool_(),
    Type.INTEGER: pa.int32(),
    Type.MONEY: MONEY,
    Type.DATE: pa.date32(),
}


def arrow(table: Table) -> pa.Schema:
    return pa.schema([pa.field(c.name, TYPES[c.type], nullable=not c.known) for c in table])
