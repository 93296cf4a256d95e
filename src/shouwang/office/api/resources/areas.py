"""Divisions within reach."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import AfterValidator

from shouwang.office.accounts.permissions import Permission
from shouwang.office.api import paging
from shouwang.office.api.allowed import user_with
from shouwang.office.api.words import one_of
from shouwang.office.areas.models import LEVELS, Area

router = Router(tags=["areas"])
NAMES = ["", *(level for level, _label in LEVELS)]
Level = Annotated[str, AfterValidator(one_of(NAMES)), Field(json_schema_extra={"enum": NAMES})]


class AreaRow(Schema):
    code: str = Field(description="twelve digits")
    name: str
    level: str
    kind: str
    valid_from: date
    valid_to: date | None


class Areas(Schema):
    rows: list[AreaRow]
    next: str | None


class Asked(paging.Asked):
    level: Level = Field("", description="`county`, `township`, `village` …; empty: all")


@router.get("/areas", response=Areas, summary="Divisions within reach", operation_id="areas")
def areas(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    user = user_with(request, Permission.STATISTICS_VIEW)
    rows = Area.objects.visible_to(user, Permission.STATISTICS_VIEW).in_force()
    if asked.level:
        rows = rows.filter(level=asked.level)
    found, after = paging.cut(rows, asked)
    return {"rows": found, "next": after}
