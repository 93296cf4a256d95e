"""Text → nodes.  A whitelisted subset of Python's expressions; what has no node cannot be written."""

import ast
import difflib
import warnings
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from shouwang.engine.errors import sentence
from shouwang.engine.policy import nodes
from shouwang.engine.policy.nodes import Node
from shouwang.engine.tables import HOUSEHOLDS, TABLES

GIVEN = ("on", "period", "previous_period", "running_period")
CHILD_TABLES = ("persons", "incomes", "expenses", "events", "measures")
QUANTIFIERS = ("any", "all", "count", "sum", "min", "max")
ARGUMENTS = {
    "age": 2,
    "days": 2,
    "months": 2,
    "months_before": 2,
    "default": 2,
    "known": 1,
    "min": 2,
    "max": 2,
}

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
DEEPEST = 60
"""Levels of an expression: far more than a reader follows, far fewer than the evaluators can walk."""
TOO_DEEP = "嵌套过深"

ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


@dataclass(frozen=True)
class Vocabulary:
    """The names that a pack adds to the language."""

    facts: Collection[str] = ()
    parameters: Collection[str] = ()
    rules: Collection[str] | None = None
    """None where rules may not be asked for: everywhere but in tiers."""


class Wrong(Exception):
    """One mistake in an expression: code, offset in its text, details for the message."""

    def __init__(self, code: str, at: int, **details: object) -> None:
        super().__init__(code)
        self.code, self.at, self.details = code, at, details


