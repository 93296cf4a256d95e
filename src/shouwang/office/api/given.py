"""Rows of canonical tables as a client sends them: checked cell by cell, then a file such as people upload.

    found = given.wrong("incomes", rows)          [{where, why}], as problems list them
    stream = given.file("incomes", rows)          Parquet with canonical headers
    given.mapping(["incomes"])                    which says of each file's columns what they are

What the checks of imports say of a value – an ID number that cannot be, a village that is not there – is theirs to say.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from django.utils.translation import gettext as _

from shouwang.engine.reading.problems import letters
from shouwang.engine.reading.targets import HOUSEHOLD_ID
from shouwang.engine.tables import TABLES, Column, Table, Type
from shouwang.office.api.words import ISO

Row = Mapping[str, Any]
Wrong = dict[str, str]

DERIVED = frozenset({"person_id", "forecast", "insurance_payout", "development"})
"""Always known, but what is not said is made or has a usual value."""
MOST_WRONG = 100
LONGEST = 500
FEN = Decimal("0.01")
YEAR = re.compile("(19|20)[0-9]{2}")
UNSTORED = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of characters: no data base takes all of them."""


class Stream(BytesIO):
    """As uploads are: with the name that people see."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


def wrong(name: str, rows: Sequence[Row], where: str) -> list[Wrong]:
    """`where`: of the rows in the request, `body.rows`.  No more than MOST_WRONG."""
    found: list[Wrong] = []
    for place, row in enumerate(rows):
        found += _wrong_in(TABLES[name], row, f"{where}.{place}")
        if len(found) >= MOST_WRONG:
            break
    return found[:MOST_WRONG]


def _wrong_in(table: Table, row: Row, where: str) -> Iterator[Wrong]:
    for column in table:
        if column.known and column.name not in DERIVED and row.get(column.name) in (None, ""):
            yield {"where": f"{where}.{column.name}", "why": _("缺少这一项")}
    for name, value in row.items():
        column_of = table.by_name.get(name)
        if column_of is None:
            yield {"where": f"{where}.{shown(name)}", "why": _("没有这一列")}
        elif value is not None and (why := CHECKS[column_of.type](column_of, value)):
            yield {"where": f"{where}.{name}", "why": why}


def shown(name: str) -> str:
    """A name of the client's choice, as an answer can hold it."""
    return name[:60].encode("utf-8", "replace").decode()


# -- What a cell can be: the reason why not, or nothing ------------------------------------------------------------


def _text(column: Column, value: Any) -> str | None:
    if not isinstance(value, str):
        return _("应为文字，写在引号里")
    if len(value) > LONGEST:
        return _("最多 %(most)s 个字") % {"most": LONGEST}
    if column.name == "period" and not YEAR.fullmatch(value):
        return _("应为四位年份，例如 2025")
    return _("含有控制字符") if UNSTORED.search(value) else None


def _choice(column: Column, value: Any) -> str | None:
    if value == "" or (isinstance(value, str) and value in column.codes):
        return None
    return _("应为其中之一：%(codes)s") % {"codes": ", ".join(column.codes)}


def _yes_no(column: Column, value: Any) -> str | None:
    return None if isinstance(value, bool) else _("应为 true 或 false")


def _whole(column: Column, value: Any) -> str | None:
    # 3.0 is a whole number in JSON.
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if not is_whole or isinstance(value, bool):
        return _("应为整数")
    return _between(column, Decimal(value)) or (None if abs(value) < 2**31 else _("数太大"))


def _money(column: Column, value: Any) -> str | None:
    amount = decimal(value)
    if amount is None:
        return _('应为金额，最多两位小数，例如 "12000.50"')
    return _between(column, amount)


