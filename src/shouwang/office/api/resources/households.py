"""One household: its facts, its people, and what was stated of it."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema

from shouwang.engine.tables import TABLES
from shouwang.office.accounts.permissions import Permission
from shouwang.office.api import reading
from shouwang.office.api.allowed import user_with
from shouwang.office.api.columns import Row, Shape
from shouwang.office.api.resources.tables import Value
from shouwang.office.journal import entries
from shouwang.office.journal.entries import Line
from shouwang.office.registry import queries
from shouwang.office.registry.models import STATEMENTS, Household, Person
from shouwang.office.registry.past import mergers
from shouwang.office.registry.urls import CodeConverter

router = Router(tags=["households"])
P = Permission
Rows = list[dict[str, Value]]
Part = tuple[Shape, list[Row]]
CODES = CodeConverter()


class OneHousehold(Schema):
    """Columns as in `GET /tables`."""

    household: dict[str, Value]
    ended_on: str | None = Field(description="since when it is no longer in the register; null: it is")
    ending: str = Field(description="why: `died`, `moved`, `married`, `split`, `merged`, `absent`, `mistake`")
    merged_into: str | None = Field(description="code of the household that took its people in")
    persons: Rows
    incomes: Rows
    expenses: Rows
    events: Rows
    measures: Rows
    masked: dict[str, list[str]] = Field(description="table → columns whose values are masked here")


class Asked(Schema):
    reveal: bool = Field(False, description="personal columns in full; needs personal.reveal, is journalled")


@router.get(
    "/households/{household_id}", response=OneHousehold, summary="One household", operation_id="household"
)
def household(
    request: HttpRequest, household_id: Annotated[str, Path(max_length=120)], asked: Query[Asked]
) -> HttpResponse:
    """With its present members, and with statements in force – also those of households that were merged into it.

    In the address a code says `~1` for a slash and `~0` for a tilde.
    """
    user = user_with(request, P.HOUSEHOLD_VIEW)
    reading.refuse_reveal(user, asked.reveal)
    home = _found(user, CODES.to_python(household_id))
    parts = list(_read(home, asked.reveal))
    _note(home, parts)
    tables = {shape.table.name: rows for shape, rows in parts}
    (own,) = tables.pop("households")
    said = {
        "household": own,
        "ended_on": home.ended_on and home.ended_on.isoformat(),
        "ending": home.ending,
        "merged_into": home.merged_into and home.merged_into.household_id,
        **tables,
        "masked": {shape.table.name: shape.masked for shape, _rows in parts if shape.masked},
    }
    return HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/json; charset=utf-8")


def _found(user: Any, code: str) -> Household:
    # No code has a zero character, and PostgreSQL would not look for one.
    rows = Household.objects.visible_to(user, P.HOUSEHOLD_VIEW).select_related("merged_into")
    few = rows.only("household_id", "area_code", "ended_on", "ending", "merged_into__household_id")
    found: Household = queries.one(few, household_id=code.replace("\0", ""))
    return found


def _read(home: Household, reveal: bool) -> Iterator[Part]:
    """The household itself first."""
    merged = {one.household: one.code for one in mergers.into(home)}
    statements = {
        name: model.objects.in_force().filter(household__in=[home.pk, *merged])
        for name, model in STATEMENTS.items()
    }
    there = {
        "households": Household.objects.filter(pk=home.pk),
        "persons": Person.objects.present().filter(household=home),
        **statements,
    }
    counts_in = dict.fromkeys(merged.values(), home.household_id)
    for name, rows in there.items():
        shape = Shape(TABLES[name], TABLES[name].columns, reveal)
        yield shape, shape.rows(list(shape.ask(rows.order_by("pk"))), counts_in)


def _note(home: Household, parts: list[Part]) -> None:
    """Opened, as on its page; one entry more for each table of which personal values were shown in full."""
    ident, area = home.journal_ident, home.area_code
    lines = [Line("household.read", "household", ident, area)]
    lines += [
        reading.revealed(shape, len(rows), "household", ident, area)
        for shape, rows in parts
        if shape.reveal and shape.personal and rows
    ]
    entries.record_many(lines)
