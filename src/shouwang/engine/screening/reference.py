"""The meaning of a rule: plain Python over one household.

Each node becomes a function of the household's state; `None` is unknown and logic is Kleene's.  Amounts are exact:
decimals for + - *, fractions as soon as something is divided, so quotients compare without rounding.  The columnar
evaluator must agree with this page; the examples of packs and the page where somebody types run on it.
"""

import decimal
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache, singledispatch
from typing import Any

from shouwang.engine import calendar
from shouwang.engine.policy import nodes
from shouwang.engine.policy.check import conditions, covered
from shouwang.engine.policy.model import Pack
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening.run import Run
from shouwang.engine.tables import TABLES

Row = dict[str, Any]
Value = Any
"""bool, int, Decimal, Fraction, str, date – or None for unknown."""


class State:
    """One household while it is being looked at."""

    __slots__ = ("assumed_empty", "children", "facts", "given", "household", "parameters", "row", "rules")

    def __init__(self, household: Row, children: Mapping[str, list[Row] | None], run: Run) -> None:
        self.household = household
        self.children = children
        """None for a table that was not given."""
        self.assumed_empty = run.assumptions.empty
        self.given = run.given
        self.parameters = run.parameters
        self.facts: dict[str, Value] = {}
        self.rules: dict[str, Value] = {}
        self.row: Row = {}


Evaluate = Callable[[State], Value]

# Forty digits and more come from multiplying amounts; the usual 28 would round them.
EXACT = decimal.Context(prec=100, rounding=ROUND_HALF_UP)


@singledispatch
def compiled(node: Node) -> Evaluate:
    raise TypeError(type(node).__name__)


@compiled.register
def _literal(node: nodes.Literal) -> Evaluate:
    value = node.value
    return lambda state: value


@compiled.register
def _household_column(node: nodes.HouseholdColumn) -> Evaluate:
    name = node.name
    return lambda state: state.household.get(name)


@compiled.register
def _row_column(node: nodes.RowColumn) -> Evaluate:
    name = node.name
    return lambda state: state.row.get(name)


@compiled.register
def _fact(node: nodes.Fact) -> Evaluate:
    name = node.name
    return lambda state: state.facts[name]


@compiled.register
def _rule(node: nodes.RuleHolds) -> Evaluate:
    name = node.name
    return lambda state: state.rules[name]


@compiled.register
def _parameter(node: nodes.Parameter) -> Evaluate:
    name = node.name
    return lambda state: state.parameters[name]


@compiled.register
def _given(node: nodes.Given) -> Evaluate:
    name = node.name
    return lambda state: state.given[name]


@compiled.register
def _not(node: nodes.Not) -> Evaluate:
    of = compiled(node.of)

    def evaluate(state: State) -> Value:
        value = of(state)
        return None if value is None else not value

    return evaluate


def kleene(parts: Iterable[Evaluate], decisive: bool) -> Evaluate:
    """`or` is decided by one true, `and` by one false; without that, one unknown makes it unknown."""
    parts = tuple(parts)

    def evaluate(state: State) -> Value:
        unknown = False
        for part in parts:
            value = part(state)
            if value is decisive:
                return decisive
            if value is None:
                unknown = True
        return None if unknown else not decisive

    return evaluate


@compiled.register
def _and(node: nodes.And) -> Evaluate:
    return kleene(map(compiled, node.parts), False)


@compiled.register
def _or(node: nodes.Or) -> Evaluate:
    return kleene(map(compiled, node.parts), True)


def known_pair(left: Evaluate, right: Evaluate, apply: Callable[[Any, Any], Value]) -> Evaluate:
    """Applies to two known values; unknown in, unknown out."""

    def evaluate(state: State) -> Value:
        first = left(state)
        if first is None:
            return None
        second = right(state)
        return None if second is None else apply(first, second)

    return evaluate


COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@compiled.register
def _compare(node: nodes.Compare) -> Evaluate:
    return known_pair(compiled(node.left), compiled(node.right), COMPARE[node.operator])


