"""A batch as programs read it: where it stands, what was understood, what it would change."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from shouwang.engine.tables import TABLES
from shouwang.office.imports import refusals
from shouwang.office.imports.models import Batch
from shouwang.office.jobs.models import Job
from shouwang.office.kit import retelling, sayings

State = Batch.State
LISTED = (State.COMPARED, State.COMMITTED, State.UNDONE)
"""Where there are counts, and perhaps rows that were not accepted."""


class BatchRow(Schema):
    id: int
    state: str = Field(
        description="`reading`, `comparing`, `committing`, `undoing`: wait; `uploaded`: could not be read; `read`: compare"
        " next; `compared`: commit next; `committed`; `undone`; `discarded`"
    )
    area_code: str
    sender: str
    reference_on: date = Field(description="of which day the rows are")
    period: str = Field(description="accounting year of amounts that name none; empty: none was said")
    uploaded_at: datetime


class Batches(Schema):
    rows: list[BatchRow]
    next: str | None


class Work(Schema):
    """What is being done with it, or why that was not done."""

    state: str = Field(description="`queued`, `running`, `done`, `refused`, `failed`, `cancelled`")
    step: str
    done: int
    total: int
    why: str = Field(description="of `refused`, `failed`: why; empty otherwise")
    remedy: str = Field(description="what to do")


class ColumnUnderstood(Schema):
    header: str
    column: str | None = Field(description="canonical column, `persons.id_number`; null: none")
    period: str | None
    unit: str
    used: bool
    score: float = Field(description="0…1, how sure")


class SheetUnderstood(Schema):
    file: str
    sheet: str | None
    kind: str = Field(description="canonical table, `flat`, or empty: not understood")
    read: bool
    rows_in: int
    rows_out: int
    columns: list[ColumnUnderstood]


class ProblemCount(Schema):
    code: str
    severity: str
    title: str
    count: int


class Change(Schema):
    table: str
    new: int
    changed: int
    unchanged: int
    gone: int
    refused: int = Field(description="rows that will not be written; see `not_accepted`")


class NotAccepted(Schema):
    reason: str
    why: str
    count: int


class Guard(Schema):
    code: str
    why: str


class BatchWhole(BatchRow):
    files: list[str]
    blank: str
    absent: str
    work: Work | None
    understood: list[SheetUnderstood]
    problems: list[ProblemCount] = Field(description="found while reading, by code")
    changes: list[Change] = Field(
        description="what committing changes, or has changed; empty before `compared`"
    )
    not_accepted: list[NotAccepted]
    doubts: list[str] = Field(description="households that would be left without one head; sentences")
    guards: list[Guard] = Field(
        description="why somebody has to confirm it on the pages first; a token cannot"
    )
    committed_at: datetime | None
    manifest: str = Field(description="SHA-256 of what was committed; empty before")


def row(batch: Batch) -> dict[str, Any]:
    """Needs its job."""
    names = ("id", "area_code", "sender", "reference_on", "period", "uploaded_at")
    return {name: getattr(batch, name) for name in names} | {"state": state(batch)}


def state(batch: Batch) -> str:
    return str(batch.state if batch.is_busy else batch.standing)


def whole(batch: Batch) -> dict[str, Any]:
    counted = batch.standing in LISTED
    return {
        **row(batch),
        "files": list(batch.files.order_by("pk").values_list("name", flat=True)),
        "blank": batch.blank,
        "absent": batch.absent,
        "work": work(batch.job) if batch.job and (batch.is_busy or batch.standing != batch.state) else None,
        "understood": [_sheet(one) for one in batch.understood],
        "problems": [_problem(*one) for one in batch.problems.get("codes", [])],
        "changes": list(_changes(batch)) if counted else [],
        "not_accepted": _not_accepted(batch) if counted else [],
        "doubts": refusals.unsound(batch) if counted else [],
        "guards": batch.guards if batch.standing == State.COMPARED else [],
        "committed_at": batch.committed_at,
        "manifest": batch.manifest,
    }


def work(job: Job) -> dict[str, Any]:
    told = {name: getattr(job, name) for name in ("state", "done", "total")}
    return told | {name: retelling.said(getattr(job, name)) for name in ("step", "why", "remedy")}


def _sheet(sheet: dict[str, Any]) -> dict[str, Any]:
    told = {name: sheet[name] for name in ("sheet", "read", "rows_in", "rows_out")}
    columns = [{**column, "column": column["as"]} for column in sheet["columns"]]
    return {**told, "file": sheet["name"], "kind": sheet.get("kind", ""), "columns": columns}


def _problem(code: str, severity: str, count: int) -> dict[str, Any]:
    return {"code": code, "severity": severity, "title": sayings.title(code), "count": count}


def _changes(batch: Batch) -> Any:
    """In the order of the tables: PostgreSQL keeps JSON in an order of its own."""
    found: dict[str, dict[str, int]] = batch.summary.get("counts", {})
    for name in (name for name in TABLES if name in found):
        of = found[name]
        counts = {kind: of.get(kind, 0) for kind in ("new", "changed", "gone", "refused")}
        yield {"table": name, "unchanged": of.get("same", 0), **counts}


def _not_accepted(batch: Batch) -> list[dict[str, Any]]:
    counted = batch.summary.get("counts", {}).values()
    if not any(of.get("refused") for of in counted):
        return []
    return [{"reason": code, "why": why, "count": count} for code, why, count in refusals.by_reason(batch)]
