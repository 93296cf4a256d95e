"""What the wizard's pages list: sheets with samples, problems, changes; a page at a time."""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.reading import messages
from shouwang.engine.screening.columns import quoted
from shouwang.engine.tables import TABLES
from shouwang.office.imports import advice, kept, preview, quoting, wording, work
from shouwang.office.imports.models import Batch
from shouwang.office.imports.preview import Part, Rows
from shouwang.office.kit import sayings
from shouwang.office.kit.masking import mask

SURE = 0.9
EXPECTED = ("", messages.COLUMN_NOT_NEEDED, messages.COLUMN_IGNORED)


def sheets(batch: Batch, *, reveals: bool) -> list[dict[str, Any]]:
    """With the samples, where the folder of the last reading is still there.

    `reveals`: whether it is for somebody who may see personal values.  What was taken for nothing may be anything: to
    all others its samples say nothing.
    """
    samples = _samples(batch, reveals=reveals)
    return [
        {**sheet, "kind_label": wording.sheet(sheet.get("kind", "")), "columns": _columns(sheet, samples)}
        for sheet in batch.understood
    ]


def _columns(sheet: dict[str, Any], samples: dict[Any, list[str]]) -> list[dict[str, Any]]:
    return [
        {
            **column,
            "label": wording.column(column["as"], column["period"], column["forecast"]),
            "unit": _(column["unit"]),
            "samples": samples.get((sheet["file"], sheet["sheet"], column["index"]), []),
            "percent": f"{column['score']:.0%}" if column["score"] else "",
            "is_doubtful": _is_doubtful(column),
            "remark": _remark(column),
        }
        for column in sheet["columns"]
    ]


def _is_doubtful(column: dict[str, Any]) -> bool:
    """Worth a look: used without being sure, or not used though it may be needed."""
    if column["corrected"]:
        return False
    return bool(column["score"] < SURE if column["used"] else column["why"] not in EXPECTED)


def _remark(column: dict[str, Any]) -> str:
    """Why a column is not used: the catalogue's sentence as far as it needs no further words."""
    if not column["why"] or column["corrected"]:
        return ""
    best = max(column["alternatives"].items(), key=lambda one: one[1], default=("", 0.0))
    label = wording.column(column["as"], column["period"], column["forecast"])
    words = {
        "header": column["header"],
        "label": label or wording.column(best[0]),
        "score": best[1],
        "value": "",
    }
    try:
        return sayings.finding(column["why"], words)
    except KeyError:
        return ""


def _samples(batch: Batch, *, reveals: bool) -> dict[Any, list[str]]:
    path = work.folder(batch) / work.READ / "understood.json"
    if not path.is_file():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return {
        (s["file"], s["sheet"], c["index"]): c["samples"]
        if reveals or c["as"]
        else [*map(mask, c["samples"])]
        for s in found
        for c in s["columns"]
    }


def problems(batch: Batch, *, code: str, number: int) -> dict[str, Any]:
    rows = found_problems(batch, code=code, most=preview.SIZE + 1, skipping=preview.SIZE * (number - 1))
    shown = [{**row, "message": advice.problem(row)} for row in rows[: preview.SIZE]]
    return {"rows": shown, "number": number, "has_more": len(rows) > preview.SIZE}


def found_problems(batch: Batch, *, code: str, most: int, skipping: int) -> list[dict[str, Any]]:
    """As reading.SCHEMA has them, the grave ones first; `code`: only these, empty: all.  Masked: see quoting.py."""
    with kept.opened(batch, kept.PROBLEMS) as path:
        rows = _problems(path, code, most, skipping) if path else []
    return quoting.masked(batch, rows)


def one_problem(batch: Batch, number: int) -> dict[str, Any] | None:
    """In full, by its place in the list as it was written down; nothing where there is none."""
    with kept.opened(batch, kept.PROBLEMS) as path:
        rows = _one_problem(path, number) if path else []
    return rows[0] if rows else None


def _one_problem(path: Path, number: int) -> list[dict[str, Any]]:
    asked = (
        f"SELECT * FROM read_parquet({quoted(str(path))}, file_row_number = true) WHERE file_row_number = ?"
    )
    return preview.ask(asked, [number])


def _problems(path: Path, code: str, most: int, skipping: int) -> list[dict[str, Any]]:
    order = (
        "CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, file, sheet,"
        " TRY_CAST(regexp_extract(cell, '[0-9]+$') AS integer), len(cell), cell, code, file_row_number"
    )
    return preview.ask(
        f"SELECT * FROM read_parquet({quoted(str(path))}, file_row_number = true) WHERE code = ? OR ? = ''"
        f" ORDER BY {order} LIMIT {most:d} OFFSET {skipping:d}",
        [code, code],
    )


def chosen(batch: Batch, name: str) -> Part | None:
    """The list asked for, else the first that has anything in it."""
    known = preview.parts()
    if name in known:
        return known[name]
    filled = (
        f"{table}-{kind}" for table, of in _counts(batch).items() for kind in preview.KINDS if of.get(kind)
    )
    return next((known[one] for one in filled if one in known), None)


def _counts(batch: Batch) -> dict[str, dict[str, int]]:
    """In the order of the tables: PostgreSQL keeps JSON in an order of its own."""
    found: dict[str, dict[str, int]] = batch.summary.get("counts", {})
    return {name: found[name] for name in TABLES if name in found}


def counts(batch: Batch, active: str) -> list[dict[str, Any]]:
    """One row per table, each count a link to its list."""
    known = preview.parts()
    return [
        {
            "label": _(TABLES[table].label),
            "same": of["same"],
            "cells": [
                {
                    "count": of.get(kind, 0),
                    "part": f"{table}-{kind}" if of.get(kind) and f"{table}-{kind}" in known else "",
                    "active": active == f"{table}-{kind}",
                    "label": label,
                }
                for kind, label in preview.KINDS.items()
            ],
        }
        for table, of in _counts(batch).items()
    ]


def changes(batch: Batch, part: Part | None, *, area: str, number: int) -> Rows | None:
    return preview.page(_compared(batch), part, area=area, number=number) if part else None


def villages(batch: Batch, part: Part | None) -> list[tuple[str, str]]:
    return preview.villages(_compared(batch), part) if part else []


def _compared(batch: Batch) -> Any:
    try:
        return work.found(batch, work.COMPARED)
    except Refused:
        # The page still shows the counts; committing says what to do.
        return work.folder(batch)
