"""A table drawn in text → rows.

    household_id | origin | house_grade
    -------------|--------|------------
    1            | lifted | C
    2            |        |

A blank cell is unknown.  Values are the codes of `tables.py`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from shouwang.engine.errors import sentence
from shouwang.engine.policy.expression import hint
from shouwang.engine.reading import phrases
from shouwang.engine.tables import Column, Table, Type

Row = dict[str, Any]


def read(text: str, table: Table) -> list[Row]:
    """Rows with every column of `table`; columns not drawn are None.  Raises ValueError with a Chinese sentence."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError(sentence("没有列名"))
    names = cells(lines[0])
    for name in names:
        if name not in table:
            close = hint(name, table.by_name)
            raise ValueError(
                sentence("表“{table}”没有列“{name}”{hint}", table=table.name, name=name, hint=close)
            )
        # The second would silently win.
        if names.count(name) > 1:
            raise ValueError(sentence("列“{name}”画了两次", name=name))
    body = [line for line in lines[1:] if set(line) - set("-| +")]
    return [row(line, names, table) for line in body]


def cells(line: str) -> list[str]:
    return [each.strip() for each in line.strip().strip("|").split("|")]


def row(line: str, names: list[str], table: Table) -> Row:
    # A trailing blank cell must not be lost with the last bar.
    values = [each.strip() for each in line.split("|")]
    if len(values) != len(names):
        raise ValueError(
            sentence(
                "有 {columns} 列，这一行却有 {cells} 格：{line}",
                columns=len(names),
                cells=len(values),
                line=line.strip(),
            )
        )
    drawn = {name: value(text, table[name]) for name, text in zip(names, values, strict=True)}
    return {column.name: drawn.get(column.name) for column in table}


def value(text: str, column: Column) -> Any:
    if not text:
        return None
    try:
        return CONVERT[column.type](text, column)
    except (ValueError, InvalidOperation, KeyError) as error:
        said = sentence(
            "“{text}”不是{label}（{column}）的值",
            text=text,
            label=phrases.label(column.label),
            column=column.name,
        )
        raise ValueError(said) from error


def choice(text: str, column: Column) -> str:
    if text not in column.codes:
        raise ValueError(text)
    return text


def whole(text: str, column: Column) -> int:
    return int(within(Decimal(int(text)), column))


def money(text: str, column: Column) -> Decimal:
    amount = Decimal(text)
    # A third of a fen would be rounded in the table and not in the reference.
    if not amount.is_finite() or amount != round(amount, 2):
        raise ValueError(text)
    return within(amount, column)


def within(number: Decimal, column: Column) -> Decimal:
    if column.low is not None and column.high is not None and not column.low <= number <= column.high:
        raise ValueError(number)
    return number


BOOLEANS = {"true": True, "false": False}

CONVERT: Mapping[Type, Callable[[str, Column], Any]] = {
    Type.TEXT: lambda text, column: text,
    Type.ENUM: choice,
    Type.BOOLEAN: lambda text, column: BOOLEANS[text],
    Type.INTEGER: whole,
    Type.MONEY: money,
    Type.DATE: lambda text, column: date.fromisoformat(text),
}
