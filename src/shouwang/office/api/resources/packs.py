"""Policy packs that can be run."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from shouwang.engine.policy.model import DatedValue, Pack
from shouwang.office.api.allowed import user_with
from shouwang.office.kit import sayings
from shouwang.office.screening import packs

router = Router(tags=["runs"])


class Value(Schema):
    start: date
    value: str = Field(description="exact, in the parameter's unit")
    document: str
    article: str


class ParameterRow(Schema):
    name: str
    label: str
    unit: str = Field(description="`yuan/person/year`, `yuan/year`, `share` (0…1)")
    values: list[Value]


class TierRow(Schema):
    tier: str
    label: str
    colour: str


class PackRow(Schema):
    pack: str
    title: str
    area: str = Field(description="digits that codes of its places begin with; empty: everywhere")
    start: date
    end: date
    hash: str
    tiers: list[TierRow]
    parameters: list[ParameterRow]


class Packs(Schema):
    rows: list[PackRow]
    next: str | None


@router.get("/packs", response=Packs, summary="Policy packs that can be run", operation_id="packs")
def usable(request: HttpRequest) -> dict[str, Any]:
    """For the place of the token's appointment; with the parameters that `change` can change, and their sources."""
    user = user_with(request)
    (held,) = user.appointments_now
    return {"rows": [_pack(pack) for pack in packs.usable(held.area_code)], "next": None}


def _pack(pack: Pack) -> dict[str, Any]:
    return {
        "pack": pack.id,
        "title": _said(pack.title, pack.title_en),
        "area": pack.area,
        "start": pack.start,
        "end": pack.end,
        "hash": pack.hash,
        "tiers": [
            {"tier": one.tier, "label": _said(one.label, one.label_en), "colour": one.colour}
            for one in pack.tiers
        ],
        "parameters": [
            {
                "name": one.name,
                "label": _said(one.label, one.label_en),
                "unit": one.unit,
                "values": [_value(each) for each in one.values],
            }
            for one in pack.parameters.values()
        ],
    }


def _value(one: DatedValue) -> dict[str, Any]:
    return {
        "start": one.start,
        "value": f"{one.value:f}",
        "document": one.source.source.title,
        "article": one.source.article,
    }


def _said(chinese: str, english: str) -> str:
    return english if sayings.lang() == "en" and english else chinese
