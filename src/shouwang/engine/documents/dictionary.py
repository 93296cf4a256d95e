"""The data dictionary and the catalogue of checks, as pages (Markdown) and as data."""

from collections.abc import Iterable
from typing import Any

from shouwang.engine import tables
from shouwang.engine.quality import catalogue
from shouwang.engine.quality.declare import Check
from shouwang.engine.quality.elsewhere import ELSEWHERE
from shouwang.engine.tables import Column, Table

DICTIONARY_INTRODUCTION = """\
# Data dictionary

The canonical tables: what `shouwang read` makes of real files and what screening reads.
Generated from `src/shouwang/engine/tables.py` by `shouwang tables --markdown`.

- A column that is not *always known* may be empty, and a column that a file does not have is unknown for every row,
  never `none` or `false`.
- Money is decimal with two places, in yuan.
- *Personal* columns never appear in logs or in figures for publication.
- *Other headers* are those under which files bring the column; they are recognised without a mapping.
"""

CHECKS_INTRODUCTION = """\
# Checks at the door

What `shouwang read` and the forms check in entered data. Generated from `src/shouwang/engine/quality/catalogue/`
by `shouwang tables --checks`.

- **error**: cannot be true, or leaves open who or where somebody is. **warning**: two cells contradict each other.
  **info**: odd, but it happens.
- An empty cell contradicts nothing. A check that needs a table or column that the file does not have stays silent.
- Ages count on the day the register describes. If that day was not given, its incomes tell between which days it
  lies – from the end of its last accounting year to the end of the next calendar year – and what depends on an age is
  flagged only if it is wrong on each of them. Without incomes nobody is taken to be too young for anything.
- Incomes are those of a household's latest actual (not forecast) year.
- *Campaign*: the rules of a national data clean-up (Guizhou, December 2023) that ask the same.
"""

CHECK_COLUMNS = ("Code", "Severity", "Where", "What it says", "In English", "Campaign")
RANGE = "CHECK-801"
"""Said of many columns, each with its own range."""

ELSEWHERE_INTRODUCTION = """\
## What the campaign checks and this page does not

*Screening*: packs and `shouwang screen` answer it. *Other data*: the canonical tables do not hold what it needs.
"""


def dictionary() -> str:
    return "\n".join([DICTIONARY_INTRODUCTION, *(_table(table) for table in tables.TABLES.values())])


def checks() -> str:
    subjects = (
        f"## {subject.title}\n\n" + _grid(CHECK_COLUMNS, _merged(subject.checks))
        for subject in catalogue.SUBJECTS
    )
    elsewhere = _grid(("Rules", "Where", "Why"), ((row.rules, row.where, row.why) for row in ELSEWHERE))
    return "\n".join([CHECKS_INTRODUCTION, *subjects, f"{ELSEWHERE_INTRODUCTION}\n{elsewhere}"])


def as_data() -> list[dict[str, Any]]:
    """The tables for programs; what does not apply to a column is left out."""
    return [
        {
            "name": table.name,
            "label": table.label,
            "about": table.about,
            "key": list(table.key),
            "optional": table.optional,
            "columns": [_column_data(column) for column in table],
        }
        for table in tables.TABLES.values()
    ]


def limits(column: Column) -> str:
    """The range of a number, as people write it."""
    return f"{column.low}–{column.high}" if column.low is not None and column.high is not None else ""


def _column_data(column: Column) -> dict[str, Any]:
    values = [{"code": v.code, "label": v.label, "words": list(v.words)} for v in column.values]
    told = {
        "name": column.name,
        "label": column.label,
        "type": column.type.value,
        "unit": column.unit,
        "low": column.low,
        "high": column.high,
        "values": values or None,
        "known": column.known,
        "personal": column.personal,
        "headers": list(column.synonyms),
        "about": column.about or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _table(table: Table) -> str:
    heading = f"## `{table.name}` {table.label}\n\n{table.about}。 Key: {_key(table)}. {_need(table)}\n"
    names = ("Column", "中文", "Type", "Values", "Always known", "Personal", "Other headers", "Notes")
    return f"{heading}\n{_grid(names, (_column(column) for column in table))}"


def _key(table: Table) -> str:
    return "、".join(f"`{name}`" for name in table.key) or "none, rows may repeat"


def _need(table: Table) -> str:
    return "A run can do without it." if table.optional else "Every run needs it."


def _column(column: Column) -> tuple[str, ...]:
    unit = f" ({column.unit})" if column.unit else ""
    values = "<br>".join(f"`{value.code}` {value.label}" for value in column.values)
    return (
        f"`{column.name}`",
        column.label,
        column.type.value + unit,
        values or limits(column),
        "yes" if column.known else "",
        "yes" if column.personal else "",
        "、".join(column.synonyms),
        column.about,
    )


def _merged(declared: Iterable[Check]) -> Iterable[tuple[str, ...]]:
    """One row per code and sentence: a range is checked in many columns, a reference in many tables."""
    rows: dict[tuple[str, str], list[Check]] = {}
    for check in declared:
        rows.setdefault((check.code, "" if check.code == RANGE else check.message), []).append(check)
    for (code, message), same in rows.items():
        places = "<br>".join(f"`{check.table}.{check.column}`" for check in same)
        says = message or "数值应在数据字典所列的范围内；请核对数值和单位。"
        english = (
            same[0].english if message else "The number should lie within the range of the data dictionary."
        )
        yield code, same[0].severity, places, says, english, same[0].campaign


def _grid(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(names)]
    lines += [["---"] * len(lines[0]), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
