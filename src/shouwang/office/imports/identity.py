"""Sheets in which no column says which household a row is of: which they are, and which columns may stand in for it."""

import re
from collections.abc import Sequence

from shouwang.engine.reading.targets import AREA_CODE, HOUSEHOLD_ID
from shouwang.office.imports.understanding import Sheet

HEAD_NUMBER = re.compile("户主.*(证件|身份证|号码)")
HEAD_NAME = "households.head_name"


def wanted(sheets: Sequence[Sheet]) -> int | None:
    """Place of the first sheet that lacks it; nothing where all have it."""
    return next((place for place, sheet in enumerate(sheets) if is_wanting(sheet)), None)


def is_wanting(sheet: Sheet) -> bool:
    if not sheet.get("read") or sheet.get("kind") in (None, "areas") or sheet.get("household"):
        return False
    return all(column["as"] != HOUSEHOLD_ID.name for column in sheet["columns"])


def is_composed(sheets: Sequence[Sheet]) -> bool:
    """Whether codes of households were put together of columns."""
    return any(sheet.get("read") and sheet.get("household") for sheet in sheets)


def suggested(sheet: Sheet) -> list[str]:
    """Headers of the village and the head's ID number – or, for want of it, the head's name –; nothing without either."""
    headers = [column["header"] for column in sheet["columns"]]
    numbers = [header for header in headers if HEAD_NUMBER.search(header)]
    heads = numbers or _as(sheet, HEAD_NAME)
    return [*_as(sheet, AREA_CODE.name)[:1], *heads[:1]] if heads else []


def _as(sheet: Sheet, name: str) -> list[str]:
    return [column["header"] for column in sheet["columns"] if column["as"] == name]
