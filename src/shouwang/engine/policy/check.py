"""Types and units of an expression, against the declared tables.

Public rule collections contain rules that can never fire because a text was compared with a number, a value was
misspelt or an amount per household stood beside one per head.  Here these are mistakes, found when a pack is loaded.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from shouwang.engine.policy import nodes, units
from shouwang.engine.policy.expression import Wrong, hint
from shouwang.engine.policy.nodes import Node
from shouwang.engine.policy.units import Unit
from shouwang.engine.reading import phrases
from shouwang.engine.tables import HOUSEHOLDS, TABLES, Column, Type


class Kind(enum.Enum):
    BOOLEAN = "是否"
    NUMBER = "数"
    TEXT = "文字"
    DATE = "日期"
    NOTHING = "（有误）"
    """Of a part that is wrong already; fits everywhere, so that one mistake is reported once."""


@dataclass(frozen=True)
class Typed:
    kind: Kind
    unit: Unit | None = None
    column: Column | None = None
    """Where the value comes straight from: its range and values bind what it is compared with."""
    whole: bool = False
    """An integer; money and other numbers have decimals."""
    quotient: bool = False
    """Divided somewhere: it may be compared and shown, and nothing else, for it is never carried out."""


KIND_OF = {
    Type.TEXT: Kind.TEXT,
    Type.ENUM: Kind.TEXT,
    Type.BOOLEAN: Kind.BOOLEAN,
    Type.INTEGER: Kind.NUMBER,
    Type.MONEY: Kind.NUMBER,
    Type.DATE: Kind.DATE,
}
WRONG = Typed(Kind.NOTHING)
BOOLEAN = Typed(Kind.BOOLEAN)


def of_column(column: Column) -> Typed:
    return Typed(KIND_OF[column.type], units.read(column.unit), column, whole=column.type is Type.INTEGER)


@dataclass
class Checker:
    """Checks one expression after another; `wrong` collects what it finds."""

    facts: Mapping[str, Typed] = field(default_factory=dict)
    parameters: Mapping[str, Unit | None] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)

    def type_of(self, node: Node) -> Typed:
        return TYPING[type(node)](self, node)

    def expect(self, node: Node, kind: Kind) -> Typed:
        found = self.type_of(node)
        if found.kind not in (kind, Kind.NOTHING):
            self.say("RULE-111", node, expected=kind.value, actual=found.kind.value)
            return WRONG
        return found

    def say(self, code: str, node: Node, **details: object) -> None:
        self.wrong.append(Wrong(code, node.at, **details))

    def literal(self, node: nodes.Literal) -> Typed:
        if isinstance(node.value, bool):
            return BOOLEAN
        if isinstance(node.value, str):
            return Typed(Kind.TEXT)
        return Typed(Kind.NUMBER, whole=isinstance(node.value, int))

    def parameter(self, node: nodes.Parameter) -> Typed:
        # A parameter with a mistake of its own has no unit here; one mistake is reported once.
        known = node.name in self.parameters
        return Typed(Kind.NUMBER, self.parameters[node.name]) if known else WRONG

    def given(self, node: nodes.Given) -> Typed:
        return Typed(Kind.DATE if node.name == "on" else Kind.TEXT)

    def logic(self, node: nodes.And | nodes.Or | nodes.Not) -> Typed:
        for child in nodes.children(node):
            self.expect(child, Kind.BOOLEAN)
        return BOOLEAN

    def compare(self, node: nodes.Compare) -> Typed:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if Kind.NOTHING in (left.kind, right.kind):
            return BOOLEAN
        # Texts have no order: codes are names, and “B” < “C” of a house's grade would hang on the alphabet.
        ordered = node.operator not in ("==", "!=")
        if left.kind is not right.kind or (ordered and left.kind in (Kind.TEXT, Kind.BOOLEAN)):
            self.incomparable(node, left, right)
        elif left.kind is Kind.NUMBER:
            self.same_unit(node, left, right)
        self.within(left, node.right)
        self.within(right, node.left)
        return BOOLEAN

    def incomparable(self, node: Node, left: Typed, right: Typed) -> None:
        how = "大小" if left.kind is right.kind else ""
        self.say("RULE-107", node, left=left.kind.value, right=right.kind.value, how=how)

    def same_unit(self, node: Node, left: Typed, right: Typed) -> None:
        # A plain number has no unit and fits everywhere: `> 0` means the same of yuan and of persons.
        if left.unit is not None and right.unit is not None and left.unit != right.unit:
            self.say("RULE-108", node, left=units.phrase(left.unit), right=units.phrase(right.unit))

    def within(self, typed: Typed, other: Node) -> None:
        """A column's values and range bind the constants it is compared with."""
        column = typed.column
        # Two columns are not held against each other: neither binds the other's values.
        if column is None or not isinstance(other, nodes.Literal) or isinstance(other.value, bool):
            return
        if column.values and isinstance(other.value, str) and other.value not in column.codes:
            close, allowed = hint(other.value, column.codes), phrases.labels(column.codes)
            label = phrases.label(column.label)
            self.say("RULE-109", other, value=other.value, column=label, hint=close, allowed=allowed)
        if column.low is None or column.high is None or not isinstance(other.value, int | Decimal):
            return
        if not column.low <= other.value <= column.high:
            self.say(
                "RULE-110", other, column=column.label, low=column.low, high=column.high, value=other.value
            )

    def membership(self, node: nodes.Membership) -> Typed:
        left = self.type_of(node.of)
        for value in node.values:
            right = self.literal(value)
            if left.kind not in (right.kind, Kind.NOTHING):
                self.incomparable(value, left, right)
            self.within(left, value)
        return BOOLEAN

    def arithmetic(self, node: nodes.Arithmetic) -> Typed:
        left, right = self.expect(node.left, Kind.NUMBER), self.expect(node.right, Kind.NUMBER)
        if Kind.NOTHING in (left.kind, right.kind):
            return WRONG
        quotient = node.operator == "/" or left.quotient or right.quotient
        # 3 / 2 is no integer here, whatever an engine makes of it.
        whole = left.whole and right.whole and not quotient
        if node.operator in ("*", "/"):
            unit = units.times(left.unit, right.unit, 1 if node.operator == "*" else -1)
            return Typed(Kind.NUMBER, unit, whole=whole, quotient=quotient)
        self.same_unit(node, left, right)
        unit = left.unit if left.unit is not None else right.unit
        return Typed(Kind.NUMBER, unit, whole=whole, quotient=quotient)

    def negative(self, node: nodes.Negative) -> Typed:
        return replace(self.expect(node.of, Kind.NUMBER), column=None)

    def default(self, node: nodes.Default) -> Typed:
        left, right = self.type_of(node.of), self.type_of(node.otherwise)
        typed = self.either(node, left, right, node.otherwise)
        # Another column or fact brings values of its own.
        return typed if isinstance(node.otherwise, nodes.Literal) else replace(typed, column=None)

    def either(self, node: Node, left: Typed, right: Typed, second: Node) -> Typed:
        """The type of a value that is one or the other."""
        if left.kind is Kind.NOTHING or right.kind is Kind.NOTHING:
            return left if right.kind is Kind.NOTHING else right
        if left.kind is not right.kind:
            self.incomparable(node, left, right)
            return WRONG
        if left.kind is Kind.NUMBER:
            self.same_unit(node, left, right)
        if left.quotient or right.quotient:
            self.say("RULE-115", node)
        self.within(left, second)
        unit = left.unit if left.unit is not None else right.unit
        return replace(left, unit=unit, whole=left.whole and right.whole)

    def known(self, node: nodes.Known) -> Typed:
        self.type_of(node.of)
        return BOOLEAN

    def call(self, node: nodes.Call) -> Typed:
        if node.function in ("min", "max"):
            left, right = (self.expect_ordered(each) for each in node.arguments)
            return replace(self.either(node, left, right, node.arguments[1]), column=None)
        first, second = node.arguments
        self.expect(first, Kind.DATE)
        if node.function == "months_before":
            self.months(second)
            return Typed(Kind.DATE)
        self.expect(second, Kind.DATE)
        return Typed(Kind.NUMBER, {DATE_UNITS[node.function]: 1}, whole=True)

    def months(self, node: Node) -> None:
        """A look-back is a whole number written there or a whole column; anything else may leave the calendar."""
        count = self.expect(node, Kind.NUMBER)
        if count.kind is not Kind.NUMBER:
            return
        if not count.whole:
            self.say("RULE-111", node, expected="整数", actual="有小数的数")
        elif isinstance(node, nodes.Literal):
            if not -MOST_MONTHS <= node.value <= MOST_MONTHS:  # type: ignore[operator]
                self.say("RULE-125", node, value=node.value, most=MOST_MONTHS)
        elif count.column is None:
            self.say("RULE-111", node, expected="写明的整数或整数列", actual="算出来的数")

    def expect_ordered(self, node: Node) -> Typed:
        found = self.type_of(node)
        if found.kind in (Kind.BOOLEAN, Kind.TEXT):
            self.say("RULE-111", node, expected="数或日期", actual=found.kind.value)
            return WRONG
        return found

    def aggregate(self, node: nodes.Aggregate) -> Typed:
        if node.condition is not None:
            self.expect(node.condition, Kind.BOOLEAN)
        self.coverage(node)
        if node.kind in ("any", "all"):
            self.expect(node.element, Kind.BOOLEAN)  # type: ignore[arg-type]
            return BOOLEAN
        if node.kind == "count":
            return Typed(Kind.NUMBER, {"person": 1} if node.table == "persons" else {}, whole=True)
        element = self.expect_ordered(node.element)  # type: ignore[arg-type]
        # The earliest date is a date; a sum of dates is nothing.
        if node.kind == "sum" and element.kind is Kind.DATE:
            self.say("RULE-111", node, expected="数", actual="日期")
            return WRONG
        if element.quotient:
            self.say("RULE-115", node.element)  # type: ignore[arg-type]
        # A sum leaves the range of its column, so that range binds no constant any more.
        return replace(element, column=None)

    def coverage(self, node: nodes.Aggregate) -> None:
        """A table that vouches for periods must be asked about one: else “nothing” and “unknown” look alike."""
        said = {name for each in conditions(node) if (name := covered(each)) is not None}
        codes = {"period": "RULE-112", "forecast": "RULE-113"}
        for name in TABLES[node.table].covers:
            if name not in said:
                self.say(codes[name], node, table=node.table, row="i")


