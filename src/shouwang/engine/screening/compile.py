"""Nodes → SQL for a whole population; the same meaning as `reference.py`, held to it by property tests.

Comparisons of quotients are lowered to products, ages compared with a number to dates of birth.  What a generator asks
of the rows of a child table becomes a few bits of one word per household (see `aggregates.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatchmethod
from typing import Any

from shouwang.engine import calendar
from shouwang.engine.policy import nodes
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening import columns
from shouwang.engine.screening.columns import Sql, either_missing, identifier, missing_if_null
from shouwang.engine.screening.run import Run
from shouwang.engine.tables import HOUSEHOLDS, TABLES, Column, Type

SYMBOLS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
FLIPPED = {"==": "=", "!=": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
SCALES = {Type.MONEY: 2, Type.INTEGER: 0}


@dataclass
class Bits:
    """Which bit of a mask stands for which `table.column`."""

    first: int = 0
    names: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> int:
        return 1 << self.names.setdefault(name, self.first + len(self.names))


@dataclass
class Compiler:
    run: Run
    bits: Bits
    aggregate: Callable[[tuple[tuple[int, nodes.Aggregate], ...]], Sql]
    """Makes a column of the household out of one generator, or of the sum of several with signs."""
    facts: Mapping[str, Sql] = field(default_factory=dict)
    rules: Mapping[str, Sql] = field(default_factory=dict)
    household: str = ""
    """Prefix of the household's columns, where they stand beside a row's."""

    @singledispatchmethod
    def sql(self, node: Node) -> Sql:
        raise TypeError(type(node).__name__)

    @sql.register
    def _literal(self, node: nodes.Literal) -> Sql:
        return columns.literal(node.value)

    @sql.register
    def _given(self, node: nodes.Given) -> Sql:
        return columns.literal(self.run.given[node.name])

    @sql.register
    def _parameter(self, node: nodes.Parameter) -> Sql:
        return columns.literal(self.run.parameters[node.name])

    @sql.register
    def _household_column(self, node: nodes.HouseholdColumn) -> Sql:
        text = self.household + identifier(node.name)
        return self.of_column(HOUSEHOLDS[node.name], text, f"households.{node.name}")

    @sql.register
    def _row_column(self, node: nodes.RowColumn) -> Sql:
        return self.of_column(
            TABLES[node.table][node.name], f"r.{identifier(node.name)}", f"{node.table}.{node.name}"
        )

    def of_column(self, column: Column, text: str, name: str) -> Sql:
        digits, scale = width(column)
        table, _, short = name.partition(".")
        if column.known or (table, short) in self.run.assumptions.cells:
            return Sql(text, digits=digits, scale=scale)
        # A bit is taken only by what can be unknown: the words that hold them are short.
        missing = f"CASE WHEN {text} IS NULL THEN {self.bits.of(name)} ELSE 0 END"
        return Sql(text, missing, nullable=True, digits=digits, scale=scale)

    @sql.register
    def _fact(self, node: nodes.Fact) -> Sql:
        return self.facts[node.name]

    @sql.register
    def _rule(self, node: nodes.RuleHolds) -> Sql:
        return self.rules[node.name]

    @sql.register
    def _not(self, node: nodes.Not) -> Sql:
        of = self.sql(node.of)
        return replace(of, text=f"(NOT {of.text})", constant=None)

    @sql.register
    def _and(self, node: nodes.And) -> Sql:
        return self.logic(node.parts, "AND")

    @sql.register
    def _or(self, node: nodes.Or) -> Sql:
        return self.logic(node.parts, "OR")

    def logic(self, parts: tuple[Node, ...], word: str) -> Sql:
        made = [self.sql(part) for part in parts]
        text = "(" + f" {word} ".join(each.text for each in made) + ")"
        nullable = any(each.nullable for each in made)
        return Sql(text, missing_if_null(f"{text} IS NULL", made), nullable)

    @sql.register
    def _membership(self, node: nodes.Membership) -> Sql:
        of = self.sql(node.of)
        values = [columns.literal(each.value).text for each in node.values]
        # IN would compare the numerator alone.
        if of.over is not None:
            same = [self.comparison(of, columns.literal(each.value), "==").text for each in node.values]
            return Sql("(" + " OR ".join(same) + ")", of.missing, nullable=True)
        return Sql(f"({of.text} IN ({', '.join(values)}))", of.missing, of.nullable)

    @sql.register
    def _compare(self, node: nodes.Compare) -> Sql:
        by_birth = self.by_birth(node)
        if by_birth is not None:
            return by_birth
        return self.comparison(self.sql(node.left), self.sql(node.right), node.operator)

    def comparison(self, left: Sql, right: Sql, operator: str) -> Sql:
        missing, symbol = either_missing(left, right), SYMBOLS[operator]
        nullable = left.nullable or right.nullable
        # Texts, dates and truth values have no width, and nothing to be multiplied out.
        if not left.digits:
            return Sql(f"({left.text} {symbol} {right.text})", missing, nullable)
        if left.over is None and right.over is None:
            return Sql(f"({columns.compared(left, right, symbol)})", missing, nullable)
        return Sql(self.of_products(left, right, operator), missing, nullable=True)

    def of_products(self, left: Sql, right: Sql, operator: str) -> str:
        """a/b < c/d as a·d < c·b, turned round where b·d is negative, unknown where it is nothing."""
        plain_left, plain_right = columns.numerator(left), columns.numerator(right)
        first = columns.multiplied(plain_left, right.over) if right.over else plain_left
        second = columns.multiplied(plain_right, left.over) if left.over else plain_right
        divisor = times(left.over, right.over)
        keep, turn = (columns.compared(first, second, symbols[operator]) for symbols in (SYMBOLS, FLIPPED))
        return f"CASE WHEN {divisor.text} > 0 THEN {keep} WHEN {divisor.text} < 0 THEN {turn} END"

    def by_birth(self, node: nodes.Compare) -> Sql | None:
        """`age(birth, on) >= 6` as `birth <= 2016-09-30`: exact, and no calendar per row."""
        for call, other, symbols in ((node.left, node.right, SYMBOLS), (node.right, node.left, FLIPPED)):
            if not (
                isinstance(call, nodes.Call) and call.function == "age" and isinstance(other, nodes.Literal)
            ):
                continue
            on, years = self.sql(call.arguments[1]).constant, other.value
            # Beyond any life the calendar itself could end; there the slow way is right as well.
            if on is None or not isinstance(years, int) or not 0 <= years <= 150:
                continue
            birth = self.sql(call.arguments[0])
            reached, passed = (
                columns.literal(calendar.months_before(on, 12 * each)).text for each in (years, years + 1)
            )
            conditions = {
                ">=": f"{birth.text} <= {reached}",
                ">": f"{birth.text} <= {passed}",
                "<": f"{birth.text} > {reached}",
                "<=": f"{birth.text} > {passed}",
                "=": f"{birth.text} <= {reached} AND {birth.text} > {passed}",
                "<>": f"{birth.text} > {reached} OR {birth.text} <= {passed}",
            }
            return Sql(f"({conditions[symbols[node.operator]]})", birth.missing, birth.nullable)
        return None

    @sql.register
    def _arithmetic(self, node: nodes.Arithmetic) -> Sql:
        sums = signed_sums(node)
        # Sums that vouch alike, as income and costs do, are added up row by row and share one null.
        if sums is not None and len({frozenset(vouching(each)) for _, each in sums}) == 1:
            return self.aggregate(sums)
        left, right = self.sql(node.left), self.sql(node.right)
        return ARITHMETIC[node.operator](left, right)

    @sql.register
    def _negative(self, node: nodes.Negative) -> Sql:
        of = self.sql(node.of)
        return replace(of, text=f"(- {of.text})", constant=None)

    @sql.register
    def _default(self, node: nodes.Default) -> Sql:
        of, otherwise = self.sql(node.of), self.sql(node.otherwise)
        scale = max(of.scale, otherwise.scale)
        # Both get the form that holds either: left to itself, DuckDB might round the longer one.
        digits = max(of.digits - of.scale, otherwise.digits - otherwise.scale) + scale
        if of.digits:
            text = f"coalesce({columns.as_decimal(of, digits, scale)}, {columns.as_decimal(otherwise, digits, scale)})"
        else:
            text = f"coalesce({of.text}, {otherwise.text})"
        if not otherwise.nullable:
            return Sql(text, digits=digits, scale=scale)
        missing = missing_if_null(f"{text} IS NULL", (of, otherwise))
        return Sql(text, missing, of.nullable and otherwise.nullable, digits, scale)

    @sql.register
    def _known(self, node: nodes.Known) -> Sql:
        return Sql(f"(NOT ({self.sql(node.of).unknown}))")

    @sql.register
    def _call(self, node: nodes.Call) -> Sql:
        first, second = (self.sql(each) for each in node.arguments)
        missing, nullable = either_missing(first, second), first.nullable or second.nullable
        if node.function in ("min", "max"):
            return self.extreme(first, second, node.function)
        # The same for every household: computed here once, by the calendar that the reference uses.
        if node.function == "months_before" and first.constant is not None and second.constant is not None:
            return columns.literal(calendar.months_before(first.constant, second.constant))
        digits = 0 if node.function == "months_before" else 7
        return Sql(CALLS[node.function](first.text, second.text), missing, nullable, digits)

    def extreme(self, first: Sql, second: Sql, function: str) -> Sql:
        """The lesser or greater of two; DuckDB's own would pass over nulls."""
        if not first.digits:
            keep = f"{first.text} {'<' if function == 'min' else '>'}= {second.text}"
            one, two, digits, scale = first.text, second.text, 0, 0
        else:
            scale = max(first.scale, second.scale)
            digits = max(first.digits - first.scale, second.digits - second.scale) + scale
            one, two = (columns.as_decimal(each, digits, scale) for each in (first, second))
            keep = f"{one} {'<' if function == 'min' else '>'}= {two}"
        text = f"CASE WHEN {keep} THEN {one} WHEN NOT ({keep}) THEN {two} END"
        return Sql(text, either_missing(first, second), first.nullable or second.nullable, digits, scale)

    @sql.register
    def _aggregate(self, node: nodes.Aggregate) -> Sql:
        return self.aggregate(((1, node),))


