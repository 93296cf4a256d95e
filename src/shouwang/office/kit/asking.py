"""Queries that pages ask for every record they open: Django puts the SQL together once, afterwards only values change.

    HOMES = Question(lambda key, day: (…querysets with the same columns…), key=int, day=date)
    HOMES.rows(key=7, day=clock.today())

Of many columns, putting the SQL together costs more than the data base's answer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet

Asked = QuerySet[Any] | Iterable[QuerySet[Any]]

MARKS: dict[type, Callable[[int], Any]] = {
    # Values that no query of ours has, to find again where they went.
    int: lambda number: -1_234_567_000 - number,
    date: lambda number: date(1, 2, 3 + number),
    datetime: lambda number: datetime(1234, 5, 6 + number, tzinfo=UTC),
    str: lambda number: f"\x01{number}\x02",
}


@dataclass(frozen=True)
class Made:
    sql: str
    given: tuple[tuple[str, Any], ...]
    """For each place in it: which value goes there, or nothing, and what stands there otherwise."""
    converters: Any
    compiler: Any
    names: tuple[str, ...]
    """Of a model's fields, where records are asked for."""


class Question:
    """`build` gives querysets without an order of their own that are asked as one – or a single one, which may have
    an order –; each value is a whole number or a day and stands in the SQL as it is given."""

    def __init__(self, build: Callable[..., Asked], **values: type) -> None:
        self.build, self.values = build, values
        self.made: Made | None = None

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """For querysets of `values_list`: what that would give."""
        made = self.made or self._make()
        with connection.cursor() as cursor:
            cursor.execute(made.sql, _filled(made, values))
            found = cursor.fetchall()
        if made.converters:
            return [tuple(row) for row in made.compiler.apply_converters(found, made.converters)]
        return list(found)

    def records(self, model: type[models.Model], **values: Any) -> list[Any]:
        """For querysets of a model itself: what they would give.  Related records are fetched when asked for."""
        rows = self.rows(**values)
        names = self.made.names if self.made else ()
        return [model.from_db(connection.alias, names, row) for row in rows]

    def _make(self) -> Made:
        # Two threads may both make it: they make the same.
        marks = {
            name: MARKS[kind](number) for number, (name, kind) in enumerate(self.values.items(), start=1)
        }
        built = self.build(**marks)
        queries = [built.query] if isinstance(built, QuerySet) else [one.query for one in built]
        compilers = [query.get_compiler(connection=connection) for query in queries]
        parts = [compiler.as_sql() for compiler in compilers]
        first: Any = compilers[0]
        columns = [column for column, _sql, _alias in first.select]
        self.made = Made(
            # SQLite takes no brackets around the parts, and a limit only inside of some.
            sql=" UNION ALL ".join(
                f"SELECT * FROM ({sql}) AS part" if query.is_sliced else sql
                for query, (sql, _params) in zip(queries, parts, strict=True)
            ),
            given=_places([param for _sql, params in parts for param in params], marks),
            converters=first.get_converters(columns),
            compiler=first,
            names=tuple(column.target.attname for column in columns if hasattr(column, "target")),
        )
        return self.made


def _places(params: Iterable[Any], marks: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    named = {_stored(mark): name for name, mark in marks.items()}
    places = tuple((named.get(param, ""), param) for param in params)
    # A lookup that alters its value – “contains”, “iexact” – would ask for the mark for ever.
    if lost := marks.keys() - {name for name, _param in places}:
        raise ValueError(f"these values do not stand in the SQL as they are given: {sorted(lost)}")
    return places


def _filled(made: Made, values: Mapping[str, Any]) -> list[Any]:
    stored = {name: _stored(value) for name, value in values.items()}
    return [stored[name] if name else fixed for name, fixed in made.given]


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
