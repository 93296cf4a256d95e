"""A value on its way into SQL: its text, whether it may be null, what would be missing, and how wide a number is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

WIDEST = 38
"""Digits of DuckDB's widest decimal."""


NARROW = 18
"""Digits that a signed 64-bit integer holds, and still when it is doubled."""


class TooWide(Exception):
    """A product with more digits than can be computed exactly."""

    def __init__(self, digits: int) -> None:
        super().__init__(str(digits))
        self.digits = digits


@dataclass(frozen=True)
class Sql:
    text: str
    missing: str = "0"
    """A bit mask of the columns that would settle it; 0 whenever the value is known."""
    nullable: bool = False
    digits: int = 0
    """Of a number, all its digits; 0 for anything else."""
    scale: int = 0
    """Digits after the point."""
    over: "Sql | None" = None
    """The divisor of a quotient: it is never carried out but where it is shown."""
    constant: Any = None
    """Its value where it does not depend on the household."""

    @property
    def unknown(self) -> str:
        """A condition: the value is null."""
        tests = [f"{self.text} IS NULL"] if self.nullable else []
        if self.over is not None:
            tests.append(f"coalesce({self.over.text}, 0) = 0")
        return " OR ".join(tests) if tests else "false"


def literal(value: Any) -> Sql:
    if isinstance(value, bool):
        return Sql("true" if value else "false", constant=value)
    if isinstance(value, int):
        return Sql(str(value), digits=max(1, len(str(abs(value)))), constant=value)
    if isinstance(value, Decimal):
        return decimal(value)
    if isinstance(value, date):
        return Sql(f"DATE '{value.isoformat()}'", constant=value)
    return Sql(quoted(str(value)), constant=value)


def decimal(value: Decimal) -> Sql:
    """A decimal with just the digits it has: narrow numbers keep products narrow."""
    text = format(value, "f")
    # 6900.00 from a pack is 6900 here: two digits less in every product that it enters.
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, _, places = text.lstrip("-").partition(".")
    digits, scale = len(whole.lstrip("0")) + len(places), len(places)
    width = max(digits, scale, 1)
    sql = f"CAST({quoted(text)} AS DECIMAL({width},{scale}))" if scale else text
    return Sql(sql, digits=width, scale=scale, constant=value)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def as_decimal(value: Sql, digits: int, scale: int) -> str:
    if digits > WIDEST:
        raise TooWide(digits)
    return f"CAST({value.text} AS DECIMAL({digits},{scale}))"


def as_factor(value: Sql, product: int) -> str:
    """The number as a factor of a product with so many digits.

    DuckDB multiplies two decimals of 64 bits in 64 bits, and fails where the product is longer: one must be wider.
    """
    digits = max(value.digits, NARROW + 1) if product > NARROW else value.digits
    return as_decimal(value, digits, value.scale)


def either_missing(*values: Sql) -> str:
    """The mask of a value that is unknown whenever one of its parts is."""
    # The same mask on both sides is said once: queries of a large pack are long enough.
    masks = list(dict.fromkeys(each.missing for each in values if each.missing != "0"))
    return " | ".join(f"({mask})" for mask in masks) if masks else "0"


def missing_if_null(condition: str, values: Iterable[Sql]) -> str:
    """The mask of a value that can be known although a part is not: only looked at where it is null."""
    masks = either_missing(*values)
    return "0" if masks == "0" else f"CASE WHEN {condition} THEN {masks} ELSE 0 END"


def added(left: Sql, right: Sql, operator: str) -> Sql:
    scale = max(left.scale, right.scale)
    digits = max(left.digits - left.scale, right.digits - right.scale) + 1 + scale
    return combined(
        f"({as_decimal(left, digits, scale)} {operator} {as_decimal(right, digits, scale)})",
        digits,
        scale,
        left,
        right,
    )


def multiplied(left: Sql, right: Sql) -> Sql:
    digits, scale = left.digits + right.digits, left.scale + right.scale
    if digits > WIDEST:
        raise TooWide(digits)
    text = f"({as_factor(left, digits)} * {as_decimal(right, right.digits, right.scale)})"
    return combined(text, digits, scale, left, right)


def combined(text: str, digits: int, scale: int, left: Sql, right: Sql) -> Sql:
    nullable = left.nullable or right.nullable
    return Sql(text, either_missing(left, right), nullable, digits, scale)


def numerator(value: Sql) -> Sql:
    return replace(value, over=None)


def compared(left: Sql, right: Sql, operator: str) -> str:
    """A comparison of two numbers without divisors, at a common width."""
    # Whole numbers compare as they are; a cast to decimal would only cost time.
    if left.scale == right.scale == 0 and max(left.digits, right.digits) <= 18:
        return f"{left.text} {operator} {right.text}"
    scale = max(left.scale, right.scale)
    digits = max(left.digits - left.scale, right.digits - right.scale) + scale
    return f"{as_decimal(left, digits, scale)} {operator} {as_decimal(right, digits, scale)}"


def rounded(value: Sql, digits: int, places: int) -> str:
    """The number as shown: halves away from zero, also of a quotient, without doubles."""
    if value.over is None:
        return f"CAST({value.text} AS DECIMAL({digits},{places}))"
    # n/d · 10^places in whole numbers, doubled so that the half can be added before the division drops the rest.
    shift = value.over.scale + places - value.scale
    above = scaled(value, value.scale + max(shift, 0))
    below = scaled(value.over, value.over.scale + max(-shift, 0))
    whole = f"(2 * abs({above}) + abs({below})) // (2 * abs({below}))"
    signed = f"CASE WHEN ({above} < 0) = ({below} < 0) THEN {whole} ELSE - ({whole}) END"
    unit = f"CAST({quoted(format(Decimal(1).scaleb(-places), 'f'))} AS DECIMAL({places + 1},{places}))"
    exact = f"CAST({signed} AS DECIMAL({digits},0)) * {unit}"
    return f"CASE WHEN {value.over.text} <> 0 THEN CAST({exact} AS DECIMAL({digits},{places})) END"


def scaled(value: Sql, power: int) -> str:
    """The number times ten to the `power`, as an integer of 64 bits where that is enough, else of 128."""
    if power == value.scale == 0:
        return f"CAST({value.text} AS {'BIGINT' if value.digits < NARROW else 'HUGEINT'})"
    width = value.digits + power + 1
    # One digit is kept free for the doubling.
    if width >= WIDEST:
        raise TooWide(width)
    shifted = f"{as_factor(value, width)} * CAST({10**power} AS DECIMAL({power + 1},0))"
    return f"CAST({shifted} AS {'BIGINT' if width <= NARROW else 'HUGEINT'})"
