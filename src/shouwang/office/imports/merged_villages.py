"""Lists that still name a village which was merged: its rows are of the one that followed it.

Only where that is beyond doubt – it is in force, and in reach of the import – and was so already on the day of which the
list tells.  The preview says it.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _

from shouwang.office.areas import names, successors
from shouwang.office.areas.models import Area
from shouwang.office.imports.models import Batch

AREA = "area_code"
Followed = dict[str, Any]
"""`old`, `new`: codes; `day` of the merger; `rows` of households; `early`: the list is of a day before."""


def followed(
    tables: Mapping[str, pa.Table], villages: Collection[str], on: date
) -> tuple[dict[str, pa.Table], list[Followed]]:
    """The tables with successors in place of merged villages, and what was put in place of what.

    `villages`: those in force that the import reaches; `on`: the day of which the list tells.
    """
    homes = tables.get("households")
    said = Counter(homes[AREA].to_pylist()) if homes is not None else Counter()
    merged = Area.objects.filter(valid_to__isnull=False, successor__isnull=False)
    ended = [found for found in merged.values_list("code", "valid_to").order_by("code") if said[found[0]]]
    told = [
        {"old": old, "new": new, "day": day.isoformat(), "rows": said[old], "early": on < day}
        for old, day in ended
        if (new := successors.final(old)) in villages
    ]
    instead = {one["old"]: one["new"] for one in told if not one["early"]}
    return {**tables, **({"households": _named(homes, instead)} if instead else {})}, told


def sentences(batch: Batch) -> list[str]:
    """One for each village that the list still names."""
    told: list[Followed] = batch.summary.get("followed", [])
    known = names.names_of({one[end] for one in told for end in ("old", "new")})
    return [_sentence(one, known) for one in told]


def _sentence(one: Followed, known: Mapping[str, str]) -> str:
    about = {
        "old": known.get(one["old"], one["old"]),
        "new": known.get(one["new"], one["new"]),
        "day": one["day"],
        "rows": one["rows"],
    }
    if one["early"]:
        said = _(
            "“%(old)s”%(day)s 才并入“%(new)s”，数据截至日在那以前，写“%(old)s”的 %(rows)s 户没有接受。"
            "若表里是撤并以后的情况，请改数据截至日，重新比对。"
        )
    else:
        said = _("“%(old)s”已于 %(day)s 并入“%(new)s”：表里仍写“%(old)s”的 %(rows)s 户，按“%(new)s”登记。")
    return said % about


def _named(homes: pa.Table, instead: Mapping[str, str]) -> pa.Table:
    place = homes.column_names.index(AREA)
    now = pa.array([instead.get(code, code) for code in homes[AREA].to_pylist()], pa.string())
    return homes.set_column(place, homes.schema.field(place), now.cast(homes.schema.field(place).type))