def width(column: Column) -> tuple[int, int]:
    """Digits and scale of a number as its declared range bounds them; sums of narrow numbers stay in 64 bits."""
    scale = SCALES.get(column.type)
    if scale is None:
        return 0, 0
    return len(str(column.high if column.high is not None else 10**9)) + scale, scale


def times(left: Sql | None, right: Sql | None) -> Sql:
    if left is None or right is None:
        return left or right or columns.literal(1)
    return columns.multiplied(left, right)


def sum_of(left: Sql, right: Sql, operator: str) -> Sql:
    """a/b ± c/d as (a·d ± c·b)/(b·d)."""
    if left.over is None and right.over is None:
        return columns.added(left, right, operator)
    first, second = columns.numerator(left), columns.numerator(right)
    first = columns.multiplied(first, right.over) if right.over else first
    second = columns.multiplied(second, left.over) if left.over else second
    return replace(columns.added(first, second, operator), over=times(left.over, right.over), nullable=True)


def product_of(left: Sql, right: Sql) -> Sql:
    product = columns.multiplied(columns.numerator(left), columns.numerator(right))
    over = times(left.over, right.over) if left.over or right.over else None
    return replace(product, over=over, nullable=product.nullable or over is not None)


def quotient_of(left: Sql, right: Sql) -> Sql:
    """(a/b) / (c/d) as (a·d)/(b·c); unknown also where c or d is nothing."""
    above = columns.multiplied(columns.numerator(left), right.over) if right.over else columns.numerator(left)
    below = times(left.over, columns.numerator(right))
    missing = either_missing(left, right)
    # `x / (a / b)` is x·b/a: without the test a b of nothing would make it zero instead of unknown.
    if right.over is not None:
        below = replace(below, text=f"CASE WHEN {right.over.text} <> 0 THEN {below.text} END")
    return replace(above, missing=missing, nullable=left.nullable or right.nullable, over=below)


