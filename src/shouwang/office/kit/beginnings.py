"""What begins with a text, found and sorted by one index – in whatever order the data base keeps its texts."""

from typing import Any

from django.db import connection
from django.db.models import Func, Q

LAST = "\U0010ffff"


def begins(column: str, text: str) -> Q:
    """A condition that an index serves: on PostgreSQL of `Bytewise(column)` or of `varchar_pattern_ops`."""
    if connection.vendor == "sqlite":
        return Q(**{f"{column}__gte": text, f"{column}__lt": text + LAST})
    return Q(**{f"{column}__startswith": text})


class Bytewise(Func):
    """A text as its bytes compare, whatever the data base's language: for indexes of beginnings and their order."""

    template = '%(expressions)s COLLATE "C"'
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **words: Any) -> Any:
        return self.as_sql(compiler, connection, template='%(expressions)s COLLATE "BINARY"', **words)