def hint(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return sentence("（是否想写“{name}”？）", name=close[0]) if close else ""


def parse(text: str, vocabulary: Vocabulary) -> Node:
    """The nodes of an expression.  Raises Wrong for the first thing that cannot be written."""
    # A rule may be broken over several lines; Python wants parentheses for that, the author need not.
    wrapped = f"({text}\n)"
    tree = tree_of(wrapped, text).body
    if isinstance(tree, ast.Tuple) and not tree.elts:
        raise Wrong("RULE-101", 0, detail="没有写表达式")
    if closes_early(tree):
        raise Wrong("RULE-101", 0, detail="有多余的右括号")
    return Parser(wrapped, vocabulary).node(tree)


def tree_of(wrapped: str, text: str) -> ast.Expression:
    try:
        with warnings.catch_warnings():
            # What Python only warns of, such as an unknown escape in a text, is a slip here.
            warnings.simplefilter("error")
            return ast.parse(wrapped, mode="eval")
    except (SyntaxError, ValueError) as error:
        line, column = getattr(error, "lineno", 1) or 1, getattr(error, "offset", 1) or 1
        at = offset_of(wrapped, line, column - 1) - 1
        # Before the text stands only our own parenthesis: it is not closed when one of the author's is not.
        detail = getattr(error, "msg", "有不能识别的字符") if at >= 0 else "有括号没有闭合"
        raise Wrong("RULE-101", max(0, min(at, len(text))), detail=detail) from error
    except (RecursionError, MemoryError) as error:
        raise Wrong("RULE-101", 0, detail=TOO_DEEP) from error


def closes_early(tree: ast.expr) -> bool:
    """Whether the author's text closes our parenthesis, as in `a) or (b`: then it starts with that parenthesis."""
    return (tree.lineno, tree.col_offset) == (1, 0) and not isinstance(tree, ast.Tuple | ast.GeneratorExp)


def offset_of(text: str, line: int, column: int) -> int:
    # Not `str.splitlines`: Python's own lines end at fewer characters.
    before = text.encode(errors="surrogatepass").splitlines(keepends=True)[: line - 1]
    return len(b"".join(before).decode(errors="surrogatepass")) + column


@dataclass
class Parser:
    text: str
    vocabulary: Vocabulary
    row: str | None = None
    """The name that the surrounding generator gives to its row."""
    table: str | None = None
    depth: int = 0
    lines: list[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.text.encode().splitlines(keepends=True)

    def at(self, tree: ast.expr) -> int:
        """Offset in the author's text; `ast` counts UTF-8 bytes and our parenthesis."""
        before = b"".join(self.lines[: tree.lineno - 1]) + self.lines[tree.lineno - 1][: tree.col_offset]
        return max(0, len(before.decode()) - 1)

    def node(self, tree: ast.expr) -> Node:
        build: Callable[[Parser, ast.expr], Node] | None = BUILD.get(type(tree))
        if build is None:
            raise self.forbidden(tree)
        if self.depth > DEEPEST:
            raise Wrong("RULE-101", self.at(tree), detail=TOO_DEEP)
        self.depth += 1
        made = build(self, tree)
        self.depth -= 1
        return made

    def forbidden(self, tree: ast.expr) -> Wrong:
        own = (tree.lineno, tree.col_offset) > (1, 0)
        written = ast.get_source_segment(self.text, tree) if own else self.text[1:-2]
        return Wrong("RULE-103", self.at(tree), what=(written or "")[:40])

    def constant(self, tree: ast.Constant) -> Node:
        value, at = tree.value, self.at(tree)
        if isinstance(value, float):
            # The author's digits, not the nearest binary fraction.
            return nodes.Literal(self.exact(tree), at=at)
        if isinstance(value, bool | int | str):
            return nodes.Literal(value, at=at)
        raise self.forbidden(tree)

    def exact(self, tree: ast.Constant) -> Decimal:
        written = ast.get_source_segment(self.text, tree) or repr(tree.value)
        try:
            return Decimal(written.replace("_", ""))
        except InvalidOperation:
            raise self.forbidden(tree) from None

    def name(self, tree: ast.Name) -> Node:
        name, at = tree.id, self.at(tree)
        if name in GIVEN:
            return nodes.Given(name, at=at)
        # Columns before facts: a fact of the same name is refused when its pack is read (PACK-015).
        if name in HOUSEHOLDS:
            return nodes.HouseholdColumn(name, at=at)
        if name in self.vocabulary.facts:
            if self.row is not None:
                raise Wrong("RULE-114", at, what=name)
            return nodes.Fact(name, at=at)
        known = [*GIVEN, *HOUSEHOLDS.by_name, *self.vocabulary.facts]
        raise Wrong("RULE-102", at, name=name, hint=hint(name, known))

    def attribute(self, tree: ast.Attribute) -> Node:
        at = self.at(tree)
        if not isinstance(tree.value, ast.Name):
            raise self.forbidden(tree)
        owner, name = tree.value.id, tree.attr
        # The author chooses the row's name, even `parameter`: inside the generator it is the row.
        if owner == self.row and self.table is not None:
            if name not in TABLES[self.table]:
                close = hint(name, TABLES[self.table].by_name)
                raise Wrong("RULE-104", at, table=self.table, name=name, hint=close)
            return nodes.RowColumn(self.table, name, at=at)
        if owner == "parameter":
            if name not in self.vocabulary.parameters:
                raise Wrong("RULE-105", at, name=name, hint=hint(name, self.vocabulary.parameters))
            return nodes.Parameter(name, at=at)
        if owner == "rule":
            return self.rule(name, at)
        raise Wrong(
            "RULE-102",
            at,
            name=owner,
            hint=hint(owner, ["parameter", "rule", *([self.row] if self.row else [])]),
        )

    def rule(self, name: str, at: int) -> Node:
        if self.vocabulary.rules is None:
            raise Wrong("RULE-118", at, name=name)
        # Rule ids have dashes, as people write them in lists; to Python that would be a subtraction.
        by_name = {rule.replace("-", "_"): rule for rule in self.vocabulary.rules}
        if name not in by_name:
            raise Wrong("RULE-119", at, name=name, hint=hint(name, by_name))
        return nodes.RuleHolds(by_name[name], at=at)

    def boolean(self, tree: ast.BoolOp) -> Node:
        kind = nodes.And if isinstance(tree.op, ast.And) else nodes.Or
        parts: list[Node] = []
        for value in tree.values:
            # `a and (b and c)` is one list of three: the evaluators stop early, and the reason reads without
            # brackets.
            part = self.node(value)
            parts += part.parts if isinstance(part, kind) else [part]
        return kind(tuple(parts), at=self.at(tree))

    def unary(self, tree: ast.UnaryOp) -> Node:
        if isinstance(tree.op, ast.Not):
            return nodes.Not(self.node(tree.operand), at=self.at(tree))
        if isinstance(tree.op, ast.USub):
            operand = self.node(tree.operand)
            # True is an integer to Python.
            if isinstance(operand, nodes.Literal) and not isinstance(operand.value, bool | str):
                return nodes.Literal(-operand.value, at=self.at(tree))
            return nodes.Negative(operand, at=self.at(tree))
        raise self.forbidden(tree)

    def binary(self, tree: ast.BinOp) -> Node:
        operator = ARITHMETIC.get(type(tree.op))
        if operator is None:
            raise self.forbidden(tree)
        return nodes.Arithmetic(operator, self.node(tree.left), self.node(tree.right), at=self.at(tree))

    def compare(self, tree: ast.Compare) -> Node:
        operands = [tree.left, *tree.comparators]
        pairs = zip(operands, tree.ops, operands[1:], strict=False)
        # `a < b < c` is two comparisons; nothing has side effects, so b may be asked twice.
        parts = tuple(self.comparison(left, op, right) for left, op, right in pairs)
        return parts[0] if len(parts) == 1 else nodes.And(parts, at=self.at(tree))

    def comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
        at = self.at(left)
        if isinstance(op, ast.In | ast.NotIn):
            member = nodes.Membership(self.node(left), self.choices(right), at=at)
            return member if isinstance(op, ast.In) else nodes.Not(member, at=at)
        if type(op) not in COMPARISONS:
            raise Wrong("RULE-103", at, what="is")
        return nodes.Compare(COMPARISONS[type(op)], self.node(left), self.node(right), at=at)

    def choices(self, tree: ast.expr) -> tuple[nodes.Literal, ...]:
        if not isinstance(tree, ast.Tuple | ast.List) or not tree.elts:
            raise Wrong("RULE-116", self.at(tree))
        values = tuple(self.node(each) for each in tree.elts)
        literals = tuple(each for each in values if isinstance(each, nodes.Literal))
        if len(literals) < len(values):
            raise Wrong("RULE-116", self.at(tree))
        return literals

    def call(self, tree: ast.Call) -> Node:
        if not isinstance(tree.func, ast.Name) or tree.keywords:
            raise self.forbidden(tree)
        name, at = tree.func.id, self.at(tree)
        # min and max are both: of the rows of a table, or of two values.
        if name in QUANTIFIERS and len(tree.args) == 1:
            return self.aggregate(name, tree.args[0], at)
        if name not in ARGUMENTS:
            if name in QUANTIFIERS:
                raise Wrong("RULE-117", at, name=name)
            raise Wrong("RULE-102", at, name=name, hint=hint(name, [*ARGUMENTS, *QUANTIFIERS]))
        if len(tree.args) != ARGUMENTS[name]:
            raise Wrong("RULE-106", at, name=name, expected=ARGUMENTS[name], given=len(tree.args))
        arguments = tuple(self.node(each) for each in tree.args)
        if name == "default":
            return nodes.Default(*arguments, at=at)
        if name == "known":
            return nodes.Known(*arguments, at=at)
        return nodes.Call(name, arguments, at=at)

    def aggregate(self, kind: str, tree: ast.expr, at: int) -> Node:
        if not isinstance(tree, ast.GeneratorExp):
            raise Wrong("RULE-117", at, name=kind)
        if self.row is not None:
            raise Wrong("RULE-114", at, what=kind)
        row, table = self.source(tree, at)
        # A parser of its own: the row's name is known inside the generator and nowhere else.
        inner = Parser(self.text, self.vocabulary, row=row, table=table, depth=self.depth)
        conditions: list[Node] = []
        for each in tree.generators[0].ifs:
            conditions += nodes.conjuncts(inner.node(each))
        element = inner.element(kind, tree.elt)
        return nodes.Aggregate(kind, table, element, together(conditions), at=at)

    def source(self, tree: ast.GeneratorExp, at: int) -> tuple[str, str]:
        """The row's name and the table it comes from."""
        first = tree.generators[0]
        plain = isinstance(first.target, ast.Name) and isinstance(first.iter, ast.Name)
        if len(tree.generators) > 1 or first.is_async or not plain:
            raise Wrong("RULE-120", at)
        table = first.iter.id  # type: ignore[attr-defined]
        if table not in CHILD_TABLES:
            raise Wrong("RULE-102", self.at(first.iter), name=table, hint=hint(table, CHILD_TABLES))
        return first.target.id, table  # type: ignore[attr-defined]

    def element(self, kind: str, tree: ast.expr) -> Node | None:
        if kind != "count":
            return self.node(tree)
        if not isinstance(tree, ast.Name) or tree.id != self.row:
            raise Wrong("RULE-117", self.at(tree), name=kind)
        return None


def together(conditions: list[Node]) -> Node | None:
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else nodes.And(tuple(conditions), at=conditions[0].at)


BUILD: dict[type[ast.expr], Callable[[Parser, ast.expr], Node]] = {
    ast.Constant: Parser.constant,  # type: ignore[dict-item]
    ast.Name: Parser.name,  # type: ignore[dict-item]
    ast.Attribute: Parser.attribute,  # type: ignore[dict-item]
    ast.BoolOp: Parser.boolean,  # type: ignore[dict-item]
    ast.UnaryOp: Parser.unary,  # type: ignore[dict-item]
    ast.BinOp: Parser.binary,  # type: ignore[dict-item]
    ast.Compare: Parser.compare,  # type: ignore[dict-item]
    ast.Call: Parser.call,  # type: ignore[dict-item]
}
