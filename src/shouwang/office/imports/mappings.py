"""Corrections as the engine reads them: a mapping file made of what was understood; and what senders got used to."""

from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.reading import vocabulary
from shouwang.engine.reading.plan import KINDS
from shouwang.engine.reading.targets import Target, named
from shouwang.office.imports import wording
from shouwang.office.imports.models import Batch, Habit
from shouwang.office.imports.understanding import Sheet

KEPT = ("column", "header", "as", "period", "forecast", "unit")


YUAN = next(name for name, size in vocabulary.UNITS.items() if size == 1)


def text_of(sheets: list[Sheet]) -> str:
    body = {"file": None, "sheets": [_entry(sheet) for sheet in sheets if sheet.get("kind")]}
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=110)


def _entry(sheet: Sheet) -> dict[str, Any]:
    kept = {key: sheet[key] for key in ("file", "sheet", "read", "kind", "header", "household", "set")}
    return kept | {"columns": [_column(column) for column in sheet["columns"]]}


def _column(column: dict[str, Any]) -> dict[str, Any]:
    entry = {"column": column["letter"], "header": column["header"], "as": column["as"]}
    if column["period"]:
        entry["period"] = column["period"]
    if column["forecast"]:
        entry["forecast"] = True
    # A unit that the header names is found again; one that people chose has to be said.
    return entry | (
        {"unit": column["unit"] or YUAN} if column["corrected"] and _is_money(column["as"]) else {}
    )


def _is_money(name: str | None) -> bool:
    target = named(name) if name else None
    return bool(target and (target.declared.unit or "").startswith("yuan"))


def write(text: str, folder: Path) -> Path | None:
    if not text:
        return None
    path = folder / "map.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def correct(
    sheet: Sheet, place: int, *, target: str, period: str = "", forecast: bool = False, unit: str = ""
) -> None:
    """Say what a column of a sheet is; no target: it is not used.  Refused for what no column can be."""
    column = next((one for one in sheet["columns"] if one["index"] == place), None)
    if column is None:
        raise Refused(_("没有这一列。"), _("请刷新页面。"))
    meant = named(target, period or None, forecast) if target else None
    if target and (meant is None or not fits(meant, sheet["kind"])):
        raise Refused(_("这一列不能这样理解。"), _("请从列表里选一项。"))
    column |= {
        "as": meant.name if meant else None,
        "label": meant.label if meant else "",
        "period": meant.period if meant else None,
        "forecast": bool(meant and meant.forecast),
        "unit": unit if meant and _is_money(meant.name) else "",
        "corrected": True,
        "remembered": False,
    }


def fits(target: Target, kind: str) -> bool:
    """Whether a sheet of this kind can have such a column."""
    if kind == "flat":
        return target.table in ("households", "persons") or target.kind is not None
    return target.table == kind or target.table == "households" or target.kind is not None


def remember(batch: Batch, sheets: list[Sheet]) -> None:
    """Every column that was corrected, for the next file of this sender."""
    for sheet in sheets:
        for column in sheet["columns"]:
            if column["corrected"]:
                extra = {key: column[key] for key in ("period", "forecast", "unit")}
                Habit.objects.update_or_create(
                    area_code=batch.area_code,
                    sender=batch.sender,
                    kind=sheet["kind"],
                    header=column["header"][:200],
                    defaults={"target": column["as"] or "", "extra": extra},
                )


def recall(batch: Batch, sheets: list[Sheet]) -> bool:
    """Apply what this sender's columns were once said to be; whether anything differs from what was understood."""
    known = {
        (habit.kind, habit.header): habit
        for habit in Habit.objects.filter(area_code=batch.area_code, sender=batch.sender)
    }
    differing = False
    for sheet in sheets:
        for column in sheet["columns"]:
            habit = known.get((sheet.get("kind", ""), column["header"][:200]))
            if habit and habit.target != (column["as"] or ""):
                correct(sheet, column["index"], target=habit.target, **_said(habit))
                column["remembered"], differing = True, True
    return differing


def _said(habit: Habit) -> dict[str, Any]:
    extra = habit.extra
    return {
        "period": extra.get("period") or "",
        "forecast": bool(extra.get("forecast")),
        "unit": extra.get("unit") or "",
    }


def kinds() -> list[tuple[str, str]]:
    return [(name, wording.sheet(name)) for name in KINDS]
