"""A row of findings as JSON and back: amounts and days keep their types, so that reasons can be made from it again."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

AMOUNT, DAY = "#", "@"
"""First letter of a text that stands for an amount or a day; any other text begins with a `'`."""


def packed(row: dict[str, Any]) -> str:
    said = {name: _packed(value) for name, value in row.items()}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _packed(value: Any) -> Any:
    match value:
        case Decimal():
            return f"{AMOUNT}{value}"
        case date():
            return f"{DAY}{value.isoformat()}"
        case str():
            return f"'{value}"
        case list() | tuple():
            return [_packed(one) for one in value]
    return value


def unpacked(text: str) -> dict[str, Any]:
    return {name: _unpacked(value) for name, value in json.loads(text).items()}


def _unpacked(value: Any) -> Any:
    match value:
        case str():
            mark, rest = value[:1], value[1:]
            return Decimal(rest) if mark == AMOUNT else date.fromisoformat(rest) if mark == DAY else rest
        case list():
            return [_unpacked(one) for one in value]
    return value


def joined(names: Any) -> str:
    """`,a,b,` for the data base: `contains ",a,"` finds exactly a."""
    return f",{','.join(names)}," if names else ""


def split(text: str) -> list[str]:
    return [name for name in text.split(",") if name]
