"""What households and persons said before, and the one way to change what they say.

A change is so from a day on (`since`) and known since a moment (`recorded_at`).  The present row goes into `…Past` as
it is stored – sealed values are not unsealed – and takes the new values.  Rows are whole states; of the states that
began on or before a day the one that became known last counts.  A change that reaches back before the present state
began therefore adds, for every state in between, that state with the change in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from shouwang.office.journal import clauses
from shouwang.office.kit import clock
from shouwang.office.registry.models import Household, Person

Changed = dict[str, tuple[Any, Any]]
"""Field → old and new value."""
Meanwhile = Mapping[date, Mapping[str, Any]]
"""Day → field → value, from that day until the next."""
KEPT_APART = {"id", "until", "replaced_at"}


@transaction.atomic
def amend(
    record: Household | Person,
    values: Mapping[str, Any],
    *,
    on: date,
    source: str,
    at: datetime | None = None,
    meanwhile: Meanwhile | None = None,
) -> Changed:
    """Give a household or person new values from a day on; the journal notes old and new.

    `values` by names of fields.  What is the same already is no change.  A day before the first known state counts as
    the day of that state.  `meanwhile`: what is to be said instead of `values` before the present state began.
    """
    at = at or clock.now()
    lock(record)
    changed = {
        name: (getattr(record, name), value)
        for name, value in values.items()
        if _differs(record, name, value)
    }
    days = meanwhile or {}
    states = _states(record, on, days) if on < record.since else ()
    reached = [(day, state, _said_on(day, days) or values) for day, state in states]
    if not changed and not any(
        _differs(state, name, value) for _day, state, given in reached for name, value in given.items()
    ):
        return {}
    keep(type(record)._base_manager.filter(pk=record.pk), on=on, at=at)
    _insert_between(record, reached, source, at)
    said = {name: new for name, (_old, new) in changed.items()}
    held = {"since": max(on, record.since), "recorded_at": at, "source": source, "restored_by": ""}
    for name, value in (said | held | {"version": record.version + 1}).items():
        setattr(record, name, value)
    with clauses.resting(on=on):
        record.save(update_fields=[*said, *held, "version"])
    return changed


def lock(record: Household | Person) -> None:
    """The row as it is now, and nobody else's until the transaction ends."""
    rows: Any = type(record)._base_manager.select_for_update()
    record.refresh_from_db(from_queryset=rows)


def keep(records: "QuerySet[Any]", *, on: date, at: datetime) -> int:
    """Copy the present rows into the past, before they change.  Returns how many."""
    model = records.model
    began = connection.ops.quote_name("since")
    day = connection.ops.adapt_datefield_value(on)
    replaced = {
        past_of(model)[1]: ("id", []),
        # A state that another one takes the place of from its first day on was never so.
        "until": (f"CASE WHEN {began} > %s THEN {began} ELSE %s END", [day, day]),
        "replaced_at": ("%s", [connection.ops.adapt_datetimefield_value(at)]),
    }
    return _copy(records, model, replaced)


def past_of(model: type[models.Model]) -> tuple[type[models.Model], str]:
    """The model of the past, and its field that names the record."""
    relation: Any = model._meta.get_field("past")
    return relation.related_model, relation.field.name


def shared(model: type[models.Model]) -> list[str]:
    """Fields that present and past have in common."""
    past, _parent = past_of(model)
    own = {field.name for field in model._meta.concrete_fields}
    return [field.name for field in past._meta.concrete_fields if field.name in own - KEPT_APART]


def as_of(
    model: type[Household] | type[Person], day: date, known_at: datetime | None = None
) -> "tuple[QuerySet[Any], QuerySet[Any]]":
    """Who was in the register on a day, as known now or at a moment: rows of the present, and rows of the past."""
    not_over = Q(ended_on=None) | Q(ended_on__gt=day)
    present, past = holding(model, day, known_at)
    return present.filter(not_over), past.filter(not_over)


