"""What was found in a batch, place by place: problems of reading, and rows that are not accepted.  Places and codes; no
values."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from shouwang.office.api import paging
from shouwang.office.api.resources.imports import batch_of
from shouwang.office.api.words import Key, Line
from shouwang.office.imports import listings, preview, refusals
from shouwang.office.kit import sayings

router = Router(tags=["imports"])
MOST_PASSED = 10**9


class ProblemRow(Schema):
    code: str
    severity: str
    title: str
    file: str | None
    sheet: str | None
    column: str | None
    cell: str | None = Field(
        description="`C7`, or the number of a row; a header stands in row 1, so rows.3 of a request is row 5"
    )


class Problems(Schema):
    rows: list[ProblemRow]
    next: str | None


class RefusedRow(Schema):
    table: str
    household_id: str | None
    reason: str
    why: str
    file: str | None
    sheet: str | None
    cell: str | None


class Refused(Schema):
    rows: list[RefusedRow]
    next: str | None


class ProblemsAsked(paging.Asked):
    code: Line = Field("", description="empty: all")


class RefusedAsked(paging.Asked):
    table: Line = Field("", description="empty: all")
    reason: Line = Field("", description="empty: all")


@router.get(
    "/imports/{int:pk}/problems",
    response=Problems,
    summary="Problems found while reading a batch",
    operation_id="import_problems",
)
def problems(request: HttpRequest, pk: Path[Key], asked: Query[ProblemsAsked]) -> dict[str, Any]:
    """The grave ones first.  They do not keep a batch from being committed."""
    place = min(paging.place(asked), MOST_PASSED)
    batch = batch_of(request, pk)
    found = listings.found_problems(batch, code=asked.code, most=asked.limit + 1, skipping=place)
    page, after = paging.cut_made(found, asked)
    names = ("code", "severity", "file", "sheet", "column", "cell")
    rows = [{**{name: row[name] for name in names}, "title": sayings.title(row["code"])} for row in page]
    return {"rows": rows, "next": after}


@router.get(
    "/imports/{int:pk}/refused",
    response=Refused,
    summary="Rows of a batch that are not accepted",
    operation_id="import_refused",
)
def refused(request: HttpRequest, pk: Path[Key], asked: Query[RefusedAsked]) -> dict[str, Any]:
    """From the comparison on.  The other rows can be committed without them."""
    place = min(paging.place(asked), MOST_PASSED)
    found = refusals.found_rows(
        batch_of(request, pk), table=asked.table, reason=asked.reason, most=asked.limit + 1, skipping=place
    )
    page, after = paging.cut_made(found, asked)
    return {"rows": [_refused(row) for row in page], "next": after}


def _refused(row: dict[str, Any]) -> dict[str, Any]:
    cell = row.get("cell") or row.get("row")
    return {
        "table": row["name"],
        "household_id": row["household_id"],
        "reason": row["reason"],
        "why": str(preview.REASONS.get(row["reason"], row["reason"])),
        "file": row.get("file"),
        "sheet": row.get("sheet"),
        "cell": None if cell is None else str(cell),
    }
