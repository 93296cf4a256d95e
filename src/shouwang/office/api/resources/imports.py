"""Canonical tables in: files or rows become a batch, which is read, compared and committed step by step as on pages.

POST /imports, or POST /tables/{name}/rows      → 202, the batch; `state` is `reading`
GET  /imports/{id} until `read`                 what was understood, problems
POST /imports/{id}/compare, then GET            what would change
POST /imports/{id}/commit, then GET             written
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.api import given, limits, paging, problems, repeats, strict
from shouwang.office.api import shapes_imports as shown
from shouwang.office.api.allowed import user_with
from shouwang.office.api.shapes import Strict
from shouwang.office.api.words import AreaCode, Day, Key, Line, Once, Year
from shouwang.office.areas.models import Area
from shouwang.office.imports import batches
from shouwang.office.imports.models import Batch
from shouwang.office.imports.pages.batch import seen_by
from shouwang.office.kit import clock

router = Router(tags=["imports"])
CLOSED = {"additionalProperties": False}
MOST_ROWS = 50_000
"""In one request; its body is bounded, too."""
Rows = Annotated[list[dict[str, Any]], Field(max_length=MOST_ROWS)]


class Asked(Schema):
    area_code: AreaCode
    reference_on: Day = Field(description="of which day the rows are; not after today")
    sender: Line = Field("", description="who reported it; empty: the token's label")


class UploadAsked(Asked):
    period: Year = ""


class TableAsked(Strict, Asked):
    rows: Rows = Field(min_length=1, description="canonical column → value; null or absent: blank")


def _rows(name: str) -> Any:
    items: dict[str, Any] = {"items": given.schema(name)}
    return Field(default_factory=list, min_length=1, max_length=MOST_ROWS, json_schema_extra=items)


class TablesGiven(Strict):
    """Canonical table → rows; see `GET /tables` for their columns."""

    households: Rows = _rows("households")
    persons: Rows = _rows("persons")
    incomes: Rows = _rows("incomes")
    expenses: Rows = _rows("expenses")
    events: Rows = _rows("events")
    measures: Rows = _rows("measures")


class TablesAsked(Strict, Asked):
    tables: TablesGiven = Field(
        description="new households come with their persons", json_schema_extra={"minProperties": 1}
    )


class CompareAsked(Strict):
    reference_on: Day | None = Field(None, description="null: as uploaded")
    blank: Literal["keep", "erase"] = Field(
        "keep", description="blank cells keep or erase what is registered"
    )
    absent: Literal["keep", "end"] = Field(
        "keep", description="households of the area that are not in the list stay, or end"
    )


@router.get("/imports", response=shown.Batches, summary="Batches within reach", operation_id="imports")
def listed(request: HttpRequest, asked: Query[paging.Asked]) -> dict[str, Any]:
    user = user_with(request, Permission.IMPORT)
    found, after = paging.cut(seen_by(user), asked)
    return {"rows": [shown.row(batch) for batch in found], "next": after}


@router.post(
    "/imports",
    response={202: shown.BatchRow},
    summary="Upload files",
    operation_id="import_files",
    openapi_extra={"requestBody": {"content": {"multipart/form-data": {"schema": CLOSED}}}},
)
def upload(
    request: HttpRequest,
    response: HttpResponse,
    asked: Form[UploadAsked],
    files: Annotated[list[UploadedFile], File(min_length=1, description="parts of this name")],
    key: Once = None,
) -> Any:
    """One file or several as they are – .xlsx, .xls, .csv, .parquet –, read together.

    A place that is none, or none within reach, is refused with 409; which of them is not said.
    """
    user = user_with(request, Permission.IMPORT)
    if strange := [*(request.POST.keys() - UploadAsked.model_fields), *(request.FILES.keys() - {"files"})]:
        return problems.wrong(
            {"where": f"form.{given.shown(name)}", "why": _("没有这一项")} for name in strange
        )
    if doubled := [name for name, said in request.POST.lists() if len(said) > 1]:
        return strict.twice("form", doubled)
    said = repeats.digest_of(asked.dict().items(), files) if key else ""
    return _made(request, response, user, asked, key, said, uploads=files, period=asked.period)


@router.post(
    "/tables/{name}/rows",
    response={202: shown.BatchRow},
    summary="Send rows of a table",
    operation_id="import_rows",
)
def rows(request: HttpRequest, response: HttpResponse, name: str, asked: TableAsked, key: Once = None) -> Any:
    """Rows of one canonical table.  New households need their persons in the same batch: `import_tables`.

    A place that is none, or none within reach, is refused with 409; which of them is not said.
    """
    user = user_with(request, Permission.IMPORT)
    if name not in TablesGiven.model_fields:
        raise Http404
    return _sent(request, response, user, asked, {name: asked.rows}, key, lambda _name: "body.rows")


@router.post(
    "/imports/tables",
    response={202: shown.BatchRow},
    summary="Send rows of several tables",
    operation_id="import_tables",
)
def tables(request: HttpRequest, response: HttpResponse, asked: TablesAsked, key: Once = None) -> Any:
    """Rows of several canonical tables, which become one batch.

    A place that is none, or none within reach, is refused with 409; which of them is not said.
    """
    user = user_with(request, Permission.IMPORT)
    said = {name: listed for name, listed in asked.tables if listed}
    if not said:
        return problems.wrong([{"where": "body.tables", "why": _("没有一行数据")}])
    return _sent(request, response, user, asked, said, key, lambda name: f"body.tables.{name}")


def _sent(
    request: HttpRequest,
    response: HttpResponse,
    user: Any,
    asked: Asked,
    said: Mapping[str, Sequence[given.Row]],
    key: str | None,
    where: Callable[[str], str],
) -> Any:
    wrong = [one for name, listed in said.items() for one in given.wrong(name, listed, where(name))]
    if wrong:
        return problems.wrong(wrong)
    digest = repeats.digest_of([sorted(said), *asked.dict().items()]) if key else ""
    streams, mapping = given.streams(said), given.mapping(said)
    return _made(request, response, user, asked, key, digest, uploads=streams, period="", mapping=mapping)


def _made(
    request: HttpRequest,
    response: HttpResponse,
    user: Any,
    asked: Asked,
    key: str | None,
    digest: str,
    uploads: Iterable[Any],
    **more: Any,
) -> Any:
    _refuse_place(user, asked.area_code)

    def make() -> Batch:
        limits.refuse_many(user)
        sender = asked.sender.strip() or _("接口 · %(label)s") % {"label": user.token.label}
        return batches.upload(
            streams,
            area_code=asked.area_code,
            sender=sender[:60],
            by=user,
            on=clock.today(),
            reference_on=asked.reference_on,
            **more,
        )

    with batches.sealed(uploads) as streams:
        batch = repeats.once(Batch, user.token, key, digest, make=make, at=clock.now())
    response["Location"] = reverse("api:import", args=[batch.pk])
    return Status(202, shown.row(batch))


def _refuse_place(user: Any, area_code: str) -> None:
    """The same for a place that is not and for one out of reach."""
    areas = Area.objects.visible_to(user, Permission.IMPORT).in_force()
    if not areas.filter(pk=area_code).exists():
        raise Refused(
            _("没有这个区划，它已经撤并，或不在您可以导入的辖区内。"), _("请从 /api/v1/areas 里选一个。")
        )


@router.get(
    "/imports/{int:pk}",
    response=shown.BatchWhole,
    summary="One batch",
    operation_id="import_one",
    url_name="import",
)
def one(request: HttpRequest, pk: Path[Key]) -> dict[str, Any]:
    """Where it stands, what was understood, what it would change; ask again while `work` is under way."""
    return shown.whole(batch_of(request, pk))


def batch_of(request: HttpRequest, pk: int) -> Batch:
    user = user_with(request, Permission.IMPORT)
    found: Batch = get_object_or_404(seen_by(user), pk=pk)
    return found


def _carried_on(request: HttpRequest, pk: int) -> Any:
    return Status(202, shown.row(batch_of(request, pk)))


@router.post(
    "/imports/{int:pk}/compare",
    response={202: shown.BatchRow},
    summary="Compare with the register",
    operation_id="import_compare",
)
def compare(request: HttpRequest, pk: Path[Key], asked: CompareAsked) -> Any:
    """Changes nothing in the register."""
    batch = batch_of(request, pk)
    batches.compare(
        batch,
        reference_on=asked.reference_on or batch.reference_on,
        blank=asked.blank,
        absent=asked.absent,
        by=request.user,
        on=clock.today(),
    )
    return _carried_on(request, pk)


@router.post(
    "/imports/{int:pk}/commit",
    response={202: shown.BatchRow},
    summary="Write into the register",
    operation_id="import_commit",
)
def commit(request: HttpRequest, pk: Path[Key]) -> Any:
    """What was compared, whole or not at all.  What a guard stopped is confirmed by people, on the pages."""
    batches.commit(batch_of(request, pk), by=request.user)
    return _carried_on(request, pk)


@router.post(
    "/imports/{int:pk}/undo",
    response={202: shown.BatchRow},
    summary="Take back what was written",
    operation_id="import_undo",
)
def undo(request: HttpRequest, pk: Path[Key]) -> Any:
    """Refused when something builds on it."""
    batches.undo(batch_of(request, pk), by=request.user)
    return _carried_on(request, pk)


@router.post(
    "/imports/{int:pk}/discard",
    response=shown.BatchRow,
    summary="Give up before it was written",
    operation_id="import_discard",
)
def discard(request: HttpRequest, pk: Path[Key]) -> Any:
    """Its files are removed."""
    batches.discard(batch_of(request, pk), by=request.user)
    return shown.row(batch_of(request, pk))