@compiled.register
def _membership(node: nodes.Membership) -> Evaluate:
    of, values = compiled(node.of), tuple(each.value for each in node.values)

    def evaluate(state: State) -> Value:
        value = of(state)
        return None if value is None else value in values

    return evaluate


def exactly(apply: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Decimals and fractions do not mix in Python; one fraction makes both fractions."""

    def arithmetic(left: Any, right: Any) -> Any:
        # Decimals stay decimals as long as they can: fractions are slow, and most rules divide nothing.
        if isinstance(left, Fraction) or isinstance(right, Fraction):
            return apply(Fraction(left), Fraction(right))
        return apply(left, right)

    return arithmetic


def quotient(left: Any, right: Any) -> Value:
    """Nothing divided by nothing is not a number: unknown."""
    return None if right == 0 else Fraction(left) / Fraction(right)


ARITHMETIC = {
    "+": exactly(operator.add),
    "-": exactly(operator.sub),
    "*": exactly(operator.mul),
    "/": quotient,
}


@compiled.register
def _arithmetic(node: nodes.Arithmetic) -> Evaluate:
    return known_pair(compiled(node.left), compiled(node.right), ARITHMETIC[node.operator])


@compiled.register
def _negative(node: nodes.Negative) -> Evaluate:
    of = compiled(node.of)

    def evaluate(state: State) -> Value:
        value = of(state)
        return None if value is None else -value

    return evaluate


@compiled.register
def _default(node: nodes.Default) -> Evaluate:
    of, otherwise = compiled(node.of), compiled(node.otherwise)

    def evaluate(state: State) -> Value:
        value = of(state)
        return otherwise(state) if value is None else value

    return evaluate


@compiled.register
def _known(node: nodes.Known) -> Evaluate:
    of = compiled(node.of)
    return lambda state: of(state) is not None


CALLS: dict[str, Callable[[Any, Any], Value]] = {
    "age": calendar.age,
    "days": calendar.days,
    "months": calendar.months,
    "months_before": calendar.months_before,
    "min": min,
    "max": max,
}


@compiled.register
def _call(node: nodes.Call) -> Evaluate:
    first, second = map(compiled, node.arguments)
    return known_pair(first, second, CALLS[node.function])


@compiled.register
def _aggregate(node: nodes.Aggregate) -> Evaluate:
    table, fold = node.table, FOLDS[node.kind](node)
    vouches = coverage(node)
    # A household without anybody in the register was forgotten there; nobody lives alone with nobody.
    needs_row = table == "persons"

    def evaluate(state: State) -> Value:
        rows = state.children.get(table)
        if rows is None or (needs_row and not rows):
            return None
        # A generator stands inside no other, but `missing` asks parts of it row by row.
        outer = state.row
        try:
            return fold(state, rows) if covers(state, table, vouches) else None
        finally:
            state.row = outer

    return evaluate


def coverage(node: nodes.Aggregate) -> Evaluate | None:
    """What makes a row vouch for its period; None for tables that need no such row."""
    said = [each for each in conditions(node) if covered(each) is not None]
    return kleene(map(compiled, said), False) if said and TABLES[node.table].covers else None


def covers(state: State, table: str, vouches: Evaluate | None) -> bool:
    """Whether a household's rows vouch for what is asked – or it is assumed that they do."""
    rows = state.children.get(table) or []
    return vouches is None or table in state.assumed_empty or any(vouches(state) for state.row in rows)


Fold = Callable[[State, list[Row]], Value]


def fold_any(node: nodes.Aggregate) -> Fold:
    holds = row_condition(node)

    def fold(state: State, rows: list[Row]) -> Value:
        unknown = False
        for state.row in rows:
            value = holds(state)
            if value:
                return True
            if value is None:
                unknown = True
        return None if unknown else False

    return fold


def fold_all(node: nodes.Aggregate) -> Fold:
    fails = fold_any(mirrored(node))

    def fold(state: State, rows: list[Row]) -> Value:
        value = fails(state, rows)
        return None if value is None else not value

    return fold


def mirrored(node: nodes.Aggregate) -> nodes.Aggregate:
    """`all` as the `any` of its opposite."""
    return nodes.Aggregate("any", node.table, nodes.Not(element_of(node)), node.condition)


def element_of(node: nodes.Aggregate) -> Node:
    if node.element is None:
        raise TypeError(node.kind)
    return node.element


def row_condition(node: nodes.Aggregate) -> Evaluate:
    """For `any`: the row is counted and shows what is asked; for the others: the row is counted."""
    wanted = [node.condition] if node.condition is not None else []
    if node.kind == "any":
        wanted.append(element_of(node))
    return kleene(map(compiled, wanted), False) if wanted else lambda state: True


def taken(node: nodes.Aggregate) -> Callable[[State, list[Row]], list[Value] | None]:
    """The values of the rows counted; None as soon as one row or value is unknown."""
    counted = row_condition(node)
    element: Evaluate = compiled(node.element) if node.element is not None else lambda state: 1

    def take(state: State, rows: list[Row]) -> list[Value] | None:
        values = []
        for state.row in rows:
            holds = counted(state)
            if holds is None:
                return None
            if holds:
                value = element(state)
                if value is None:
                    return None
                values.append(value)
        return values

    return take


def fold_values(combine: Callable[[list[Any]], Value]) -> Callable[[nodes.Aggregate], Fold]:
    def folding(node: nodes.Aggregate) -> Fold:
        take = taken(node)

        def fold(state: State, rows: list[Row]) -> Value:
            values = take(state, rows)
            return None if values is None else combine(values)

        return fold

    return folding


FOLDS: dict[str, Callable[[nodes.Aggregate], Fold]] = {
    "any": fold_any,
    "all": fold_all,
    "count": fold_values(len),
    "sum": fold_values(sum),
    "min": fold_values(lambda values: min(values, default=None)),
    "max": fold_values(lambda values: max(values, default=None)),
}


@dataclass(frozen=True)
class Finding:
    """What is found of one household: the columns of findings that depend on it."""

    tier: str
    tier_at_least: str
    rules: tuple[str, ...]
    unknown_rules: tuple[str, ...]
    risks: tuple[str, ...]
    missing: tuple[str, ...]
    facts: Mapping[str, Value]
    """Rounded as shown."""
    state: State
    """Exact values, for explaining."""


@lru_cache(maxsize=4096)
def ready(node: Node) -> Evaluate:
    """A part of a rule by itself: only looked at when the whole came out unknown."""
    return compiled(node)


def assume(
    household: Row, children: Mapping[str, list[Row] | None], run: Run
) -> tuple[Row, Mapping[str, list[Row] | None]]:
    """The household with what the run takes as known."""
    if not run.assumptions.texts:
        return household, children
    filled = {
        table: rows if rows is not None or table not in run.assumptions.empty else []
        for table, rows in children.items()
    }
    # A table that was not given, assumed to be empty, is there.
    filled |= {table: [] for table in run.assumptions.empty if table not in children}
    for (table, column), value in run.assumptions.cells.items():
        if table == "households":
            household = fill(household, column, value)
        elif (rows := filled.get(table)) is not None:
            filled[table] = [fill(row, column, value) for row in rows]
    return household, filled


def fill(row: Row, column: str, value: Value) -> Row:
    return row if row.get(column) is not None else {**row, column: value}


PLACES = {"money": 2, "number": 6}


def half_up(value: Value, places: int) -> Decimal:
    """Rounded to `places`, halves away from zero."""
    if isinstance(value, Fraction):
        scaled = abs(value) * 10**places
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole if value >= 0 else -whole).scaleb(-places, EXACT)
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)


