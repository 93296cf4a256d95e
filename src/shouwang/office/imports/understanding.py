"""What the reader understood, as the page shows it and people correct it: plain JSON, one entry per sheet.

    {file, name, sheet, read, kind, header, rows_in, rows_out, household, set, columns: [{index, letter, header, as,
     label, period, forecast, unit, score, samples, alternatives, why, corrected, remembered}]}

Samples of personal columns are masked before they are written down.
"""

from typing import Any

from shouwang.engine.reading import messages, vocabulary
from shouwang.engine.reading.plan import ColumnPlan, Plan
from shouwang.engine.reading.problems import letters
from shouwang.engine.reading.read import Reading, Understood
from shouwang.engine.reading.targets import Target
from shouwang.office.kit.masking import mask
from shouwang.office.registry import aliases
from shouwang.office.registry.fields import SEALED

ALTERNATIVES = 4
Sheet = dict[str, Any]


def of(reading: Reading, names: dict[str, str]) -> list[Sheet]:
    """`names`: of the files as they were read → as their sender called them."""
    return [sheet(one, names) for one in reading.understood]


def sheet(one: Understood, names: dict[str, str]) -> Sheet:
    own, plan = one.sheet, one.plan
    made: Sheet = {
        "file": own.path.name,
        "name": names[own.path.name],
        "sheet": own.name,
        "read": plan is not None,
        "rows_in": one.rows_in,
        "rows_out": one.rows_out,
        "columns": [],
    }
    return made | _plan(plan) if plan else made


def _plan(plan: Plan) -> Sheet:
    return {
        "kind": plan.kind,
        "header": [plan.header.first + 1, plan.header.last + 1],
        "household": [plan.sheet.headers[index] for index in plan.identified_by],
        "set": {target.name: value for target, value in plan.constants.items()},
        "columns": [_column(column) for column in plan.columns],
    }


def _column(column: ColumnPlan) -> dict[str, Any]:
    target = column.target or _left_for_want_of_a_year(column)
    return {
        "index": column.index,
        "letter": letters(column.index),
        "header": column.header,
        "as": target.name if target else None,
        "label": target.label if target else "",
        "period": target.period if target else None,
        "forecast": target.forecast if target else False,
        "unit": _unit(column.scale),
        "score": round(column.score, 2),
        "samples": [_shown(text, column) for text in column.samples],
        "alternatives": {c.target.name: round(c.score, 2) for c in column.candidates[:ALTERNATIVES]},
        "used": column.target is not None,
        "why": column.reason or "",
        "corrected": False,
        "remembered": False,
    }


def _left_for_want_of_a_year(column: ColumnPlan) -> Target | None:
    wanting = column.reason == messages.COLUMN_NEEDS_PERIOD
    return next((c.target for c in column.candidates if c.target.kind), None) if wanting else None


def _unit(scale: int) -> str:
    return "" if scale == 1 else next(unit for unit, size in vocabulary.UNITS.items() if size == scale)


def _shown(text: str, column: ColumnPlan) -> str:
    """Enough to recognise the column by."""
    likely = column.target or (column.candidates[0].target if column.candidates else None)
    if likely is None or likely.kind or likely.table == "areas":
        # Nobody knows what it is: long rows of digits may be somebody's number.
        return mask(text, "id") if sum(map(str.isdigit, text)) >= 11 else text
    if likely.column in SEALED:
        return mask(text, SEALED[likely.column])
    hidden = (likely.declared.personal and len(text) > 12) or aliases.tells(text)
    return mask(text, "id") if hidden else text


def used(sheets: list[Sheet]) -> dict[str, list[str]]:
    """Columns that the files have, by table: what blank may erase."""
    found: dict[str, set[str]] = {}
    for sheet in sheets:
        for name in (*sheet.get("set", {}), *(c["as"] for c in sheet["columns"] if c["used"])):
            table, _, column = name.partition(".")
            found.setdefault(table, set()).add(column)
    return {table: sorted(columns) for table, columns in found.items()}


def merged(new: list[Sheet], old: list[Sheet]) -> list[Sheet]:
    """A mapping file makes every score 1 and knows no remarks: where it only repeats what was understood, the first
    reading's score stays, and what people corrected stays marked."""
    before = {(s["file"], s["sheet"], c["index"]): c for s in old for c in s["columns"]}
    for sheet in new:
        for column in sheet["columns"]:
            was = before.get((sheet["file"], sheet["sheet"], column["index"]))
            if was is None:
                continue
            column["corrected"], column["remembered"] = was["corrected"], was["remembered"]
            column["alternatives"] = was["alternatives"] or column["alternatives"]
            if not was["corrected"]:
                column["score"] = was["score"]
                column["why"] = column["why"] if column["used"] else was["why"] or column["why"]
    return new