ARITHMETIC: dict[str, Callable[[Sql, Sql], Sql]] = {
    "+": lambda left, right: sum_of(left, right, "+"),
    "-": lambda left, right: sum_of(left, right, "-"),
    "*": product_of,
    "/": quotient_of,
}


def months_sql(start: str, end: str) -> str:
    def forward(a: str, b: str) -> str:
        return (
            f"((year({b}) - year({a})) * 12 + month({b}) - month({a}) - CAST(day({b}) < day({a}) AS INTEGER))"
        )

    return f"CASE WHEN {end} >= {start} THEN {forward(start, end)} ELSE - {forward(end, start)} END"


def age_sql(birth: str, on: str) -> str:
    # Month and day as one number, for 29 February too: it comes after 28 February and before 1 March.
    earlier = f"month({on}) * 100 + day({on}) < month({birth}) * 100 + day({birth})"
    return f"(year({on}) - year({birth}) - CAST({earlier} AS INTEGER))"


CALLS: dict[str, Callable[[str, str], str]] = {
    "age": age_sql,
    "days": lambda start, end: f"date_diff('day', {start}, {end})",
    "months": months_sql,
    "months_before": lambda day, count: f"CAST({day} - to_months(CAST({count} AS INTEGER)) AS DATE)",
}


def signed_sums(node: Node, sign: int = 1) -> tuple[tuple[int, nodes.Aggregate], ...] | None:
    """The sums that are added and subtracted, when there is nothing else."""
    if isinstance(node, nodes.Aggregate) and node.kind == "sum" and TABLES[node.table].covers:
        return ((sign, node),)
    if isinstance(node, nodes.Arithmetic) and node.operator in ("+", "-"):
        left = signed_sums(node.left, sign)
        right = signed_sums(node.right, sign if node.operator == "+" else -sign)
        return (*left, *right) if left is not None and right is not None else None
    return None


def vouching(node: nodes.Aggregate) -> list[Any]:
    """What two sums must have in common to be added up row by row: the table and what it vouches for."""
    from_table = [node.table]
    return [
        *from_table,
        *(each for each in nodes.conjuncts(node.condition) if mentions(each, TABLES[node.table].covers)),
    ]


def mentions(node: Node, names: tuple[str, ...]) -> bool:
    return any(each.name in names for each in nodes.find(node, nodes.RowColumn))