def decimal(value: Any) -> Decimal | None:
    """A number, or a text that is one; in whole cents.  JSON's numbers are read as they were written."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > 20:
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    fits = found.is_finite() and abs(found) < 10**14 and found == found.quantize(FEN)
    return found.quantize(FEN) if fits else None


def _between(column: Column, value: Decimal) -> str | None:
    if column.low is not None and value < column.low:
        return _("不能小于 %(low)s") % {"low": column.low}
    if column.high is not None and value > column.high:
        return _("不能大于 %(high)s") % {"high": column.high}
    return None


def _day(column: Column, value: Any) -> str | None:
    try:
        # Python reads 2026-W05-6, too.
        is_day = bool(ISO.fullmatch(value)) and 1900 <= date.fromisoformat(value).year <= 2099
    except (TypeError, ValueError):
        is_day = False
    return None if is_day else _("应为日期，例如 2026-01-31")


CHECKS: dict[Type, Callable[[Column, Any], str | None]] = {
    Type.TEXT: _text,
    Type.ENUM: _choice,
    Type.BOOLEAN: _yes_no,
    Type.INTEGER: _whole,
    Type.MONEY: _money,
    Type.DATE: _day,
}

# -- What the description says of a row ---------------------------------------------------------------------------


def schema(name: str) -> dict[str, Any]:
    """JSON schema.  Amounts as texts, which are exact; numbers are taken, too."""
    table = TABLES[name]
    needed = [column.name for column in table if column.known and column.name not in DERIVED]
    columns = {column.name: _schema(column, column.name in needed) for column in table}
    return {"type": "object", "required": needed, "properties": columns, "additionalProperties": False}


def _schema(column: Column, needed: bool) -> dict[str, Any]:
    told = {"description": " · ".join(filter(None, (column.label, column.unit, column.about)))}
    if column.type is Type.ENUM:
        return told | {"enum": [*column.codes, *([] if needed else [None])]}
    kind, more = _typed(column, needed)
    return told | {"type": kind if needed else [kind, "null"], **more}


def _typed(column: Column, needed: bool) -> tuple[str, dict[str, Any]]:
    match column.type:
        case Type.BOOLEAN:
            return "boolean", {}
        case Type.INTEGER:
            bounds = {"minimum": column.low, "maximum": column.high}
            return "integer", {key: bound for key, bound in bounds.items() if bound is not None}
        case Type.MONEY:
            sign = "" if column.low == 0 else "-?"
            return "string", {"pattern": rf"^{sign}[0-9]{{1,8}}(\.[0-9]{{1,2}})?$"}
        case Type.DATE:
            return "string", {"format": "date", "pattern": "^(19|20)"}
    if column.name == "period":
        return "string", {"pattern": f"^{YEAR.pattern}$"}
    return "string", {"maxLength": LONGEST, "minLength": int(needed), "pattern": r"^[^\x00-\x1f\x7f]*$"}


# -- A file of them ------------------------------------------------------------------------------------------------


def file(name: str, rows: Sequence[Row]) -> Stream:
    """Texts, as a sheet has them, in the order of the table's declaration."""
    used = _used(name, rows)
    arrays = [pa.array([_cell(column, row.get(column.name)) for row in rows], pa.string()) for column in used]
    made = pa.BufferOutputStream()
    pq.write_table(pa.table(arrays, names=[column.name for column in used]), made, compression="zstd")
    return Stream(made.getvalue().to_pybytes(), f"{name}.parquet")


def _used(name: str, rows: Sequence[Row]) -> list[Column]:
    said = {key for row in rows for key in row}
    return [column for column in TABLES[name] if column.name in said]


def _cell(column: Column, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if column.type is Type.MONEY:
        return f"{decimal(value):f}"
    if column.type is Type.INTEGER:
        return str(int(value))
    return str(value).lower() if column.type is Type.BOOLEAN else str(value)


def mapping(tables: Mapping[str, Sequence[Row]]) -> str:
    """What the columns of the files are, in their order: see engine/reading/mapfile.py."""
    entries = [_entry(number, name, rows) for number, (name, rows) in enumerate(tables.items(), 1)]
    return yaml.safe_dump({"file": None, "sheets": entries}, allow_unicode=True, sort_keys=False)


def _entry(number: int, name: str, rows: Sequence[Row]) -> dict[str, Any]:
    columns = [
        {"column": letters(place), "header": column.name, "as": _meant(name, column)}
        for place, column in enumerate(_used(name, rows))
    ]
    said: dict[str, Any] = {
        "sheet": None,
        "read": True,
        "kind": name,
        "header": [1, 1],
        "household": [],
        "set": {},
    }
    # How the job that reads calls its copies of a batch's files.
    return {"file": f"upload-{number}.parquet", **said, "columns": columns}


def _meant(name: str, column: Column) -> str:
    return HOUSEHOLD_ID.name if column.name == HOUSEHOLD_ID.column else f"{name}.{column.name}"


def streams(tables: Mapping[str, Sequence[Row]]) -> Iterable[Stream]:
    return [file(name, rows) for name, rows in tables.items()]