class Evaluator:
    """A pack made ready for many households."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.facts = [(name, compiled(fact.node), PLACES.get(fact.type)) for name, fact in pack.facts.items()]
        self.rules = [(rule, compiled(rule.node)) for rule in pack.rules.values()]
        self.risks = pack.risks
        tiers = [(tier.tier, compiled(tier.node) if tier.node else None, tier.node) for tier in pack.tiers]
        # A base pack has no tiers; its examples compare facts.
        self.tiers = tiers or [("none", None, None)]

    def find(self, household: Row, children: Mapping[str, list[Row] | None], run: Run) -> Finding:
        """The finding of one household.  Amounts in yuan; a table not in `children` was not given."""
        state = State(*assume(household, children, run), run)
        with decimal.localcontext(EXACT):
            for name, evaluate, _ in self.facts:
                state.facts[name] = evaluate(state)
            for rule, evaluate in self.rules:
                state.rules[rule.id] = evaluate(state)
            at_least = self.at_least(state)
            tier, unsettled = self.tier(state)
            return self.finding(state, tier, at_least, unsettled)

    def at_least(self, state: State) -> str:
        """The tier with every unknown condition, of rules and of tiers, taken as not holding."""
        # Tiers read rules from the state: these are put aside for as long as the question is another.
        said = state.rules
        state.rules = {name: bool(value) for name, value in said.items()}
        try:
            return next(tier for tier, holds, _ in self.tiers if holds is None or holds(state))
        finally:
            state.rules = said

    def tier(self, state: State) -> tuple[str, list[Node]]:
        """The first tier that holds – unknown if another tier before it may – and the unknown conditions met."""
        unsettled: dict[Node, str] = {}
        for tier, holds, node in self.tiers:
            value = True if holds is None else holds(state)
            if value:
                return ("unknown" if set(unsettled.values()) - {tier} else tier), list(unsettled)
            if value is None and node is not None:
                unsettled[node] = tier
        raise AssertionError("the last tier has no condition")

    def finding(self, state: State, tier: str, at_least: str, unsettled: list[Node]) -> Finding:
        fired = [rule for rule, _ in self.rules if state.rules[rule.id]]
        unknown = [rule for rule, _ in self.rules if state.rules[rule.id] is None]
        missing: set[str] = set()
        for node in [*(rule.node for rule in unknown), *unsettled]:
            missing |= self.missing(node, state)
        return Finding(
            tier=tier,
            tier_at_least=at_least,
            rules=tuple(rule.id for rule in fired),
            unknown_rules=tuple(rule.id for rule in unknown),
            risks=tuple(risk for risk in self.risks if any(risk in rule.risks for rule in fired)),
            missing=tuple(sorted(missing)),
            facts={name: shown(state.facts[name], places) for name, _, places in self.facts},
            state=state,
        )

    def missing(self, node: Node, state: State) -> set[str]:
        """The columns whose being unknown makes `node` unknown; empty when it is known."""
        if ready(node)(state) is not None:
            return set()
        if isinstance(node, nodes.HouseholdColumn):
            return {f"households.{node.name}"}
        if isinstance(node, nodes.RowColumn):
            return {f"{node.table}.{node.name}"}
        if isinstance(node, nodes.Fact):
            return self.missing(self.pack.facts[node.name].node, state)
        if isinstance(node, nodes.RuleHolds):
            return self.missing(self.pack.rules[node.name].node, state)
        if isinstance(node, nodes.Aggregate):
            return self.missing_in(node, state)
        return set().union(*(self.missing(child, state) for child in nodes.children(node)))

    def missing_in(self, node: nodes.Aggregate, state: State) -> set[str]:
        """What is unknown in the rows of a table; the whole table where nothing vouches for it."""
        rows, vouches, outer = state.children.get(node.table), coverage(node), state.row
        found: set[str] = set()
        try:
            if rows is not None and covers(state, node.table, vouches):
                for state.row in rows:
                    found |= self.missing_in_row(node, state)
        finally:
            state.row = outer
        return found or {f"{node.table}.*"}

    def missing_in_row(self, node: nodes.Aggregate, state: State) -> set[str]:
        if node.kind == "all":
            node = mirrored(node)
        wanted = tuple(
            each
            for each in (node.condition, node.element if node.kind == "any" else None)
            if each is not None
        )
        together = nodes.And(wanted)
        found = self.missing(together, state)
        if not found and node.kind in ("sum", "min", "max") and ready(together)(state):
            found = self.missing(element_of(node), state)
        return found


def shown(value: Value, places: int | None) -> Value:
    return value if value is None or places is None else half_up(value, places)