MOST_MONTHS = 1200
DATE_UNITS = {"age": "age", "days": "day", "months": "month"}


def conditions(node: nodes.Aggregate) -> tuple[Node, ...]:
    """What every row counted must fulfil; for `any` the element is one of these conditions."""
    # `any(a for r if b)` and `any(a and b for r)` are the same; of `all` the element is what is to be shown.
    also = nodes.conjuncts(node.element) if node.kind == "any" else ()
    return (*nodes.conjuncts(node.condition), *also)


def covered(condition: Node) -> str | None:
    """`period` or `forecast` when the condition fixes it: `row.period == …`, `row.forecast`, `not row.forecast`."""
    if isinstance(condition, nodes.Not):
        condition = condition.of
    elif isinstance(condition, nodes.Compare) and condition.operator == "==":
        for row, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if isinstance(row, nodes.RowColumn) and row.name == "period" and fixed(other):
                return "period"
    if isinstance(condition, nodes.RowColumn) and condition.name == "forecast":
        return "forecast"
    return None


def fixed(node: Node) -> bool:
    return isinstance(node, nodes.Given | nodes.Literal)


TYPING: dict[type[Node], Callable[..., Typed]] = {
    nodes.Literal: Checker.literal,
    nodes.HouseholdColumn: lambda self, node: of_column(HOUSEHOLDS[node.name]),
    nodes.RowColumn: lambda self, node: of_column(TABLES[node.table][node.name]),
    nodes.Fact: lambda self, node: self.facts.get(node.name, WRONG),
    nodes.Parameter: Checker.parameter,
    nodes.Given: Checker.given,
    nodes.RuleHolds: lambda self, node: BOOLEAN,
    nodes.Not: Checker.logic,
    nodes.And: Checker.logic,
    nodes.Or: Checker.logic,
    nodes.Compare: Checker.compare,
    nodes.Membership: Checker.membership,
    nodes.Arithmetic: Checker.arithmetic,
    nodes.Negative: Checker.negative,
    nodes.Default: Checker.default,
    nodes.Known: Checker.known,
    nodes.Call: Checker.call,
    nodes.Aggregate: Checker.aggregate,
}


def check(node: Node, expected: Kind | None, checker: Checker) -> Typed:
    """The type of `node`; what is wrong is added to `checker.wrong`."""
    return checker.type_of(node) if expected is None else checker.expect(node, expected)