def holding(
    model: type[Household] | type[Person], day: date, known_at: datetime | None = None
) -> "tuple[QuerySet[Any], QuerySet[Any]]":
    """The row that counts on a day of each record, also of those who had left: of the present, and of the past."""
    past, parent = past_of(model)
    there = _so(day, known_at)
    later = past._base_manager.filter(
        there, pk__gt=OuterRef("pk"), **{f"{parent}_id": OuterRef(f"{parent}_id")}
    )
    return (
        model.objects.filter(there),
        past._base_manager.filter(there).exclude(_so(day, known_at, f"{parent}__")).exclude(Exists(later)),
    )


def at(record: Household | Person, day: date, known_at: datetime | None = None) -> Any:
    """The record's row as it was – of the present or of the past –, or nothing when it was not in the register."""
    present, past = as_of(type(record), day, known_at)
    _model, parent = past_of(type(record))
    return present.filter(pk=record.pk).first() or past.filter(**{parent: record.pk}).first()


def past_rows(record: Household | Person) -> "QuerySet[Any]":
    past, parent = past_of(type(record))
    return past._base_manager.filter(**{parent: record.pk}).order_by("pk")


def _so(day: date, known_at: datetime | None, through: str = "") -> Q:
    condition = Q(**{f"{through}since__lte": day})
    return condition & Q(**{f"{through}recorded_at__lte": known_at}) if known_at else condition


def _states(record: Household | Person, on: date, days: Iterable[date]) -> Iterator[tuple[date, Any]]:
    """What counts from `on` until the present state began: each day on which another state begins, and that state.

    `days`: on which one is to begin.
    """
    rows = list(past_rows(record))
    first = min((row.since for row in rows), default=record.since)
    begins = {max(on, first), *(day for day in (*days, *(row.since for row in rows)) if day > max(on, first))}
    for day in sorted(day for day in begins if day < record.since):
        yield day, [row for row in rows if row.since <= day][-1]


def _said_on(day: date, days: Meanwhile) -> Mapping[str, Any]:
    return days[max(began)] if (began := [one for one in days if one <= day]) else {}


def _insert_between(
    record: Household | Person,
    reached: list[tuple[date, Any, Mapping[str, Any]]],
    source: str,
    at: datetime,
) -> None:
    ends = [*(day for day, _state, _values in reached), record.since][1:]
    for (day, state, values), until in zip(reached, ends, strict=True):
        given = {
            **values,
            "since": day,
            "until": until,
            "recorded_at": at,
            "replaced_at": at,
            "source": source,
            "restored_by": "",
            "version": None,
        }
        said = {name: ("%s", [_stored(state, name, value)]) for name, value in given.items()}
        _copy(type(state)._base_manager.filter(pk=state.pk), type(record), said)


def _copy(rows: "QuerySet[Any]", model: type[models.Model], given: dict[str, tuple[str, list[Any]]]) -> int:
    """Copy rows of the present or the past into the past; `given`: field → SQL and its values instead of the row's."""
    past, parent = past_of(model)
    quote = connection.ops.quote_name
    names = [*shared(model), parent, "until", "replaced_at"]
    targets, sources, values = [], [], []
    for name in names:
        column = quote(_column(past, name))
        sql, own = given.get(name, (column, []))
        targets.append(column)
        sources.append(sql)
        values += own
    which, keys = rows.values("pk").query.sql_with_params()
    table = quote(rows.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(past._meta.db_table)} ({', '.join(targets)})"
            f" SELECT {', '.join(sources)} FROM {table} WHERE id IN ({which})",
            [*values, *keys],
        )
        return int(cursor.rowcount)


def _column(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


def _differs(row: Any, name: str, value: Any) -> bool:
    return bool(getattr(row, name) != value)


def _stored(row: Any, name: str, value: Any) -> Any:
    field = row._meta.get_field(name)
    return field.get_db_prep_save(value.pk if isinstance(value, models.Model) else value, connection)
