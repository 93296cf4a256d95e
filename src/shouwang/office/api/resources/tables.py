"""The canonical tables: what they hold, and the rows that stand in the register today."""

import json
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.errors import ValidationError
from pydantic import AwareDatetime

from shouwang.engine.tables import TABLES, Column, Table
from shouwang.office.accounts.permissions import Permission
from shouwang.office.api import columns, paging, reading, standing
from shouwang.office.api.allowed import asked_span, user_with
from shouwang.office.api.columns import Shape
from shouwang.office.api.standing import HERE, Scope
from shouwang.office.kit import clock, codes

router = Router(tags=["tables"])
P = Permission
Name = Literal["households", "persons", "incomes", "expenses", "events", "measures", "areas"]
Value = str | int | bool | None
OVERLAP = timedelta(hours=1)
"""A long import is seen at its end and stamped with the moment of its beginning: whoever asks again begins before that."""
YEARS = (2000, 2100)


class AboutValue(Schema):
    code: str
    label: str


class AboutColumn(Schema):
    name: str
    label: str
    type: str = Field(description="`text`, `boolean`, `integer`, `money`, `date` or `enum`")
    unit: str | None = Field(description="`yuan`, `yuan/year`, `yuan/month`, `month`")
    values: list[AboutValue] = Field(description="of an `enum`: what stands in rows, and what people call it")
    known: bool = Field(description="whether it is never null")
    personal: bool = Field(description="whether it is masked unless it is revealed")
    about: str


class AboutTable(Schema):
    name: str
    label: str
    key: str = Field(description="the column by which to keep a row")
    about: str
    columns: list[AboutColumn]


class Tables(Schema):
    tables: list[AboutTable]


class Rows(Schema):
    rows: list[dict[str, Value]] = Field(
        description="canonical columns: money as texts with two decimals, days as ISO dates, null: unknown; a masked"
        " value is a text of stars, whatever its column's type"
    )
    gone: list[dict[str, Value]] = Field(
        description="with `changed_since`: keys of rows that no longer stand in the table, to be dropped from a copy"
    )
    masked: list[str] = Field(description="columns whose values are masked here")
    next: str | None = Field(description="`after` of the next page; null: this was the last")
    as_of: datetime = Field(description="of the first page: `changed_since` of the next time")


class Asked(paging.Asked):
    area: str = Field(
        "",
        pattern=r"^([1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?)?$",
        description="code of 2, 4, 6, 9 or 12 digits; empty: all that the token reaches",
    )
    columns: str = Field("", max_length=2_000, description="`a,b`; empty: all; the codes are always there")
    reveal: bool = Field(False, description="personal columns in full; needs personal.reveal, is journalled")
    changed_since: AwareDatetime | None = Field(
        None, description="`as_of` of an earlier copy: what changed since, and what is gone"
    )


@router.get("/tables", response=Tables, summary="What the canonical tables hold", operation_id="tables")
def tables(request: HttpRequest) -> dict[str, Any]:
    """The data dictionary: the same columns as in files, rules and exports."""
    user_with(request)
    return {"tables": [about(table) for table in TABLES.values()]}


def about(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "label": _(table.label),
        "key": columns.key_of(table),
        "about": table.about and _(table.about),
        "columns": [_about_column(column) for column in table],
    }


def _about_column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": _(column.label),
        "type": column.type.value,
        "unit": column.unit,
        "values": [{"code": value.code, "label": _(value.label)} for value in column.values],
        "known": column.known,
        "personal": columns.is_personal(column),
        "about": column.about and _(column.about),
    }


@router.get("/tables/{name}", response=Rows, summary="Rows of a canonical table", operation_id="table_rows")
def table_rows(request: HttpRequest, name: Name, asked: Query[Asked]) -> HttpResponse:
    """Rows that stand in the register today, in the order of their entry.

    To keep a copy: take all pages and keep `as_of` of the **first** one.  Later ask with `changed_since` set to it, again all
    pages: put each of `rows` in the place of the row with the same key, drop those in `gone`, and keep the new `as_of` of the
    first page.  The copy is then what a fresh one would be.  Rows may come that did not change.  `as_of` lies an hour
    or two back: a long import becomes visible only at its end.  Areas, which are few, always come all.
    Statements (incomes, expenses, events, measures) have `id` as their key and are never altered, only withdrawn; those of a
    household that was merged carry the code of the household with which they count now.
    """
    user = user_with(request, P.HOUSEHOLD_VIEW, P.EXPORT)
    reading.refuse_reveal(user, asked.reveal)
    table = TABLES[name]
    shape = Shape(table, columns.chosen(table, asked.columns), asked.reveal)
    found = _page(shape, _scope(user, asked), asked)
    area = codes.padded(asked.area) if asked.area else user.appointments_now[0].area_code
    reading.note(shape, len(found["rows"]), area_code=area)
    return HttpResponse(json.dumps(found, ensure_ascii=False), content_type="application/json; charset=utf-8")


def _scope(user: Any, asked: Asked) -> Scope:
    """404 for an area beyond reach.  Nobody exports who reaches linked households only: a copy could not be kept in step
    with links."""
    spans = user.reach(P.EXPORT).spans
    return Scope(spans, asked_span(user, P.EXPORT, asked.area))


def _page(shape: Shape, scope: Scope, asked: Asked) -> dict[str, Any]:
    now, since = clock.now(), _moment(asked.changed_since)
    there = standing.of(shape.table.name, scope, on=clock.today(), since=since)
    found, after = paging.cut(shape.ask(there.rows, HERE), asked, key=itemgetter(0))
    here = [row for row in found if row[-1]]
    gone = [row for row in found if not row[-1]]
    return {
        "rows": shape.rows(here, there.counts_in),
        "gone": shape.keys(gone),
        "masked": shape.masked,
        "next": after,
        "as_of": _safe(now),
    }


def _safe(now: datetime) -> str:
    """On the hour, so that a page without changes stays the same page to whoever has it already."""
    whole = (now - OVERLAP).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return whole.isoformat().replace("+00:00", "Z")


def _moment(asked: datetime | None) -> datetime | None:
    """Within what data bases can compare."""
    if asked is not None and not YEARS[0] <= asked.year < YEARS[1]:
        told = _("应在 %(first)s 年到 %(last)s 年之间") % {"first": YEARS[0], "last": YEARS[1]}
        raise ValidationError([{"loc": ("query", "changed_since"), "type": "out_of_range", "msg": told}])
    return asked
